"""Links to published reports: made, told of, revoked; views taken into the trail, and what is over put away.

What is shared lies sealed on the shelf (`store/shelving.py`), from which a server of its own shows it
(`dentui share`). The token of a link is handed out when it is made, and kept nowhere.
"""

from __future__ import annotations

import threading
import time
from uuid import UUID

from dentui.config import Settings
from dentui.domain import links as domain
from dentui.domain.actors import Actor
from dentui.domain.links import About, LinkInput, LinkToken, ReportLink, ReportLinks, SharedPage
from dentui.errors import Cancelled, DentuiError, Unavailable
from dentui.services.images import Images
from dentui.services.link_views import LinkViews
from dentui.services.press import Press
from dentui.store import link_ends, links, sealing, share_address, shelf_rights
from dentui.store.blobs import open_blobs
from dentui.store.database import Database, Unit
from dentui.store.links import Sharable
from dentui.store.patients import id_of
from dentui.store.scope import View
from dentui.store.shelving import Shared

DAY = 86_400
STOPPED = "Stopped. No link was made."
STILL_OPEN = (
    "Links that were revoked can still be opened, because nothing in {place} can be written: stop the server "
    "of shared reports (dentui share) now, and ask who looks after this machine. dentui goes on trying."
)
NOT_TAKEN_OFF = (
    "Nothing that was revoked can be opened; it is taken off as soon as its file can be written. {why}"
)


