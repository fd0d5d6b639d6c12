"""What a lab is to make, tooth by tooth: kinds of work, what goes together, and how it is kept and told.

On one tooth there can be work in three layers: an implant beneath, a restoration, and an appliance over it
(a denture on telescope crowns, an aligner over a crown). Each layer holds one work at a tooth. The rules are
those of the trade that never have an exception; what is only unusual (a cantilever, a Maryland bridge, crowns
that are joined without a pontic, a veneer on a molar) is the dentist's to order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from dentui.domain.forms import tidy
from dentui.domain.teeth import (
    LOWER,
    TEETH,
    UPPER,
    Numbering,
    arch_order,
    deciduous,
    in_arch_order,
    jaw,
    listed,
    spoken,
    together,
)
from dentui.errors import Invalid


class WorkKind(StrEnum):
    """What is to be made."""

    CROWN = "crown"
    BRIDGE = "bridge"
    INLAY = "inlay"
    VENEER = "veneer"
    IMPLANT = "implant"
    ALIGNER = "aligner"
    DENTURE = "denture"
    OTHER = "other"


KIND_WORDS: Mapping[WorkKind, str] = {kind: kind.capitalize() for kind in WorkKind}
SIGNS: Mapping[WorkKind, str] = {
    WorkKind.CROWN: "C",
    WorkKind.BRIDGE: "B",
    WorkKind.INLAY: "I",
    WorkKind.VENEER: "V",
    WorkKind.IMPLANT: "M",
    WorkKind.ALIGNER: "A",
    WorkKind.DENTURE: "D",
    WorkKind.OTHER: "O",
}
"""The letter that stands for it on a chart, and the key for it."""
PONTIC = "P"

LONGEST_MATERIAL = 60
LONGEST_SHADE = 40
"""Characters."""

FORMAT = 1
"""Version of the JSON form. A reader refuses a newer one."""


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to make. A crown, an inlay, a veneer and an implant are for one tooth each."""

    kind: WorkKind
    teeth: tuple[int, ...]
    """FDI, in arch order: what it is for. All permanent teeth of a jaw mean the jaw as a whole."""
    pontics: tuple[int, ...] = ()
    """Those of a bridge's teeth that hang from the others."""
    material: str | None = None
    """Of other work, what it is: a night guard."""
    shade: str | None = None

    @property
    def abutments(self) -> tuple[int, ...]:
        """Those of a bridge's teeth that carry it."""
        return tuple(tooth for tooth in self.teeth if tooth not in self.pontics)

    @property
    def whole_jaw(self) -> bool:
        """Whether it is for the jaw, not for single teeth of it."""
        return self.kind is not WorkKind.BRIDGE and self.teeth in _WHOLE

    def covers(self, tooth: int) -> bool:
        """Whether it is at this tooth; what is for the whole jaw is at its milk teeth too."""
        return tooth in self.teeth or (self.whole_jaw and jaw(tooth) is jaw(self.teeth[0]))


Works = tuple[Work, ...]
"""All work of a case, as `checked` leaves it: in the order of their first teeth, of one tooth the lower layer
first."""

_WHOLE = (UPPER, LOWER)
SINGLE = frozenset({WorkKind.CROWN, WorkKind.INLAY, WorkKind.VENEER, WorkKind.IMPLANT})
"""Kinds that are made for one tooth each."""
APPLIANCES = frozenset({WorkKind.ALIGNER, WorkKind.DENTURE})
"""Kinds that are worn over what else is in the jaw, and are for the jaw or for some of its teeth."""
_ON_IMPLANT = frozenset({WorkKind.CROWN, WorkKind.BRIDGE, WorkKind.OTHER})

