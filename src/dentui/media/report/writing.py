"""The job that writes a report, of plain values and of pictures that are ready: only fonts are read here."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import escape
from typing import Any

from fpdf.prefs import ViewerPreferences

from dentui.domain.findings import findings_from_json
from dentui.domain.limits import Limits
from dentui.domain.report_words import WORDS
from dentui.domain.reports import Language, Section
from dentui.domain.reports import Paper as Size
from dentui.domain.teeth import Numbering
from dentui.errors import Unreadable
from dentui.media.flow import Block, paginated
from dentui.media.jobs import Answer
from dentui.media.lettering import Paper
from dentui.media.report import coded, examined, front, seen
from dentui.media.report.look import (
    BOTTOM,
    GREY,
    LEFT,
    NOTE,
    SIZES,
    STRONG,
    TOP,
    Sheet,
    Style,
    heading,
    prose,
)

STANDARD = "PDF/A-2B"
MOST_PAGES = 200
SIGNED = 78.0
"""Width of the signature, in millimetres."""


class _Report(Paper):
    """The same content has the same identifier."""

    identifier = ""

    def file_id(self) -> str:
        return f"<{self.identifier}><{self.identifier}>"


def write(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """The PDF, and how many pages it has."""
    del limits
    content = asked["content"]
    words = WORDS[Language(content["language"])]
    paper = _Report(SIZES[Size(content["paper"])], enforce_compliance=STANDARD)
    said = [content, code] if (code := asked.get("code")) else content
    paper.identifier = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32].upper()
    sheet = Sheet(paper, words, paper.w - 2 * LEFT)
    _said_of_it(sheet, content)
    blocks = list(_blocks(sheet, content, asked))
    pages = paginated(blocks, TOP, paper.h - BOTTOM)
    if len(pages) > MOST_PAGES:
        raise Unreadable(f"The report has more than {MOST_PAGES} pages. Shorten its texts.")
    for number, page in enumerate(pages, 1):
        paper.add_page()
        front.every_page(sheet, content, number, len(pages))
        for placed in page:
            placed.block.draw(placed.top)
    return Answer({"pages": len(pages)}, bytes(paper.output()))


def _blocks(sheet: Sheet, content: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[Block]:
    words = sheet.words
    sections = {Section(name) for name in content["sections"]}
    numbering = Numbering(content["numbering"])
    findings = findings_from_json(content["findings"])
    yield front.letterhead(sheet, content["letterhead"], base64.b64decode(asked["logo"]))
    yield front.title(sheet, content)
    yield front.patient(sheet, content)
    if Section.CHART in sections:
        yield from examined.chart(sheet, findings, numbering)
    if Section.FINDINGS in sections:
        yield from examined.table(sheet, findings, numbering)
    if Section.GUMS in sections:
        yield from examined.gums(sheet, content["gums"], numbering)
    if Section.JAWS in sections:
        yield from seen.jaws(sheet, asked["jaws"])
    if Section.FACE in sections:
        yield from seen.face(sheet, asked["face"])
    if Section.PICTURES in sections:
        yield from seen.pictures(sheet, content["pictures"], asked["pictures"])
    for section, name, text in (
        (Section.ASSESSMENT, words.assessment, content["assessment"]),
        (Section.ADVICE, words.advice, content["advice"]),
    ):
        if section in sections and text.strip():
            yield heading(sheet, name)
            yield from prose(sheet, text)
    signature = _signature(sheet, content["doctor"]) if Section.SIGNATURE in sections else None
    if code := asked.get("code"):
        yield coded.code(sheet, code["rows"], datetime.fromisoformat(code["until"]), SIGNED, signature)
    elif signature is not None:
        yield signature
    # The head and foot of pages are written later, but may lack letters too.
    sheet.paper.shown(content["patient"]["name"])
    if sheet.paper.missing:
        letters = ", ".join(f"U+{ord(letter):04X}" for letter in sheet.paper.missing)
        first, *rest = prose(sheet, words.missing.format(letters=letters), NOTE)
        yield Block(first.height, first.draw, first.bound, gap=6.0)
        yield from rest


def _signature(sheet: Sheet, doctor: str) -> Block:
    paper, wide = sheet.paper, SIGNED
    left = sheet.right - wide
    named = STRONG.wrap(sheet, doctor, wide)
    under = NOTE.wrap(sheet, sheet.words.signature, wide)

    def draw(top: float) -> None:
        with paper.aside():
            paper.rule(left, top + 17, wide, GREY, 0.25)
        with paper.tagged("P"):
            at = STRONG.put(sheet, named, left, top + 18.2, wide, "L")
            Style(NOTE.points, colour=GREY, line=NOTE.line).put(sheet, under, left, at, wide, "L")

    return Block(18.2 + STRONG.line * len(named) + NOTE.line * len(under), draw, gap=6.0)


def _said_of_it(sheet: Sheet, content: Mapping[str, Any]) -> None:
    """Title, language and the like, as programs read them. Nothing of now and here."""
    paper, words = sheet.paper, sheet.words
    title = " ".join(
        text for text in (content["title"] or words.title, content["number"] or f"({words.preview})") if text
    )
    at = datetime.fromisoformat(content["published"])
    paper.set_lang(words.tag)
    paper.viewer_preferences = ViewerPreferences(display_doc_title=True)
    paper.set_title(title)
    paper.set_xmp_metadata(_xmp(title, content["doctor"], words.tag, at))


def _xmp(title: str, author: str, tag: str, at: datetime) -> str:
    """ISO 16684-1, with the mark of PDF/A (ISO 19005-2, 6.6.4). Dates are the institution's wall clock."""
    when = at.isoformat(timespec="seconds")

    def plain(text: str) -> str:
        return escape(" ".join("".join(c if c.isprintable() else " " for c in text).split()))

    def many(name: str, text: str) -> str:
        return (
            f"<dc:{name}><rdf:Seq><rdf:li>{plain(text)}</rdf:li></rdf:Seq></dc:{name}>"
            if text.strip()
            else ""
        )

    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{plain(title)}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:language><rdf:Bag><rdf:li>{tag}</rdf:li></rdf:Bag></dc:language>"
        f"{many('creator', author)}<xmp:CreatorTool>dentui</xmp:CreatorTool>"
        f"<xmp:CreateDate>{when}</xmp:CreateDate><xmp:ModifyDate>{when}</xmp:ModifyDate>"
        "<pdf:Producer>fpdf2</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
