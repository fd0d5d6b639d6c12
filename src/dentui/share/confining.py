"""What the server's process may touch, whoever gets hold of it: files and ports by Landlock (landlock(7),
Linux 5.13 and later), no new rights, no memory for others to read.

Numbers are those of linux/landlock.h and linux/prctl.h; system calls have the same on every architecture.
"""

from __future__ import annotations

import ctypes
import os
import resource
import stat
import struct
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import dentui
from dentui.errors import Unavailable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_TELL_VERSION = 1
_BENEATH, _PORT = 1, 2
_NO_DUMPS, _NO_NEW_RIGHTS = 4, 38

_WRITE_FILE, _READ_FILE, _READ_FOLDER = 1 << 1, 1 << 2, 1 << 3
_REMOVE_FILE, _MAKE_FILE = 1 << 5, 1 << 8
_TRUNCATE = 1 << 14
_OF_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""Every right to files that a version knows, the last of an older one where it is not named."""
_BIND, _CONNECT = 1 << 0, 1 << 1
_SCOPES = 0b11
"""No abstract socket and no signal to who is not confined."""

_SYSTEM = (
    *("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache"),
    *("/etc/hosts", "/etc/nsswitch.conf", "/etc/resolv.conf", "/etc/gai.conf", "/etc/services"),
    *(
        "/etc/ssl/certs",
        "/etc/ssl/openssl.cnf",
        "/usr/share/ca-certificates",
        "/etc/localtime",
        "/usr/share/zoneinfo",
    ),
)
"""What libraries read late: themselves, and what a database's name and certificate are looked up in."""


@dataclass(frozen=True, slots=True)
class Rights:
    """What is left to the process."""

    read: tuple[Path, ...]
    """Files and folders with all below."""
    write: tuple[Path, ...]
    """Folders in which files may be made, written and removed."""
    connect: tuple[int, ...] = ()
    """TCP ports that it may connect to; it may listen at no other than it does."""


def program() -> tuple[Path, ...]:
    """Where Python and the libraries lie."""
    paths = sysconfig.get_paths()
    places = {
        *(Path(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        Path(sys.base_prefix, "lib"),
        Path(dentui.__file__).parent,
        *map(Path, _SYSTEM),
    }
    return tuple(sorted(place for place in places if place.exists()))


def landlock() -> int:
    """The version of Landlock that this kernel has, 0 for none."""
    library = ctypes.CDLL(None, use_errno=True)
    return max(0, int(library.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _TELL_VERSION)))


def confine(rights: Rights) -> int:
    """Take everything else away, for good. Answers the version of Landlock; 0 where the kernel has none: then
    only new rights and dumps are refused.

    To be called before any thread is started: it is the calling thread and what comes of it that is confined.
    """
    library = ctypes.CDLL(None, use_errno=True)
    for option, value in ((_NO_NEW_RIGHTS, 1), (_NO_DUMPS, 0)):
        _checked(library.prctl(option, value, 0, 0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    version = landlock()
    if not version:
        return 0
    of_files = _OF_FILES[max(known for known in _OF_FILES if known <= version)]
    with_ports = version >= 4
    attributes = struct.pack("=Q", of_files)
    if with_ports:
        attributes += struct.pack("=Q", _BIND | _CONNECT)
    if version >= 6:
        attributes += struct.pack("=Q", _SCOPES)
    rules = _checked(library.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0))
    try:
        for path in rights.read:
            _allow(library, rules, path, (_READ_FILE | _READ_FOLDER) & of_files)
        for path in rights.write:
            changing = _WRITE_FILE | _MAKE_FILE | _REMOVE_FILE | _TRUNCATE
            _allow(library, rules, path, (_READ_FILE | _READ_FOLDER | changing) & of_files)
        for port in rights.connect if with_ports else ():
            rule = struct.pack("=QQ", _CONNECT, port)
            _checked(library.syscall(_ADD_RULE, rules, _PORT, rule, 0))
        _checked(library.syscall(_RESTRICT_SELF, rules, 0))
    finally:
        os.close(rules)
    return version


def _allow(library: ctypes.CDLL, rules: int, path: Path, access: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            access &= _READ_FILE | _WRITE_FILE | _TRUNCATE
        _checked(library.syscall(_ADD_RULE, rules, _BENEATH, struct.pack("=Qi", access, place), 0))
    finally:
        os.close(place)


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise Unavailable(
            f"The server cannot give its rights away ({os.strerror(number)}), and does not start with them. "
            "Tell who looks after this machine."
        )
    return answer


def open_to_us(files: Iterable[Path]) -> list[Path]:
    """Which of these this process can read, found out by trying."""
    readable = []
    for file in files:
        try:
            os.close(os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC))
        except OSError:
            continue
        readable.append(file)
    return readable
