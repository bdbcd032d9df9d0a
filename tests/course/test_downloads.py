"""Every page that can be downloaded runs from top to bottom in a fresh kernel, as a reader would run it."""

import ast
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from casebook.author.bank import Page
from casebook.author.bank_reader import find_pages
from casebook.author.course import find_course
from casebook.judge.blind.log import read_log
from casebook.problem import relative
from casebook.simulator import STATIC
from casebook.site.download.notebook import make_download

COURSE = find_course(Path(__file__).parents[2])
LENT = {"IPython", "casebook", "ketamine", "matplotlib", "numpy", "pandas"}
"""What the wheel brings with its notebook part, and Jupyter itself."""

WHEEL = "ketamine_casebook-2026.1-py3-none-any.whl"


def list_pages() -> list[Page]:
    pages = [Page(relative(path, COURSE.root), path.read_text("utf-8")) for path in find_pages(COURSE.book)]
    return [page for page in pages if page.has_cells]


@pytest.fixture(scope="module")
def notebooks() -> dict[str, nbformat.NotebookNode]:
    log = read_log(COURSE)
    assert not isinstance(log, list)
    made = {page.path: make_download(page, course=COURSE, log=log, wheels=(WHEEL,)) for page in list_pages()}
    assert [str(problem) for each in made.values() if isinstance(each, list) for problem in each] == []
    return {path: nbformat.reads(bytes(each).decode(), as_version=4) for path, each in made.items()}  # type: ignore[arg-type]


@pytest.mark.slow
def test_every_chapter_can_be_had_as_notebooks_that_need_only_the_wheel(
    notebooks: dict[str, nbformat.NotebookNode],
) -> None:
    assert len(notebooks) >= 28
    for path, notebook in notebooks.items():
        nbformat.validate(notebook)
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                assert not any(mark in cell.source for mark in ("{fact}", "{calc}", "```{", "{{")), (path, cell.source)
                continue
            if "install" in cell.metadata.get("tags", ()):
                continue
            for node in ast.walk(ast.parse(cell.source)):
                names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
                names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                strangers = {name.partition(".")[0] for name in names} - LENT - sys.stdlib_module_names
                assert not strangers, (path, strangers)
                assert not any(name.startswith("casebook.site") for name in names), path


@pytest.mark.slow
def test_every_notebook_runs_in_a_fresh_kernel(
    notebooks: dict[str, nbformat.NotebookNode], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(STATIC, raising=False)

    def run(item: tuple[str, nbformat.NotebookNode]) -> str:
        path, notebook = item
        # Its own folder, and nothing of the course in it: a saved notebook must not lean on the checkout.
        place = tmp_path / Path(path).with_suffix("").as_posix().replace("/", "-")
        place.mkdir()
        client = NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(place)}}
        )
        try:
            client.execute(env=os.environ | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"})
        except Exception as error:  # the whole list is said at once
            return f"{path}: {error}"
        live = [
            output
            for cell in notebook.cells
            for output in cell.get("outputs", ())
            if "application/vnd.jupyter.widget-view+json" in output.get("data", {})
        ]
        wanted = sum("Simulator(" in cell.source for cell in notebook.cells if cell.cell_type == "code")
        return "" if len(live) >= wanted else f"{path}: {len(live)} of {wanted} simulators are live"

    with ThreadPoolExecutor(2) as pool:
        failed = [said for said in pool.map(run, notebooks.items()) if said]
    assert failed == []
