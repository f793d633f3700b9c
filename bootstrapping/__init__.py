"""What bootstrap.py does, one idea a file; nothing here needs more than Python itself."""
