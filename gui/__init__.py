"""The window: the face of Backstep, in Qt, never with torch."""
