"""What the server answers: a form to who has a link, the report to who knows the date of birth, and to all
others the same."""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from urllib.parse import parse_qsl, quote
from weakref import WeakValueDictionary

from anyio import CapacityLimiter, to_thread
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from dentui.domain.links import ABOUT as ABOUT_PART
from dentui.domain.links import MOST_WRONG, PDF, About, LinkToken, page_part, text_part
from dentui.errors import NotFound, Unavailable
from dentui.share import answers, pages
from dentui.share.lookups import Lookups
from dentui.share.sessions import MINUTES, Sessions
from dentui.share.throttle import Addresses, of_link
from dentui.share.words import Words, of_browser, of_report
from dentui.store.sealing import unseal
from dentui.store.shelf import Shelf, Shelved

LARGEST_BODY = 1_024
"""Bytes of a form."""
AT_THE_SHELF = 6
"""Requests that ask the shelf at the same time."""
PICTURES = {"image/png", "image/jpeg", "image/webp"}
_VISIT = re.compile(r"[0-9a-f]{32}")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_NOBODY = bytes(32)
"""Asked for where there is no token, so that this takes as long."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """A link that the shelf has, with what it opens."""

    token: LinkToken
    shelved: Shelved
    about: About

    @property
    def digest(self) -> bytes:
        """Under which it lies."""
        return self.shelved.digest

    @property
    def words(self) -> Words:
        """Those of the report's language."""
        return of_report(self.about.language)


