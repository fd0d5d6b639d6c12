"""XON and XOFF: on a serial line a terminal may send them to say that it can take no more. Then Ctrl+S and
Ctrl+Q, which are the same bytes, are no keys."""

from __future__ import annotations

import os
import re
import termios

NO_LINE = re.compile(r"/dev/(pts/\d+|tty\d*|console|tty[a-ep-z][0-9a-f])\Z")
"""Names of pseudo-terminals and of this machine's own screen."""


def is_serial(name: str) -> bool:
    """Whether a terminal of this name is at the end of a serial line."""
    return NO_LINE.match(name) is None


def flow_control(handle: int) -> int:
    """Flags of the input mode (termios) that are left as they are set: 0 where there is no serial line."""
    try:
        serial = is_serial(os.ttyname(handle))
    except OSError:
        serial = False
    return termios.IXON | termios.IXOFF if serial else 0
