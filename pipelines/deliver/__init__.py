"""Deliver: leads of all shards become one published list of each profile, files, and records of a CRM."""
