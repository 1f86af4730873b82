"""When things happen: the night, its schedule, and the command line. No business rule lives here."""
