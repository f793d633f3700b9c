"""The ops themselves, one op a file; the registry finds every `Op` subclass in here."""
