"""How the engine hangs together: rooms in the order of the work, each of which imports only what stands below it."""

import ast
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import casebook

PACKAGE = Path(casebook.__file__).parent
# From the ground up; a room imports only those before it. A name with dots is a room within a room.
ORDER = (
    "problem",
    "folder",
    "subject",
    "web",
    "text",
    "figure",
    "mark",
    "bedside",
    "kind",
    "author",
    "session",
    "simulator",
    "exercise",
    "judge.lint",
    "judge.blind",
    "judge",
    "grading.outcome",
    "grading.box",
    "grading.handin.name",
    "grading.handin.sheet",
    "grading.handin.quarantine",
    "grading.handin.secret",
    "grading.handin.submission",
    "grading.handin.platform",
    "grading.handin.people",
    "grading.term",
    "grading.handin.notebook",
    "grading.handin",
    "grading.nbgrader",
    "grading.marking",
    "grading.spread",
    "grading.written",
    "grading.run",
    "grading.result",
    "grading",
    "analysis",
    "study",
    "site.setting",
    "site.digest",
    "site.receipt",
    "site.hosting",
    "site.offline",
    "site.evidence",
    "site.paper",
    "site.download",
    "site.sphinx.before",
    "site.sphinx.reading",
    "site.sphinx.writing",
    "site.sphinx.after",
    "site.sphinx",
    "site.handout",
    "site",
    "usage",
    "command",
    "__main__",
    "autograde",
    "widget",
)
MOST_IN_A_CHAIN = 11
MOST_IN_A_FOLDER = 14
MOST_AT_THE_TOP = 8
MOST_LINES = 400
# One name for one thing, but for these: doors that hand on what stands elsewhere.
DOORS = {"setup", "open_exercise", "score", "configure"}


def _load() -> ModuleType:
    """Return tests/layers.py, which is shared with the subject's tests and lies outside any package."""
    spec = importlib.util.spec_from_file_location("layers", Path(__file__).parents[1] / "layers.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


layers = _load()
IMPORTS = layers.read_imports(PACKAGE)


def test_a_room_imports_only_what_stands_below_it() -> None:
    named = {name: found for name, found in IMPORTS.items() if name}
    assert layers.find_climbs(named, order=ORDER) == []


def test_no_modules_import_each_other_not_even_lazily() -> None:
    assert layers.find_cycles(IMPORTS) == []


def test_no_chain_of_imports_is_too_long_to_follow() -> None:
    """Lazy imports count. `__main__` is the command by another name, and is left out."""
    imports = {name: others for name, others in IMPORTS.items() if name != "__main__"}
    assert len(layers.find_longest_chain(imports)) <= MOST_IN_A_CHAIN, layers.find_longest_chain(imports)


def test_no_folder_is_too_full_to_read() -> None:
    assert {folder: count for folder, count in layers.count_files(PACKAGE).items() if count > MOST_IN_A_FOLDER} == {}
    assert len(list(PACKAGE.glob("*.py"))) <= MOST_AT_THE_TOP


def test_no_module_is_longer_than_a_sitting() -> None:
    lengths = {path.name: len(path.read_text("utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {name: count for name, count in lengths.items() if count > MOST_LINES} == {}


def test_no_public_name_has_two_meanings() -> None:
    assert {name: places for name, places in layers.find_twice(PACKAGE).items() if name not in DOORS} == {}


def test_every_kind_of_import_is_seen(tmp_path: Path) -> None:
    package = tmp_path / "tea"
    (package / "pot").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "pot" / "__init__.py").write_text("from . import lid\n")
    (package / "pot" / "lid.py").write_text("from ..leaf import Leaf\n\n\ndef lift():\n    from .spout import pour\n")
    (package / "pot" / "spout.py").write_text("import tea.leaf\n")
    (package / "leaf.py").write_text("")
    found = layers.read_imports(package)
    assert found["pot"] == {"pot.lid"}
    assert found["pot.lid"] == {"leaf", "pot.spout"}
    assert found["pot.spout"] == {"leaf"}
    assert layers.read_imports(package, lazy=False)["pot.lid"] == {"leaf"}
    assert layers.find_climbs({"pot.lid": {"leaf"}, "leaf": frozenset()}, order=("pot", "leaf")) == [
        "pot.lid imports leaf, which stands above it"
    ]


def test_what_is_imported_late_says_why() -> None:
    """An import within a function saves start-up or waits for an optional part: the line above says which."""
    silent = []
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.name == "command.py":
            continue  # each command imports what it needs: its module says so
        lines = path.read_text("utf-8").splitlines()
        for function in ast.walk(ast.parse("\n".join(lines))):
            if not isinstance(function, ast.FunctionDef):
                continue
            for node in ast.walk(function):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    above = lines[max(node.lineno - 4, 0) : node.lineno]
                    if not any("#" in line for line in above):
                        silent.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert silent == []
