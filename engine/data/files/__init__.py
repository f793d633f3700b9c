"""Files that data lies in: readers of their formats, downloads, and a cache of decoded pictures."""
