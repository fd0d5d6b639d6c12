"""How the desk and the process that reads files for it talk: two lengths, JSON, bytes; the same both ways."""

from __future__ import annotations

import json
import struct
from typing import Any

HEAD = struct.Struct(">II")
"""Bytes of JSON, then of data."""
LONGEST_JSON = 16 << 20
LONGEST_DATA = 256 << 20
RESTED = 75
"""Exit status of a process that was asked for nothing for a while: what it was asked since, it did not
begin."""


def packed(value: Any, data: bytes = b"") -> bytes:
    """A message. Raises ValueError for one that is too long or that JSON cannot say."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":")).encode()
    if len(text) > LONGEST_JSON or len(data) > LONGEST_DATA:
        raise ValueError("too long")
    return HEAD.pack(len(text), len(data)) + text + data


def lengths(head: bytes) -> tuple[int, int]:
    """Of JSON and of data. Raises ValueError where they are beyond what is agreed."""
    text, data = HEAD.unpack(head)
    if text > LONGEST_JSON or data > LONGEST_DATA:
        raise ValueError("too long")
    return text, data
