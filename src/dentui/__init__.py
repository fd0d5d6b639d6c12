"""dentui: the patient desk of a dental imaging cloud, in a terminal."""

__version__ = "0.1.0"
