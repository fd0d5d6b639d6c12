"""Taking patients in: 100,000 from a CSV file, and making a clinic of a million."""

from __future__ import annotations

import csv
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure

ROWS = 100_000


def figures() -> Iterator[Figure]:
    """Both as commands, from start to end of the process."""
    with tempfile.TemporaryDirectory(dir=registers.folder()) as name:
        folder = Path(name)
        home = folder / "home"
        registers.make_home(home, 2_000)
        file = folder / "patients.csv"
        _write(file)
        started = time.perf_counter()
        command = [sys.executable, "-m", "dentui", "patients", "import", str(file), "--home", str(home)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        took = time.perf_counter() - started
        yield Figure(
            "take_in.csv",
            took,
            "s",
            30.0,
            f"{ROWS:,} rows; copying the file into bare SQLite: {_bare(file):.1f} s",
        )
        started = time.perf_counter()
        command = [
            sys.executable,
            "-m",
            "dentui",
            "demo",
            "--home",
            str(folder / "big"),
            "--patients",
            "1000000",
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        took = time.perf_counter() - started
        started = time.perf_counter()
        shutil.copyfile(folder / "big" / "register.db", folder / "copy")
        copied = time.perf_counter() - started
        yield Figure(
            "take_in.demo", took, "s", 120.0, f"1,000,000 patients; copying the register: {copied:.1f} s"
        )


def _write(file: Path) -> None:
    """The demonstration clinic's own patients, as another program would export them."""
    source = sqlite3.connect(registers.sqlite_home() / "register.db")
    columns = "family, given, gender, birth_date, mobile, landline, email, insurance_number, address, note"
    # Names of our own columns, none from outside.
    rows = source.execute(f"SELECT {columns} FROM patient WHERE institution_id = 1 AND id > 10 LIMIT {ROWS}")
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(
            [
                "Last name",
                "First name",
                "Sex",
                "Date of birth",
                "Mobile",
                "Phone",
                "E-mail",
                "Insurance number",
                "Address",
                "Note",
            ]
        )
        for family, given, gender, *rest in rows:
            writer.writerow(
                [
                    family,
                    given,
                    {"F": "female", "M": "male", "O": "other"}.get(gender, ""),
                    *(v or "" for v in rest),
                ]
            )
    source.close()


def _bare(file: Path) -> float:
    """The least it can cost: the same file read and put into a table without indexes."""
    started = time.perf_counter()
    target = sqlite3.connect(file.with_suffix(".bare"))
    with file.open(newline="", encoding="utf-8") as opened:
        rows = csv.reader(opened)
        header = next(rows)
        target.execute(f"CREATE TABLE t ({', '.join(f'c{n}' for n in range(len(header)))})")
        target.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(header))})", rows)
    target.commit()
    target.close()
    return time.perf_counter() - started
