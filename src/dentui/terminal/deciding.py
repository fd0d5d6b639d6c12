"""The terminal of one desk: everything that has a say in what it is sent, and the decision for whoever works
there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dentui.errors import Unavailable
from dentui.terminal.around import look_around
from dentui.terminal.desks import Desks, read_desks
from dentui.terminal.profile import Profile, Reasoned, Surroundings, decide, told_by_hand


@dataclass(frozen=True, slots=True)
class Terminal:
    """What has a say."""

    around: Surroundings
    options: Mapping[str, str | None] = field(default_factory=dict)
    desks: Desks = field(default_factory=Desks)
    answered: Reasoned | None = None
    complaint: str = ""
    """What is to be said about the saved settings; "" for nothing."""

    def profile(self, operator: str | None) -> Profile:
        """What it is sent while this operator works; None: nobody has signed in. Raises Invalid for an option
        or variable that means nothing."""
        return decide(
            self.around,
            options=self.options,
            saved=self.desks.saved(operator, self.around.term),
            answered=self.answered,
        )

    def told(self, operator: str | None) -> frozenset[str]:
        """The parts for which somebody said what they want."""
        return told_by_hand(self.around.environ, self.options, self.desks.saved(operator, self.around.term))

    def with_answer(self, answered: Reasoned | None) -> Terminal:
        """The same terminal, that has said what it knows about pictures."""
        return replace(self, answered=answered)


def look(home: Path, options: Mapping[str, str | None], environ: Mapping[str, str] = os.environ) -> Terminal:
    """The terminal that this program was started at, without asking it. A file of saved settings that cannot
    be read is no reason not to start: what is to be said about it stands in the answer."""
    try:
        desks, complaint = read_desks(home), ""
    except Unavailable as error:
        desks, complaint = Desks(), str(error)
    return Terminal(look_around(environ), options, desks, complaint=complaint)
