"""Formulas that people type: read without running them, computed, written and differentiated."""
