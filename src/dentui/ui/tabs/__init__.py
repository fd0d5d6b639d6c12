"""Tabs of the detail screen: they fetch."""
