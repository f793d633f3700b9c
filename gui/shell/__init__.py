"""What stands around the workspaces: bars, notices, the gallery, the search, files and settings."""
