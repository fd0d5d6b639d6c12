"""The threads of a preview: one reads models, one draws them. What they have to say is news for the loop."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING

from dentui.errors import DentuiError
from dentui.viewer.parts import Part

if TYPE_CHECKING:
    from dentui.domain.limits import Limits
    from dentui.viewer.world import World


NO_MEMORY = "There is not enough memory for it."


@dataclass(frozen=True, slots=True)
class PartRead:
    """A file is a model now, or a sentence says why it is none."""

    key: str
    wrong: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class WorldMade:
    """Models that can be drawn; `whole`: nothing more is read."""

    world: World | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Done:
    """What a job answered."""

    answer: object


@dataclass(frozen=True, slots=True)
class Failed:
    """Why something was not done."""

    error: Exception


News = PartRead | WorldMade | Done | Failed


class Studio:
    """Reads and draws beside the loop, which is woken for every piece of news."""

    def __init__(self, wake: Callable[[], None]) -> None:
        self._wake = wake
        self._news: deque[News] = deque()
        self._jobs: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._busy = False
        threading.Thread(target=self._draw, daemon=True).start()

    def news(self) -> list[News]:
        """What came since this was asked the last time."""
        found = []
        while self._news:
            found.append(self._news.popleft())
            if isinstance(found[-1], Done | Failed):
                self._busy = False
        return found

    @property
    def busy(self) -> bool:
        """Whether there is a job whose news was not taken."""
        return self._busy

    def start(self, job: Callable[[], object]) -> None:
        """Have a job done; only where none is at work."""
        self._busy = True
        self._jobs.put(job)

    def read(self, parts: Sequence[Part], limits: Limits) -> None:
        """Read these, one after the other. The first that can be read is seen before the others are there."""
        threading.Thread(target=self._read, args=(tuple(parts), limits), daemon=True).start()

    def _tell(self, news: News) -> None:
        self._news.append(news)
        self._wake()

    def _draw(self) -> None:
        while True:
            job = self._jobs.get()
            try:
                self._tell(Done(job()))
            except Exception as error:
                self._tell(Failed(error))

    def _read(self, parts: Sequence[Part], limits: Limits) -> None:
        try:
            from dentui.media.models import read_model
            from dentui.viewer.world import World

            found, models = [], []
            # What is hidden at first is not waited for.
            seen = max((place for place, part in enumerate(parts, 1) if part.shown), default=0)
            world: World | None = None
            for place, part in enumerate(parts, 1):
                try:
                    model = read_model(part.path, limits)
                except DentuiError as error:
                    self._tell(PartRead(part.key, str(error)))
                    continue
                except OSError as error:
                    self._tell(PartRead(part.key, f"The file cannot be read: {error.strerror or error}."))
                    continue
                except MemoryError:
                    self._tell(PartRead(part.key, NO_MEMORY))
                    continue
                found.append(part)
                models.append(model)
                self._tell(PartRead(part.key, remark=model.remark))
                if (world is None or place == seen) and place < len(parts):
                    world = World.of(found, models)
                    self._tell(WorldMade(world, whole=False))
            if models and (world is None or len(models) > len(world.models)):
                world = World.of(found, models)
            self._tell(WorldMade(world, whole=True))
        except Exception as error:
            self._tell(Failed(error))
