"""The two jaws of a patient as an intraoral scanner sees them: teeth that meet, gums, palate, and a border as
ragged as the scan was taken; and the bite, from the cheeks.

Coordinates are those of DICOM (PS3.3, C.7.6.2.1.1): x to the patient's left, y to the back, z to the head,
with z = 0 where the teeth meet; millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dentui.services.demo.scans.arch import BEHIND, Arch, Tooth, Variation, arches
from dentui.services.demo.scans.crown import crown, outline, smooth_max, smooth_min
from dentui.services.demo.scans.surface import Lattice, Mesh, hemmed, joined, settle, surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

STEP = 0.24
"""Of the lattice: a jaw then has about 250,000 triangles, as scanners write them."""
MEET = 3.0
"""How far beyond the plane teeth may reach."""
UNEVEN = 0.004
FREE = 0.02
"""Between teeth that meet."""
FAR = np.float32(9)
ENAMEL = np.array([226, 205, 164], np.float32)
EDGE = np.array([231, 224, 208], np.float32)
GUM = np.array([212, 141, 133], np.float32)
MUCOSA = np.array([181, 84, 82], np.float32)
PALATE = np.array([205, 148, 136], np.float32)
_EDGE = {True: 6.0, False: 8.0}
_DEEP = {True: 19.0, False: 19.5}


@dataclass(frozen=True, slots=True)
class Scans:
    """What a scanner has of a patient, all in one coordinate system."""

    upper: Mesh
    lower: Mesh
    bites: tuple[Mesh, Mesh]
    """Of the right and of the left side."""


class _Seen(NamedTuple):
    """What a scanner has of one jaw: all of it, and from the right and the left cheek."""

    jaw: Mesh
    cheeks: tuple[Mesh, Mesh]


@dataclass(slots=True, eq=False)
class _Jaw:
    """A jaw while it is made; q points to the opposing teeth."""

    arch: Arch
    lattice: Lattice
    crowns: Floats
    gums: Floats
    beside: Floats
    """(nx, ny): how far outside of the line through the teeth each column stands."""
    along: Floats
    """(nx, ny): where along that line."""


def scans(variation: Variation, step: float = STEP) -> Scans:
    """The scans of a patient; the same for the same variation. `step`: of the lattice, in millimetres."""
    both = arches(variation)
    reach = np.max([np.abs(arch.line).max(axis=0) for arch in both], axis=0)
    # One after the other: both at once would be faster and take twice the memory.
    jaws = [_grown(arch, reach, step) for arch in both]
    _meet(*jaws)
    upper, lower = (_seen(jaw, variation.seed) for jaw in jaws)
    right, left = (joined([upper.cheeks[side], lower.cheeks[side]]) for side in (0, 1))
    return Scans(upper.jaw, lower.jaw, (right, left))


def _grown(arch: Arch, reach: NDArray[np.float64], step: float) -> _Jaw:
    lattice = Lattice.around(
        (-reach[0] - 7, -7.0, -_DEEP[arch.upper]), (reach[0] + 7, reach[1] + 3, MEET + 1), step
    )
    crowns = np.full(lattice.shape, FAR, np.float32)
    gums = np.full(lattice.shape, FAR, np.float32)
    jaw = _Jaw(arch, lattice, crowns, gums, *_columns(arch, lattice))
    for tooth in arch.teeth:
        _put(jaw, tooth)
    _put_ridge(jaw)
    if arch.upper:
        _put_palate(jaw)
    return jaw


def _columns(arch: Arch, lattice: Lattice) -> tuple[Floats, Floats]:
    x, y = np.meshgrid(lattice.axis(0), lattice.axis(1), indexing="ij")
    points = np.stack([x.ravel(), y.ravel()], axis=1)
    line = arch.line[::3].astype(np.float32)
    nearest = np.full(len(points), np.inf, np.float32)
    number = np.zeros(len(points), np.int32)
    for place, at in enumerate(line):
        apart = ((points - at) ** 2).sum(axis=1)
        closer = apart < nearest
        nearest[closer], number[closer] = apart[closer], place
    ahead = np.gradient(arch.line, axis=0)
    ahead = (ahead / np.linalg.norm(ahead, axis=1, keepdims=True))[::3].astype(np.float32)
    off = points - line[number]
    along = (off * ahead[number]).sum(axis=1)
    sign = off[:, 0] * ahead[number, 1] - off[:, 1] * ahead[number, 0]
    # From the line itself, not from the nearest of its points.
    past = np.minimum(np.abs(along), np.float32(0.6))
    beside = np.sqrt(np.maximum(nearest - past * past, 0)) * np.sign(sign)
    spot = arch.along[::3].astype(np.float32)[number] + along
    return beside.reshape(x.shape), spot.reshape(x.shape)


def _put(jaw: _Jaw, tooth: Tooth) -> None:
    """A crown, and the gum around its neck."""
    size, lattice = tooth.size, jaw.lattice
    reach = np.array([size.wide, size.deep]).max() / 2 + 3.5
    ends = np.stack([tooth.at, tooth.neck - tooth.axes[2] * 8])
    around = np.array([reach, reach, MEET + 1])
    window = lattice.window(ends.min(axis=0) - around, ends.max(axis=0) + around)
    x, y, q = np.meshgrid(
        *(lattice.axis(n, part) for n, part in enumerate(window)), indexing="ij", sparse=True
    )
    u, v, w = tooth.local(x, y, q)
    sides = outline(size, tooth.form, u, v, w)
    np.minimum(jaw.crowns[window], crown(size, tooth.form, u, v, w, sides), out=jaw.crowns[window])
    gum = _collar(tooth, u, v, w, sides)
    jaw.gums[window] = smooth_min(jaw.gums[window], gum, 1.6)


def _collar(tooth: Tooth, u: Floats, v: Floats, w: Floats, sides: Floats) -> Floats:
    """The gum around a tooth: it ends as a thin scallop, high between the teeth, and gets thicker towards the
    root."""
    size = tooth.size
    aside, across = np.abs(u) * np.float32(2 / size.neck_wide), np.abs(v) * np.float32(2 / size.neck_deep)
    between = aside * aside / (aside * aside + across * across + np.float32(1e-3))
    high = np.clip((between - np.float32(0.12)) * np.float32(1.25), 0, 1)
    high = high * high * (3 - 2 * high)
    papilla = 0.54 * size.height if tooth.fdi % 10 < 4 else 0.40 * size.height
    under = np.float32(0.7) + np.float32(papilla) * high - w
    inside = np.maximum(under, np.float32(0))
    thick: Floats = np.float32(0.85) * (1 - np.exp(inside * np.float32(-1.3)))
    thick += np.float32(0.06) * inside + np.float32(1.3) * np.minimum(under, np.float32(0))
    # Roots show less and less through it.
    deeper = np.maximum(under - np.float32(3.5), np.float32(0))
    thick -= np.float32(0.05) * deeper * deeper
    # No gum inside of a tooth, where it would show in the fissures.
    found: Floats = np.maximum(sides, np.float32(-0.6)) - thick
    return found


def _level(jaw: _Jaw, values: NDArray[np.float64]) -> Floats:
    """A value of each place along the arch, of every column."""
    order = jaw.arch.spots
    fine = np.linspace(order[0] - 12, order[-1] + 12, 400)
    smooth = np.interp(fine, order, values)
    kernel = np.hanning(31) / np.hanning(31).sum()
    smooth = np.convolve(np.pad(smooth, 15, mode="edge"), kernel, mode="valid")
    found: Floats = np.interp(jaw.along, fine, smooth).astype(np.float32)
    return found


def _top(jaw: _Jaw) -> Floats:
    """How high the ridge is: lower than the gum around the teeth, higher where one is missing, and round
    behind the last."""
    arch = jaw.arch
    top = _level(jaw, arch.necks + 1.6 * arch.gaps) - np.float32(0.9)
    behind = np.maximum(np.abs(jaw.along) - np.float32(arch.along.max() - BEHIND), 0)
    found: Floats = top + (behind * 0.25 - behind * behind * 0.045).astype(np.float32)
    return found


def _put_ridge(jaw: _Jaw) -> None:
    """The ridge that the teeth stand in, behind the last ones as well."""
    arch, lattice = jaw.arch, jaw.lattice
    q = lattice.axis(2)
    behind = np.maximum(np.abs(jaw.along) - np.float32(arch.along.max() - BEHIND), 0)
    half = _level(jaw, arch.deep) - np.float32(0.012) * behind * behind
    ends = np.abs(jaw.along) - np.float32(arch.along.max() - 1.5)
    beside = jaw.beside - _level(jaw, arch.leans)
    columns = (np.abs(beside) < half + 8) & (ends < 6)
    top, half, ends, beside = (each[columns][:, None] for each in (_top(jaw), half, ends, beside))
    under = top - q
    room = half + np.float32(0.1) + np.float32(0.16) * np.maximum(under, 0)
    body = smooth_max(beside - room - np.float32(0.5), -beside - room - np.float32(0.3), 2.0)
    body = smooth_max(body, -under * np.float32(0.9), 3.0)
    body = smooth_max(body, np.broadcast_to(ends, body.shape), 4.0)
    jaw.gums[columns] = smooth_min(jaw.gums[columns], body, 1.8)


def _put_palate(jaw: _Jaw) -> None:
    """The vault, with the folds behind the incisors."""
    lattice, arch = jaw.lattice, jaw.arch
    x, y = lattice.axis(0)[:, None], lattice.axis(1)[None, :]
    top = _top(jaw)
    inward = np.maximum(-jaw.beside - np.float32(2.5), 0)
    part = np.clip(inward / np.float32(19), 0, 1)
    vault = top - np.float32(0.9) - np.float32(11.5) * (part * part * (3 - 2 * part)) ** np.float32(0.85)
    vault = smooth_max(vault, np.float32(-16.8) + np.float32(0.006) * x * x, 5.0)
    folds = np.sin((y - np.float32(9) + np.float32(0.25) * np.abs(x)) * np.float32(1.35))
    folds = folds * np.exp(-(((y - np.float32(14)) / np.float32(5)) ** 2))
    folds = folds * np.clip(np.abs(x) / 3 - np.float32(0.3), 0, 1) * np.exp(-((x / 11) ** 2))
    papilla = np.exp(-((x / np.float32(1.6)) ** 2) - ((y - np.float32(8.5)) / np.float32(2.4)) ** 2)
    seam = np.exp(-((x / np.float32(0.9)) ** 2)) * np.clip((y - 12) / 6, 0, 1)
    vault = vault + np.float32(0.55) * folds + np.float32(0.9) * papilla + np.float32(0.35) * seam
    # It ends under the ridge.
    outer = np.maximum(jaw.beside + np.float32(4), 0)
    vault = vault - np.float32(0.15) * outer * outer
    steep = np.hypot(*np.gradient(vault, np.float32(lattice.step)))
    columns = (jaw.beside < 3) & (jaw.along**2 < (arch.along.max() + 8) ** 2)
    flatter = 1 / np.sqrt(1 + np.minimum(steep, 6) ** 2)
    body = (lattice.axis(2) - vault[columns][:, None]) * flatter[columns][:, None]
    jaw.gums[columns] = smooth_min(jaw.gums[columns], body, 3.0)


def _meet(upper: _Jaw, lower: _Jaw) -> None:
    """Where teeth would stand in each other each gives way by half, as they wear."""
    step = upper.lattice.step
    count = int(MEET / step)
    slabs = []
    for jaw in (upper, lower):
        plane = round(-jaw.lattice.low[2] / step)
        slabs.append(jaw.crowns[..., plane - count : plane + count + 1])
    one, other = slabs[0], slabs[1][..., ::-1]
    between = (one - other) * np.float32(0.5)
    free = np.float32(FREE / 2)
    one[...], other[...] = smooth_max(one, free + between, 0.1), smooth_max(other, free - between, 0.1)


def _seen(jaw: _Jaw, seed: int) -> _Seen:
    """The surface, in its colours, as far as the scanner was led."""
    random = np.random.default_rng([seed, jaw.arch.upper])
    field = smooth_min(jaw.crowns, jaw.gums, 0.2)
    mesh = settle(surface(field, jaw.lattice), field, jaw.lattice)
    # What a scanner's surface is uneven by.
    vertices = (mesh.vertices + random.normal(0, UNEVEN, mesh.vertices.shape)).astype(np.float32)
    mesh = Mesh(vertices, mesh.faces, _colours(jaw, mesh.vertices, random))
    parts = [_scanned(jaw, mesh, random), *(_cheek(jaw, mesh, side, random) for side in (-1, 1))]
    whole, right, left = (_stood(part, jaw.arch.upper) for part in parts)
    return _Seen(whole, (right, left))


def _colours(jaw: _Jaw, points: Floats, random: np.random.Generator) -> NDArray[np.uint8]:
    """Enamel, yellower at the neck and greyer at the edge; gums, redder towards the cheek."""
    neck = _at(jaw, _level(jaw, jaw.arch.necks), points)
    high = (points[:, 2] - neck)[:, None]
    x, y, q = points.T
    cloud = np.sin(x * 0.9 + 2 * np.sin(q * 0.7)) * np.sin(y * 0.8 + q * 0.6) + 0.5 * np.sin(
        x * 2.1 - y * 1.7
    )
    cloud = (cloud + 0.5 * random.standard_normal(len(points)))[:, None]
    enamel = ENAMEL + np.clip(high / 7, 0, 1) * (EDGE - ENAMEL) + 2.5 * cloud
    inside = np.clip(-_at(jaw, jaw.beside, points) / 9, 0, 1)[:, None]
    deep = np.clip(-high / 7, 0, 1) * (1 - inside)
    gum = GUM + deep * (MUCOSA - GUM) + inside * (PALATE - GUM) * jaw.arch.upper + 5 * cloud
    apart = jaw.lattice.sample(jaw.gums, points) - jaw.lattice.sample(jaw.crowns, points)
    tooth = np.clip(apart / 0.3 + 0.5, 0, 1)[:, None]
    found: NDArray[np.uint8] = np.clip(gum + tooth * (enamel - gum), 0, 255).astype(np.uint8)
    return found


def _scanned(jaw: _Jaw, mesh: Mesh, random: np.random.Generator) -> Mesh:
    """As far as the scanner was led: some millimetres beyond the teeth, and over the palate."""
    x, y, q = mesh.vertices.T
    beside, along = (_at(jaw, each, mesh.vertices) for each in (jaw.beside, np.clip(jaw.along, -80, 80)))
    edge = (
        _at(jaw, _level(jaw, jaw.arch.necks), mesh.vertices)
        - _EDGE[jaw.arch.upper]
        + 1.3 * _ragged(along, random)
    )
    kept = q > edge
    if jaw.arch.upper:
        kept |= beside < 0
        throat = jaw.arch.line[:, 1].max() - 11 + 0.0085 * x * x
        kept &= y < throat + _ragged(x, random)
    return hemmed(mesh.part(kept))


def _cheek(jaw: _Jaw, mesh: Mesh, side: int, random: np.random.Generator) -> Mesh:
    """What is seen of a side from the cheek while the teeth meet."""
    beside, along = (_at(jaw, each, mesh.vertices) for each in (jaw.beside, np.clip(jaw.along, -80, 80)))
    normals = mesh.normals()
    outward = _at(jaw, _slope(jaw.beside, 0), mesh.vertices) * normals[:, 0]
    outward += _at(jaw, _slope(jaw.beside, 1), mesh.vertices) * normals[:, 1]
    edge = _at(jaw, _level(jaw, jaw.arch.necks), mesh.vertices) - np.float32(4) + _ragged(along, random)
    first, last = jaw.arch.spots[[7, 13]]
    ahead, behind = first - 2 + _ragged(edge, random), last + 4 + _ragged(edge, random)
    kept = (beside > -1) & (outward > -0.15) & (mesh.vertices[:, 2] > edge)
    kept &= (side * along > ahead) & (side * along < behind)
    return hemmed(mesh.part(kept))


def _slope(columns: Floats, axis: int) -> Floats:
    """The direction of the steepest rise, its part along an axis."""
    slopes = np.gradient(columns)
    found: Floats = slopes[axis] / np.maximum(np.hypot(*slopes), 1e-6)
    return found


def _at(jaw: _Jaw, columns: Floats, points: Floats) -> Floats:
    place = (points[:, :2] - np.array(jaw.lattice.low[:2], np.float32)) / np.float32(jaw.lattice.step)
    x, y = np.rint(place).astype(int).T
    found: Floats = columns[np.clip(x, 0, columns.shape[0] - 1), np.clip(y, 0, columns.shape[1] - 1)]
    return found


def _ragged(along: Floats, random: np.random.Generator) -> Floats:
    """Noise along a border, about -1 to 1."""
    found = np.zeros(along.shape, np.float32)
    for length, part in ((9.0, 0.6), (3.0, 0.3), (0.9, 0.2)):
        knots = random.standard_normal(int(200 / length) + 4)
        found += np.float32(part) * np.interp(along, np.arange(len(knots)) * length - 100, knots)
    return found


def _stood(mesh: Mesh, upper: bool) -> Mesh:
    """From q to z, and the plane bent as teeth stand (curves of Spee and of Wilson)."""
    x, y, q = mesh.vertices.T
    bent = np.float32(0.0014) * (y - 24) ** 2 + np.float32(0.0012) * x**2
    vertices = np.stack([x, y, (-q if upper else q) + bent], axis=1).astype(np.float32)
    return Mesh(vertices, mesh.faces[:, ::-1] if upper else mesh.faces, mesh.colours)
