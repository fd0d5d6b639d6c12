"""A report as large as they come: five views of jaws, six photos of 12 megapixels, an X-ray."""

from __future__ import annotations

import hashlib
import io
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from PIL import Image

from dentui.domain.findings import Finding, FindingKind, Severity, Surface
from dentui.domain.images import ImageType
from dentui.domain.limits import MB, Limits
from dentui.domain.report_content import Printed, PrintedPicture, content_of
from dentui.domain.reports import Letterhead, Placed, ReportInput, ReportNumber, ReportSettings
from dentui.media.child import Children
from dentui.media.report import report_pdf
from dentui.services.demo.scans import files, jaws
from dentui.services.demo.scans.arch import Variation
from scripts.benchmarks.figures import Figure
from tests.media import made
from tests.pictures import FOLDER, X_RAY

PHOTOS = (
    ("Upper arch", "intraoral_upper.jpg", (0, 0, 1, 1)),
    ("Front", "camera.jpg", (0, 0, 1, 1)),
    ("Upper front", "intraoral_upper.jpg", (0.25, 0, 0.75, 0.5)),
    ("Right side", "camera.jpg", (0, 0.25, 0.5, 0.75)),
    ("Canines and incisors", "camera.jpg", (0.25, 0.25, 0.75, 0.75)),
    ("Left side", "camera.jpg", (0.5, 0.25, 1, 0.75)),
)
"""What each shows, and which part of which file it is."""
TURNS = 3
_M, _O, _D, _B, _L = Surface
FINDINGS = (
    Finding(18, FindingKind.MISSING),
    Finding(16, FindingKind.CARIES, (_M, _O, _D), Severity.MODERATE),
    Finding(16, FindingKind.FILLING, (_O,)),
    Finding(14, FindingKind.CROWN),
    Finding(14, FindingKind.ROOT_CANAL),
    Finding(11, FindingKind.FRACTURE, (_O,), Severity.MILD),
    Finding(21, FindingKind.WEAR, (_O,), Severity.MILD),
    Finding(24, FindingKind.FILLING, (_O, _D)),
    Finding(26, FindingKind.IMPLANT),
    Finding(26, FindingKind.CROWN),
    Finding(33, FindingKind.GUM, (_B,), Severity.MODERATE, "recession 3 mm"),
    Finding(31, FindingKind.CALCULUS, (_L,), Severity.SEVERE),
    Finding(41, FindingKind.CALCULUS, (_L,), Severity.SEVERE),
    Finding(46, FindingKind.CARIES, (_O,), Severity.SEVERE),
    Finding(48, FindingKind.OTHER, (), None, "partly erupted, leaning on 47"),
)


def figures() -> Iterator[Figure]:
    """In at most 4 s and 5 MB, with processes that are there."""
    with tempfile.TemporaryDirectory() as folder:
        content, paths = laid(Path(folder))
        children = Children(Limits())
        report_pdf({**content, "sections": []}, paths, b"", children)
        times, size = [], 0
        for _ in range(TURNS):
            started = time.perf_counter()
            report = report_pdf(content, paths, b"", children)
            times.append(time.perf_counter() - started)
            size = len(report.data)
        children.close()
    yield Figure("reports.time", min(times), "s", 4.0, f"{report.pages} pages, worst {max(times):.1f} s")
    yield Figure("reports.size", size / MB, "MB", 5.0)


def laid(
    folder: Path, form: ReportInput | None = None, **printed: Any
) -> tuple[dict[str, object], Mapping[str, Path]]:
    """What such a report prints, and its files in a folder."""
    scan = jaws.scans(Variation(1))
    paths: dict[str, Path] = {}

    def put(data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        paths[sha256] = folder / sha256
        paths[sha256].write_bytes(data)
        return sha256

    shots = [
        PrintedPicture(
            Placed(UUID(int=number), caption),
            ImageType.INTRAORAL_IMAGES,
            datetime(2026, 11, 27, 10, number),
            put(photo(name, part, number)),
            "Canon EOS R8",
        )
        for number, (caption, name, part) in enumerate(PHOTOS)
    ]
    x_ray = PrintedPicture(
        Placed(UUID(int=9), "Lateral cephalogram"),
        ImageType.X_RAY,
        datetime(2026, 11, 27, 10, 30),
        put(radiograph()),
        "Planmeca ProMax",
    )
    told = {
        "number": ReportNumber(2026, 12),
        "supersedes": None,
        "published": datetime(2026, 11, 29, 10, 0),
        "patient": "Keller, Anna Maria",
        "chart_number": 1042,
        "gender": "F",
        "birth_date": date(1984, 5, 3),
        "doctor": "Dr. Julia Berger",
        "institution": "Dental practice Seestrasse",
        "letterhead": Letterhead(
            "Dental practice Seestrasse",
            "Seestrasse 12\n8002 Zürich",
            "+41 44 555 01 20\nhello@seestrasse.example",
        ),
        "upper": put(files.stl(scan.upper, "upper")),
        "lower": put(files.stl(scan.lower, "lower")),
        "face": "",
        "pictures": (*shots, x_ray),
    } | printed
    form = form or ReportInput(
        ReportSettings(),
        findings=FINDINGS,
        gums=("2", "1", "3", "4*", "3", "2"),
        assessment=ASSESSMENT,
        advice=ADVICE,
    )
    return content_of(form, Printed(**told)), paths


ASSESSMENT = (
    "The teeth are well kept on the whole. Two of them need treatment soon: 16, where caries has reached the "
    "dentine on three surfaces, and 46, where it is deep and close to the pulp.\n\n"
    "The gums of the lower front bleed on probing; there are pockets of up to 5 mm and much calculus behind "
    "the lower incisors. At 46 a furcation can be felt."
)
ADVICE = (
    "1. Treatment of 46 within two weeks, of 16 within six.\n"
    "2. Cleaning above and below the gums in the lower jaw, in two sittings, then a new examination after "
    "eight weeks.\n"
    "3. At home: interdental brushes every evening (sizes were shown), a soft toothbrush, toothpaste with "
    "1450 ppm fluoride.\n"
    "4. An X-ray of 48 before its removal is talked about."
)


def photo(name: str, part: tuple[float, float, float, float], seed: int) -> bytes:
    """4000 x 3000, as a camera writes it: with EXIF and noise of its own."""
    with Image.open(FOLDER / name) as image:
        box = tuple(share * side for share, side in zip(part, image.size * 2, strict=True))
        large = image.convert("RGB").resize((4000, 3000), Image.Resampling.BICUBIC, box)
    noise = np.random.default_rng(seed).integers(-6, 7, (3000, 4000, 1), dtype=np.int16)
    pixels = np.clip(np.asarray(large, np.int16) + noise, 0, 255).astype(np.uint8)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Canon", "EOS R8"
    data = io.BytesIO()
    Image.fromarray(pixels).save(data, "JPEG", quality=88, exif=exif)
    return data.getvalue()


def radiograph() -> bytes:
    """A cephalogram in 12 bits."""
    with Image.open(FOLDER / X_RAY) as image:
        # It lies on its side.
        upright = image.convert("L").transpose(Image.Transpose.ROTATE_270)
    grey = upright.resize((2000, round(2000 * upright.height / upright.width)))
    samples = (np.asarray(grey, np.uint16) * 12 + 300).astype("<u2")
    return made.dicom(
        Rows=samples.shape[0],
        Columns=samples.shape[1],
        BitsAllocated=16,
        BitsStored=12,
        HighBit=11,
        WindowCenter=1830,
        WindowWidth=3060,
        PixelData=samples.tobytes(),
    )
