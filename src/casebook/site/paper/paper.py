"""The book as one document for paper: pages in their order, links within it, and every answer at its end.

Made from the finished pages of the site, so that paper and screen say the same. Pure functions from text to text;
`casebook.site.paper.pdf` reads the files and prints.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

from markupsafe import Markup

from ...text.markup import as_html, escape

__all__ = ["PrintedPage", "Sheet", "compose", "gather_facts", "has_facts", "is_poster", "read_leaf"]

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_SKIPPED_TAGS = {"script", "style", "button"}
_SKIPPED_CLASSES = {
    "cb-controls",
    "cb-later",
    "cb-gate",
    "cb-actions",
    "cb-hint",
    "cb-whisper",
    "site-start",
    "site-notice",
    "plan-choice",
    "fact-id",
    "register-list",
    "term-letters",
    "session-notice",
    "session-stage",
}
_IDS = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
_HEADING = re.compile(r"h[1-6]")
_ATTRIBUTE = re.compile(r"""\s([\w:-]+)(?:=("[^"]*"|'[^']*'|[^\s>]+))?""")
_ARTICLE = re.compile(r"<article\b[^>]*>(.*)</article>", re.DOTALL)
_NOTICE = re.compile(r'<p class="site-notice">(.*?)</p>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page of the site on its way to paper: `name` is its path without suffix, `depth` 1 for a chapter's first page."""

    name: str
    title: str
    article: str
    notice: str
    depth: int
    also: tuple[str, ...] = ()
    """Other pages of which it holds what is printed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document to print: what its cover says, and its pages. A line of the contents is led by `parts` at some pages.

    With `paper`, A4 or Letter, it is bare: pages for the wall, with neither cover nor contents, on that paper.
    """

    title: str
    above: str
    notice: str
    leaves: tuple[PrintedPage, ...]
    parts: Mapping[str, str] = field(default_factory=dict)
    paper: str = ""


def read_leaf(name: str, html: str, depth: int) -> PrintedPage:
    """Take from a finished page what belongs on paper."""
    article = _ARTICLE.search(html)
    body = article[1] if article else ""
    heading = re.search(r"<h1\b[^>]*>(.*?)</h1>", body, re.DOTALL)
    notice = _NOTICE.search(html)
    title = re.sub(r"<[^>]*>", "", heading[1]).strip() if heading else name
    return PrintedPage(name, title, body, notice[1].strip() if notice else "", depth)


# Other pages draw their own entries like those of the register; only the register's are named as facts.
_ENTRY = re.compile(r'<div class="fact-entry[^"]*" id="(fact-[^"]*)".*?</div>', re.DOTALL)
_POSTER = re.compile(r'<section class="[^"]*\bcb-poster\b')
_NAMED = re.compile(r'href="[^"#]*#(fact-[^"]*)"')


def is_poster(leaf: PrintedPage) -> bool:
    """Whether a page is one sheet for the wall."""
    return bool(_POSTER.search(leaf.article))


def has_facts(leaf: PrintedPage) -> bool:
    """Whether a page is a register of facts."""
    return bool(_ENTRY.search(leaf.article))


def gather_facts(leaves: Sequence[PrintedPage], registers: Sequence[PrintedPage], *, title: str) -> PrintedPage:
    """Return a register of the facts alone that some pages name, so that a chapter on its own has its sources too.

    `registers` are the pages of the book that list facts, at least one; the first lends the new page its name.
    """
    named = {anchor for leaf in leaves for anchor in _NAMED.findall(leaf.article)}
    found = (entry for register in registers for entry in _ENTRY.finditer(register.article))
    entries = "".join(entry[0] for entry in found if entry[1] in named)
    return replace(
        registers[0], title=title, article=f'<h1>{title}</h1><div class="fact-list">{entries}</div>', depth=1
    )


def place_of(name: str, anchor: str = "") -> str:
    """Return the anchor in the document of a page of the site, or of a place in it."""
    return f"p-{name.replace('/', '-')}" + (f"--{anchor}" if anchor else "")


@dataclass(slots=True)
class _Key:
    """The answers of one self-check, and the title they stand under."""

    anchor: str
    title: str = ""
    items: list[tuple[str, str]] = field(default_factory=list)


class _Rewriter(HTMLParser):
    """Writes a page's article anew: other anchors, lower headings, no controls; answers are put aside."""

    def __init__(self, leaf: PrintedPage, known: Mapping[str, PrintedPage]) -> None:
        super().__init__(convert_charrefs=False)
        self.leaf, self.known = leaf, known
        self.keys: list[_Key] = []
        self._streams: list[list[str]] = [[]]
        self._skipped = 0
        self._open: list[tuple[str, str]] = []
        self._question = ""

    @property
    def html(self) -> str:
        return "".join(self._streams[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        if tag in _VOID:
            if not self._skipped:
                self._write(self._rewrite(self.get_starttag_text() or "", tag))
            return
        role = self._find_role(tag, given, classes)
        self._open.append((tag, role))
        if role == "skip":
            self._skipped += 1
        if self._skipped:
            return
        if role == "case":
            self.keys.append(_Key(place_of(self.leaf.name, given.get("id", ""))))
        if role in ("question", "answer", "title"):
            self._streams.append([])
        if role in ("summary", "answer", "unwrap"):
            # A summary of what is open anyway is its caption; the answer's own says nothing on paper.
            if role == "summary" and not self._answering():
                self._write('<p class="paper-summary">')
            elif role == "summary":
                self._streams.append([])
            return
        self._write(self._rewrite(self.get_starttag_text() or "", tag))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._skipped:
            self._write(self._rewrite(self.get_starttag_text() or "", tag))

    def _find_role(self, tag: str, given: Mapping[str, str], classes: set[str]) -> str:
        if tag in _SKIPPED_TAGS or classes & _SKIPPED_CLASSES or (given.get("aria-hidden") == "true" and tag != "svg"):
            return "skip"
        inside = any(role == "case" for _, role in self._open)
        if "cb-case" in classes:
            return "case"
        if tag == "details":
            return "answer" if inside and "cb-figure-text" not in classes else "unwrap"
        if tag == "noscript":
            return "unwrap"
        if tag == "summary":
            return "summary"
        if inside and "cb-question" in classes:
            return "question"
        if inside and "cb-card-title" in classes:
            return "title"
        return "exercise-notice" if "cb-notice" in classes and self._in("noscript") else ""

    def _in(self, tag: str) -> bool:
        return any(name == tag for name, _ in self._open)

    def _answering(self) -> bool:
        return any(role == "answer" for _, role in self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not any(name == tag for name, _ in self._open):
            return
        while True:
            name, role = self._open.pop()
            self._close(name, role)
            if name == tag:
                return

    def _close(self, tag: str, role: str) -> None:
        if role == "skip":
            self._skipped -= 1
            return
        if self._skipped:
            return
        if role == "answer":
            self.keys[-1].items.append((self._question, "".join(self._streams.pop())))
            return
        if role == "summary":
            if self._answering():
                self._streams.pop()
            else:
                self._write("</p>")
            return
        if role == "unwrap":
            return
        if role == "case" and self.keys[-1].items:
            target = f"key-{self.keys[-1].anchor}"
            self._write(f'<p class="paper-see"><a href="#{target}">Answers and reasons</a>{_page_mark(target)}</p>')
        self._write(f"</{self._lower(tag)}>")
        if role in ("question", "title"):
            text = "".join(self._streams.pop())
            self._write(text)
            words = re.sub(r"^<[^>]*>|<[^>]*>$", "", text.strip())
            if role == "question":
                self._question = words
            else:
                self.keys[-1].title = re.sub(r"<[^>]*>", "", words)

    def _lower(self, tag: str) -> str:
        return f"h{min(int(tag[1]) + self.leaf.depth - 1, 6)}" if _HEADING.fullmatch(tag) else tag

    def _rewrite(self, text: str, tag: str) -> str:
        """Return a start tag with its addresses and anchors made those of the document."""

        def change(found: re.Match[str]) -> str:
            name, value = found[1].lower(), (found[2] or "").strip("\"'")
            if name == "id":
                return f' id="{place_of(self.leaf.name, value)}"'
            if name in _IDS:
                return f' {name}="{" ".join(place_of(self.leaf.name, one) for one in value.split())}"'
            if name == "name" and tag == "input":
                return f' name="{place_of(self.leaf.name, value)}"'
            if name == "src":
                return f' src="{self._resolve(value)}"'
            if name == "href":
                target = self._find_target(value)
                return f' href="{target}"' if target else ""
            return "" if name in ("tabindex", "download") else found[0]

        return _ATTRIBUTE.sub(change, text).replace(f"<{tag}", f"<{self._lower(tag)}", 1)

    def _resolve(self, address: str) -> str:
        if address.startswith(("data:", "http:", "https:")):
            return address
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.leaf.name), address))

    def _find_target(self, address: str) -> str:
        """Return where a link leads within the document; nothing when that is not printed with it."""
        if re.match(r"[a-z]+:", address):
            return address
        path, _, anchor = address.partition("#")
        name = self._resolve(path.partition("?")[0]).removesuffix(".html") if path else self.leaf.name
        if name not in self.known:
            return ""
        there = f'id="{anchor}"' in self.known[name].article
        return f"#{place_of(self.known[name].name, anchor if there else '')}"

    def _write(self, text: str) -> None:
        if not self._skipped:
            self._streams[-1].append(text)

    def handle_data(self, data: str) -> None:
        if any(role == "exercise-notice" for _, role in self._open):
            return
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")


# As wide as a number: what it stands for must not move the lines.
_UNKNOWN = "\u2007" * 3
_HAND_IN = (
    "To hand in your answers, open this page on a screen or use the notebook. The numbers here are one learner's."
)


def _page_mark(anchor: str) -> Markup:
    """Return where the number of a page will stand, once it is known."""
    return as_html(f'<span class="paper-page" data-page="{anchor}"></span>')


def _write_leaf(leaf: PrintedPage, known: Mapping[str, PrintedPage]) -> tuple[str, list[_Key]]:
    rewriter = _Rewriter(leaf, known)
    rewriter.feed(leaf.article)
    rewriter.close()
    html = rewriter.html.replace('<p class="cb-notice"></p>', f'<p class="cb-notice">{_HAND_IN}</p>')
    notice = f'<p class="paper-notice">{leaf.notice}</p>' if leaf.notice else ""
    return (
        f'<article class="prose paper-leaf paper-depth-{leaf.depth}" id="{place_of(leaf.name)}">{html}{notice}</article>',
        rewriter.keys,
    )


def _write_keys(keys: Iterable[tuple[PrintedPage, list[_Key]]]) -> Iterator[str]:
    for leaf, found in keys:
        if not any(key.items for key in found):
            continue
        yield f"<h2>{leaf.title}</h2>"
        for key in found:
            yield f'<h3 id="key-{key.anchor}">{key.title}</h3>'
            for question, answer in key.items:
                yield f'<div class="cb-key-item"><p class="cb-key-question">{question}</p>{answer}</div>'


def _write_contents(sheet: Sheet, has_keys: bool) -> Markup:
    rows = []
    for leaf in sheet.leaves:
        if part := sheet.parts.get(leaf.name):
            rows.append(f'<li class="paper-part">{escape(part)}</li>')
        rows.append(_write_line(place_of(leaf.name), leaf.title, leaf.depth))
    if has_keys:
        rows.append(_write_line("answers", "Answers and reasons", 1))
    return as_html(f'<nav class="paper-contents"><h2>Contents</h2><ul>{"".join(rows)}</ul></nav>')


def _write_line(anchor: str, title: str, depth: int) -> Markup:
    return as_html(f'<li class="paper-line-{depth}"><a href="#{anchor}">{title}</a>{_page_mark(anchor)}</li>')


def compose(sheet: Sheet, style: str, *, find_page: Callable[[str], int | None] = lambda anchor: None) -> Markup:
    """Return the document as HTML; `find_page` gives the number of the page that an anchor fell on, once it is known."""
    known = {name: leaf for leaf in sheet.leaves for name in (leaf.name, *leaf.also)}
    written = [(leaf, *_write_leaf(leaf, known)) for leaf in sheet.leaves]
    keys = "".join(_write_keys((leaf, found) for leaf, _, found in written))
    answers = (
        f'<section class="cb-key-sheet prose"><h1 id="answers">Answers and reasons</h1>{keys}</section>' if keys else ""
    )
    above = f'<p class="paper-above">{escape(sheet.above)}</p>' if sheet.above else ""
    cover = (
        f'<header class="paper-cover">{above}<p class="paper-title">{escape(sheet.title)}</p>'
        f'<p class="paper-notice">{escape(sheet.notice)}</p></header>'
    )
    opening = "" if sheet.paper else f"{cover}{_write_contents(sheet, bool(keys))}"
    html = (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(sheet.title)}</title>'
        f"<style>{style}</style></head><body>{opening}"
        f"<main>{''.join(html for _, html, _ in written)}{answers}</main></body></html>\n"
    )

    def show(mark: re.Match[str]) -> str:
        page = find_page(mark[1])
        return f'<span class="paper-page">{page or _UNKNOWN}</span>'

    return as_html(re.sub(r'<span class="paper-page" data-page="([^"]*)"></span>', show, html))
