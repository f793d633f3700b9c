"""Gestures on the canvas, one object each."""
