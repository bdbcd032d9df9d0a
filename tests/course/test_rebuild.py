"""What a second build may keep: whatever changes reaches every page that shows it, and no page that doesn't waits for it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from casebook.author.course import find_course
from casebook.folder import read_folder
from casebook.site.build import build_site

from ..casebook.site.sphinx.index import read_index

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

_NOTEBOOK = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---
"""
_PAGES = {
    "_toc.yml": "format: jb-book\nroot: index\nchapters: [{file: sum}, {file: plain}]\n",
    "index.md": "# A vial\n\nIt holds {fact}`form.vial.10`.\n",
    "sum.md": _NOTEBOOK + "# Sum\n\n```{code-cell}\nfrom ketamine.registry.read import load_facts\n"
    'from ketamine.calculator.dosing import infusion_dose\n\nprint("vial", load_facts()["form.vial.10"].value)\n```\n',
    "plain.md": _NOTEBOOK + "# Plain\n\n```{code-cell}\nfrom ketamine.quantity import unit\n\nprint(unit.__doc__[:8])\n```\n",
}  # fmt: skip
_FIGURE = _NOTEBOOK + (
    "# Curve\n\n```{code-cell}\n:mystnb: {image: {alt: A line}}\nfrom matplotlib import pyplot\n\n"
    "pyplot.plot([1, 2])\npyplot.show()\n```\n"
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book about the real subject, whose package is a copy that can be edited."""
    root = tmp_path_factory.mktemp("small")
    shutil.copytree(ROOT / "src" / "ketamine", root / "src" / "ketamine", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_config.yml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, root / name)
    (root / "book").mkdir()
    for name, text in _PAGES.items():
        (root / "book" / name).write_text(text)
    return root


def build(root: Path) -> str:
    """Build a course in a Python of its own that prefers the copy of the subject; return what was said."""
    environment = os.environ | {"PYTHONPATH": str(root / "src")}
    command = [sys.executable, "-m", "casebook", "build"]
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, (path, old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def count_runs(root: Path) -> dict[str, float]:
    """Return when each page's outputs were made."""
    return {
        "".join(json.loads(path.read_text())["cells"][0]["source"]): path.stat().st_mtime
        for path in (root / "_build" / ".jupyter_cache").rglob("base.ipynb")
    }


def test_every_change_reaches_the_pages_that_show_it_and_runs_no_other_notebook(small: Path) -> None:
    site = small / "_build" / "html"
    build(small)
    first = count_runs(small)
    assert len(first) == 2 and "10" in (site / "index.html").read_text()
    assert "vial 10" in (site / "sum.html").read_text()
    assert "Nothing has changed" in build(small)

    # A line of one notebook's library: that notebook runs again, the other keeps its output.
    edit(small / "src" / "ketamine" / "calculator" / "dosing.py", '"""', '"""Edited. ')
    build(small)
    second = count_runs(small)
    assert [key for key in first if first[key] != second.get(key)] == [key for key in first if "registry" in key]

    # A line that both lean on.
    edit(small / "src" / "ketamine" / "quantity" / "unit.py", '"""The unit', '"""An unit')
    build(small)
    assert "An unit" in (site / "plain.html").read_text()

    # A row of the registry: prose, outputs of cells and notebooks to take home.
    edit(small / "src" / "ketamine" / "registry" / "facts" / "formulations.toml", "value = 10\n", "value = 11\n")
    build(small)
    assert "11\u00a0mg/mL" in (site / "index.html").read_text()
    assert "vial 11" in (site / "sum.html").read_text()

    # A page's own words, in the page, in the search and in nothing else.
    others = {name: data for name, data in read_folder(site).items() if name.endswith("plain.html")}
    edit(small / "book" / "index.md", "It holds", "Each one holds")
    build(small)
    assert "Each one holds" in (site / "index.html").read_text()
    assert "Each one holds" in json.dumps(read_index((site / "_static" / "search.js").read_text()))
    assert others == {name: data for name, data in read_folder(site).items() if name.endswith("plain.html")}

    # A page's title, which every page's contents show.
    edit(small / "book" / "sum.md", "# Sum", "# Total")
    build(small)
    assert "Total" in (site / "plain.html").read_text()

    # A page withdrawn and one with a figure in its place; the figure drawn anew; then all of it again from nothing, elsewhere.
    (small / "book" / "plain.md").unlink()
    (small / "book" / "curve.md").write_text(_FIGURE)
    edit(small / "book" / "_toc.yml", "plain", "curve")
    build(small)
    edit(small / "book" / "curve.md", "[1, 2]", "[2, 1]")
    build(small)
    assert not (site / "plain.html").exists() and len(list((site / "_images").iterdir())) == 1
    cold = shutil.copytree(small, small.parent / "cold", ignore=shutil.ignore_patterns("_build"))
    build(cold)
    assert read_folder(cold / "_build" / "html") == read_folder(site)


def test_a_cold_build_elsewhere_gives_the_same_bytes_as_the_builds_that_went_before(tmp_path: Path) -> None:
    here = build_site(find_course(ROOT), say=lambda line: None)
    for name in ("book", "answers", "exercises"):
        shutil.copytree(ROOT / name, tmp_path / "elsewhere" / name)
    for name in ("_config.yml", "nbgrader_config.py"):
        shutil.copy(ROOT / name, tmp_path / "elsewhere" / name)
    there = build_site(find_course(tmp_path / "elsewhere"), say=lambda line: None)
    one, other = read_folder(here), read_folder(there)
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
