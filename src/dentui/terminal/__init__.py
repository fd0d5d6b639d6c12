"""Terminals: what one shows, and the fewest bytes that change it. No Textual here."""
