"""A synthetic country over HTTP: ten sources in their own API shapes, deterministic by seed, with planted faults."""
