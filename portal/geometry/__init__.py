"""Outlines of regions, and the script that made them from a package that ships them."""
