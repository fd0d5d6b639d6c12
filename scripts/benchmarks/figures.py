"""A figure: its stable name, what was measured, the bar it has to hold, and what it stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    """The most it may be; None where it is told for comparison only."""
    beside: str = ""
    """What it was compared with in the same run."""
    at_least: bool = False
    """The bar is the least it may be."""

    @property
    def holds(self) -> bool:
        """Whether it keeps to its bar."""
        if self.bar is None:
            return True
        return self.value >= self.bar if self.at_least else self.value <= self.bar

    def line(self) -> str:
        """The figure as it is printed."""
        side = "at least" if self.at_least else "at most"
        verdict = (
            "" if self.bar is None else f"{side} {self.bar:g}: {'holds' if self.holds else 'DOES NOT HOLD'}"
        )
        value = f"{self.value:.4f}" if self.at_least else f"{self.value:.2f}"
        return f"{self.name:<34} {value:>10} {self.unit:<6} {verdict:<28} {self.beside}".rstrip()


def percentile(values: Sequence[float], part: float) -> float:
    """The value that this part of all values does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(part * len(ordered) + 0.5) - 1))]
