"""Each page of the book that holds code as a notebook to keep: it reads as the page does and runs in any Jupyter.

Facts become their words, linked to a list at the notebook's end that says where each comes from; calculations become
their numbers; self-checks become questions with the answers folded beneath; admonitions become quotes. The code stays
as it is, so that a simulator is live where a kernel runs it. Nothing here knows of a site's address: a notebook is read
where it was saved to.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import jupytext

from ...author.bank import Page
from ...author.bank_reader import find_pages
from ...author.course import Course
from ...author.reader import read_case
from ...exercise.cell import write_notebook
from ...figure.fence import replace_figures
from ...figure.figure import write_markdown
from ...folder import mirror_folder
from ...judge.blind.log import Log, describe_review, read_log
from ...kind import find_verbs
from ...kind.split import split_case
from ...mark.mark import count_marks
from ...mark.variant import check_call, draw_variants, evaluate, format_result
from ...problem import CasebookError, Problem, relative
from ...subject import Subject
from ...text.case import Case, Text
from ...text.header import read_document
from ...text.markup import Reference, parse_call, render_plain
from ..evidence import describe_fact, say_date

__all__ = ["EXTRA", "make_download", "write_downloads"]

EXTRA = "notebook"
"""The library's optional part that a downloaded notebook needs."""

