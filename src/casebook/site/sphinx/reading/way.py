"""What leads a reader through the course: one question at the door, plans by role, and a second test that is drawn from the bank.

Each directive leaves a place; what stands in it is written when every page has been read.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from ....author.counterpart import choose_counterparts
from ....author.reader import read_case
from ....kind.split import word_questions
from ....problem import Problem, nearest, relative
from ....text.case import Case, Item
from .directive import locate, make_card, note_card, open_case, report, root_of, subject_of
from .node import WayNode
from .plan import load_plans, note_plans

__all__ = [
    "AdviceDirective",
    "GainDirective",
    "PlansDirective",
    "QuestionDirective",
    "SecondTestDirective",
    "StartDirective",
]

_AGAIN = "again-"
_PAIRS = "casebook_pairs"
"""What an item's name begins with where it is asked a second time: it is answered there anew."""

_KIND = "again"
"""The kind of card under which they are noted: no question of the course more, but one of it a second time."""

Data = dict[str, Any]


def _pick(data: Mapping[str, Any], names: set[str]) -> Data:
    """Return a card's data with some of its items alone, and its minutes in proportion."""
    part = data["part"]
    items = [item for item in part["items"] if item["id"] in names]
    minutes = max(1, round(part.get("minutes", 0) * len(items) / len(part["items"])))
    return {
        "part": {**part, "minutes": minutes, "items": items},
        "secrets": {name: secret for name, secret in data["secrets"].items() if name in names},
    }


def _rename(data: Mapping[str, Any]) -> Data:
    """Return a card's data under names of its own: with other numbers, and an answer that is kept beside the first."""
    part = data["part"]
    items = [{**item, "id": f"{_AGAIN}{item['id']}"} for item in part["items"]]
    return {
        "part": {**part, "id": f"{_AGAIN}{part['id']}", "items": items},
        "secrets": {f"{_AGAIN}{name}": secret for name, secret in data["secrets"].items()},
    }


class QuestionDirective(SphinxDirective):
    """``{question} start/case--item``: one item of a self-check without its story, to be answered at once."""

    required_arguments = 1
    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {"title": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Read the item's case and leave a card of this one question."""
        named = self.arguments[0]
        name, _, item = named.rpartition("/")[2].partition("--")
        folder = named.rpartition("/")[0]
        path = Path(self.env.srcdir) / folder / f"{name}.case.md"
        if not path.is_file():
            fix = "name an item of a self-check, as {question} chapter/case--item"
            report(Problem(*locate(self.env, self.lineno), f"there is no case {folder}/{name}", fix))
            return []
        opened = open_case(self.env, path)
        if opened is None:
            return []
        case, data = opened
        found = {each.id: each.name for each in case.items}
        if item not in found:
            fix = f"name one of its items{nearest(item, found)}"
            report(Problem(*locate(self.env, self.lineno), f"the case {name} has no item {item}", fix))
            return []
        one = _pick(data, {found[item]})
        one["part"] |= {"intro": "", "title": self.options.get("title", case.title), "minutes": 0}
        return [make_card("question", one)]


class StartDirective(SphinxDirective):
    """``{start} start/pre-test``: the one button of the first page, with how many questions wait there and for how long."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Leave a place for the button; it is written when every page has been read."""
        self.env.note_reread()
        return [WayNode("", kind="start", page=self.arguments[0], place=locate(self.env, self.lineno))]


class PlansDirective(SphinxDirective):
    """``{plans}``: the ways through the course by role, each with its pages in order."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Leave a place for the plans, and note which page has them."""
        note_plans(self.env)
        self.env.casebook_plans = getattr(self.env, "casebook_plans", set()) | {self.env.docname}  # type: ignore[attr-defined]
        return [WayNode("", kind="plans")]


class AdviceDirective(SphinxDirective):
    """``{advice}``: which pages the answers of the first test lead to."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Leave a place for the advice."""
        note_plans(self.env)
        return [WayNode("", kind="advice")]


class GainDirective(SphinxDirective):
    """``{gain}``: what was gained from the first test to the second, which stands above it on the page."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Leave a place for the comparison."""
        pairs = self.env.temp_data.get(_PAIRS)
        if pairs is None:
            path, line = locate(self.env, self.lineno)
            fix = "write ```{second-test} above it"
            report(Problem(path, line, "there is no second test to compare with the first", fix))
            return []
        return [WayNode("", kind="gain", pairs=pairs)]


class SecondTestDirective(SphinxDirective):
    """``{second-test}``: for each item of the first test another of the same objective."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Draw the items, and leave a card for each of their cases."""
        note_plans(self.env)
        cases = list(self._read_cases())
        items = {item.name: item for case in cases for item in case.items}
        asked = [items[each.item] for each in load_plans(self.env.app).advice if each.item in items]
        found = choose_counterparts(cases, asked)
        chosen: dict[str, tuple[Case, list[Item]]] = {}
        for case, item in found.values():
            chosen.setdefault(case.id, (case, []))[1].append(item)
        cards = [card for case, drawn in chosen.values() for card in self._show(case, drawn)]
        pairs = [[name, f"{_AGAIN}{item.name}"] for name, (_, item) in found.items()]
        self.env.temp_data[_PAIRS] = pairs
        return cards

    def _read_cases(self) -> Iterator[Case]:
        root = root_of(self.env)
        for path in sorted(Path(self.env.srcdir).rglob("*.case.md")):
            self.env.note_dependency(str(path))
            case = read_case(path.read_bytes(), relative(path, root))
            if isinstance(case, Case):  # what can't be read is said on the case's own page
                yield case

    def _show(self, case: Case, drawn: list[Item]) -> list[nodes.Node]:
        opened = open_case(self.env, root_of(self.env) / case.path)
        if opened is None:
            return []
        data = _rename(_pick(opened[1], {item.name for item in drawn}))
        words = word_questions(case, subject_of(self.env))
        note_card(self.env, _KIND, data, {f"{_AGAIN}{item.name}": words[item.name] for item in drawn})
        return [make_card("case", data)]