class Links:
    """Links to the reports of the patients within the operator's scope."""

    def __init__(self, database: Database, settings: Settings, images: Images) -> None:
        self._database = database
        self._press = Press(open_blobs(settings), images.children)
        self._views = LinkViews(database)

    # Where links stand

    def address(self, actor: Actor) -> str:
        """The address of the server of shared reports; "" where none is set: no link can be made then
        (`domain.links.NO_ADDRESS`)."""
        return self._database.read(actor, share_address.current)

    def save_address(self, actor: Actor, address: str, before: str = "") -> str:
        """Keep the address, "" for none, instead of the one that was read before; as it is kept. Links that
        were made stand below the former one. Raises Forbidden for who is no administrator, Invalid with the
        field "address", and Conflict, whose `theirs` is a Theirs of a ShareAddress."""
        address = domain.checked_address(address)
        self._database.write(actor, lambda unit: share_address.save(unit, address, before))
        return address

    # One

    def offer(self) -> LinkInput:
        """What a link is asked for with at first."""
        return LinkInput()

    def make(
        self,
        actor: Actor,
        save: UUID,
        report: UUID,
        form: LinkInput,
        stop: threading.Event | None = None,
    ) -> tuple[LinkToken, ReportLink]:
        """Share a published report: the token for its link (`domain.links.link_url`), which nobody gets a
        second time, and the link, whose UUID is the save's. It takes about half a second a page. Done again
        by the same save, the first token works no more. Raises Invalid with the field, also where no address
        is set and for a chart without a date of birth; NotFound, Conflict for a report that is not in force,
        Unreadable, Unavailable, and Cancelled when `stop` is set."""
        form = domain.checked(form)
        ready = self._database.read(actor, lambda view: links.sharable(view, report))
        token = LinkToken.new()
        try:
            shared = self._shared(token, ready, form, stop)
        except Cancelled as error:
            raise Cancelled(STOPPED) from error
        self._views.put_away()

        def write(unit: Unit) -> None:
            links.make(unit, save, report, ready, form, token, shared)
            _heed(stop)

        self._database.write(actor, write)
        if not self._database.shelf.in_register:
            self._put(actor, save, shared)
        return token, self._database.read(actor, lambda view: links.one(view, self._database.shelf, save))

    def end(self, actor: Actor, link: UUID) -> None:
        """Revoke a link: nobody opens it from now on. Done again, it changes nothing. No file of the shelf
        keeps anybody from it; `left` tells what is wrong with one. Raises NotFound, Unavailable: where the
        shelf was reached before the register failed, it works no more all the same."""
        self._database.write(actor, lambda unit: links.end(unit, link))

    def left(self) -> str:
        """What is still to be done of links that were revoked, by hand or with their report, after it was
        tried once more; "" for nothing."""
        shelf = self._database.shelf
        try:
            self._views.put_away()
        except Unavailable as error:
            if shelf.still_open:
                return STILL_OPEN.format(place=shelf.place)
            if shelf.ended:
                return NOT_TAKEN_OFF.format(why=str(error).partition(" Nothing was ")[0])
        return ""

    def of_report(self, actor: Actor, report: UUID) -> ReportLinks:
        """The links of a report, the newest first, with what is known of their views by now. Raises
        NotFound, Unavailable for the register only."""
        trouble = self._looked()
        return self._database.read(
            actor, lambda view: links.of_report(view, self._database.shelf, report, trouble)
        )

    def of_patient(self, actor: Actor, patient: UUID) -> ReportLinks:
        """The same of all reports of a patient."""
        trouble = self._looked()

        def found(view: View) -> ReportLinks:
            return links.of_patient(view, self._database.shelf, id_of(view, patient), trouble)

        return self._database.read(actor, found)

    def take_in(self) -> int:
        """Take views into the trail, and put away what is over (`LinkViews.take_in`)."""
        return self._views.take_in()

    # Inside

    def _looked(self) -> str:
        """Take in what the server wrote; why that is not known, "" where it is."""
        try:
            self._views.take_in()
        except Unavailable as error:
            return str(error)
        return ""

    def _shared(
        self, token: LinkToken, ready: Sharable, form: LinkInput, stop: threading.Event | None
    ) -> Shared:
        from dentui.media.link_pages import link_page

        path = self._press.whole(ready.drawn)
        parts: dict[str, tuple[str, bytes]] = {domain.PDF: ("application/pdf", path.read_bytes())}
        pages = []
        for number in range(1, ready.drawn.pages + 1):
            page = link_page(path, number - 1, self._press.children, stop)
            pages.append(SharedPage(page.width, page.height, page.media_type))
            parts[domain.page_part(number)] = (page.media_type, page.picture)
            parts[domain.text_part(number)] = ("text/plain; charset=utf-8", page.text.encode())
            _heed(stop)
        about = About(ready.institution, str(ready.number), ready.published, ready.language, tuple(pages))
        parts[domain.ABOUT] = ("application/json", about.to_json())
        key, digest = token.content_key, token.digest
        return Shared(
            digest=digest,
            birth=token.birth_seal(ready.birth),
            until=int(time.time()) + form.days * DAY,
            most=form.most,
            parts={
                name: (kind, sealing.seal(key, digest, name, data)) for name, (kind, data) in parts.items()
            },
        )

    def _put(self, actor: Actor, link: UUID, shared: Shared) -> None:
        """Put on the shelf what the register has by now. A link that does not come so far is revoked."""
        shelf = self._database.shelf
        try:
            self._database.system(
                lambda connection: links.put_on_shelf(connection, shelf, link, shared), writes=True
            )
        except BaseException:
            self._revoke(actor, link)
            raise

    def _revoke(self, actor: Actor, link: UUID) -> None:
        try:
            self._database.write(actor, lambda unit: links.end(unit, link, link_ends.NOT_WHOLE))
        except DentuiError as error:
            del error  # It works nowhere, and is told of as lost.


def _heed(stop: threading.Event | None) -> None:
    if stop and stop.is_set():
        raise Cancelled(STOPPED)


def grant(settings: Settings, role: str) -> None:
    """Let a role of the register's PostgreSQL server be that of the server of shared reports. Raises Invalid
    for a register in a file, NotFound, Forbidden, Unavailable."""
    database = Database(settings)
    try:
        database.system(lambda connection: shelf_rights.grant(connection, role), writes=True)
    finally:
        database.close()
