"""Models as a caster draws them."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from dentui.domain.limits import Limits
from dentui.media.models import Camera, Caster, Look, Model, Section, read_model
from dentui.media.models.cut import LINE
from tests.media.scans import jaw, write_stl


def jaw_of(folder: Path, *, upper: bool) -> Model:
    path = write_stl(folder / f"{upper}.stl", *jaw(upper=upper, along=120, across=20))
    return read_model(path, Limits())


def test_a_point_that_is_picked_lies_on_the_surface(tmp_path: Path) -> None:
    model = jaw_of(tmp_path, upper=True)
    offset = np.array([0, 0, 7], np.float32)
    drawn = Caster([model]).draw(Camera.fit(model.bounds, 1.5), 96, 64, [Look(offset=offset)])
    y, x = np.argwhere(drawn.model == 0)[100]
    picked = drawn.point(int(x), int(y))
    assert picked is not None
    which, point = picked
    assert which == 0
    assert np.linalg.norm(model.vertices - point, axis=1).min() < 1.2
    assert drawn.point(0, 0) is None


def test_what_is_hidden_is_not_drawn_and_what_is_transparent_shows_what_is_behind(tmp_path: Path) -> None:
    models = [jaw_of(tmp_path, upper=True), jaw_of(tmp_path, upper=False)]
    caster = Caster(models)
    camera = Camera.fit(models[0].bounds, 1.0)
    front = caster.draw(camera, 64, 64, [Look(), Look(shown=False)])
    assert set(np.unique(front.model)) == {-1, 0}
    behind = caster.draw(camera, 64, 64, [Look(shown=False), Look()])
    both = caster.draw(camera, 64, 64, [Look(opacity=0.5), Look()])
    over = (front.model == 0) & (behind.model == 1)
    assert over.any()
    mixed = 0.5 * front.rgb[over] + 0.5 * behind.rgb[over]
    # A ray can meet the jaw in front twice.
    assert np.median(np.abs(both.rgb[over].astype(float) - mixed)) <= 2


def test_a_section_takes_away_what_its_normal_points_to(tmp_path: Path) -> None:
    model = jaw_of(tmp_path, upper=True)
    camera = Camera.fit(model.bounds, 1.0)
    plane = Section(camera.centre, np.array([1.0, 0, 0.4]))
    drawn = Caster([model]).draw(camera, 64, 64, [Look()], plane)
    points = [drawn.point(int(x), int(y)) for y, x in np.argwhere(drawn.model == 0)]
    heights = [(found[1] - plane.point) @ plane.normal for found in points if found]
    assert len(heights) > 100
    assert max(heights) < 0.01


@pytest.mark.parametrize("samples", [1, 4, 9])
def test_more_rays_a_pixel_soften_edges_and_nothing_else(tmp_path: Path, samples: int) -> None:
    model = jaw_of(tmp_path, upper=False)
    caster, camera = Caster([model]), Camera.fit(model.bounds, 1.0)
    one = caster.draw(camera, 80, 80, [Look()])
    more = caster.draw(camera, 80, 80, [Look()], samples=samples)
    assert more.rgb.shape == (80, 80, 3)
    assert np.median(np.abs(one.rgb.astype(int) - more.rgb)) <= 3


def test_a_process_beside_paints_the_same_and_may_be_lost(tmp_path: Path) -> None:
    model = jaw_of(tmp_path, upper=True)
    paint = np.tile(np.array([[20, 90, 200]], np.uint8), (len(model.vertices), 1))
    camera = Camera.fit(model.bounds, 1.0)
    looks = (Look(), Look(paint=paint), Look(paint=paint, opacity=0.5))
    expected = [Caster([model], alone=True).draw(camera, 70, 50, [look]) for look in looks]
    with Caster([model]) as caster:
        # The first picture is painted here, the next ones by two.
        for _ in range(2):
            for look, alone in zip(looks, expected, strict=True):
                drawn = caster.draw(camera, 70, 50, [look])
                assert (drawn.rgb == alone.rgb).all()
                assert (drawn.depth == alone.depth).all()
        for child in multiprocessing.active_children():
            child.kill()
        assert (caster.draw(camera, 70, 50, [looks[0]]).rgb == expected[0].rgb).all()
    assert not multiprocessing.active_children()
    caster = Caster([model])
    for _ in range(3):
        caster.draw(camera, 70, 50, [Look()])
    del caster
    assert not multiprocessing.active_children()


def test_the_line_of_a_cut_is_drawn(tmp_path: Path) -> None:
    model = jaw_of(tmp_path, upper=True)
    camera = Camera.fit(model.bounds, 1.0)
    middle = (model.bounds[0] + model.bounds[1]) / 2
    plane = Section(middle, np.array([0, 0, 1.0]))
    drawn = Caster([model], alone=True).draw(camera, 120, 120, [Look()], plane)
    lines = np.argwhere((drawn.rgb == LINE).all(axis=-1))
    assert len(lines) > 100
    # It runs along the edges of what is left, which is seen from its inner side.
    rest = (drawn.model == 0) & ~(drawn.rgb == LINE).all(axis=-1)
    red, green = drawn.rgb[rest][:, 0].astype(int), drawn.rgb[rest][:, 1]
    assert np.median(red - green) > 20
