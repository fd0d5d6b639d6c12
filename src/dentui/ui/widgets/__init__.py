"""Widgets: they show."""
