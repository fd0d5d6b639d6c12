"""Whole screens: they fetch."""