MATERIALS: Mapping[WorkKind, tuple[str, ...]] = {
    WorkKind.CROWN: ("Zirconia", "Lithium disilicate", "PFM", "Full cast gold", "CoCr", "PMMA temporary"),
    WorkKind.BRIDGE: ("Zirconia", "Lithium disilicate", "PFM", "CoCr", "Gold alloy", "PMMA temporary"),
    WorkKind.INLAY: ("Lithium disilicate", "Composite", "Hybrid ceramic", "Gold alloy", "Zirconia"),
    WorkKind.VENEER: ("Lithium disilicate", "Feldspathic ceramic", "Composite", "Zirconia"),
    WorkKind.IMPLANT: ("Titanium abutment", "Zirconia on titanium base", "Healing abutment", "Locator"),
    WorkKind.ALIGNER: ("PETG", "Polyurethane", "Multilayer foil"),
    WorkKind.DENTURE: ("Acrylic", "CoCr framework", "Flexible nylon", "PEEK framework", "Telescopic"),
    WorkKind.OTHER: ("Night guard", "Post and core", "Surgical guide", "Space maintainer", "Study model"),
}
"""What is usual, the most usual first; of other work, what it is. Any other text is as good."""

VITA_CLASSICAL = (
    *("A1", "A2", "A3", "A3.5", "A4", "B1", "B2", "B3", "B4"),
    *("C1", "C2", "C3", "C4", "D2", "D3", "D4"),
)
"""VITA classical A1-D4, in the order of the shade guide."""
VITA_3D_MASTER = (
    *("0M1", "0M2", "0M3", "1M1", "1M2"),
    *(f"{value}{hue}" for value in "234" for hue in ("L1.5", "L2.5", "M1", "M2", "M3", "R1.5", "R2.5")),
    *("5M1", "5M2", "5M3"),
)
"""VITA System 3D-Master, 29 shades: value, hue, chroma."""
BLEACH = ("BL1", "BL2", "BL3", "BL4")
SHADES = VITA_CLASSICAL + BLEACH + VITA_3D_MASTER
"""What is usual. Any other text is as good."""


def layer(kind: WorkKind) -> int:
    """0 beneath, 1 on the tooth, 2 over it."""
    return 0 if kind is WorkKind.IMPLANT else 2 if kind in APPLIANCES else 1


def work_at(works: Works, tooth: int) -> Works:
    """The work at a tooth, what lies over the others first."""
    found = [work for work in works if work.covers(tooth)]
    return tuple(sorted(found, key=lambda work: -layer(work.kind)))


def checked(works: Iterable[Work]) -> Works:
    """The works tidied, in their order. Raises Invalid, field `teeth`, `material` or `shade`, for what cannot
    be made."""
    answer: Works = ()
    for work in works:
        answer = added(answer, work)
    return answer


def added(works: Works, work: Work) -> Works:
    """With one work more. Raises Invalid for what cannot be made and where its place is taken."""
    work = _sound(work)
    for other in works:
        _side_by_side(other, work)
    return _ordered((*works, work))


def replaced(works: Works, work: Work) -> Works:
    """With one work more, for which whatever has its place gives way as a whole: a bridge of which one
    tooth gets a crown goes. Raises Invalid for what cannot be made."""
    work = _sound(work)
    return _ordered((*(other for other in works if not _clash(other, work)), work))


def displaced(works: Works, work: Work) -> Works:
    """What gives way in `replaced`."""
    return tuple(other for other in works if _clash(other, work))


def removed(works: Works, teeth: Iterable[int]) -> Works:
    """Without the uppermost work at each of the teeth, as a whole: a bridge goes with all of its teeth."""
    gone = {found[0] for tooth in teeth if (found := work_at(works, tooth))}
    return tuple(work for work in works if work not in gone)


def with_pontics(works: Works, teeth: Iterable[int]) -> Works:
    """With these teeth of bridges turned from abutments into pontics, or back where all of them are pontics.
    Raises Invalid where one is of no bridge, or nothing would carry one."""
    turned = set(teeth)
    bridges = [work for work in works if work.kind is WorkKind.BRIDGE and turned & set(work.teeth)]
    if not bridges or turned - {tooth for bridge in bridges for tooth in bridge.teeth}:
        raise _refused("A pontic is part of a bridge. Make the bridge first: choose its teeth, then b.")
    back = turned <= {tooth for bridge in bridges for tooth in bridge.pontics}
    rest = tuple(work for work in works if work not in bridges)
    for bridge in bridges:
        pontics = set(bridge.pontics) - turned if back else set(bridge.pontics) | (turned & set(bridge.teeth))
        rest = added(rest, replace(bridge, pontics=in_arch_order(pontics)))
    return rest


