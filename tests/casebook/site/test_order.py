"""The rooms of the site stand in one order, from the ground up, and a lazy import keeps to it too."""

import ast
from pathlib import Path

import pytest

import casebook.site

SITE = Path(casebook.site.__file__).parent
ORDER = (
    ("setting", "digest", "receipt", "hosting", "evidence", "offline"),
    ("paper",),
    ("download",),
    ("sphinx.before",),
    ("sphinx.reading",),
    ("sphinx.writing",),
    ("sphinx.after",),
    ("sphinx",),
    ("handout",),
    ("build", "serve"),
    ("",),
)
MODULES = sorted(SITE.rglob("*.py"))


def name_module(path: Path) -> str:
    return ".".join(path.relative_to(SITE).with_suffix("").parts).removesuffix("__init__").removesuffix(".")


def rank(module: str) -> int:
    """The number of a module's room; the longest name that fits it decides."""
    rooms = {name: number for number, names in enumerate(ORDER) for name in names}
    fitting = [name for name in rooms if module == name or (name and module.startswith(f"{name}."))]
    return rooms[max(fitting, key=len)]


def list_imports(path: Path) -> set[str]:
    package = ["casebook", "site", *path.relative_to(SITE).parent.parts]
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            start = [*package[: len(package) - node.level + 1], *(node.module or "").split(".")]
            for alias in node.names:
                whole = ".".join(filter(None, [*start, alias.name]))
                if whole.startswith("casebook.site."):
                    found.add(whole.removeprefix("casebook.site."))
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_module)
def test_a_module_imports_no_room_above_its_own(path: Path) -> None:
    own = rank(name_module(path))
    above = {each for each in list_imports(path) if rank(each) > own}
    assert not above


def test_an_import_from_above_would_be_found() -> None:
    assert rank("build") > rank("sphinx.writing.page") > rank("sphinx.reading.node") > rank("evidence")
    assert "setting.PDF_FOLDER" in list_imports(SITE / "paper" / "pdf.py")


def test_no_room_is_so_full_that_nobody_finds_anything() -> None:
    for folder in {path.parent for path in MODULES}:
        assert len(list(folder.glob("*.py"))) <= 14, folder
