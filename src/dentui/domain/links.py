"""Links to published reports: what they carry, what is derived from that, and what they may be asked for.

A link carries a *token*, 128 random bits, and nothing of the patient. Whoever keeps something about a link
keeps only what is derived from its token, one way: without the link nothing that is kept can be read.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from dentui.errors import Invalid

BYTES = 16
"""Of a token."""
LETTERS = 26
"""Of a token's text."""
DAYS, MOST_DAYS = 14, 90
"""For how long a link works: at first, and at most."""
VIEWS, MOST_VIEWS = 20, 100
"""How often it may be opened: at first, and at most where there is a limit."""
MOST_WRONG = 20
"""Wrong dates of birth after which a link works no more: one of a hundred years has 36,500."""
LONGEST_ADDRESS = 120
"""Characters, so that a QR code at 80x24 has room for it."""
NO_ADDRESS = (
    "No link can be made and no QR code can work yet: dentui does not know the address under which patients "
    "reach the server of shared reports. Once it runs (docs/operating.md tells how), an administrator sets "
    "its address, such as https://reports.example.org."
)

PDF, ABOUT = "pdf", "about"
"""Names of parts of a shared report."""

_PURPOSE = b"dentui link "
_TOKEN = re.compile(rf"[A-Za-z2-7]{{{LETTERS}}}")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*")


@dataclass(frozen=True, slots=True)
class LinkToken:
    """What a link carries. It is kept nowhere."""

    secret: bytes = field(repr=False)
    """16 bytes."""

    @classmethod
    def new(cls) -> LinkToken:
        """One that nobody can guess."""
        return cls(secrets.token_bytes(BYTES))

    @classmethod
    def read(cls, text: str) -> LinkToken | None:
        """The token that was written so, in either case; None for what is none. Each has one text."""
        if not _TOKEN.fullmatch(text):
            return None
        token = cls(base64.b32decode(text.upper() + "=" * (-LETTERS % 8)))
        return token if token.text == text.upper() else None

    @property
    def text(self) -> str:
        """26 characters, base32 (RFC 4648) without padding."""
        return base64.b32encode(self.secret).decode("ascii").rstrip("=")

    @property
    def digest(self) -> bytes:
        """32 bytes: under which a link is kept and found."""
        return hashlib.sha256(_PURPOSE + b"digest\0" + self.secret).digest()

    @property
    def content_key(self) -> bytes:
        """32 bytes: the key that seals what is shared."""
        return hmac.digest(self.secret, _PURPOSE + b"content", "sha256")

    def birth_seal(self, birth: date) -> bytes:
        """32 bytes: of a date of birth, to be compared (`hmac.compare_digest`) with that of one that was
        typed."""
        return hmac.digest(self.secret, _PURPOSE + b"birth\0" + birth.isoformat().encode(), "sha256")


@dataclass(frozen=True, slots=True)
class LinkInput:
    """What a link is asked for with."""

    days: int = DAYS
    most: int | None = VIEWS
    """How often it may be opened; None for no limit."""


class LinkState(StrEnum):
    """Whether a link works, else why not."""

    WORKS = "works"
    EXPIRED = "expired"
    USED_UP = "used up"
    """It was opened as often as it may be."""
    STOPPED = "stopped"
    """Too many wrong dates of birth."""
    REVOKED = "revoked"
    """By somebody, or with its report."""
    LOST = "lost"
    """The server does not have it (any more)."""
    UNKNOWN = "unknown"
    """It was not revoked, and how the server has it cannot be looked at now."""


STATE_WORDS = {
    LinkState.WORKS: "works",
    LinkState.EXPIRED: "expired",
    LinkState.USED_UP: "used up: opened as often as it may be",
    LinkState.STOPPED: f"stopped after {MOST_WRONG} wrong dates of birth",
    LinkState.REVOKED: "revoked",
    LinkState.LOST: "lost: the server does not have it, make a new one",
    LinkState.UNKNOWN: "not known now",
}


@dataclass(frozen=True, slots=True)
class ReportLink:
    """A link to a report, without what it carries. Times are wall-clock times of this machine."""

    uuid: UUID
    report: UUID
    made: datetime
    made_by: str
    """As stored: whoever shows it cleans it."""
    until: datetime
    most: int | None
    views: int
    last_view: datetime | None
    asks: date
    """The date of birth that it asks for."""
    outdated: bool
    """Whether the chart has another date of birth by now: the patient cannot open it."""
    state: LinkState

    @property
    def works(self) -> bool:
        """Whether it can be opened."""
        return self.state is LinkState.WORKS

    @property
    def can_be_revoked(self) -> bool:
        """Whether revoking it changes anything: who opened one that is used up may still read, and one that
        is lost may be found again."""
        return self.state not in (LinkState.REVOKED, LinkState.EXPIRED)


@dataclass(frozen=True, slots=True)
class ReportLinks:
    """Links as they stand, the newest first."""

    links: tuple[ReportLink, ...] = ()
    trouble: str = ""
    """Why nobody can tell of some of them whether they work, and how often they were opened lately, in a
    sentence; "" where it is known."""

    def __iter__(self) -> Iterator[ReportLink]:
        """One after the other."""
        return iter(self.links)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.links)

    def __getitem__(self, place: int) -> ReportLink:
        """The one at this place."""
        return self.links[place]


