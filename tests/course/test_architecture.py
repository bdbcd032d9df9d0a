"""The page for programmers tells the truth: what it names is there, and no room or kind is left out."""

import argparse
import ast
import importlib
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from casebook.kind import KINDS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "book" / "contribute" / "architecture.md"
TEXT = PAGE.read_text("utf-8")
# Without blocks of code, and without the rows of tables whose heads name folders: both have tests of their own.
PROSE = re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL)
PROSE = re.sub(r"(^\|.* In `src/.*\n)(?:\|.*\n)+", r"\1", PROSE, flags=re.MULTILINE)
SPANS = sorted(set(re.findall(r"`([^`\n]+)`", PROSE)))
FENCED = "\n".join(re.findall(r"^```console\n(.*?)^```$", TEXT, flags=re.MULTILINE | re.DOTALL)).splitlines()

DOTTED = [
    span for span in SPANS if re.fullmatch(r"(casebook|ketamine)(\.\w+)+(:\w+)?", span) and span != "casebook.subjects"
]
COMMANDS = sorted({*filter(None, FENCED), *(span for span in SPANS if span.startswith(("uv run ", "casebook ")))})
PATHS = [
    span
    for span in SPANS
    if span not in {*DOTTED, *COMMANDS} and re.search(r"/|\.(py|js|md|toml|yml|css)$", span) and " " not in span
]
WORDS = [span for span in SPANS if span not in {*DOTTED, *COMMANDS, *PATHS} and re.fullmatch(r"_*[A-Za-z]\w*", span)]
REST = [span for span in SPANS if span not in {*DOTTED, *COMMANDS, *PATHS, *WORDS}]
# The rest, which no test can look up: a form of words, code to copy, and the entry point, which has a test of its own.
KNOWN = {
    "find_…", "mistake=True", "python -m casebook", "casebook.subjects", "Simulator(explore.NAME())",
    "register-index", "{register} dosing",
}  # fmt: skip


