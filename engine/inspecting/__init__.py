"""Looking inside a net: filters and what they are made of."""