@dataclass(frozen=True, slots=True)
class ShareAddress:
    """Below which address links stand, as a form; "" for none."""

    address: str


@dataclass(frozen=True, slots=True)
class SharedPage:
    """A page of a shared report as a picture."""

    width: int
    height: int
    """Pixels."""
    media_type: str


@dataclass(frozen=True, slots=True)
class About:
    """What the page of a shared report says of it. It lies sealed beside the report."""

    institution: str
    number: str
    published: date
    language: str
    """ISO 639."""
    pages: tuple[SharedPage, ...]

    def to_json(self) -> bytes:
        """As it is sealed."""
        pages = [[page.width, page.height, page.media_type] for page in self.pages]
        return json.dumps(
            {
                "institution": self.institution,
                "number": self.number,
                "published": self.published.isoformat(),
                "language": self.language,
                "pages": pages,
            }
        ).encode()

    @classmethod
    def from_json(cls, data: bytes) -> About:
        """What was sealed, by this dentui or another one: what it says more is passed over."""
        said = json.loads(data)
        return cls(
            institution=said["institution"],
            number=said["number"],
            published=date.fromisoformat(said["published"]),
            language=said["language"],
            pages=tuple(SharedPage(*page) for page in said["pages"]),
        )


def page_part(number: int) -> str:
    """The name of the part that has a page's picture, from 1."""
    return f"page-{number}"


def text_part(number: int) -> str:
    """The name of the part that has a page's text, UTF-8, from 1."""
    return f"text-{number}"


def checked(form: LinkInput) -> LinkInput:
    """The same. Raises Invalid with the field."""
    if not 1 <= form.days <= MOST_DAYS:
        raise Invalid(f"A link works for 1 to {MOST_DAYS} days. Type such a number.", field="days")
    if form.most is not None and not 1 <= form.most <= MOST_VIEWS:
        raise Invalid(
            f"A link can be opened 1 to {MOST_VIEWS} times, or without a limit. Type such a number, or "
            "nothing.",
            field="most",
        )
    return form


def checked_address(text: str) -> str:
    """The address of the server of shared reports as it is kept, in lower case where case has no meaning and
    without a slash at its end; "" for none. Raises Invalid, field "address"."""
    text = text.strip()
    if not text:
        return ""
    problem = _problem_of(text)
    if problem:
        raise Invalid(
            f"The address was not taken: {problem}. Type it as https://reports.example.org.", field="address"
        )
    parts = urlsplit(text)
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def _problem_of(text: str) -> str:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return "it is no web address"
    scheme, host = parts.scheme.lower(), parts.netloc.lower().removesuffix(f":{port}")
    if len(text) > LONGEST_ADDRESS:
        return f"it is longer than {LONGEST_ADDRESS} characters"
    if scheme not in ("https", "http"):
        return "it does not begin with https://"
    if parts.query or parts.fragment or "@" in parts.netloc or text != text.rstrip("?#"):
        return "nothing may stand in it but the server's name, its port and a path"
    if not _HOST.fullmatch(host):
        return "it has no name of a server that every telephone understands"
    if not _PATH.fullmatch(parts.path.rstrip("/")):
        return "its path has characters that do not belong there"
    if scheme == "http" and not is_loopback(parts.hostname or ""):
        return "without https:// anybody on the way could read the report"
    return ""


def is_loopback(host: str) -> bool:
    """Whether this is a name of the machine itself, which no other reaches."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def link_url(address: str, token: LinkToken) -> str:
    """The link, below an address that was checked. Without a path in it all is in upper case, which a QR code
    holds in fewer modules; the server opens /R/ and /r/."""
    if urlsplit(address).path:
        return f"{address}/r/{token.text}"
    return f"{address}/r/{token.text}".upper()


def opened_words(link: ReportLink, now: datetime) -> str:
    """How often it was opened, and when last."""
    if link.last_view is None or not link.views:
        return "not opened yet"
    when = _moment(link.last_view, now)
    if link.views == 1:
        return f"opened once, {when}"
    times = "twice" if link.views == 2 else f"{link.views} times"
    return f"opened {times}, last {when}"


def _moment(moment: datetime, now: datetime) -> str:
    day = moment.date()
    if day == now.date():
        return f"today {moment:%H:%M}"
    if day == now.date() - timedelta(days=1):
        return f"yesterday {moment:%H:%M}"
    return f"{moment:%d.%m.%Y %H:%M}"


def state_of(
    *, ended: bool, until: float, most: int | None, views: int, wrong: int, there: bool | None, now: float
) -> LinkState:
    """How a link stands. `there`: whether the server has it, None where nobody can tell; times are UTC
    seconds."""
    if ended:
        return LinkState.REVOKED
    if until <= now:
        return LinkState.EXPIRED
    if most is not None and views >= most:
        return LinkState.USED_UP
    if wrong >= MOST_WRONG:
        return LinkState.STOPPED
    if there is None:
        return LinkState.UNKNOWN
    return LinkState.WORKS if there else LinkState.LOST