def bridge(teeth: Iterable[int], material: str | None = None, shade: str | None = None) -> Work:
    """A bridge over the teeth as it is mostly ordered: the ends carry it. Raises Invalid where they are no
    bridge."""
    span = in_arch_order(tuple(teeth))
    return _sound(Work(WorkKind.BRIDGE, span, span[1:-1], material, shade))


def materials(kind: WorkKind, text: str = "") -> tuple[str, ...]:
    """Usual materials that have the text in them."""
    return tuple(each for each in MATERIALS[kind] if text.casefold() in each.casefold())


def shades(text: str = "") -> tuple[str, ...]:
    """Usual shades that begin with the text."""
    return tuple(each for each in SHADES if each.startswith(text.upper()))


def described(work: Work, numbering: Numbering = Numbering.FDI) -> str:
    """A work in one line: Bridge 24-26, pontic 25, zirconia A2."""
    return _described((work,), numbering)


def summary(works: Works, numbering: Numbering = Numbering.FDI) -> str:
    """All of them in one line, what is alike together: Crown 16, 17 zirconia A2; bridge 24-26, pontic 25."""
    alike: dict[object, list[Work]] = {}
    for work in works:
        key = (work.kind, work.material, work.shade) if work.kind in SINGLE else work
        alike.setdefault(key, []).append(work)
    text = "; ".join(_described(tuple(group), numbering) for group in alike.values())
    return text[:1].upper() + text[1:]


def _described(alike: Works, numbering: Numbering) -> str:
    work = alike[0]
    teeth = tuple(tooth for each in alike for tooth in each.teeth)
    where = f"{jaw(teeth[0])} jaw" if work.whole_jaw else listed(teeth, numbering)
    if work.pontics:
        where += f", pontic{'s' * (len(work.pontics) > 1)} {listed(work.pontics, numbering)}"
    made_of = " ".join(text for text in (work.material, work.shade) if text)
    comma = "," if work.pontics and made_of else ""
    return f"{KIND_WORDS[work.kind].lower()} {where}{comma} {made_of}".rstrip()


def works_to_json(works: Works) -> dict[str, object]:
    """What `works_from_json` reads: plain values for json.dumps. Texts that are not there are left out."""
    return {
        "version": FORMAT,
        "works": [
            {
                "kind": str(work.kind),
                "teeth": list(work.teeth),
                **({"pontics": list(work.pontics)} if work.pontics else {}),
                **({"material": work.material} if work.material else {}),
                **({"shade": work.shade} if work.shade else {}),
            }
            for work in works
        ],
    }


def works_from_json(value: object) -> Works:
    """Works as `works_to_json` gave them. Raises Invalid for anything else, and for what cannot be made."""
    if not isinstance(value, dict):
        raise _unreadable("it is no object with version and works")
    version, entries = value.get("version"), value.get("works")
    if type(version) is int and version > FORMAT:
        raise Invalid("The work cannot be read: a newer dentui wrote it. Bring this one up to date.", "works")
    if type(version) is not int or version < 1 or not isinstance(entries, list):
        raise _unreadable("version or works is missing")
    if len(entries) > 3 * len(TEETH):
        raise _unreadable("it has more works than there are teeth")
    return checked(_work_from_json(entry) for entry in entries)


def _work_from_json(entry: object) -> Work:
    if not isinstance(entry, dict):
        raise _unreadable("a work is no object")
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in KIND_WORDS:
        raise _unreadable("a kind of work is unknown")
    return Work(
        WorkKind(kind),
        _teeth_from_json(entry.get("teeth")),
        _teeth_from_json(entry.get("pontics", [])),
        _text_from_json(entry.get("material")),
        _text_from_json(entry.get("shade")),
    )


