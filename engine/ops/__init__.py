"""Ops: what a node can compute, each with its shape rule, its derivative and its PyTorch source."""
