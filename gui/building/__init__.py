"""The panels of the Build workspace."""
