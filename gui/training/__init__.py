"""The panels of the Train workspace."""
