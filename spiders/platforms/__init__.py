"""Platforms: one module per way of walking a site; a source is a declaration on one of them."""
