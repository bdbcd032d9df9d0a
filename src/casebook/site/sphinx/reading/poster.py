"""A page that prints as one sheet to pin to a wall: its lists are boxes to tick, its underscores room to write.

``{checklist} name`` writes a list that the subject makes from its own rules; ``{poster}`` ends the sheet. What stands above it is
printed, on one page; what stands below is for the screen. Under the title stands that it is a draft, and what its signs mean; the
foot says whose rules it holds, its sources, when they were looked at, and which card of which edition it is.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from ....problem import Problem, nearest
from ....subject import ChecklistLine, Fact, Subject
from ...evidence import say_date
from .directive import locate, report, subject_of
from .node import POSTER, FactNode

__all__ = ["ChecklistDirective", "PosterDirective", "PosterNode", "make_poster"]

SIZES = ("14", "13", "15", "16", "17")
"""How large letters on paper may be, in points, the usual first: the smallest can be read at arm's length."""

PRINT = '<p class="cb-print-line"><button type="button" class="cb-button cb-print" hidden>Print this card</button></p>'
"""What the page's script brings to life, above the sheet."""

DRAFT = "Teaching draft: not in force until filled in and signed."
OWN = ": no label or trial sets it."
RECALLED = "not yet checked against its source."
PATIENT = "Patient ______________________________ Date ________________"

_BLANK = re.compile(r"_{3,}")
_LOCAL = "cb-local"
_WHOSE = "cb-whose"
_DAGGER = "\u2020"
_OURS = "ours ______"
_USES = {"wall": "For the wall.", "chart": "For one chart."}
_MARK = 6  # letters


class PosterNode(nodes.General, nodes.Element):  # type: ignore[misc]
    """Where a sheet ends, until its foot is written; `size` is that of its letters in points, `use` the wall or a patient's chart."""


class PosterDirective(SphinxDirective):
    """``{poster}``: the sheet ends here; ``:points:`` is the size of its letters on paper, ``:use:`` a wall or one patient's chart."""

    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {
        "points": lambda text: directives.choice(text, SIZES),
        "use": lambda text: directives.choice(text, tuple(_USES)),
    }

    def run(self) -> list[nodes.Node]:
        """Leave the place of the foot, and note that the page is a sheet."""
        self.env.metadata[self.env.docname][POSTER] = "yes"
        return [PosterNode("", size=self.options.get("points", SIZES[0]), use=self.options.get("use", "wall"))]


