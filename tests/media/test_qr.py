"""QR codes: every module right, the strongest that fits, and no link that none can hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dentui.domain.links import LONGEST_ADDRESS, LinkToken, checked_address, link_url
from dentui.errors import Invalid
from dentui.media.qr import LEVELS, Code, codes_of, png_of, strongest
from tests.decoding import NEEDS_ZBAR, decoded

TOKEN = LinkToken(bytes(range(16)))
SIXTY = checked_address("https://reports.dental-practice-at-the-lake.zuerich.example")
"""An address of so many letters."""


def room(rows: int) -> int:
    """Modules in so many rows of half cells."""
    return rows * 2


def chosen(address: str, modules: int) -> Code | None:
    return strongest(codes_of(link_url(address, TOKEN)), modules)


@NEEDS_ZBAR
@pytest.mark.parametrize(
    "address",
    ["https://a.ch", SIXTY, "https://Example.org/desk/Reports", "http://[::1]:8080", "https://x.example/~a"],
)
def test_every_size_of_a_code_says_the_link(address: str, tmp_path: Path) -> None:
    link = link_url(checked_address(address), TOKEN)
    codes = codes_of(link)
    assert [decoded(png_of(code), tmp_path) for code in codes] == [link] * len(codes)


@NEEDS_ZBAR
@settings(max_examples=8, deadline=None)
@given(some.binary(min_size=16, max_size=16))
def test_every_token_is_read_back(tmp_path_factory: pytest.TempPathFactory, secret: bytes) -> None:
    link = link_url("https://reports.example.org", LinkToken(secret))
    code = strongest(codes_of(link), room(23))
    assert code is not None
    assert decoded(png_of(code), tmp_path_factory.mktemp("code")) == link


def test_codes_get_smaller_and_weaker() -> None:
    codes = codes_of(link_url(SIXTY, TOKEN))
    sides = [code.side for code in codes]
    levels = [LEVELS.index(code.level) for code in codes]
    assert sides == sorted(set(sides), reverse=True)
    assert levels == sorted(levels, reverse=True)
    assert all(code.rows[at] == (False,) * code.side for code in codes for at in (0, 3, -4, -1))


def test_an_address_of_sixty_letters_fits_24_rows_with_the_keys() -> None:
    assert len(SIXTY) >= 59
    code = chosen(SIXTY, room(23))
    assert code is not None
    assert (code.side, code.level) == (41, "M")


def test_a_short_address_gets_the_strongest_correction_and_fits_twenty_rows_too() -> None:
    large, small = (
        chosen("https://share.example.org", room(23)),
        chosen("https://share.example.org", room(19)),
    )
    assert large is not None
    assert small is not None
    assert (large.side, large.level, small.side) == (45, "H", 37)


def test_the_longest_address_fits_24_rows_where_it_has_no_path() -> None:
    host = f"https://{'a' * 58}.{'b' * (LONGEST_ADDRESS - 67)}"
    assert len(checked_address(host)) == LONGEST_ADDRESS
    code = chosen(host, room(23))
    assert code is not None
    assert code.level == "L"
    assert chosen(f"https://a.ch/{'p' * (LONGEST_ADDRESS - 13)}", room(23)) is None


def test_what_no_code_can_hold_is_refused() -> None:
    with pytest.raises(Invalid, match="too long for a QR code"):
        codes_of("x" * 3000)
