"""The panels of the Step workspace."""
