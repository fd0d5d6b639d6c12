"""A preview that a desk has opened: what lies beyond the models it asks of the desk, over a socket, a line
of JSON each way. So marks are kept with the rights of whoever works there, and this program opens no
register."""

from __future__ import annotations

import json
import socket
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import UUID

from dentui.domain.annotations import AnnotationKind
from dentui.domain.images import Role
from dentui.domain.limits import Limits
from dentui.errors import Unavailable
from dentui.viewer.marks import Mark, Spot
from dentui.viewer.parts import arranged, part_of
from dentui.viewer.show import Show

SECONDS = 20.0
"""That an answer may take: a register that is held by others answers by then, too."""
LEFT_ALONE = 4
"""Exit status where nobody pressed a key for as long as the desk allows."""


class Caller:
    """The way to the desk; keeps marks there."""

    lasting = True

    def __init__(self, handle: int) -> None:
        self.socket = socket.socket(fileno=handle)
        self.socket.settimeout(SECONDS)
        self._lines = self.socket.makefile("rb")

    def show(self) -> Show:
        """What is to be shown."""
        told = self._ask("show")
        parts = [
            part_of(Path(part["path"]), part["name"], part["key"], Role(part["role"]) or None)
            for part in told["parts"]
        ]
        return Show(
            told["title"],
            arranged(parts),
            self.save,
            Limits(**told["limits"]),
            self,
            tuple(told["outside"]),
            told["patience"],
        )

    def save(self, png: bytes) -> str:
        """Have a picture kept; answers what is to be said."""
        return str(self._ask("save", png=b64encode(png).decode())["words"])

    def load(self) -> Sequence[Mark]:
        """All marks of these models."""
        return [mark_of(told) for told in self._ask("load")["marks"]]

    def add(self, mark: Mark) -> Mark:
        """Have one kept."""
        return mark_of(self._ask("add", mark=told_of(mark))["mark"])

    def change(self, mark: Mark) -> Mark:
        """Have other words kept with one."""
        return mark_of(self._ask("change", mark=told_of(mark))["mark"])

    def remove(self, mark: Mark) -> None:
        """Have one removed."""
        self._ask("remove", mark=told_of(mark))

    def _ask(self, what: str, **more: object) -> Mapping[str, Any]:
        """Raises Unavailable with what the desk says, or where it says nothing."""
        try:
            self.socket.sendall(json.dumps({"ask": what, **more}).encode() + b"\n")
            line = self._lines.readline()
        except OSError as error:
            raise Unavailable("The desk does not answer. Go back, and open the models again.") from error
        if not line:
            raise Unavailable("The desk is gone. Go back, and open the models again.")
        told: Mapping[str, Any] = json.loads(line)
        if "refused" in told:
            raise Unavailable(told["refused"])
        return told


def told_of(mark: Mark) -> Mapping[str, Any]:
    """A mark as it goes over the socket."""
    return {**asdict(mark), "uuid": str(mark.uuid)}


def mark_of(told: Mapping[str, Any]) -> Mark:
    """A mark as it came."""
    spots = []
    for spot in told["spots"]:
        x, y, z = spot["at"]
        spots.append(Spot(spot["model"], (x, y, z)))
    return Mark(UUID(told["uuid"]), AnnotationKind(told["kind"]), tuple(spots), told["text"], told["version"])
