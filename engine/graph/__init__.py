"""Graphs: nodes and edges, reversible edits, order, shapes and files."""
