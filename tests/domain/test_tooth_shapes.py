"""The tooth chart as vectors: it stays on its paper, and each kind of work is drawn otherwise."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dentui.domain.teeth import LOWER, UPPER, Numbering
from dentui.domain.tooth_shapes import HEIGHT, WIDTH, Drawing, Look, shapes
from dentui.domain.work import PONTIC, SIGNS, Work, WorkKind, Works, bridge, checked

WORKS = checked(
    (
        *(bridge((24, 25, 26)), Work(WorkKind.CROWN, (16,)), Work(WorkKind.IMPLANT, (16,))),
        *(Work(WorkKind.VENEER, (12,)), Work(WorkKind.INLAY, (36,)), Work(WorkKind.CROWN, (85,))),
        *(Work(WorkKind.DENTURE, LOWER), Work(WorkKind.OTHER, (48,))),
    )
)


def drawn(works: Works = (), numbering: Numbering = Numbering.FDI) -> Drawing:
    return shapes(works, numbering, SIGNS, PONTIC)


def test_all_of_it_is_on_the_paper_and_paths_are_whole() -> None:
    for works in ((), WORKS):
        drawing = drawn(works)
        points = [point for path in drawing.paths for curve in path.curves for point in curve]
        points += [label.at for label in drawing.labels]
        assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in points)
        assert all(path.curves[-1][2] == path.start for path in drawing.paths if path.closed)


def test_every_tooth_is_there_in_the_order_of_the_chart_and_none_lies_on_another() -> None:
    drawing = drawn(numbering=Numbering.UNIVERSAL)
    assert [label.text for label in drawing.labels[2:]] == [
        *(str(number) for number in range(1, 17)),
        *(str(number) for number in range(32, 16, -1)),
    ]
    teeth = [path for path in drawing.paths if path.look is Look.TOOTH]
    assert len(teeth) == 32
    spans = [[point[0] for curve in path.curves for point in curve] for path in teeth]
    for row in (spans[:16], spans[16:]):
        assert all(max(one) < min(other) for one, other in pairwise(row))
    molar, incisor = (max(xs) - min(xs) for xs in (spans[18], spans[23]))
    assert molar > 1.5 * incisor


def test_work_is_drawn_and_lettered() -> None:
    drawing = drawn(WORKS)
    looks = [path.look for path in drawing.paths]
    assert looks.count(Look.PONTIC) == 1
    assert looks.count(Look.BAR) == 3  # two joins and a veneer
    assert looks.count(Look.OVER) == 16
    signs = {label.text for label in drawing.labels if label.bold}
    assert signs == {"B", "P", "CM", "V", "DI", "DC", "D", "DO"}
    assert "85" in {label.text for label in drawing.labels}
    assert "45" not in {label.text for label in drawing.labels}


@pytest.mark.parametrize("kind", WorkKind)
def test_each_kind_is_told_from_nothing_by_its_shapes(kind: WorkKind) -> None:
    teeth = (11, 21) if kind is WorkKind.BRIDGE else UPPER if kind is WorkKind.DENTURE else (21,)
    assert drawn((Work(kind, teeth),)).paths != drawn().paths