class ChecklistDirective(SphinxDirective):
    """``{checklist} name``: the lines of a list; ``:numbered:`` as steps, ``:columns:`` side by side, ``:write:`` as rows of a table.

    ``:write:`` names the columns to write in, the first of them that of the lines, with commas between; ``:empty:`` adds rows.
    """

    required_arguments = 1
    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {
        "numbered": directives.flag,
        "columns": lambda text: directives.choice(text, ("2",)),
        "empty": directives.nonnegative_int,
        "write": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Write the lines, each with its facts and whose rule it is."""
        subject, name = subject_of(self.env), self.arguments[0]
        if name not in subject.checklists:
            fix = f"name one of {', '.join(subject.checklists)}{nearest(name, subject.checklists)}"
            report(Problem(*locate(self.env, self.lineno), f"there is no checklist {name}", fix))
            return []
        lines, urgent = subject.checklists[name].lines, subject.checklists[name].urgent
        if "write" in self.options:
            return [self._write_table(lines, [head.strip() for head in self.options["write"].split(",")])]
        listed = nodes.enumerated_list() if "numbered" in self.options else nodes.bullet_list()
        if "columns" in self.options:
            listed["classes"].append(f"cb-columns-{self.options['columns']}")
        if urgent:
            listed["classes"].append("cb-urgent")
        for line in lines:
            listed += nodes.list_item("", self._write_line(line))
        return [listed]

    def _write_line(self, line: ChecklistLine) -> nodes.paragraph:
        held = nodes.container()
        self.state.nested_parse(StringList([line.text], source=self.env.docname), self.content_offset, held)
        words: list[nodes.Node] = [child for part in held.children for child in part.children]
        paragraph = nodes.paragraph()
        # A line without a fact of its own in its words, however deep, leads to the fact by its words: no link holds a link.
        if not line.whose and not any(True for _ in held.findall(FactNode)):
            words = [FactNode("", "", *words, fact=line.facts[0])]
        paragraph += words
        if line.whose:
            tag = nodes.inline("", "", FactNode("", line.whose, fact=line.facts[0]), classes=[_WHOSE])
            if line.local:
                tag["classes"].append(_LOCAL)
            paragraph += [nodes.Text(" "), tag]
        return paragraph

    def _write_table(self, lines: tuple[ChecklistLine, ...], heads: list[str]) -> nodes.table:
        group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in heads), cols=len(heads))
        top = nodes.row("", *(nodes.entry("", nodes.paragraph("", head)) for head in heads))
        group += nodes.thead("", top)
        body = nodes.tbody()
        for line in lines:
            empty = (nodes.entry("", nodes.paragraph()) for _ in heads[1:])
            body += nodes.row("", nodes.entry("", self._write_line(line)), *empty)
        for _ in range(self.options.get("empty", 0)):
            body += nodes.row("", *(nodes.entry("", nodes.paragraph()) for _ in heads))
        group += body
        return nodes.table("", group, classes=["cb-write"])


def make_poster(app: Any, doctree: nodes.document, docname: str) -> None:
    """Turn a page that ends a sheet into one: boxes, room to write, the foot, and what is not printed marked as such."""
    foot = next(iter(doctree.findall(PosterNode)), None)
    if foot is None:
        return
    sheet = next(iter(doctree.findall(nodes.section)))
    sheet["classes"] += ["cb-poster", f"cb-points-{foot['size']}"]
    for title in sheet.findall(nodes.title):
        title["classes"].append("cb-poster-title" if title.parent is sheet else "cb-poster-part")
    _leave_out(foot, sheet)
    kept = [node for node in sheet.findall(nodes.bullet_list) if not _is_left_out(node)]
    for listed in kept:
        listed["classes"].append("cb-ticks")
    subject = subject_of(app.env)
    mark = hashlib.sha256(sheet.astext().encode()).hexdigest()[:_MARK]
    sheet.insert(1, _write_band(sheet, foot["use"], subject))
    foot.parent.replace(foot, _write_foot(sheet, subject, _say_edition(app, docname, mark)))
    for text in [node for node in sheet.findall(nodes.Text) if _BLANK.search(node) and not _is_left_out(node)]:
        text.parent.replace(text, list(_open_blanks(text)))
    sheet.insert(1, nodes.raw("", PRINT, format="html"))


def _write_band(sheet: nodes.Element, use: str, subject: Subject) -> nodes.container:
    """Say under the title that the sheet is a draft, whom it is for, and what its signs mean; put the signs where they belong."""
    band = nodes.container(classes=["cb-poster-band"])
    band += nodes.paragraph("", "", nodes.strong("", DRAFT), nodes.Text(f" {_USES[use]}"))
    signs = nodes.paragraph()
    local = [node for node in sheet.findall(nodes.inline) if _LOCAL in node["classes"] and not _is_left_out(node)]
    for tag in local:
        tag.parent.insert(tag.parent.index(tag) + 1, [nodes.Text(" "), nodes.inline("", _OURS, classes=["cb-ours"])])
    if local:
        signs += [nodes.emphasis("", local[0].astext()), nodes.Text(OWN)]
    if _mark_unchecked(sheet, subject):
        signs += nodes.Text(f"{' ' if local else ''}{_DAGGER}: {RECALLED}")
    if signs.children:
        band += signs
    if use == "chart":
        band += nodes.paragraph("", PATIENT, classes=["cb-patient"])
    return band


def _mark_unchecked(sheet: nodes.Element, subject: Subject) -> bool:
    """Put a dagger behind what rests on a source that nobody has opened yet: behind whose rule it is, or else behind the words."""
    unseen = [
        node for node in sheet.findall(FactNode) if not _is_left_out(node) and not _is_seen(subject.facts[node["fact"]])
    ]
    for place in {id(place): place for place in map(_find_tag, unseen)}.values():
        place.parent.insert(place.parent.index(place) + 1, nodes.superscript("", _DAGGER, classes=["cb-unchecked"]))
    return bool(unseen)


def _is_seen(fact: Fact) -> bool:
    return fact.computed or fact.verified == "page"


def _find_tag(node: nodes.Element) -> nodes.Element:
    """Where the line of a fact says whose rule it is; the fact itself where it does not."""
    line: Any = node
    while line is not None and not isinstance(line, nodes.paragraph):
        line = line.parent
    tags = [each for each in line.findall(nodes.inline) if _WHOSE in each["classes"]] if line is not None else []
    return tags[0].children[0] if tags else node


def _say_edition(app: Any, docname: str, mark: str) -> str:
    """Which course, edition and card it is; the mark is another whenever a word of the sheet is another. No clock: a build is repeatable."""
    found = entry_points(group="casebook.subjects", name=subject_of(app.env).name)
    version = next((f", {point.dist.version}" for point in found if point.dist), "")
    place = ""
    for pages in app.env.toctree_includes.values():
        sheets = [page for page in pages if app.env.metadata.get(page, {}).get(POSTER)]
        if docname in sheets:
            place = f" Card {sheets.index(docname) + 1} of {len(sheets)}."
    return f"{app.config.html_title}{version}, mark {mark}.{place} Text: CC BY 4.0."


def _leave_out(foot: nodes.Node, sheet: nodes.Element) -> None:
    """Bring the foot out of the sections of the sheet, with all that follows it, and mark what follows as not printed."""
    place: Any = foot
    moved: list[Any] = [foot]
    while place.parent is not sheet:
        parent = place.parent
        after = parent.children[parent.index(place) + 1 :]
        for node in after:
            parent.remove(node)
        moved += after
        place = parent
    at = sheet.index(place) + (place is not foot)
    foot.parent.remove(foot)
    for node in (*moved[1:], *sheet.children[at:]):
        if isinstance(node, nodes.Element):
            node["classes"].append("cb-off-paper")
    sheet[at:at] = moved


def _is_left_out(node: Any) -> bool:
    while node is not None:
        if isinstance(node, nodes.Element) and "cb-off-paper" in node.get("classes", ()):
            return True
        node = node.parent
    return False


def _open_blanks(text: nodes.Text) -> Iterator[nodes.Node]:
    """Yield a text with its underscores as room to write, which a screen reader says as such."""
    start = 0
    for found in _BLANK.finditer(text):
        before = text[start : found.start()]
        # No line begins with room to write: it would be nobody's.
        yield nodes.Text(f"{before[:-1]}\u00a0" if before.endswith(" ") else before)
        blank = f'<span class="cb-blank" role="img" aria-label="to fill in">{found[0]}</span>'
        yield nodes.raw("", blank, format="html")
        start = found.end()
    yield nodes.Text(text[start:])


def _write_foot(sheet: nodes.Element, subject: Subject, edition: str) -> nodes.container:
    named = dict.fromkeys(node["fact"] for node in sheet.findall(FactNode) if not _is_left_out(node))
    facts = [subject.facts[name] for name in named]
    held = nodes.container(classes=["cb-poster-foot"])
    held += nodes.paragraph(
        "",
        "",
        nodes.strong("", "For teaching: check against your protocol."),
        nodes.Text(f" {subject.review} {edition}"),
    )
    seen = [fact for fact in facts if _is_seen(fact)]
    recalled = [fact for fact in facts if not _is_seen(fact)]
    if seen:
        days = sorted(fact.checked_on for fact in seen)
        between = say_date(days[0]) if days[0] == days[-1] else f"{say_date(days[0])} to {say_date(days[-1])}"
        held += nodes.paragraph("", f"Sources, checked {between}: {_name_sources(seen, subject)}.")
    if recalled:
        held += nodes.paragraph("", f"{_DAGGER} Recalled, not checked: {_name_sources(recalled, subject)}.")
    held += nodes.paragraph(
        "", "Adopted here by ____________________ on ____________ to be looked at again on ____________"
    )
    return held


def _name_sources(facts: Iterable[Fact], subject: Subject) -> str:
    names = dict.fromkeys(
        "plain arithmetic" if fact.computed else subject.sources[cited.key].short
        for fact in facts
        for cited in fact.citations
    )
    return "; ".join(names)
