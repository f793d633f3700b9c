"""Data that comes along: example graphs and pictures, read through importlib.resources."""
