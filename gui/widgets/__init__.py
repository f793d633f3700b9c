"""Reusable widgets that know no document."""
