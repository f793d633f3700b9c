"""Data sets, one a file; the registry finds every `DataSource` subclass in here."""