def take_section(heading: str) -> str:
    """Return what stands under a heading, as far as the next one of its rank or above."""
    rank = heading.split(" ")[0]
    found = re.search(rf"^{re.escape(heading)}$(.*?)(?=^#{{1,{len(rank)}}} |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def read_order(path: str, package: str) -> list[str]:
    """Return the rooms of a package from the ground up, as its test of layers has them."""
    for node in ast.parse((ROOT / path).read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ORDER":
            return [f"{package}.{room}".rstrip(".") for room in ast.literal_eval(node.value)]
    raise AssertionError(path)


def find_name(dotted: str) -> object:
    """Return what a dotted name stands for: how to load a module, or what a module holds."""
    parts = dotted.replace(":", ".").split(".")
    for cut in range(len(parts), 0, -1):
        name = ".".join(parts[:cut])
        try:
            there = importlib.util.find_spec(name)
        except ModuleNotFoundError:
            continue
        if there and cut == len(parts):
            return there  # found and not run: one of them is the command itself
        if there:
            found: object = importlib.import_module(name)
            for part in parts[cut:]:
                found = getattr(found, part)
            return found
    raise ModuleNotFoundError(dotted)


def list_missing_paths(paths: list[str]) -> list[str]:
    """Return those of the paths that lead nowhere; NAME stands for a name that others have."""
    return [each for each in paths if not list(ROOT.glob(each.rstrip("/").replace("NAME", "*")))]


def read_table(heading: str, named: int = 1) -> list[list[list[Any]]]:
    """Return the rows of the table whose head says in which folders the files of its columns are; `named` columns hold none."""
    head, _, *rows = re.findall(r"^\|.+\|$", take_section(heading), re.MULTILINE)
    folders = [None] * named + [ROOT / each for each in re.findall(r"In `(\S+)`", head)]
    cells = [[re.findall(r"`([^`]+)`", cell) for cell in row.strip("|").split("|")] for row in rows]
    assert len(rows) > 5 and all(len(row) == len(folders) for row in cells)
    return [
        [[folder / each if folder else each for each in cell] for folder, cell in zip(folders, row, strict=True)]
        for row in cells
    ]


@pytest.mark.parametrize(
    ("heading", "path", "package"),
    [
        ("### Rooms of the engine", "tests/casebook/test_layers.py", "casebook"),
        ("### Rooms of the subject", "tests/ketamine/test_layers.py", "ketamine"),
    ],
)
def test_the_rooms_stand_on_the_page_in_their_order(heading: str, path: str, package: str) -> None:
    assert re.findall(r"^\| `([\w.]+)` \| \S", take_section(heading), re.MULTILINE) == read_order(path, package)


def test_each_file_and_folder_is_there() -> None:
    assert len(PATHS) > 50
    assert list_missing_paths(PATHS) == []
    assert list_missing_paths(["src/casebook/shop.py", "tests/NAME/shop.py"]) == [
        "src/casebook/shop.py",
        "tests/NAME/shop.py",
    ]


@pytest.mark.parametrize("dotted", DOTTED)
def test_each_module_and_what_it_holds_is_there(dotted: str) -> None:
    assert find_name(dotted)


@pytest.mark.parametrize("dotted", ["casebook.shop", "casebook.kind.shop", "casebook.kind.mark.shop"])
def test_a_name_that_is_not_there_would_be_noticed(dotted: str) -> None:
    with pytest.raises((ModuleNotFoundError, AttributeError)):
        find_name(dotted)


def test_each_other_word_of_code_is_a_word_of_the_code() -> None:
    sources = [*ROOT.glob("src/**/*.py"), *ROOT.glob("src/**/*.js"), *ROOT.glob("tests/**/*.py")]
    words = set(re.findall(r"\w+", " ".join(path.read_text("utf-8") for path in sources if path != Path(__file__))))
    tools = {"uv", "zip_collect"}  # uv itself, and a command of nbgrader's
    assert [word for word in WORDS if word not in words | tools] == []
    assert set(REST) <= KNOWN, set(REST) - KNOWN


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_can_be_given(command: str) -> None:
    words = shlex.split(command.removeprefix("uv run "))
    if words[0] == "casebook":
        run = subprocess.run(
            [sys.executable, "-m", "casebook", *words[1:2], "--help"], capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
        assert all(word in run.stdout for word in words if word.startswith("--"))
        return
    if words[0] in ("ruff", "mypy"):
        return  # tests/test_house.py runs both
    if words[:2] == ["python", "-m"]:
        assert (ROOT / f"{words[2].replace('.', '/')}.py").is_file()
        return
    assert words[0] == "pytest"
    parser = argparse.ArgumentParser()
    parser.add_argument("-n", choices=["0"])
    parser.add_argument("-m")
    parser.add_argument("-k")
    parser.add_argument("paths", nargs="*", default=[])
    given = parser.parse_args(words[1:])
    markers = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["markers"]
    assert given.m is None or given.m in [marker.split(":")[0] for marker in markers]
    assert list_missing_paths(given.paths) == []
    assert given.k is None or all(given.k in (ROOT / path).read_text("utf-8") for path in given.paths)


def test_every_kind_of_question_has_its_files_on_the_page() -> None:
    files = {}
    for kinds, (python,), (page,) in read_table("### A kind of question"):
        assert python.is_file() and page.is_file()
        files |= dict.fromkeys(kinds, (python, page))
    assert set(files) == set(KINDS)
    for kind, (python, page) in files.items():
        assert sys.modules[type(KINDS[kind]).__module__].__file__ == str(python)
        assert re.search(rf"export const {kind}\b", page.read_text("utf-8"))


TWINS = read_table("## The same thing in two languages", named=0)


def test_every_test_of_parity_is_on_the_page() -> None:
    tests = set(ROOT.glob("tests/parity/test_*_parity.py"))
    assert len(tests) > 5
    assert {each for row in TWINS for each in row[2]} == tests


def test_every_counterpart_is_there_and_so_is_every_module_of_a_page_that_says_it_has_one() -> None:
    said = {each for row in TWINS for column in row[:2] for each in column}
    assert [path for path in said if not path.exists()] == []
    ports = re.compile(r"\bport of casebook/|as casebook/\S+\.py (?:writes|draws|has)|casebook/\S+\.py draws the same")
    scripts = ROOT.glob("src/casebook/web/**/*.js")
    found = {path for path in scripts if ports.search(path.read_text("utf-8").replace("\n// ", " "))}
    assert len(found) > 5
    assert found - said == set()


def test_the_entry_points_are_the_ones_on_the_page() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["casebook.subjects"] == {"ketamine": "ketamine.subject:subject"}
    assert project["scripts"] == {"casebook": "casebook.command:main"}
    section = take_section("## Names that must stay")
    for line in (ROOT / "nbgrader_config.py", ROOT / "_config.yml", ROOT / "src/casebook/exercise/notebook.py"):
        for name in re.findall(
            r"\b(casebook(?:\.(?:grading\.preprocessor|site|autograde|widget))\b)", line.read_text("utf-8")
        ):
            assert f"`{name}" in section, name


def test_every_thing_to_add_has_its_test_and_its_line_of_changes() -> None:
    section = take_section("## To add something")
    parts = dict(re.findall(r"^### (.+?)$(.*?)(?=^### |\Z)", section, re.MULTILINE | re.DOTALL))
    assert len(parts) == 12
    for name, part in parts.items():
        assert re.search(r"^\d\. Tests?:", part, re.MULTILINE), name
        assert re.search(r"Changes: \*\*(Clinical|Code)\*\*", part), name
        assert "tests/" in part, name


def test_the_limits_on_the_page_are_those_of_the_tests() -> None:
    source = (ROOT / "tests" / "casebook" / "test_layers.py").read_text("utf-8")
    limits = dict(re.findall(r"^MOST_(\w+) = (\d+)$", source, re.MULTILINE))
    section = take_section("## Two packages")
    assert f"at most {limits['IN_A_CHAIN']} modules" in section.replace("\n", " ")
    assert f"at most {limits['IN_A_FOLDER']} files" in section.replace("\n", " ")
    assert f"at most {limits['LINES']} lines" in section.replace("\n", " ")
