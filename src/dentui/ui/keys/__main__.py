"""Writes docs/keys.md."""

from dentui.ui.keys import page

print(page(), end="")