_DIRECTIVE = re.compile(
    r"^(?P<fence>`{3,}|:{3,})\{(?P<name>[a-z-]+)\}[ \t]*(?P<argument>[^\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(r"\A(?::[a-z-]+:[^\n]*\n)+")
_LINK = re.compile(r"\[([^\]]*)\]\(([^)#\s]*\.md)(?:#[^)\s]*)?\)")
_KNOWN = frozenset({"fact", "calc", "number"})
_QUOTED = {"admonition": "", "note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning"}
_HIDDEN = frozenset({"remove-input", "hide-input"})


def escape_markdown(text: str) -> str:
    """Return words as Markdown that shows them unchanged: no emphasis, link, tag or mathematics begins in them."""
    return re.sub(r"([\\`*\[\]<>$])", r"\\\1", text)


@dataclass(slots=True)
class _Page:
    """One page on its way into a notebook: what it is made from, the facts it turned out to show, what was wrong."""

    page: Page
    folder: Path
    subject: Subject
    notebooks: frozenset[str]
    facts: dict[str, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, what: str, fix: str) -> str:
        """Note what can't be put into a notebook."""
        self.problems.append(Problem(self.page.path, 1, what, fix, "no-notebook"))
        return ""

    def show_fact(self, reference: Reference) -> str:
        """Return a fact's words, linked to where the notebook's end says what it rests on."""
        if reference.target not in self.subject.facts:
            return self.report(f"there is no fact {reference.target}", "name one of the register")
        self.facts.setdefault(reference.target)
        words = reference.label or escape_markdown(str(self.subject.facts[reference.target].text))
        return f"[{words}](#{reference.target})"

    def show(self, reference: Reference) -> str:
        """Return what stands for a role of the page's own text."""
        if reference.role == "fact":
            return self.show_fact(reference)
        call = parse_call(reference.target, reference.line) if reference.role == "calc" else None
        if call is None or any(check_call(call, self.page.path, {}, self.subject)):
            what = f"{{{reference.role}}} of {reference.target} has no meaning in a notebook"
            return self.report(what, "use {fact}, or {calc} with facts")
        value = evaluate(call, {}, self.subject)
        return format_result(call, value, self.subject)

    def link(self, match: re.Match[str]) -> str:
        """Return a link to another page: its notebook if it has one, else its words and where the page is."""
        words, target = match.groups()
        parts: list[str] = []
        for part in PurePosixPath(self.page.path).parent.joinpath(target).parts:
            if part == "..":
                parts.pop()
            else:
                parts.append(part)
        name = "/".join(parts[1:]).removesuffix(".md")
        if name in self.notebooks:
            return f"[{words}]({target.removesuffix('.md')}.ipynb)"
        return f"{words} (on the course's site: {name})"

    def write(self, source: str) -> str:
        """Return a stretch of the page's text as plain Markdown."""
        return _LINK.sub(self.link, render_plain(source, self.show)).strip()


def _split(source: str) -> Iterator[str | re.Match[str]]:
    """Yield a text's stretches and the directives between them."""
    at = 0
    for match in _DIRECTIVE.finditer(source):
        yield source[at : match.start()]
        yield match
        at = match.end()
    yield source[at:]


def _quote(page: _Page, match: re.Match[str]) -> str:
    title = match["argument"].strip() or _QUOTED[match["name"]]
    body = page.write(_OPTION.sub("", match["body"]))
    return textwrap.indent(f"**{page.write(title)}**\n\n{body}", "> ", lambda line: True)


def _write_text(page: _Page, source: str) -> Iterator[str]:
    """Yield the Markdown cells that a text of the page becomes: one for each self-check, one for what is between."""
    held: list[str] = []
    for part in _split(source):
        if isinstance(part, str):
            held.append(page.write(part))
        elif part["name"] in _QUOTED:
            held.append(_quote(page, part))
        elif part["name"] == "case":
            yield "\n\n".join(filter(None, held))
            held = []
            yield _write_case(page, part["argument"].strip())
        elif part["name"] == "exercise":
            held.append(
                f"*The graded exercise {part['argument'].strip()} is handed out as a notebook of its own, and stands on "
                "this page of the course's site.*"
            )
        elif part["name"] == "rules":
            held.append(_write_rules(page, part["argument"].strip()))
        elif part["name"] == "advice":
            held.append("*The plan that your answers make stands on this page of the course's site.*")
        else:
            page.report(f"a notebook has nothing for the directive {part['name']}", "put it in a page without code")
    yield "\n\n".join(filter(None, held))


def _write_rules(page: _Page, name: str) -> str:
    """Return what each country says under one heading as a list."""
    heading = page.subject.headings.get(name)
    if heading is None:
        return page.report(f"there is no heading {name!r} among the rules by country", "name one of the subject's")
    rows = [f"**{escape_markdown(heading.title)}.** {escape_markdown(heading.ask)}"]
    for entry in heading.entries:
        told = []
        for fact in entry.facts:
            statement = escape_markdown(page.subject.facts[fact].statement.removesuffix("."))
            told.append(page.show_fact(Reference("fact", fact, statement, 1)))
        words = ". ".join(told) if told else f"not found on {say_date(entry.searched)}"
        rows.append(f"- *{escape_markdown(page.subject.regions[entry.region].name)}:* {words}. {entry.note}".rstrip())
    return rows[0] + "\n\n" + "\n".join(rows[1:])


def _write_case(page: _Page, name: str) -> str:
    """Return a self-check as Markdown: its story and questions with one learner's numbers, its answers folded beneath."""
    path = page.folder / f"{name}.case.md"
    case = read_case(path.read_bytes(), path.name) if path.is_file() else None
    if not isinstance(case, Case):
        return page.report(f"the case {name} can't be read", "run casebook check")
    numbers = draw_variants(case)[0].numbers

    def show(reference: Reference) -> str:
        if reference.role == "fact":
            return page.show_fact(reference)
        if reference.role == "number":
            return case.numbers[reference.target].format(numbers[reference.target])
        call = parse_call(reference.target, reference.line)
        assert call is not None  # the bank is checked before its pages are built
        return format_result(call, evaluate(call, numbers, page.subject), page.subject)

    def write(text: Text) -> str:
        return render_plain(replace_figures(text.source, write_markdown), show).strip()

    public, secrets = split_case(case, page.subject)
    shown = {item["id"]: item for item in public["items"]}
    questions, answers = [f"### Self-check: {case.title}", write(case.intro)], []
    if case.count_draws() > 1:
        questions.append("*These are one learner's numbers; the course's site has others.*")
    for number, item in enumerate(case.items, 1):
        order = [option["id"] for option in shown[item.name].get("options", ())]
        texts = {option.id: " ".join(write(option.text).split()) for option in item.options}
        verbs = find_verbs(item.kind)
        asked = f"*{verbs.ask(shown[item.name])} ({count_marks(item.points)})*"
        head = f"**{number}.** {' '.join(write(item.question).split())} {asked}"
        stems = [f"{place}. {' '.join(write(stem.text).split())}" for place, stem in enumerate(item.stems, 1)]
        questions += [head, write(item.body), "\n".join(f"- {texts[each]}" for each in order), "\n".join(stems)]
        answers += [f"**{number}.**", *verbs.explain_plain(item, secrets[item.name], write)]
    folded = ["<details>\n<summary>Answers and reasons</summary>", *answers, "</details>"]
    return "\n\n".join(part for part in [*questions, *folded] if part)


def _list_facts(page: _Page) -> str:
    """Return the notebook's end: each fact it shows, in full."""
    parts = ["## What the numbers rest on", "The facts this page shows, as the course's evidence register has them."]
    for name in sorted(page.facts):
        about = describe_fact(page.subject.facts[name], page.subject)
        rows = [f"- *{label}:* {escape_markdown(about[key])}" for label, key in _ROWS if about[key]]
        for source in about["sources"]:
            section = f" ({escape_markdown(source['section'])})" if source["section"] else ""
            where = f" <{source['url']}>" if source["url"] else ""
            rows.append(f"- *Source:* {escape_markdown(source['citation'])}{section}{where}")
        parts += [f"### {name}", escape_markdown(about["statement"]), "\n".join(rows)]
    return "\n\n".join(parts)


_ROWS = (
    ("Country", "country"),
    ("Holds for", "population"),
    ("Certainty", "certainty"),
    ("Caution", "caveat"),
    ("Checked", "checked"),
)


def _introduce(subject: Subject, review: str, wheels: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Yield the cells that say what this is and install what it needs; without wheels, that line is left out."""
    words = [
        " ".join(f"*{line}*" for line in (subject.notice, review) if line),
        "This is a page of the course as a notebook. Run its cells from top to bottom: menu **Run**, then **Run All "
        "Cells**. Sliders answer while the kernel runs.",
    ]
    if wheels:
        files = " and ".join(f"`{name}`" for name in wheels)
        words.append(
            f"The first cell installs the course's library if it is not there: put {files} beside this notebook."
        )
    yield _cell("markdown", "\n\n".join(filter(None, words)))
    if not wheels:
        return
    lines = [
        "from importlib.util import find_spec",
        "from pathlib import Path",
        "",
        f'if not all(map(find_spec, ("casebook", "{subject.name}", "pandas", "matplotlib"))):',
    ]
    for name in wheels:
        lines += [
            f'    wheel = next((path for path in (Path("{name}"), Path("..", "{name}")) if path.is_file()), None)',
            f'    assert wheel, "download {name} from the course\'s site and put it beside this notebook"',
            f'    %pip install --quiet "{{wheel}}[{EXTRA}]"',
        ]
    yield _cell("code", "\n".join(lines), tags=["install"])


def _cell(kind: str, source: str, tags: list[str] | None = None) -> dict[str, Any]:
    metadata: dict[str, Any] = {"tags": tags} if tags else {}
    if tags and _HIDDEN.intersection(tags):
        metadata["jupyter"] = {"source_hidden": True}
    cell: dict[str, Any] = {"cell_type": kind, "metadata": metadata, "source": source}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell


def make_download(
    page: Page, *, course: Course, log: Log, notebooks: frozenset[str] = frozenset(), wheels: tuple[str, ...] = ()
) -> bytes | list[Problem]:
    """Return a page as the bytes of a notebook, or what keeps it from being one.

    `notebooks` names the pages that are notebooks too, from the book's folder and without suffix, so that links between
    them hold; `wheels` are the files that install the library.
    """
    subject = course.subject
    making = _Page(page, (course.root / page.path).parent, subject, notebooks)
    review = describe_review(log, page.path, page.source, awaiting=subject.review)
    cells = list(_introduce(subject, review, wheels))
    for cell in jupytext.reads(page.source, fmt="md:myst").cells:
        if cell.cell_type == "code":
            cells.append(_cell("code", cell.source, sorted(cell.metadata.get("tags", ()))))
        else:
            cells += [_cell("markdown", text) for text in _write_text(making, cell.source) if text]
    if making.facts:
        cells.append(_cell("markdown", _list_facts(making)))
    stem = PurePosixPath(page.path).stem[:50]
    cells = [{**cell, "id": f"{stem}-{number}"} for number, cell in enumerate(cells, 1)]
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return making.problems or write_notebook(notebook)


def write_downloads(course: Course, wheels: Mapping[str, bytes]) -> int:
    """Write a notebook for each page of the built site that holds code, and the wheels beside them; return how many.

    They go to ``notebooks/`` of the site. The same pages give the same bytes. Raises with every problem of every page.
    """
    log = read_log(course)
    names: dict[str, str] = {}
    pages = []
    for path in find_pages(course.book):
        name = relative(path, course.book).removesuffix(".md")
        text = read_document(path.read_bytes(), relative(path, course.root))
        page = Page(relative(path, course.root), text if isinstance(text, str) else "")
        # A page that the list of contents leaves out has no place on the site.
        if page.has_cells and (course.site / f"{name}.html").is_file():
            pages.append(page)
            names[page.path] = name
    files, problems = dict(wheels), []
    for page in pages:
        made = make_download(
            page, course=course, log=Log() if isinstance(log, list) else log,
            notebooks=frozenset(names.values()), wheels=tuple(wheels),
        )  # fmt: skip
        if isinstance(made, list):
            problems += made
        else:
            files[f"{names[page.path]}.ipynb"] = made
    if problems:
        raise CasebookError.of(problems)
    mirror_folder(files, course.site / "notebooks")
    return len(pages)
