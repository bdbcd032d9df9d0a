"""A small book about tea, built once by Sphinx with the course's extension."""

import io
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from casebook.author.exercise import read_exercise
from casebook.exercise.half import split_exercise

from ...conftest import CASE, TeaSubject, write_answers

SOURCE = SimpleNamespace(
    key="cup1999", kind="trial", verified="page", note=None, short="Cup 1999",
    citation="Cup A, Saucer B (1999). Tea & time. J Tea.", url="https://doi.org/10.1000/tea",
)  # fmt: skip


@dataclass(frozen=True)
class Book:
    """A built book: its folder, and what Sphinx warned of."""

    folder: Path
    warnings: str

    def read(self, page: str) -> str:
        return (self.folder / page).read_text(encoding="utf-8")


Build = Callable[..., Book]


def make_subject() -> TeaSubject:
    """The tea subject with a source, so that facts have somewhere to come from, and a rescue."""
    tea = TeaSubject()
    cited = (SimpleNamespace(key="cup1999", section="Table 2"),)
    facts = {name: replace(fact, citations=cited) for name, fact in tea.facts.items()}
    facts["tea.rescue"] = replace(
        facts["tea.warm"],
        id="tea.rescue",
        statement="Cold milk helps.",
        local_protocol=True,
        caveat="If spilt.",
        topic="spills",
    )
    facts["tea.scald"] = replace(facts["tea.warm"], id="tea.scald", statement="Pots are scalded.", verified="memory")
    return replace(tea, facts=facts, sources={"cup1999": SOURCE})


@pytest.fixture(scope="session")
def build_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    """Return a function that builds a book of the pages given, by their names without suffix; with it goes any setting of Sphinx."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casebook.site.sphinx.before.freshness.load_subject", lambda name=None: make_subject())
        patch.delenv("CASEBOOK_STATIC", raising=False)

        def build(pages: Mapping[str, str], **settings: Any) -> Book:
            root = tmp_path_factory.mktemp("course")
            for name, text in pages.items():
                path = root / "book" / (name if "." in name else f"{name}.md")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            answers = write_answers(SimpleNamespace(answers=root / "answers"))  # type: ignore[arg-type]
            _release(answers, root)
            warnings = io.StringIO()
            with patch_docutils(), docutils_namespace():
                app = Sphinx(
                    root / "book", None, root / "html", root / "trees", "html", confoverrides=_configure() | settings,
                    status=None, warning=warnings, freshenv=True,
                )  # fmt: skip
                app.build()
            return Book(root / "html", re.sub(r"\x1b\[[0-9;]*m", "", warnings.getvalue()))

        yield build
        os.environ.pop("CASEBOOK_STATIC", None)


def _configure() -> dict[str, Any]:
    return {
        "extensions": ["myst_nb", "sphinx_book_theme", "casebook.site"], "html_theme": "casebook", "project": "Tea",
        "html_title": "Tea for all", "html_math_renderer": "casebook", "html_copy_source": False, "html_use_index": False,
        "nb_execution_mode": "off", "myst_enable_extensions": ["dollarmath"], "language": "en",
        "exclude_patterns": ["**.case.md"],
    }  # fmt: skip


def _release(answers: Path, root: Path) -> None:
    """Write what trainees receive, as `casebook release` does."""
    import json

    exercise = read_exercise(answers, root)
    assert not isinstance(exercise, list), exercise
    halves = split_exercise(exercise, make_subject(), b"0123456789abcdef")  # type: ignore[arg-type]
    folder = root / "exercises" / "tea"
    folder.mkdir(parents=True)
    (folder / "exercise.json").write_text(json.dumps(halves.public), encoding="utf-8")


PAGES = {
    "index": "# Tea\n\nA course on tea.\n\n```{chapters}\n```\n\n```{toctree}\n:hidden:\n:caption: Chapters\n\nchapter/index\nregister\n```\n",
    "chapter/index": "# First chapter\n\nServe it.\n\n```{toctree}\n:hidden:\n\ncup\nexercise\n```\n",
    "chapter/cup": (
        "# The cup\n\nServe {fact}`tea.dose` to all; {fact}`serve it warm <tea.warm>`.\n\nSo $V = m / c$.\n\n"
        "## Try it\n\n```{case} first-cup\n```\n"
    ),
    "chapter/first-cup.case.md": CASE,
    "chapter/exercise": "# Exercise\n\n```{exercise} tea\n```\n",
    "register": "# Register\n\n```{register}\n```\n",
}


@pytest.fixture(scope="session")
def book(build_book: Build) -> Book:
    """The book as it should be."""
    return build_book(PAGES)
