"""What an author writes in a page: ``{fact}`` and ``{calc}`` in a sentence, ``{case}``, ``{exercise}`` and ``{register}``.

Whatever is wrong is said as a warning with file and line; `casebook build` takes warnings for errors.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst.states import Inliner
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ....author.check import check_case
from ....author.reader import read_case
from ....exercise.former import FILE, note_former, read_former
from ....kind.split import split_case, word_questions
from ....mark.variant import check_call, evaluate, format_result
from ....problem import CasebookError, Problem, Severity, nearest, relative
from ....subject import Subject
from ....text.case import Case
from ....text.fact_link import find_facts
from ....text.markup import parse_call
from ...evidence import show_fact
from .node import CardNode, ChaptersNode, FactNode, RegisterIndexNode
from .summary import summarise_card

__all__ = [
    "CaseDirective",
    "ChaptersDirective",
    "ExerciseDirective",
    "RegisterDirective",
    "RegisterIndexDirective",
    "list_texts",
    "locate",
    "make_card",
    "name_topic",
    "note_card",
    "open_case",
    "read_calc_role",
    "read_fact_role",
    "report",
    "root_of",
    "subject_of",
]

_log = logging.getLogger(__name__)
_SHORT = 24

FILTER = '<form class="cb-filter" role="search" aria-label="Shorten this list"></form>'
"""Where the page's script puts what a long list of entries is made short with."""


def subject_of(env: Any) -> Subject:
    """Return the subject the book is about, found once for each build."""
    subject: Subject = env.app.casebook_subject
    return subject


def root_of(env: Any) -> Path:
    """Return the course's folder: the one that holds the book."""
    return Path(env.config.casebook_root) if env.config.casebook_root else Path(env.srcdir).parent


def report(problem: Problem) -> None:
    """Say what is wrong, as Sphinx says it."""
    if problem.severity is Severity.ERROR:
        _log.warning(str(problem))


_UNIT = re.compile(r"(?<=\d) (?=(?:%|\N{DEGREE SIGN}C|(?:mg|g|kg|ng|mL|L|mmHg|min|h)\b))")
"""The space before a unit; `page/fact.js` knows the same, for the texts of cards."""


def keep_together(text: str) -> str:
    """Return a short number whole, and words with no break between a number and its unit.

    >>> keep_together("from 48 to 61 % of the patients").split(" ")
    ['from', '48', 'to', '61\\xa0%', 'of', 'the', 'patients']
    """
    return text.replace(" ", "\u00a0") if len(text) <= _SHORT else _UNIT.sub("\u00a0", text)


def make_card(kind: str, data: Mapping[str, Any]) -> CardNode:
    """Return the place of a case or an exercise in a page, with the facts it names and the minutes it takes."""
    parts = data["parts"] if kind == "exercise" else [data["part"]]
    minutes = sum(part.get("minutes", 0) for part in parts)
    facts = sorted({fact for text in list_texts(data) for fact in find_facts(text)})
    return CardNode("", kind=kind, data=json.dumps(data), facts=facts, minutes=minutes)


