"""The model preview: scans turned, measured and labelled at any terminal. A program of its own, without
Textual."""
