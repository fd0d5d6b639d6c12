"""The job of `slices.py`: where each slice of a series lies in its files, and cuts through all of them.

Samples that are not compressed are read where they lie: a slice of the stack is one piece of a file, a slice
across it one row of each. Columns lie apart, so many neighbouring ones are kept of one pass, and so are rows
and columns of what has to be decoded."""

from __future__ import annotations

import os
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dentui.domain.limits import MB, Limits
from dentui.errors import Unreadable
from dentui.media import series
from dentui.media.drawing import packed
from dentui.media.jobs import Answer
from dentui.media.sampling import DEEPEST, fitted, grey_raster, percentiles, size_within
from dentui.media.series import Series

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLAB = 48 * MB
"""Memory of neighbouring rows or columns that are kept."""
NATIVE_SLAB = 8 * MB
"""The same, where they can be read again in no time."""
SLABS = 2
AT_A_TIME = 4.0
"""Seconds of decoding after which it is said how far it is."""


def cut(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """A slice; or {"done": part} where more has to be decoded first, and the same has to be asked for
    again."""
    stack = _opened(tuple(asked["paths"]), limits)
    plane = stack.series.planes[asked["plane"]]
    count = stack.shape[plane.axis]
    wanted = count // 2 if asked["index"] is None else min(max(int(asked["index"]), 0), count - 1)
    until = time.monotonic() + AT_A_TIME
    samples = stack.cut(plane.axis, count - 1 - wanted if plane.backwards else wanted, until)
    if samples is None:
        return Answer({"done": stack.done(plane.axis)})
    samples = samples.T if plane.turned else samples
    samples = samples[:: -1 if plane.bottom_up else 1, :: -1 if plane.right_to_left else 1]
    width, height = size_within(samples.shape[1], samples.shape[0], asked["largest"], plane.aspect)
    low, high = stack.window
    few = fitted(samples, width, height)
    if stack.series.inverted:
        few, low, high = DEEPEST - few, DEEPEST - high, DEEPEST - low
    return packed(grey_raster(few, low, high, deep=True), index=wanted, count=count)


_stacks: OrderedDict[tuple[str, ...], _Stack] = OrderedDict()
"""The last ones that were looked at: whoever holds an arrow key asks for the same again."""


def _opened(paths: tuple[str, ...], limits: Limits) -> _Stack:
    stack = _stacks.pop(paths, None)
    if stack is None:
        stack = _Stack(series.read([Path(path) for path in paths], limits))
        # Two can be open at once in one process; what they keep is bounded.
        while len(_stacks) > 1:
            _stacks.popitem(last=False)
    _stacks[paths] = stack
    return stack


@dataclass(slots=True, eq=False)
class _Slab:
    """Neighbouring rows (axis 1) or columns (axis 2) of all slices: (slices, rows, columns) of that part."""

    axis: int
    first: int
    samples: NDArray[np.uint16]
    read: int = 0
    """Slices that are in it already."""


class _Stack:
    """A series with what of it was read. Axes are slices, rows, columns."""

    def __init__(self, found: Series) -> None:
        self.series = found
        self.shape = (len(found.slices), found.rows, found.columns)
        self._slabs: list[_Slab] = []
        self.window = found.window or percentiles(self._frame(self.shape[0] // 2))

    def cut(self, axis: int, index: int, until: float) -> NDArray[np.uint16] | None:
        """Samples of the other two axes, as the stored ones made unsigned; None where it takes longer."""
        if axis == 0:
            return self._frame(index)
        if axis == 1 and self.series.native:
            return self._rows(index, 1)[:, 0]
        slab = self._slab(axis, index)
        while slab.read < self.shape[0]:
            part = slice(slab.first, slab.first + slab.samples.shape[axis])
            frame = self._frame(slab.read)
            slab.samples[slab.read] = frame[part] if axis == 1 else frame[:, part]
            slab.read += 1
            if slab.read < self.shape[0] and time.monotonic() >= until:
                return None
        here = index - slab.first
        return slab.samples[:, here] if axis == 1 else slab.samples[:, :, here]

    def done(self, axis: int) -> float:
        """How far the slab is that is being read, 0 to 1."""
        return next(slab.read / self.shape[0] for slab in self._slabs if slab.axis == axis)

    def _slab(self, axis: int, index: int) -> _Slab:
        """The one that holds this row or column, newest first in the list."""
        size = self.shape[axis]
        a_line = 2 * self.shape[0] * self.shape[3 - axis]
        wide = min(size, max(1, (NATIVE_SLAB if self.series.native else SLAB) // a_line))
        first = index // wide * wide
        for slab in self._slabs:
            if slab.axis == axis and slab.first == first:
                self._slabs.remove(slab)
                break
        else:
            shape = list(self.shape)
            shape[axis] = min(wide, size - first)
            slab = _Slab(axis, first, np.empty(shape, np.uint16))
        self._slabs = [slab, *self._slabs[: SLABS - 1]]
        return slab

    def _frame(self, index: int) -> NDArray[np.uint16]:
        one = self.series.slices[index]
        if self.series.native:
            size = self.series.rows * self.series.columns * self.series.kind.itemsize
            return self._samples([_piece(one.path, one.offset, size)], self.series.rows)
        return self._unsigned(series.decoded(one))

    def _rows(self, first: int, count: int) -> NDArray[np.uint16]:
        """These rows of all slices: (slices, count, columns)."""
        row = self.series.columns * self.series.kind.itemsize
        pieces = [_piece(one.path, one.offset + first * row, count * row) for one in self.series.slices]
        return self._samples(pieces, self.shape[0] * count).reshape(self.shape[0], count, -1)

    def _samples(self, pieces: Sequence[bytes], rows: int) -> NDArray[np.uint16]:
        stored = np.frombuffer(b"".join(pieces), self.series.kind)
        return self._unsigned(stored.reshape(rows, self.series.columns))

    def _unsigned(self, stored: NDArray[Any]) -> NDArray[np.uint16]:
        """Without the bits that hold no sample, moved by half of what there is where they have a sign."""
        if stored.shape[-1] != self.series.columns or stored.dtype.itemsize > 2:
            raise Unreadable(series.UNEVEN)
        kept = stored.astype(np.uint16)
        spare = 16 - self.series.bits
        if self.series.signed:
            extended = (kept << np.uint16(spare)).view(np.int16) >> np.int16(spare)
            return extended.view(np.uint16) ^ np.uint16(0x8000)
        return kept & np.uint16(0xFFFF >> spare)


def _piece(path: Path, offset: int, size: int) -> bytes:
    handle = os.open(path, os.O_RDONLY)
    try:
        data = os.pread(handle, size, offset)
    finally:
        os.close(handle)
    if len(data) != size:
        raise Unreadable("A file of the series is cut. Download it instead.")
    return data
