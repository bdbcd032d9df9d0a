"""``{session}``: a bedside session in a page, from the file beside it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from ....author.session.reader import read_session
from ....problem import Problem, nearest, relative
from ....session.check import check_names
from ....session.judge import draw_others
from ....session.page import make_page_session
from ....text.fact_link import find_facts
from ....text.session import SUFFIX
from .directive import list_texts, locate, report, root_of, subject_of
from .node import CardNode

__all__ = ["SessionDirective"]


class SessionDirective(SphinxDirective):
    """``{session} pressure-surge``: the session in ``pressure-surge.session.md`` beside the page.

    ``:read:`` names the pages to read after it, as links from this page are written, parted by spaces.
    """

    required_arguments = 1
    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {"read": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Read the session, bake it and leave its card."""
        name = self.arguments[0]
        path = Path(self.env.doc2path(self.env.docname)).with_name(f"{name}{SUFFIX}")
        shown = relative(path, root_of(self.env))
        self.env.note_dependency(str(path))
        if not path.is_file():
            here = (each.name.removesuffix(SUFFIX) for each in path.parent.glob(f"*{SUFFIX}"))
            fix = f"write {shown}, or name a session beside this page{nearest(name, here)}"
            report(Problem(*locate(self.env, self.lineno), f"there is no session {name}", fix))
            return []
        session, subject = read_session(path.read_bytes(), shown), subject_of(self.env)
        # Objectives are the course's to judge: `casebook check` does.
        named = {} if isinstance(session, list) else dict.fromkeys(session.objectives, "")
        problems = session if isinstance(session, list) else list(check_names(session, subject, named))
        for problem in problems:
            report(problem)
        if isinstance(session, list) or problems:
            return []
        made = make_page_session(session, subject, others=draw_others(session, subject))
        data = {
            "session": made.data,
            "paper": asdict(made.paper),
            "order": [moment.id for moment in session.moments],
            "acts": {name: act["share"] for name, act in subject.bedside.acts.items() if "share" in act},
        }
        facts = sorted({fact for text in list_texts(made.data) for fact in find_facts(text)})
        card = CardNode("", kind="session", data=json.dumps(data), facts=facts, minutes=session.minutes)
        card["read"] = self.options.get("read", "").split()
        card["place"] = locate(self.env, self.lineno)
        return [card]
