"""The rules of the house: who may import whom, where numbers live, and that everything public is explained."""

import ast
import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

from casebook.author.literal import find_in_python

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
MODULES = sorted(path for path in SOURCE.rglob("*.py"))
ENGINE = [path for path in MODULES if path.is_relative_to(SOURCE / "casebook")]
SUBJECT = [path for path in MODULES if path.is_relative_to(SOURCE / "ketamine")]
ALLOWED = frozenset({0, 1, 2})


def name(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("path", ENGINE, ids=name)
def test_the_engine_has_never_heard_of_the_subject(path: Path) -> None:
    assert "ketamine" not in imported(path)


@pytest.mark.parametrize("path", SUBJECT, ids=name)
def test_the_subject_has_never_heard_of_courses(path: Path) -> None:
    assert "casebook" not in imported(path)
    assert "nbgrader" not in imported(path)


@pytest.mark.parametrize("path", [path for path in SUBJECT if path.name != "unit.py"], ids=name)
def test_every_clinical_number_is_in_the_registry(path: Path) -> None:
    assert [f"{found.line}: {found.text}" for found in find_in_python(path.read_text("utf-8"), ALLOWED)] == []


@pytest.mark.parametrize(
    "planted",
    [
        "def dose(weight):\n    return 0.5 * weight\n",
        "CEILING = 100\n",
        "def dose(weight, per_kg=0.5):\n    return weight * per_kg\n",
        "message = 'Give 20 mg slowly'\n",
        "limits = {'systolic': 180}\n",
        "if pressure > 140 - 0:\n    pass\n",
        "dose = float('0.5 mg/kg'.split()[0])\n",
    ],
)
def test_a_planted_number_is_found(planted: str) -> None:
    assert list(find_in_python(planted, ALLOWED))


@pytest.mark.parametrize(
    "innocent", ["x = values[3]\n", "n = 1 + 2\n", "x = 24  # not clinical: columns\n", "half = 1 / 2\n"]
)
def test_an_innocent_number_is_left_alone(innocent: str) -> None:
    assert not list(find_in_python(innocent, ALLOWED))


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_public_name_is_explained(path: Path) -> None:
    if path.name == "__main__.py":
        return
    module = importlib.import_module(name(path))
    assert module.__doc__, "the module has no docstring"
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"
    for public in getattr(module, "__all__", ()):
        assert hasattr(module, public), f"{public} is promised and not there"


def list_promised(path: Path) -> set[str] | None:
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "__all__" for target in node.targets):
            return set(ast.literal_eval(node.value))
    return None


def list_taken(path: Path) -> set[tuple[str, str]]:
    """Every name that a module takes from another of the house, with the other's name; whole modules are none."""
    whole = name(path).split(".")
    package = whole if path.name == "__init__.py" else whole[:-1]
    taken = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*start, *filter(None, [node.module])])
            taken |= {(source, alias.name) for alias in node.names}
    return taken


def test_every_name_that_another_module_takes_is_promised() -> None:
    promised = {name(path): list_promised(path) for path in MODULES}
    taken = {(source, each) for path in MODULES for source, each in list_taken(path)}
    assert ("casebook.text.markup", "escape") in taken
    missing = [
        f"{source}: {each}"
        for source, each in sorted(taken)
        if f"{source}.{each}" not in promised and each not in (promised.get(source) or {each})
    ]
    assert missing == []


@pytest.mark.parametrize(
    "module",
    [
        "casebook",
        "casebook.widget",
        "casebook.autograde",
        "casebook.simulator",
        "ketamine",
        "ketamine.subject",
        "ketamine.explore",
    ],
)
def test_what_a_trainee_imports_stays_light(module: str) -> None:
    heavy = {"pandas", "scipy", "nbgrader", "matplotlib", "yaml", "sphinx", "jupyter_book", "markdown_it", "sqlalchemy"}
    code = f"import sys, {module}; print(*sorted({heavy!r} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


def test_ruff_finds_nothing() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "."], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout


def test_ruff_would_format_nothing() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--check", "src", "tests"], cwd=ROOT, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout


def lint_scripts(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the linter of the browser's modules, as .oxlintrc.json has it; a warning counts as an error."""
    command = [Path(sys.executable).with_name("oxlint"), "-c", ROOT / ".oxlintrc.json", "--deny-warnings", folder]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def test_the_linter_of_scripts_finds_nothing() -> None:
    run = lint_scripts(SOURCE)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(("lines", "found"), [(60, False), (61, True)])
def test_a_function_of_a_script_that_grows_too_long_is_found(tmp_path: Path, lines: int, found: bool) -> None:
    (tmp_path / "long.js").write_text("export function pour() {\n" + "  // slowly\n" * (lines - 2) + "}\n")
    run = lint_scripts(tmp_path)
    assert (run.returncode != 0) == found, run.stdout
    assert ("max-lines-per-function" in run.stdout) == found


def test_the_type_checker_finds_nothing() -> None:
    run = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def list_commands() -> list[str]:
    run = subprocess.run([sys.executable, "-m", "casebook", "--help"], capture_output=True, text=True, check=True)
    return re.findall(r"^    ([a-z-]+)\s", run.stdout, flags=re.MULTILINE)


def test_every_command_and_option_is_in_the_documents() -> None:
    documents = (ROOT / "README.md").read_text("utf-8")
    documents += "".join(path.read_text("utf-8") for path in sorted((ROOT / "book" / "contribute").glob("*.md")))
    commands = list_commands()
    assert len(commands) >= 9
    for command in commands:
        assert f"casebook {command}" in documents, command
        usage = subprocess.run(
            [sys.executable, "-m", "casebook", command, "--help"], capture_output=True, text=True, check=True
        ).stdout
        for option in set(re.findall(r"--[a-z][a-z-]+", usage)) - {"--help"}:
            assert option in documents, f"{command} {option}"


def test_nothing_committed_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    bad = re.compile(r"py[p]i\.org|python[h]osted\.org|registry\.np[m]js|/r[o]ot/|/h[o]me/\w+/")
    for each in filter(None, listed):
        path = ROOT / each
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".yml", ".js", ".css", ".ipynb", ".json", ""}:
            assert not bad.search(path.read_text("utf-8", "ignore")), each
    assert "uv.lock" not in listed


def names_something(dotted: str) -> bool:
    """Whether a dotted name leads to a module of ours, or to something in one."""
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        place = SOURCE.joinpath(*parts[:length])
        if place.with_suffix(".py").is_file() or (place / "__init__.py").is_file():
            found: object = importlib.import_module(".".join(parts[:length]))
            for part in parts[length:]:
                if not hasattr(found, part):
                    return False
                found = getattr(found, part)
            return True
    return False


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_that_an_explanation_names_is_there(path: Path) -> None:
    named = re.findall(r"`((?:casebook|ketamine)(?:\.[A-Za-z_]+)+)`", path.read_text("utf-8"))
    entry_points = {"casebook.subjects"}
    assert [each for each in named if each not in entry_points and not names_something(each)] == []
