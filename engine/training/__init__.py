"""Training of a graph: configuration, loop, optimizers, schedules, metrics, checkpoints."""
