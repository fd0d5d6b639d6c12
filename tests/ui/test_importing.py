"""What is imported behind the first paint."""

from __future__ import annotations

import subprocess
import sys

HEAVY = (
    "numpy",
    "PIL",
    "pydicom",
    "trimesh",
    "fpdf",
    "qrcode",
    "alembic",
    "textual_image",
    "multiprocessing",
)
ALL = """
import sys
from importlib import import_module
from dentui.ui.app import DeskApp, importing

importing.import_what_comes_next()
importing.import_covers()
for name in importing.left():
    import_module(name)
print(*importing.left(), *(set(sys.modules) & set(sys.argv[1:])), "dentui.ui.sheets.merge" in sys.modules)
"""


def test_every_screen_and_sheet_is_imported_and_nothing_heavy_with_them() -> None:
    told = subprocess.run([sys.executable, "-c", ALL, *HEAVY], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "True"