def _teeth_from_json(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(type(tooth) is int for tooth in value):
        raise _unreadable("teeth are no list of FDI numbers")
    return tuple(value)


def _text_from_json(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise _unreadable("material or shade is no text")
    return value


def _sound(work: Work) -> Work:
    """The work tidied, its teeth in order. Raises Invalid where it cannot be made."""
    if not work.teeth:
        raise _refused(f"The {work.kind} was not taken: it is for no tooth. Choose its teeth.")
    if set(work.teeth) - TEETH or set(work.pontics) - TEETH:
        raise _refused(
            f"The {work.kind} was not taken: no tooth has that number. FDI has 11 to 48, deciduous 51 to 85."
        )
    work = replace(
        work,
        teeth=in_arch_order(work.teeth),
        pontics=in_arch_order(work.pontics),
        material=_text(work.material, "material", LONGEST_MATERIAL),
        shade=_text(work.shade, "shade", LONGEST_SHADE),
    )
    if work.kind in SINGLE and len(work.teeth) > 1:
        raise _refused(f"The {work.kind} was not taken: it is for one tooth. Order one for each tooth.")
    if work.kind is WorkKind.IMPLANT and deciduous(work.teeth[0]):
        raise _refused("The implant was not taken: none replaces a deciduous tooth. Choose a permanent one.")
    if work.kind in APPLIANCES and len({jaw(tooth) for tooth in work.teeth}) > 1:
        raise _refused(f"The {work.kind} was not taken: it is for one jaw. Order one for each jaw.")
    if work.kind is WorkKind.BRIDGE:
        _sound_bridge(work)
    elif work.pontics:
        raise _refused(f"The {work.kind} was not taken: only a bridge has pontics. Order a bridge.")
    return work


def _sound_bridge(work: Work) -> None:
    if len(work.teeth) < 2:
        raise _refused(
            "The bridge was not taken: it needs two teeth or more. Choose them, or order a crown for one."
        )
    if not together(work.teeth):
        raise _refused(
            "The bridge was not taken: its teeth are not side by side in one jaw. Choose them without a gap."
        )
    if set(work.pontics) - set(work.teeth):
        raise _refused(
            "The bridge was not taken: a pontic is none of its teeth. Choose the pontic with the bridge."
        )
    if not work.abutments:
        raise _refused("The bridge was not taken: nothing would carry it. Leave one tooth as an abutment.")


def _clash(one: Work, other: Work) -> bool:
    """Whether the two cannot both be made."""
    try:
        _side_by_side(one, other)
    except Invalid:
        return True
    return False


def _side_by_side(one: Work, other: Work) -> None:
    """Raises Invalid where the two cannot both be made."""
    shared = in_arch_order(
        {tooth for tooth in one.teeth if other.covers(tooth)}
        | {tooth for tooth in other.teeth if one.covers(tooth)}
    )
    if not shared:
        return
    if layer(one.kind) == layer(other.kind):
        raise _refused(
            f"The {other.kind} was not taken: the {spoken(shared[0])} has a {one.kind} already. Take "
            "that off first."
            if one.kind is not other.kind
            else f"The {other.kind} was not taken: the {spoken(shared[0])} has one already. Change that."
        )
    upper = one if layer(one.kind) > layer(other.kind) else other
    if WorkKind.IMPLANT not in (one.kind, other.kind) or upper.kind in APPLIANCES:
        return
    if upper.kind not in _ON_IMPLANT:
        raise _refused(
            f"The {other.kind} was not taken: at an implant there is no tooth to carry the {upper.kind}. "
            "Order a crown on it."
        )
    if set(shared) & set(upper.pontics):
        raise _refused(
            f"The {other.kind} was not taken: an implant carries, and a pontic hangs. Make "
            f"the {spoken(shared[0])} an abutment."
        )


def _ordered(works: Iterable[Work]) -> Works:
    return tuple(sorted(works, key=lambda work: (arch_order(work.teeth[0]), layer(work.kind), work.kind)))


def _text(text: str | None, field: str, longest: int) -> str | None:
    tidied = tidy(text or "")
    if len(tidied) > longest:
        raise Invalid(f"The {field} is too long: at most {longest} characters. Shorten it.", field=field)
    return tidied or None


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, field="teeth")


def _unreadable(why: str) -> Invalid:
    return Invalid(f"The work cannot be read: {why}. Enter it anew on the tooth chart.", field="works")
