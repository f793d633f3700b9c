"""One forward and one backward pass, node by node, as NumPy arrays."""
