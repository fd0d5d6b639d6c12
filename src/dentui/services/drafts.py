"""Unfinished forms: kept as they are typed, and offered to their operator at the next start."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path

from dentui.crash import write_crash_log
from dentui.domain.actors import Actor
from dentui.domain.drafts import OF_ADMINISTRATORS, Draft, Offer, decode
from dentui.errors import NotFound, Unavailable
from dentui.services.keeping import Keeper
from dentui.store import drafts, patients, saves
from dentui.store.database import Database
from dentui.store.drafts import Left
from dentui.store.scope import View

TAKEN = "That form is not here any more: another desk of yours went on with it, or threw it away."


class Drafts:
    """The drafts of an operator in an institution."""

    def __init__(self, database: Database, home: Path, place: Path) -> None:
        """`place`: the folder in which they lie (`store.drafts.place_of`)."""
        self._database, self._home, self._place = database, home, place

    def keeper(self) -> Keeper:
        """What keeps the drafts of a desk from now on."""
        return Keeper(self._place, partial(write_crash_log, self._home))

    def waiting(self, actor: Actor) -> tuple[Offer, ...]:
        """What was left unfinished at desks of the operator's that work no more, the newest first. What was
        saved all the same is removed, what is too old too, and what is about somebody out of their reach is
        left out. Raises Unavailable."""
        try:
            drafts.sweep(self._home)
            left = drafts.left(self._place)
        except OSError as error:
            raise Unavailable(
                "The folder drafts in the home cannot be read, so forms that were left unfinished are not "
                "offered now. Ask whoever looks after this machine."
            ) from error
        known = [(each, draft) for each in left if (draft := decode(each.data)) and draft.save == each.save]
        if not known:
            return ()
        offers, saved = self._database.read(actor, lambda view: _sorted(view, known))
        for each in saved:
            # Where it stays it is found saved the next time as well.
            with suppress(OSError):
                drafts.remove(self._place, each.desk, each.save)
        return tuple(sorted(offers, key=lambda offer: offer.draft.at, reverse=True))

    def throw_away(self, offer: Offer) -> None:
        """Offer it no more. Raises Unavailable."""
        try:
            drafts.remove(self._place, offer.desk, offer.draft.save)
        except OSError as error:
            raise Unavailable(
                "The form cannot be thrown away: the folder drafts in the home cannot be written."
            ) from error

    def take_up(self, offer: Offer, keeper: Keeper) -> None:
        """Go on with it at this desk, whose keeper has it from now on. Raises NotFound where another desk
        was first, Unavailable."""
        try:
            taken = keeper.take(offer.desk, offer.draft.save)
        except OSError as error:
            raise Unavailable(
                "The form cannot be opened: the folder drafts in the home cannot be written. It stays there."
            ) from error
        if not taken:
            raise NotFound(TAKEN)

    def put_back(self, offer: Offer, keeper: Keeper) -> None:
        """Offer it again: it was taken up, and nobody goes on with it."""
        # Where it stays with this desk it is offered when that works no more.
        with suppress(OSError):
            keeper.put_back(offer.desk, offer.draft.save)


def _sorted(view: View, known: list[tuple[Left, Draft]]) -> tuple[list[Offer], list[Left]]:
    """What is to be offered, and what was saved."""
    offers, saved = [], []
    for each, draft in known:
        if saves.is_saved(view, draft.save):
            saved.append(each)
            continue
        patient = draft.subject.patient
        name: str | None = draft.name if patient is None else patients.name_of(view, patient)
        if draft.subject.kind in OF_ADMINISTRATORS and not view.administers:
            name = None
        if name is not None:
            offers.append(Offer(draft, name, each.desk))
    return offers, saved