def list_texts(data: Any) -> Iterator[str]:
    """Yield every text that plain data holds, at any depth."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for held in data.values():
            yield from list_texts(held)
    elif isinstance(data, list | tuple):
        for held in data:
            yield from list_texts(held)


def note_card(
    env: Any, kind: str, data: Mapping[str, Any], questions: Mapping[str, str], case: Case | None = None
) -> None:
    """Note that a page holds a case or an exercise, and which questions; of a case also which objectives they are for."""
    cards: dict[str, list[dict[str, Any]]] = getattr(env, "casebook_cards", {})
    objectives = {item.name: list(item.objectives) for item in case.items} if case else {}
    cards.setdefault(env.docname, []).append(summarise_card(kind, data, questions) | {"objectives": objectives})
    env.casebook_cards = cards


def locate(env: Any, line: int) -> tuple[str, int]:
    """Return the file and line that a problem in the page being read is named by."""
    return relative(Path(env.doc2path(env.docname)), root_of(env)), line


def read_fact_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner,
    options: dict[str, Any] | None = None, content: list[str] | None = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:  # fmt: skip
    """Read ``{fact}`id` `` or ``{fact}`words <id>` ``: the fact's number or the words, leading to its sources."""
    env = inliner.document.settings.env
    label, _, target = text.removesuffix(">").rpartition("<") if text.endswith(">") else ("", "", text)
    target, label = target.strip(), label.strip()
    subject = subject_of(env)
    if target not in subject.facts:
        fix = f"name a fact of the register{nearest(target, subject.facts)}"
        report(Problem(*locate(env, lineno), f"there is no fact {target}", fix))
        return [nodes.Text(label or target)], []
    fact = subject.facts[target]
    return [FactNode(rawtext, _UNIT.sub("\u00a0", label) or keep_together(fact.text), fact=target)], []


def read_calc_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner,
    options: dict[str, Any] | None = None, content: list[str] | None = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:  # fmt: skip
    """Read ``{calc}`name(fact, fact)` ``: a number computed from facts, with its unit."""
    env = inliner.document.settings.env
    path, line = locate(env, lineno)
    subject = subject_of(env)
    call = parse_call(text, line)
    if call is None:
        fix = "write {calc}`name(a.fact, another.fact)`"
        report(Problem(path, line, f"{text!r} is not a calculation", fix))
        return [nodes.Text(text)], []
    problems = list(check_call(call, path, {}, subject))
    for problem in problems:
        report(problem)
    if problems:
        return [nodes.Text(text)], []
    try:
        value = evaluate(call, {}, subject)
    except ValueError as error:
        report(Problem(path, line, str(error).rstrip("."), "use other numbers"))
        return [nodes.Text(text)], []
    shown = format_result(call, value, subject)
    return [nodes.inline(rawtext, shown, classes=["calc"])], []


def open_case(env: Any, path: Path) -> tuple[Case, dict[str, Any]] | None:
    """Read, check and split a self-check for the page being read; what is wrong with it is said, and nothing returned."""
    shown = relative(path, root_of(env))
    env.note_dependency(str(path))
    case = read_case(path.read_bytes(), shown)
    subject = subject_of(env)
    problems = case if isinstance(case, list) else list(check_case(case, subject))
    for problem in problems:
        report(problem)
    if isinstance(case, list) or any(problem.severity is Severity.ERROR for problem in problems):
        return None
    part, secrets = split_case(case, subject)
    record = Path(env.srcdir) / FILE
    env.note_dependency(str(record))
    try:
        note_former(part, read_former(record, relative(record, root_of(env))))
    except CasebookError as error:
        _log.warning(str(error))
    return case, {"part": part, "secrets": dict(secrets)}


class CaseDirective(SphinxDirective):
    """``{case} first-infusion``: the self-check in ``first-infusion.case.md`` beside the page."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Read the case, split it and leave its card."""
        name = self.arguments[0]
        path = Path(self.env.doc2path(self.env.docname)).with_name(f"{name}.case.md")
        if not path.is_file():
            shown = relative(path, root_of(self.env))
            self.env.note_dependency(str(path))
            here = (case.name.removesuffix(".case.md") for case in path.parent.glob("*.case.md"))
            fix = f"write {shown}, or name a case beside this page{nearest(name, here)}"
            report(Problem(*locate(self.env, self.lineno), f"there is no case {name}", fix))
            return []
        opened = open_case(self.env, path)
        if opened is None:
            return []
        case, data = opened
        note_card(self.env, "case", data, word_questions(case, subject_of(self.env)), case)
        return [make_card("case", data)]


