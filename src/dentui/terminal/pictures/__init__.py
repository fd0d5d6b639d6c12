"""Pictures made of characters: which of them, in which colours, so that few bytes show much."""