class Site:
    """One for a shelf. All that it remembers is in memory, bounded, and gone with it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._sessions = Sessions()
        self._addresses = Addresses()
        self._lookups = Lookups()
        self._limiter: CapacityLimiter | None = None
        self._one_at_a_time: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()

    async def health(self, _request: Request) -> Response:
        """Whether it works; nothing else."""
        try:
            await self._lookups.ask(lambda: self._shelf.find(_NOBODY, time.time()))
        except Unavailable:
            return Response("not ok\n", 503, media_type="text/plain")
        return Response("ok\n", media_type="text/plain")

    async def robots(self, _request: Request) -> Response:
        """Nothing here is for search engines."""
        return Response("User-agent: *\nDisallow: /\n", media_type="text/plain")

    async def style(self, _request: Request) -> Response:
        """The style sheet."""
        return Response(pages.STYLE, media_type="text/css")

    async def form(self, request: Request) -> Response:
        """The form. Whoever looks at it, a messenger too, opens nothing and counts for nothing."""
        found = await self._found(request)
        if found is None:
            return dead(request)
        if self._inside(request, found):
            return _see(f"{found.token.text}/report")
        if not found.shelved.may_be_opened:
            return dead(request)
        answer = self._sessions.answered(found.digest, request.cookies.get(_cookie_name(request), ""))
        asking = pages.Asking(found.about.institution, f"{found.token.text}/open", secrets.token_hex(16))
        if answer is not None:
            asking = replace(asking, answer=answer)
        return _page(pages.ask(asking, found.words), found.words)

    async def open(self, request: Request) -> Response:
        """The answer to the form."""
        found = await self._found(request)
        if found is None:
            # Nobody without a link keeps others waiting for what they send.
            return dead(request)
        fields = await _fields(request)
        if self._inside(request, found):
            return _see("report")
        today = datetime.now(UTC).date() + timedelta(days=1)  # it is tomorrow somewhere
        answer = answers.read(fields, today, found.words)
        visit = fields.get("visit", "")
        cookie = self._sessions.cookie(
            found.digest, visit if _VISIT.fullmatch(visit) else secrets.token_hex(16)
        )
        if not self._may_open(found, cookie):
            return dead(request)
        if answer.problem:
            return self._again(request, found, answer, cookie)
        lock = self._one_at_a_time.setdefault(found.digest, asyncio.Lock())
        async with lock:
            return await self._compared(request, found, answer, cookie)

    async def report(self, request: Request) -> Response:
        """The pages of the report."""
        found = await self._found(request)
        if found is None:
            return dead(request)
        if not self._inside(request, found):
            return _see(f"../{found.token.text}")

        def read() -> list[str]:
            numbers = [n for n in range(1, len(found.about.pages) + 1) if text_part(n) in found.shelved.parts]
            texts = {n: self._part(found, text_part(n)).decode("utf-8", "replace") for n in numbers}
            return [texts.get(n, "") for n in range(1, len(found.about.pages) + 1)]

        texts = await self._in_thread(read)
        return _page(pages.report(found.about, texts, found.words), found.words)

    async def picture(self, request: Request) -> Response:
        """A page as a picture."""
        found = await self._found(request)
        written = request.path_params["number"]
        number = int(written) if _NUMBER.fullmatch(written) else 0
        if found is None or not 1 <= number <= len(found.about.pages):
            return dead(request)
        if not self._inside(request, found):
            return _see(f"../{found.token.text}")
        kind = found.about.pages[number - 1].media_type
        if kind not in PICTURES:
            return dead(request)
        return Response(await self._in_thread(lambda: self._part(found, page_part(number))), media_type=kind)

    async def pdf(self, request: Request) -> Response:
        """The report to keep."""
        found = await self._found(request)
        if found is None:
            return dead(request)
        if not self._inside(request, found):
            return _see(f"../{found.token.text}")
        body = await self._in_thread(lambda: self._part(found, PDF))
        name = found.words.file.format(day=found.about.published.isoformat())
        plain = of_report("en").file.format(day=found.about.published.isoformat())
        disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
        return Response(
            body,
            media_type="application/pdf",
            headers={"content-disposition": disposition, "accept-ranges": "none"},
        )

    async def close(self, request: Request) -> Response:
        """The visitor is done."""
        found = await self._found(request)
        if found is None:
            return dead(request)
        await _fields(request)
        cookie = request.cookies.get(_cookie_name(request), "")
        self._sessions.end(found.digest, cookie)
        answer = _see(f"../{found.token.text}")
        _give(answer, request, "", 0)
        return answer

    async def _compared(
        self, request: Request, found: Found, answer: answers.Answer, cookie: str
    ) -> Response:
        """With what is right. Nobody else answers for this link meanwhile."""
        now = time.time()
        address = request.client.host if request.client else ""
        shelved = await self._in_thread(lambda: self._shelf.find(found.digest, now))
        if shelved is None:
            return dead(request)
        found = replace(found, shelved=shelved)
        if not self._may_open(found, cookie):
            return dead(request)
        wait = max(self._addresses.wait(address), of_link(shelved.wrong, shelved.last_wrong, now))
        if wait:
            problem = found.words.slowed.format(wait=found.words.wait(wait))
            return self._again(request, found, replace(answer, problem=problem), cookie)
        self._addresses.charge(address)
        if not _right(found.token, answer.dates, shelved.birth):
            return await self._wrong(request, found, answer, cookie)
        self._addresses.forgive(address)
        if not self._sessions.holds(found.digest, cookie):
            if not await self._in_thread(lambda: self._shelf.note_view(found.digest, int(now))):
                return dead(request)
            self._sessions.begin(found.digest, cookie)
        opened = _see("report")
        _give(opened, request, cookie, MINUTES * 60)
        return opened

    async def _wrong(self, request: Request, found: Found, answer: answers.Answer, cookie: str) -> Response:
        count = await self._in_thread(lambda: self._shelf.note_wrong(found.digest, int(time.time())))
        if count >= MOST_WRONG:
            return _page(
                pages.notice("stopped", found.about.language, pages.way_up(request.url.path)),
                found.words,
                403,
            )
        told = replace(answer, problem=found.words.wrong, at=answers.FIELDS)
        return self._again(request, found, told, cookie)

    async def _found(self, request: Request) -> Found | None:
        """The link of a request; None for one that never was, is over or was revoked, after the same work."""
        token = LinkToken.read(request.path_params["token"])

        def look() -> Found | None:
            shelved = self._shelf.find(token.digest if token else _NOBODY, time.time())
            if token is None or shelved is None:
                return None
            sealed = self._shelf.part(shelved.digest, ABOUT_PART)
            if sealed is None:
                return None  # it ended meanwhile
            opened = unseal(token.content_key, shelved.digest, ABOUT_PART, sealed)
            return Found(token, shelved, About.from_json(opened))

        return await self._lookups.ask(look)

    def _part(self, found: Found, name: str) -> bytes:
        sealed = self._shelf.part(found.digest, name)
        if sealed is None:
            raise NotFound("That part is not there any more.")
        return unseal(found.token.content_key, found.digest, name, sealed)

    def _inside(self, request: Request, found: Found) -> bool:
        return self._sessions.holds(found.digest, request.cookies.get(_cookie_name(request), ""))

    def _may_open(self, found: Found, cookie: str) -> bool:
        """Who presses twice came in by the first press."""
        return found.shelved.may_be_opened or self._sessions.holds(found.digest, cookie)

    def _again(self, request: Request, found: Found, answer: answers.Answer, cookie: str) -> Response:
        """Back to the form, which shows it: so nothing is sent twice by who goes back or refreshes."""
        self._sessions.keep(found.digest, cookie, answer)
        back = _see(f"../{found.token.text}")
        _give(back, request, cookie, MINUTES * 60)
        return back

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if self._limiter is None:
            self._limiter = CapacityLimiter(AT_THE_SHELF)
        return await to_thread.run_sync(work, limiter=self._limiter)


def dead(request: Request) -> Response:
    """What there is for every link that opens nothing, and for every other address: the same bytes."""
    return notice("dead", request, 404)


def notice(kind: pages.Kind, request: Request, status: int) -> Response:
    """A page of one sentence, in the language of the browser."""
    words = of_browser(request.headers.get("accept-language", ""))
    language = words.tag.partition("-")[0]
    return _page(pages.notice(kind, language, pages.way_up(request.url.path)), words, status)


def _right(token: LinkToken, dates: tuple[date, ...], birth: bytes) -> bool:
    """Whether one of them is the date; each is compared to the end."""
    return sum([hmac.compare_digest(token.birth_seal(day), birth) for day in dates]) > 0


async def _fields(request: Request) -> Mapping[str, str]:
    """What a form of ours sent. Raises HTTPException for what no form of ours sends."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise HTTPException(403)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
        raise HTTPException(413, headers={"connection": "close"})
    body = b""
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > LARGEST_BODY:
                raise HTTPException(413, headers={"connection": "close"})
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=8))
    except (ClientDisconnect, ValueError) as error:
        raise HTTPException(400) from error


def _page(body: bytes, words: Words, status: int = 200) -> Response:
    return Response(body, status, headers={"content-language": words.tag}, media_type="text/html")


def _see(where: str) -> Response:
    return Response(status_code=303, headers={"location": where})


def _cookie_name(request: Request) -> str:
    return "report" if request.state.in_the_open else "__Secure-report"


def _give(response: Response, request: Request, value: str, seconds: int) -> None:
    """The path is left out: it then is that of the link, whatever a proxy has put before it (RFC 6265,
    5.1.4)."""
    response.set_cookie(
        _cookie_name(request),
        value,
        max_age=seconds,
        path=None,
        secure=not request.state.in_the_open,
        httponly=True,
        samesite="strict",
    )
