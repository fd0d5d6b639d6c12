"""The rules of the house that a test can hold; the layers are held by import-linter in scripts/check."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import dentui

PROJECT = Path(__file__).parent.parent
SOURCE = PROJECT / "src" / "dentui"
STYLES = PROJECT / "styles"
MODULES = sorted(SOURCE.rglob("*.py"))

LONGEST_MODULE = 450
"""Lines. Files of one purpose, seldom over 400; what is longer has two purposes."""

COMMITTED = ("src", "tests", "styles", "scripts", "docs", "requirements", ".ci")

HEAVY = {
    *("alembic", "embreex", "fpdf", "hypothesis", "numpy", "PIL", "phonenumbers", "psycopg"),
    *("argon2", "pydicom", "pypinyin", "pytest", "qrcode", "scipy", "textual_image", "trimesh"),
}
"""Libraries that cost a tenth of a second or tens of megabytes: only where they are used."""


def committed_texts() -> Iterator[tuple[Path, str]]:
    top = [file for file in PROJECT.iterdir() if file.suffix in {".md", ".toml"} or file.name == "LICENSE"]
    below = [file for folder in COMMITTED for file in (PROJECT / folder).rglob("*")]
    for file in top + below:
        if "__pycache__" in file.parts or not file.is_file():
            continue
        try:
            yield file.relative_to(PROJECT), file.read_text("utf-8")
        except UnicodeDecodeError:
            continue  # a picture, or a file that is bad on purpose


def imports_of(file: Path) -> set[str]:
    """Top-level packages that a module imports, wherever in it."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def modules_after(statement: str, *argv: str, home: Path | None = None) -> set[str]:
    """Packages and modules that are loaded when a fresh Python has run the statement."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DENTUI_")}
    environment["PYTHONPATH"] = str(PROJECT / "src")
    if home:
        environment["DENTUI_HOME"] = str(home)
    answer = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys\n{statement}\nimport json; print('\\n' + json.dumps(sorted(sys.modules)))",
            *argv,
        ],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    return set(json.loads(answer.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from dentui.__main__ import main

    home = tmp_path_factory.mktemp("house") / "home"
    assert main(["demo", "--home", str(home), "--patients", "20"]) == 0
    return home


def test_no_path_of_a_machine_and_no_registry_is_committed() -> None:
    # In pieces, so that this file does not hold what it forbids.
    machine = r"(?<![\w.~}-])/(?:work|root|Users|opt/(?:pypi|wheels)|home/[a-z]+)/\w"
    registry = "py" + r"pi\.org|python" + "hosted|(?<!emit-)index-" + "url|find-" + "links [^-]"
    forbidden = re.compile(f"{machine}|{registry}")
    found = [
        f"{file}:{number}: {line.strip()[:80]}"
        for file, text in committed_texts()
        for number, line in enumerate(text.splitlines(), 1)
        if forbidden.search(line)
    ]
    assert found == []


def test_a_file_has_one_purpose_and_fits_in_a_head() -> None:
    lengths = {str(file.relative_to(SOURCE)): len(file.read_text("utf-8").splitlines()) for file in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_every_module_and_class_says_what_it_is_for() -> None:
    silent = []
    for file in MODULES:
        tree = ast.parse(file.read_text("utf-8"))
        if tree.body and not ast.get_docstring(tree):
            silent.append(str(file.relative_to(SOURCE)))
        silent += [
            f"{file.relative_to(SOURCE)}: {node.name}"
            for node in tree.body
            if isinstance(node, ast.ClassDef)
            and not node.name.startswith("_")
            and not ast.get_docstring(node)
        ]
    assert silent == []


def test_the_domain_is_standard_library_only() -> None:
    allowed = sys.stdlib_module_names | {"dentui"}
    strangers = {file.name: sorted(imports_of(file) - allowed) for file in (SOURCE / "domain").rglob("*.py")}
    assert {name: found for name, found in strangers.items() if found} == {}


@pytest.mark.parametrize(
    ("package", "libraries"),
    [
        ("store", {"sqlalchemy", "alembic", "psycopg", "pysqlite3", "pyroaring", "sqlite3"}),
        ("ui", {"textual", "rich", "textual_image"}),
    ],
)
def test_a_library_is_known_in_one_package_only(package: str, libraries: set[str]) -> None:
    elsewhere = {
        str(file.relative_to(SOURCE)): sorted(found)
        for file in MODULES
        if file.relative_to(SOURCE).parts[0] != package and (found := imports_of(file) & libraries)
    }
    assert elsewhere == {}


def test_the_list_starts_without_heavy_libraries(clinic: Path) -> None:
    loaded = modules_after(
        "import dentui.__main__, dentui.ui.app\n"
        "from dentui.config import read_settings\n"
        "from dentui.services.desk import open_desk\n"
        "from dentui.domain.finding import Find\n"
        "desk = open_desk(read_settings())\n"
        "assert desk.patients.find(desk.actor, Find()).lines",
        home=clinic,
    )
    assert HEAVY & loaded == set()
    assert {name for name in loaded if name.startswith(("dentui.commands.", "sqlalchemy.orm"))} == set()


def test_a_command_starts_without_the_screen_and_without_its_neighbours(clinic: Path) -> None:
    loaded = modules_after(
        "from dentui.__main__ import main\nassert main(['patients', 'find', 'a']) == 0", home=clinic
    )
    assert {"textual", "rich", "dentui.ui"} & loaded == set()
    assert {"dentui.commands.demo", "dentui.commands.doctor"} & loaded == set()


def test_every_command_is_a_module_and_every_module_a_command() -> None:
    from dentui.__main__ import COMMANDS

    offering = {
        file.stem if file.name != "__init__.py" else file.parent.name
        for file in (SOURCE / "commands").rglob("*.py")
        if re.search(r"^def add_arguments\(", file.read_text("utf-8"), re.MULTILINE)
    }
    assert offering == set(COMMANDS)


def test_every_style_that_is_named_is_there() -> None:
    code = "\n".join(file.read_text("utf-8") for file in (SOURCE / "ui").rglob("*.py"))
    there = {file.name for file in STYLES.glob("*.tcss")}
    assert "base.tcss" in there
    assert set(re.findall(r"[\w-]+\.tcss", code)) <= there


def test_no_css_stands_in_python() -> None:
    pattern = re.compile(r"^\s+(?:DEFAULT_CSS|CSS)\s*(?::[^=]+)?=", re.MULTILINE)
    assert [
        file.name for file in (SOURCE / "ui").rglob("*.py") if pattern.search(file.read_text("utf-8"))
    ] == []


def test_what_runs_the_desk_is_what_is_tested() -> None:
    locked = {name: _locked(PROJECT / "requirements" / f"{name}.txt") for name in ("run", "test")}
    assert locked["run"].items() <= locked["test"].items()
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {_normal(re.split(r"[\[<>=;!~ ]", line)[0]) for line in project["dependencies"]}
    assert wanted <= locked["run"].keys()


def test_everything_locked_has_hashes() -> None:
    for name in ("run", "test", "bench"):
        text = (PROJECT / "requirements" / f"{name}.txt").read_text("utf-8")
        for requirement in re.split(r"\n(?=\w)", text.strip()):
            assert "--hash=sha256:" in requirement, requirement


@pytest.mark.parametrize(
    "script", ["scripts/run", "scripts/test", "scripts/check", "scripts/lock", "scripts/soak"]
)
def test_a_script_can_be_started(script: str) -> None:
    assert os.access(PROJECT / script, os.X_OK)
    subprocess.run(["bash", "-n", PROJECT / script], check=True)


def test_the_changelog_knows_this_version() -> None:
    heads = re.findall(r"^## \[([^]]+)\]", (PROJECT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heads[0] == "Unreleased"
    assert dentui.__version__ in heads or len(heads) == 1


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "CONTRIBUTING.md",
        *(f"docs/{n}.md" for n in ("files", "architecture", "operating", "reliability", "scans")),
    ],
)
def test_a_page_points_only_to_what_is_there(page: str) -> None:
    file = PROJECT / page
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", file.read_text("utf-8"))
    inside = [link for link in links if not link.startswith(("http:", "https:", "mailto:"))]
    assert [link for link in inside if not (file.parent / link).exists()] == []


def test_the_reliability_page_names_only_tests_that_exist() -> None:
    text = (PROJECT / "docs" / "reliability.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", text)
    assert named
    missing = [
        (file, test) for file, test in named if f"def {test}(" not in (PROJECT / file).read_text("utf-8")
    ]
    assert missing == []


def test_the_architecture_page_names_only_modules_that_exist() -> None:
    text = (PROJECT / "docs" / "architecture.md").read_text("utf-8")
    named = re.findall(
        r"`((?:domain|store|media|services|commands|ui|config|errors|crash)[\w/]*(?:\.py|/))`", text
    )
    assert named
    assert [name for name in named if not (SOURCE / name).exists()] == []


def _locked(file: Path) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", file.read_text("utf-8"), re.MULTILINE)
    return {_normal(name): version for name, version in found}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
