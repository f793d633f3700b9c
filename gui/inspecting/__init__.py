"""The panels of the Inspect workspace."""
