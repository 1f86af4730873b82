"""The nouns of Firstcall: the vocabulary, and the stores that keep it."""
