"""The engine's own processes and the messages between them and whoever asks."""