class ExerciseDirective(SphinxDirective):
    """``{exercise} pharmacology``: a graded exercise as a page, from what trainees receive and nothing else."""

    required_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Read the public document and leave its card."""
        name = self.arguments[0]
        path = root_of(self.env) / "exercises" / name / "exercise.json"
        self.env.note_dependency(str(path))
        place = locate(self.env, self.lineno)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except OSError:
            report(Problem(*place, f"there is no exercise {name} to hand out", f"run casebook release {name}"))
            return []
        except ValueError:
            report(Problem(*place, f"{relative(path, root_of(self.env))} is broken", f"run casebook release {name}"))
            return []
        note_card(self.env, "exercise", data, {})
        return [make_card("exercise", data)]


class ChaptersDirective(SphinxDirective):
    """``{chapters}``: the book's chapters, what each is about and how much there is to do."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Leave a place for the list; it is written when every page has been read."""
        self.env.note_reread()
        return [ChaptersNode("")]


class RegisterDirective(SphinxDirective):
    """``{register}``: every fact of the subject, topic by topic, each under an anchor; ``{register} dosing``: those of one topic."""

    optional_arguments = 1
    has_content = False

    def run(self) -> list[nodes.Node]:
        """Write the register's entries and note where they are."""
        subject = subject_of(self.env)
        topics: dict[str, list[Any]] = {}
        for fact in subject.facts.values():
            topics.setdefault(fact.topic, []).append(fact)
        only = self.arguments[0] if self.arguments else ""
        if only and only not in topics:
            fix = f"name a topic of the register{nearest(only, topics)}"
            report(Problem(*locate(self.env, self.lineno), f"there is no topic {only}", fix))
            return []
        registers: dict[str, str] = getattr(self.env, "casebook_registers", {})
        self.env.casebook_registers = registers | {self.env.docname: only}  # type: ignore[attr-defined]
        form = nodes.raw("", FILTER, format="html")
        if only:
            return [form, _list_entries(topics[only], subject)]
        return [form, *(_write_topic(topic, facts, subject) for topic, facts in topics.items())]


def name_topic(topic: str) -> str:
    """Return a topic's title."""
    return topic.replace("_", " ").capitalize()


def _list_entries(facts: Iterable[Any], subject: Subject) -> nodes.raw:
    entries = "".join(show_fact(fact, subject) for fact in facts)
    return nodes.raw("", f'<div class="fact-list">{entries}</div>', format="html")


def _write_topic(topic: str, facts: Iterable[Any], subject: Subject) -> nodes.section:
    section = nodes.section("", nodes.title("", name_topic(topic)), ids=[f"topic-{topic.replace('_', '-')}"])
    section["names"] = [f"topic-{topic}"]
    section += _list_entries(facts, subject)
    return section


class RegisterIndexDirective(SphinxDirective):
    """``{register-index}``: the pages of a register by topic, with counts, and every fact's way to its entry."""

    has_content = False

    def run(self) -> list[nodes.Node]:
        """Leave a place for the list; it is written when every page has been read."""
        self.env.note_reread()
        return [RegisterIndexNode("")]


def forget_page(app: Any, env: Any, docname: str) -> None:
    """Forget what a page held, before it is read again."""
    getattr(env, "casebook_registers", {}).pop(docname, None)
    env.casebook_glossaries = getattr(env, "casebook_glossaries", set()) - {docname}
    getattr(env, "casebook_cards", {}).pop(docname, None)
    getattr(env, "casebook_plans", set()).discard(docname)


def merge_pages(app: Any, env: Any, docnames: set[str], other: Any) -> None:
    """Take over what another process noted while it read its share of the pages."""
    env.casebook_registers = {**getattr(env, "casebook_registers", {}), **getattr(other, "casebook_registers", {})}
    env.casebook_glossaries = getattr(env, "casebook_glossaries", set()) | getattr(other, "casebook_glossaries", set())
    env.casebook_plans = getattr(env, "casebook_plans", set()) | getattr(other, "casebook_plans", set())
    env.casebook_cards = {**getattr(env, "casebook_cards", {}), **getattr(other, "casebook_cards", {})}
