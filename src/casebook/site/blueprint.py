"""``{blueprint}``: the table of objectives, levels and kinds, made from the bank as the site is built."""

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from ..bank import read_bank
from ..blueprint import make_table
from ..course import Course
from .directive import report, root_of, subject_of

__all__ = ["BlueprintDirective"]


class BlueprintDirective(SphinxDirective):
    """How many items each objective has, at which level and of which kind: counts, and nothing of any key."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Read the bank, say what keeps it from being read, and leave the table."""
        # Any case may change it, and a new one is nobody's dependency yet.
        self.env.note_reread()
        root = root_of(self.env)
        bank = read_bank(Course(root, root / "answers", subject_of(self.env)))
        for problem in bank.problems:
            report(problem)
        held = nodes.container(classes=["blueprint"])
        lines = make_table(bank).splitlines()
        self.state.nested_parse(StringList(lines, source=self.env.docname), self.content_offset, held)
        return [held]
