"""Gum scores while somebody types them: one key a sextant, and the cursor goes on by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dentui.domain.findings import NOT_SCORED, SEXTANT_WORDS, Gums

MEANINGS = {
    "": "not scored",
    "0": "healthy, pockets below 3.5 mm",
    "1": "bleeding on probing",
    "2": "calculus or another plaque trap",
    "3": "pockets of 3.5 to 5.5 mm",
    "4": "pockets above 5.5 mm",
    "X": "fewer than two teeth",
}
"""Of the codes of the Basic Periodontal Examination (British Society of Periodontology, 2019)."""
FURCATION = "*"
HALF = len(SEXTANT_WORDS) // 2
UNDONE = 50


@dataclass(frozen=True, slots=True)
class GumChart:
    """The scores as they stand, and where the cursor is."""

    scores: Gums = NOT_SCORED
    at: int = 0
    last: int | None = None
    """Which was scored just now, before the cursor went on."""
    before: tuple[Gums, ...] = ()
    """The scores before each change, the last first."""

    def score(self, sign: str) -> GumChart:
        """The sextant scored 0 to 4 or X; the cursor goes on to the next one."""
        made = self._with(self.at, sign.upper())
        return replace(made, at=min(self.at + 1, len(self.scores) - 1), last=self.at)

    def furcate(self) -> GumChart:
        """A furcation at the sextant scored just now, else at the cursor's; or none any more."""
        which = self.at if self.last is None else self.last
        score = self.scores[which]
        if not score or score == "X":
            return self
        turned = score.rstrip(FURCATION) if FURCATION in score else score + FURCATION
        return replace(self._with(which, turned), last=self.last)

    def clear(self) -> GumChart:
        """The sextant not scored; where the cursor is at none that is, the one scored just now."""
        which = self.last if not self.scores[self.at] and self.last is not None else self.at
        return replace(self._with(which, ""), at=which)

    def step(self, way: int) -> GumChart | None:
        """The cursor one sextant on; None at the end."""
        at = self.at + way
        return replace(self, at=at, last=None) if 0 <= at < len(self.scores) else None

    def across(self, way: int) -> GumChart | None:
        """The cursor in the other jaw; None where there is none in that direction."""
        at = self.at + way * HALF
        return replace(self, at=at, last=None) if 0 <= at < len(self.scores) else None

    def undo(self) -> GumChart:
        """The last change taken back."""
        if not self.before:
            return self
        return replace(self, scores=self.before[0], before=self.before[1:], last=None)

    @property
    def meaning(self) -> str:
        """What is scored at the cursor, or was just now, in words."""
        which = self.at if self.last is None else self.last
        score = self.scores[which]
        words = MEANINGS[score.rstrip(FURCATION)]
        furcation = ", furcation involved" if FURCATION in score else ""
        return f"{SEXTANT_WORDS[which]}: {f'{score} ' if score else ''}{words}{furcation}"

    def _with(self, which: int, score: str) -> GumChart:
        if self.scores[which] == score:
            return replace(self, last=None)
        scores = (*self.scores[:which], score, *self.scores[which + 1 :])
        return replace(self, scores=scores, last=None, before=(self.scores, *self.before[: UNDONE - 1]))


def gums_told(gums: Gums) -> str:
    """The scores in a line."""
    told = [f"{where} {score}" for where, score in zip(SEXTANT_WORDS, gums, strict=True) if score]
    return ", ".join(told) or "not scored"
