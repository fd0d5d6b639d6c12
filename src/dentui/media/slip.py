"""The slip of a case as PDF: who orders what of whom for when, and the teeth, drawn as vectors.

It is drawn in the process that reads files: what stands on it was typed somewhere, and a font that is
broken is then an answer about this slip.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dentui.domain.limits import Limits
from dentui.domain.teeth import Numbering
from dentui.domain.tooth_shapes import shapes
from dentui.domain.work import PONTIC, SIGNS, described, works_from_json
from dentui.media.child import Children
from dentui.media.flow import Block, paginated
from dentui.media.jobs import Answer

if TYPE_CHECKING:
    from dentui.media.lettering import Paper

MISSING = "Some letters are in no font of this machine and stand here as numbers: case.json has them all."

LEFT, WIDTH, TOP, BOTTOM = 15.0, 180.0, 15.0, 282.0
"""Where it is printed, in millimetres on A4."""
NAMES = 32.0
"""Width of the names of what is said."""
_SAID = (
    ("Patient", "patient"),
    ("Case type", "case_type"),
    ("Doctor", "doctor"),
    ("Institution", "institution"),
    ("Lab", "lab"),
    ("Due", "due"),
    ("Sent", "sent"),
)


def slip(content: Mapping[str, Any], children: Children) -> tuple[bytes, bool]:
    """The PDF of what `domain.case_export` says of a case, and whether some of its letters are in no font.
    Raises Unreadable, Unavailable."""
    answer = children.run("dentui.media.slip:draw", {"content": dict(content)})
    return answer.data, answer.value is True


def draw(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """The job of it."""
    from dentui.media.lettering import Paper

    del limits
    content = asked["content"]
    paper = Paper()
    paper.set_title(content["number"])
    blocks = list(_blocks(paper, content))
    if paper.missing:
        blocks += _text(paper, MISSING, 8, gap=3)
    for page in paginated(blocks, TOP, BOTTOM):
        paper.add_page()
        for placed in page:
            placed.block.draw(placed.top)
    return Answer(bool(paper.missing), bytes(paper.output()))


def _blocks(paper: Paper, content: Mapping[str, Any]) -> Iterator[Block]:
    yield from _text(paper, f"Case {content['number']}", 16, bold=True)
    for name, field in _SAID:
        if words := _words(content, field):
            yield from _text(paper, words, 10, name=name)
    works = works_from_json(content["work"])
    yield _teeth(paper, content)
    for work in works:
        yield from _text(paper, _sentence(described(work)), 10)
    if content["instructions"]:
        yield from _text(paper, "Instructions", 11, gap=3, bold=True, bound=True)
        yield from _text(paper, content["instructions"], 10)
    if content["files"]:
        number = len(content["files"])
        yield from _text(paper, f"{number} file{'s' * (number != 1)}", 11, gap=3, bold=True, bound=True)
        for file in content["files"]:
            named = file["path"].rpartition("/")[2]
            yield from _text(paper, f"{named}  {file['type']}, {file['shows']}", 8)


def _text(
    paper: Paper,
    text: str,
    points: float,
    *,
    gap: float = 0.0,
    bold: bool = False,
    bound: bool = False,
    name: str = "",
) -> Iterator[Block]:
    """Lines of a text, beside its name where it has one."""
    left = NAMES if name else 0.0
    high = points * 0.5
    paper.face(points, bold=bold)

    def draw(top: float, line: str, name: str) -> None:
        paper.face(points, bold=bold)
        paper.put(LEFT, top + high * 0.75, name)
        paper.put(LEFT + left, top + high * 0.75, line, WIDTH - left, "S")

    for number, line in enumerate(paper.lines(text, WIDTH - left)):
        named = "" if number else name

        def drawn(top: float, line: str = line, named: str = named) -> None:
            draw(top, line, named)

        yield Block(high, drawn, bound, 0 if number else gap)


def _teeth(paper: Paper, content: Mapping[str, Any]) -> Block:
    """The teeth as a chart is read, facing the patient, with what is made on them."""
    from dentui.media import tracing

    drawing = shapes(works_from_json(content["work"]), Numbering.FDI, SIGNS, PONTIC)
    scale = WIDTH / drawing.width

    def drawn(top: float) -> None:
        tracing.draw(paper, drawing, LEFT, top, scale)

    return Block(drawing.height * scale, drawn, gap=3)


def _words(content: Mapping[str, Any], field: str) -> str:
    value = content[field]
    if field == "patient":
        return f"{value['name']}, chart {value['chart']}"
    if field == "lab":
        return "\n".join(text for text in (value["name"], value["address"], value["contact"]) if text)
    return str(value or "").replace("T", " ")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
