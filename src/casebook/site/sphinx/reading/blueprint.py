"""``{blueprint}``: the table of objectives, levels and kinds, made from the bank as the site is built."""

from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from ....author.bank_reader import read_bank
from ....author.course import Course
from ....judge.blueprint import make_table
from ....judge.ease import make_ease_table
from ....judge.measure import make_measures
from ...digest import digest_files, list_source_files
from .directive import report, root_of, subject_of

__all__ = ["BlueprintDirective"]


def _digest_bank(env: Any, root: Path) -> str:
    """Return what changes when a case, a task or an objective may have."""
    paths = [
        *(root / "book").rglob("*.case.md"),
        root / "book" / "objectives.yml",
        root / "book" / "guesses.toml",
        *list_source_files(root / "answers"),
    ]
    return f"{env.config.casebook_digest}-{digest_files(root, (path for path in paths if path.is_file()))}"


def _count_items(env: Any, root: Path) -> str:
    """Return the table in Markdown; the whole bank is read for it, so it is kept until a file of the bank changes."""
    digest = _digest_bank(env, root)
    known, table = getattr(env, "casebook_blueprint", ("", ""))
    if known == digest:
        return str(table)
    course = Course(root, root / "answers", subject_of(env))
    bank = read_bank(course)
    for problem in bank.problems:
        report(problem)
    made = f"{make_table(bank)}\n{make_measures(bank, course)}"
    env.casebook_blueprint = ("" if bank.problems else digest, made)
    return made


class BlueprintDirective(SphinxDirective):
    """How many items each objective has, at which level and of which kind: counts, and nothing of any key."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Read the bank, say what keeps it from being read, and leave the table."""
        # Any case may change it, and a new one is nobody's dependency yet.
        self.env.note_reread()
        held = nodes.container(classes=["blueprint"])
        root = root_of(self.env)
        lines = f"{_count_items(self.env, root)}\n{make_ease_table(root / 'book')}".splitlines()
        self.state.nested_parse(StringList(lines, source=self.env.docname), self.content_offset, held)
        return [held]
