"""Backstep's engine: graphs, stepping and training, without a screen (no Qt anywhere in here)."""
