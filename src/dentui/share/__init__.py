"""The server of shared reports, a program of its own. It knows the shelf and nothing else of the register."""
