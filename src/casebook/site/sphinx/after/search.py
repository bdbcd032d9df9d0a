"""What the search page looks through: every section, case, fact and word of the glossary, in one small file.

Read from the finished pages, so that a build of one changed page keeps the rest. The file is a script that holds data,
because a book opened from a folder of files can fetch nothing else; and it is packed, for a phone has to load it whole.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from ....text.markup import embed_json
from .pack import pack_text

__all__ = ["read_entries", "write_index"]

_SKIPPED = {"script", "style", "svg", "details", "noscript", "pre", "button", "select"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_HEADINGS = {"h1", "h2", "h3", "h4"}


@dataclass(slots=True)
class IndexedPlace:
    """One place a search can lead to: a section, a card to print, a case, an exercise, a fact, a term, or an appraised claim with its `verdict`."""

    kind: str
    anchor: str
    title: str = ""
    text: list[str] = field(default_factory=list)
    titled: bool = False
    verdict: str = ""


@dataclass(slots=True)
class _Open:
    tag: str
    entry: IndexedPlace | None = None
    role: str = ""
    skipped: bool = False


class _Reader(HTMLParser):
    """Walks through a page's article and collects its entries."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.entries: list[IndexedPlace] = []
        self._open: list[_Open] = []
        self._skipped = 0
        self._inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        given = {name: value or "" for name, value in attributes}
        classes = given.get("class", "").split()
        self._inside = self._inside or tag == "article"
        made = _Open(tag)
        if tag in _SKIPPED or given.get("aria-hidden") == "true" or given.get("data-search") == "no":
            made.skipped = True
            self._skipped += 1
        elif self._inside:
            made.entry = self._start_entry(tag, given, classes)
            if tag in _HEADINGS or "fact-statement" in classes or (tag == "dt" and "term-name" in classes):
                made.role = "title"
        self._open.append(made)

    def _start_entry(self, tag: str, given: dict[str, str], classes: Sequence[str]) -> IndexedPlace | None:
        kind = ""
        if "fact-entry" in classes:
            kind = "claim" if "data-verdict" in given else "fact"
        elif "term-entry" in classes:
            kind = "term"
        elif "cb-case" in classes:
            kind = "self-check"
        elif "cb-exercise" in classes:
            kind = "exercise"
        elif tag == "section" and given.get("id"):
            kind = "card" if "cb-poster" in classes else "section"
        if not kind or not given.get("id"):
            return None
        entry = IndexedPlace(kind, given["id"], verdict=given.get("data-verdict", ""))
        self.entries.append(entry)
        return entry

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not any(each.tag == tag for each in self._open):
            return
        while self._open:
            closed = self._open.pop()
            if closed.skipped:
                self._skipped -= 1
            if closed.tag == "article":
                self._inside = False
            if closed.role == "title" and (entry := self._find_entry()):
                entry.titled = True
            if closed.tag == tag:
                return

    def _find_entry(self) -> IndexedPlace | None:
        """Return the innermost place that is being read."""
        return next((each.entry for each in reversed(self._open) if each.entry), None)

    def handle_data(self, data: str) -> None:
        if not self._inside or self._skipped or not data.strip():
            return
        entry = self._find_entry()
        if entry is None:
            return
        role = next((each.role for each in reversed(self._open) if each.role), "")
        if role == "title" and not entry.titled:
            entry.title += data
        else:
            entry.text.append(data)


def read_entries(html: str) -> Iterator[IndexedPlace]:
    """Yield the places of one finished page that hold any words."""
    reader = _Reader()
    reader.feed(html)
    for entry in reader.entries:
        if entry.title or entry.text:
            yield entry


def _plain(text: str) -> str:
    # A link's end leaves a gap before the sign that follows it.
    return re.sub(r" (?=[.,;:!?)\u2019])", "", " ".join(text.split()))


def _list_places(page: str, title: str, html: str) -> list[list[str]]:
    """Return the places of one page as the index holds them: kind, address, the page's title, its own, its words."""
    places = []
    entries = list(read_entries(html))
    # The page of an exercise is the exercise: one place and not two.
    is_exercise = any(entry.kind == "exercise" for entry in entries)
    for number, entry in enumerate(entries):
        if is_exercise and not number and entry.kind == "section":
            continue
        heading = _plain(entry.title).removesuffix("#").strip()
        if entry.verdict:
            # Nobody may take what somebody else claimed for what the course says.
            heading = f"Judged {entry.verdict}: \u201c{heading}\u201d"
        kind = "page" if entry.kind == "section" and not number else entry.kind
        address = f"{page}.html" if kind in {"page", "card"} else f"{page}.html#{entry.anchor}"
        places.append([kind, address, title, heading, _plain(" ".join(entry.text))])
    return places


def _recall(kept: Path | None) -> dict[str, list[list[str]]]:
    try:
        found = json.loads(kept.read_text(encoding="utf-8")) if kept else {}
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_index(
    folder: Path,
    titles: dict[str, str],
    synonyms: Sequence[Sequence[str]],
    *,
    readings: Sequence[Sequence[str]] = (),
    aside: Sequence[str] = (),
    kept: Path | None = None,
    version: str = "",
) -> str:
    """Return the script that holds the index of the pages named, with their titles, and the words that mean the same.

    `readings` are pairs: what a reading looks like, as a regular expression of scripts, and the words to look for instead.
    `aside` are the pages that belong to no chapter: what is found there comes last.
    `kept` is a file that remembers each page's places until its text, or the `version` of what reads it, is another.
    """
    before = _recall(kept)
    now: dict[str, list[list[str]]] = {}
    places: list[list[str]] = []
    for page, title in sorted(titles.items()):
        path = folder / f"{page}.html"
        if not path.is_file():
            continue
        html = path.read_text(encoding="utf-8")
        digest = hashlib.sha256(f"{version}\n{page}\n{title}\n{html}".encode()).hexdigest()
        now[digest] = before.get(digest) or _list_places(page, title, html)
        places += now[digest]
    if kept and now.keys() != before.keys():
        kept.write_text(json.dumps(now), encoding="utf-8")
    data = {"places": places, "synonyms": [list(group) for group in synonyms], "aside": list(aside)}
    data |= {"readings": [list(each) for each in readings]}
    return f"window.casebookSearch = {embed_json(pack_text(embed_json(data)))};\n"
