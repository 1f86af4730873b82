"""The edge in: sources, and the platforms they are walked by."""
