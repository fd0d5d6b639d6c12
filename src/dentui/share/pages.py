"""The pages as they are sent: what the templates make of words and of a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dentui.domain.cleaning import clean, clean_lines
from dentui.domain.links import About
from dentui.share.answers import FIELDS, Answer
from dentui.share.words import WORDS, Words

_HERE = Path(__file__).parent
Kind = Literal["dead", "fault", "busy", "refused", "stopped"]

STYLE = (_HERE / "style.css").read_bytes()

_environment = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
)
_templates = {name: _environment.get_template(f"{name}.html") for name in ("notice", "ask", "report")}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the report."""

    number: int
    width: int
    height: int
    text: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A form that asks for the date of birth."""

    institution: str
    action: str
    """Where it goes, as a link from where it stands."""
    visit: str
    answer: Answer = field(default_factory=lambda: Answer(dict.fromkeys(FIELDS, "")))


def ask(asking: Asking, words: Words) -> bytes:
    """The form, with what was typed and what is wrong with it."""
    at = asking.answer.at
    return _made(
        "ask",
        words=words,
        up="",
        action=asking.action,
        institution=clean(asking.institution),
        visit=asking.visit,
        typed={name: clean(text) for name, text in asking.answer.typed.items()},
        problem=asking.answer.problem,
        at=at,
        focus=next((name for name in words.order if name in at), ""),
    )


def report(about: About, texts: Sequence[str], words: Words) -> bytes:
    """The report's pages; `texts` has the text of each, "" for none."""
    pages = [
        Page(number, page.width, page.height, clean_lines(text).strip())
        for number, (page, text) in enumerate(zip(about.pages, texts, strict=True), 1)
    ]
    shown = {
        "institution": clean(about.institution),
        "number": clean(about.number),
        "published": about.published,
    }
    return _made("report", words=words, up="../", about=shown, pages=pages)


@lru_cache(maxsize=256)
def notice(kind: Kind, language: str, up: str) -> bytes:
    """A heading and a sentence: the same bytes for whoever gets it."""
    words = WORDS[language]
    heading, sentence = getattr(words, kind)
    return _made("notice", words=words, up=up, heading=heading, sentence=sentence)


def way_up(path: str) -> str:
    """From the page at this path to where the style sheet lies, as a link."""
    deep = min(path.count("/"), 6) - 1
    if path.startswith(("/r/", "/R/")):
        return "../" * (deep - 1)
    return "../" * deep + "r/"


def _made(template: str, **values: Any) -> bytes:
    return _templates[template].render(**values).encode("utf-8")
