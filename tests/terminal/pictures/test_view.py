"""What of a picture is in sight."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from dentui.domain.images import Raster
from dentui.domain.sight import Sight
from dentui.errors import Invalid
from dentui.terminal.pictures.pixels import pixels
from dentui.terminal.pictures.view import Box, Room, plain, seen

sizes = some.integers(1, 5_000)
rooms = some.builds(Room, some.integers(1, 300), some.integers(1, 100), some.floats(1.3, 3.2))
anywhere = some.floats(-3, 3)
sights = some.builds(Sight, zoom=some.floats(0, 64), x=anywhere, y=anywhere)


@given(sights, sizes, sizes, rooms)
def test_nothing_is_read_outside_and_no_cell_taken_that_is_not_there(
    sight: Sight, width: int, height: int, room: Room
) -> None:
    box = seen(sight, width, height, room)
    assert 0 <= box.left < box.right <= width
    assert 0 <= box.top < box.bottom <= height
    assert 1 <= box.columns <= room.columns
    assert 1 <= box.rows <= room.rows


@given(sizes, sizes, rooms, anywhere, anywhere)
def test_without_zoom_all_of_it_is_seen_wherever_one_looks(
    width: int, height: int, room: Room, x: float, y: float
) -> None:
    box = seen(Sight(x=x, y=y), width, height, room)
    assert (box.left, box.top) == pytest.approx((0, 0), abs=1e-6 * max(width, height))
    assert (box.right, box.bottom) == pytest.approx((width, height))


@given(some.floats(1, 32), sizes, sizes, rooms)
def test_the_larger_it_is_the_less_of_it_is_seen(zoom: float, width: int, height: int, room: Room) -> None:
    near, far = seen(Sight(zoom=zoom * 1.5), width, height, room), seen(Sight(zoom=zoom), width, height, room)
    assert near.right - near.left <= far.right - far.left + 1e-6
    assert near.bottom - near.top <= far.bottom - far.top + 1e-6


@given(some.floats(1, 8), some.integers(100, 3_000), some.integers(100, 3_000))
def test_it_is_as_high_as_wide_as_it_was(zoom: float, width: int, height: int) -> None:
    room = Room(200, 100)
    box = seen(Sight(zoom=zoom), width, height, room)
    drawn = box.columns / (box.rows * room.aspect)
    assert drawn == pytest.approx((box.right - box.left) / (box.bottom - box.top), rel=0.2)


def test_a_high_picture_that_is_zoomed_grows_wider_until_the_room_is_full() -> None:
    room = Room(80, 24)
    whole, near = (seen(Sight(zoom=zoom), 400, 500, room) for zoom in (1.0, 2.0))
    assert (whole.columns, whole.rows) == (38, 24)
    assert (near.columns, near.rows) == (77, 24)
    assert (near.left, near.right) == (0, 400)


# Pixels


def ramp(mode: str, most: int) -> Raster:
    """From black at the left to white at the right."""
    row = np.linspace(0, most, 64).astype("<u2" if mode == "I;16" else "u1")
    samples = np.tile(row, (32, 1))
    if mode == "RGB":
        samples = np.stack([samples] * 3, axis=-1)
    return Raster(64, 32, mode, samples.tobytes(), 0, most)


@pytest.mark.parametrize(("mode", "most"), [("L", 255), ("RGB", 255), ("I;16", 4095), ("I;16", 65535)])
def test_every_kind_of_samples_is_shown_from_black_to_white(mode: str, most: int) -> None:
    raster = ramp(mode, most)
    shown = pixels(raster, plain(raster), Box(0, 0, 64, 32, 8, 2), 16, 4)
    assert shown.shape == ((4, 16, 3) if mode == "RGB" else (4, 16))
    grey = shown[..., 0] if mode == "RGB" else shown
    assert (np.diff(grey.astype(int), axis=1) > 0).all()
    assert grey[0, 0] < 12
    assert grey[0, -1] > 243


def test_a_window_makes_what_is_below_it_black_and_what_is_above_it_white() -> None:
    raster = ramp("I;16", 4095)
    shown = pixels(raster, Sight(1000, 3000), Box(0, 0, 64, 32, 8, 2), 16, 4)
    assert set(shown[:, :3].ravel()) == {0}
    assert set(shown[:, -3:].ravel()) == {255}
    turned = pixels(raster, Sight(1000, 3000, inverted=True), Box(0, 0, 64, 32, 8, 2), 16, 4)
    assert np.array_equal(255 - turned.astype(int), shown)


@given(sights, some.sampled_from([("L", 255), ("RGB", 255), ("I;16", 4095)]), rooms)
def test_any_part_in_any_size_can_be_had(sight: Sight, kind: tuple[str, int], room: Room) -> None:
    raster = ramp(*kind)
    box = seen(sight, raster.width, raster.height, room)
    assert pixels(raster, sight, box, box.columns * 2, box.rows * 2).shape[:2] == (
        box.rows * 2,
        box.columns * 2,
    )


@pytest.mark.parametrize(
    "broken",
    [
        Raster(64, 64, "L", b""),
        Raster(64, 64, "RGB", bytes(64 * 64)),
        Raster(0, 64, "L", bytes(64)),
        Raster(-4, -4, "L", bytes(64)),
        Raster(4, 4, "CMYK", bytes(64)),
    ],
)
def test_a_raster_that_is_none_is_refused_in_a_sentence(broken: Raster) -> None:
    with pytest.raises(Invalid, match="broken"):
        pixels(broken, Sight(), Box(0, 0, 1, 1, 1, 1), 1, 1)
