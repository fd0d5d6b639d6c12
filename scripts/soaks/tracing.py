"""A child that is stopped at each of its system calls (ptrace), in all of its threads, and killed at one."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from collections.abc import Callable

TRACE_ME, SYSCALL, SET_OPTIONS = 0, 24, 0x4200  # <sys/ptrace.h>
OPTIONS = 0x1 | 0x8 | 0x100000  # a mark on stops at system calls; threads too; the child ends with its tracer
GET_CALL = 0x420E
AT_A_CALL = signal.SIGTRAP | 0x80
WAITING = {"x86_64": (202, 7, 271), "aarch64": (98, 73)}.get(platform.machine(), ())
"""futex, poll, ppoll: how often threads wait for one another is another number each time, for nothing."""
OF_ANY_KIND = 0x40000000  # __WALL: threads are waited for as well

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long


def run_and_kill(prepare: Callable[[], Callable[[], None]], at: int | None) -> int:
    """Fork, let the child prepare, and kill it at this system call of what it does then; how many there were.
    The caller has no threads."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            do = prepare()
            _libc.ptrace(TRACE_ME, 0, None, None)
            os.kill(os.getpid(), signal.SIGSTOP)
            do()
            status = 0
        finally:
            os._exit(status)
    return _traced(child, at)


def _traced(child: int, at: int | None) -> int:
    """Let a child go from system call to system call, up to the one at which it is killed."""
    os.waitpid(child, 0)
    _libc.ptrace(SET_OPTIONS, child, None, OPTIONS)
    _libc.ptrace(SYSCALL, child, None, 0)
    calls = 0
    entering: dict[int, bool] = {child: True}
    while True:
        thread, status = os.waitpid(-1, OF_ANY_KIND)
        if not os.WIFSTOPPED(status):
            if thread != child:
                continue
            if at is None and status != 0:
                raise RuntimeError("what is to be killed does not end by itself")
            return calls
        signalled, deliver = os.WSTOPSIG(status), 0
        if signalled == AT_A_CALL:
            if entering.setdefault(thread, True) and _call(thread) not in WAITING:
                calls += 1
                if calls == at:
                    os.kill(child, signal.SIGKILL)
            entering[thread] = not entering[thread]
        elif signalled not in (signal.SIGTRAP, signal.SIGSTOP):
            deliver = signalled
        _libc.ptrace(SYSCALL, thread, None, deliver)


def _call(thread: int) -> int:
    """The number of the system call that a thread has begun (struct ptrace_syscall_info)."""
    told = (ctypes.c_uint64 * 16)()
    _libc.ptrace(GET_CALL, thread, ctypes.sizeof(told), ctypes.addressof(told))
    return int(told[3])


def points(calls: int, sample: int | None) -> list[int]:
    """The system calls to kill at: all, or a sample: half of it among the last ones, where the disk is
    written, the rest all over."""
    if sample is None or sample >= calls:
        return list(range(1, calls + 1))
    late = [calls - 3 * n for n in range(sample // 2) if calls > 3 * n]
    step = max(1, calls // (sample - len(late)))
    return sorted({*late, *range(1, calls + 1, step)})
