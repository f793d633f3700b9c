"""Data sets: read, split, preprocess and cut into batches."""
