"""Sheets over a screen: they ask and save."""
