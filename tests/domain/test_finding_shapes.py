"""The tooth chart of a report: it stays on its paper, and each finding is drawn otherwise."""

from __future__ import annotations

from dentui.domain.finding_shapes import chart, drawn, sample
from dentui.domain.findings import WITH_SURFACES, Finding, FindingKind, Findings, Surface, checked
from dentui.domain.teeth import TEETH, Numbering
from dentui.domain.tooth_shapes import Drawing, Look, Path

EVERYWHERE = checked(
    Finding(tooth, kind, tuple(Surface) if kind in WITH_SURFACES else ())
    for tooth in TEETH
    for kind in FindingKind
    if kind not in (FindingKind.MISSING, FindingKind.IMPLANT)
)


def drawing(findings: Findings = (), numbering: Numbering = Numbering.FDI) -> Drawing:
    return chart(findings, numbering, "R", "L")


def points(paths: tuple[Path, ...]) -> list[tuple[float, float]]:
    ends = [point for path in paths for curve in path.curves for point in curve]
    return [path.start for path in paths] + ends


def test_all_of_it_is_on_the_paper() -> None:
    for made in (drawing(), drawing(EVERYWHERE)):
        assert all(0 < x < made.width and 0 < y < made.height for x, y in points(made.paths))
        assert all(0 < label.at[0] < made.width for label in made.labels)


def test_every_tooth_has_its_number_and_milk_teeth_come_with_their_findings() -> None:
    numbers = [label.text for label in drawing(numbering=Numbering.UNIVERSAL).labels[2:]]
    assert numbers == [*map(str, range(1, 17)), *map(str, range(32, 16, -1))]
    milk = drawing(checked([Finding(55, FindingKind.CARIES), Finding(15, FindingKind.CARIES)]))
    assert len(milk.labels) == 2 + 52
    assert [label.text for label in milk.labels if label.bold] == ["15", "55"]


def test_each_kind_is_drawn_otherwise_without_colours() -> None:
    seen = {sample(kind, (6, 6)) for kind in FindingKind}
    assert len(seen) == len(FindingKind)
    whole = len(list(drawn(16, (6, 6), ())))
    for kind in FindingKind:
        assert len(sample(kind, (6, 6))) > whole - 3, kind


def test_a_surface_is_where_it_is_said_to_be() -> None:
    def spot(tooth: int, surface: Surface) -> tuple[float, float]:
        paths = list(drawn(tooth, (0, 0), (Finding(tooth, FindingKind.CARIES, (surface,)),)))
        (found,) = (path for path in paths if path.look is Look.SPOT)
        xs, ys = zip(*points((found,)), strict=True)
        return sum(xs) / len(xs), sum(ys) / len(ys)

    # Mesial is towards the middle, buccal away from the other jaw.
    assert spot(16, Surface.MESIAL)[0] > 1 > -1 > spot(26, Surface.MESIAL)[0]
    assert spot(16, Surface.BUCCAL)[1] < -1 < 1 < spot(46, Surface.BUCCAL)[1]
    assert abs(spot(16, Surface.OCCLUSAL)[0]) < 1


def test_a_tooth_that_is_missing_has_a_broken_outline_and_no_fissures() -> None:
    paths = list(drawn(16, (0, 0), (Finding(16, FindingKind.MISSING),)))
    assert paths[0].look is Look.PONTIC
    assert not any(path.look is Look.FISSURE for path in paths)
