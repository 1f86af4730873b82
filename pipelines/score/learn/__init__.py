"""Learning: scorecards from labelled files, from known clients, and from what became of leads."""
