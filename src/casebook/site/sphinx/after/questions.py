"""The questions of each chapter as a script of its own, for pages that ask questions of other pages.

A book opened from a folder of files can fetch nothing, so the questions come as classic scripts that such a page adds when
it needs them: ``_static/cases/3.js`` for the third chapter. Each sets ``casebookCases[3]`` to plain data:

- `cases`: in the order of the book, ``{page, part, secrets, objectives, leans}``: the page's name, both halves as the case's own
  card holds them, by item the names of what it is for, and whether its words lean on the page it stands on;
- `objectives`: the sentences of those names;
- `facts`: the facts its texts name, each with the page where it stands, from the site's first folder.

The keys of self-checks are public; a graded question is in none of these files. Which file a chapter has, with the letters
that change with its content, how many of its questions can be asked and marked anywhere, and for how many marks and minutes,
says `casebookCourse.chapters`.
"""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ....author.course import Course
from ....author.objectives import read_objectives
from ....kind import MARKED
from ....text.fact_link import find_facts
from ....text.markup import embed_json
from ...evidence import describe_facts
from ..before.asset import digest_asset
from ..reading.directive import root_of, subject_of
from ..reading.node import find_register
from .progress import list_numbered

__all__ = ["FOLDER_OF_CASES", "ChapterCases", "describe_chapters", "write_cases"]

FOLDER_OF_CASES = "cases"
"""The folder inside `_static` that holds them."""

# What a case says of the page around it: there it makes sense, and alone it does not.
_LEANS = re.compile(r"\b(?:this|the) page\b|\bsimulators?\b|\babove this case\b", re.IGNORECASE)

_HREF = re.compile(r'(<a [^>]*?href=")(?![a-z]+:|#|/)([^"]*)')
_DATA = re.compile(r'<script type="application/json" class="cb-data">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class ChapterCases:
    """The script of one chapter's questions, how many of them can be asked and marked away from their pages, for how many marks, and in how many minutes."""

    script: str
    asks: int
    marks: float
    minutes: float


def _leans(part: Mapping[str, Any]) -> bool:
    return bool(_LEANS.search(re.sub(r"<[^>]*>", "", json.dumps(part, ensure_ascii=False))))


def _read_cards(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the self-checks that a finished page holds: no build reads a case again for this."""
    for found in _DATA.finditer(path.read_text(encoding="utf-8") if path.is_file() else ""):
        data = json.loads(found[1])
        if "secrets" in data:
            yield data


def _rebase(data: Any, page: str) -> Any:
    """Return plain data whose links, written for a page, lead to the same places from the site's first folder."""
    if isinstance(data, str):
        return _HREF.sub(
            lambda found: found[1] + posixpath.normpath(posixpath.join(posixpath.dirname(page), found[2])), data
        )
    if isinstance(data, Mapping):
        return {name: _rebase(held, page) for name, held in data.items()}
    return [_rebase(held, page) for held in data] if isinstance(data, list) else data


def _gather(env: Any, folder: Path) -> dict[int, list[dict[str, Any]]]:
    """Return the self-checks of every numbered chapter that has any, in the order of the book."""
    noted = getattr(env, "casebook_cards", {})
    chapters: dict[int, list[dict[str, Any]]] = {}
    for number, page in list_numbered(env):
        objectives = {card["id"]: card["objectives"] for card in noted.get(page, ()) if card["kind"] == "case"}
        for data in _read_cards(folder / f"{page}.html") if objectives else ():
            named = objectives.get(data["part"]["id"], {})
            data["secrets"] = _rebase(data["secrets"], page)
            case = {"page": page, **data, "objectives": named, "leans": _leans(data["part"])}
            chapters.setdefault(number, []).append(case)
    return chapters


def write_cases(app: Any, folder: Path) -> dict[int, ChapterCases]:
    """Return the script of every chapter that has self-checks, by the chapter's number."""
    env, subject, root = app.env, subject_of(app.env), root_of(app.env)
    chapters = _gather(env, folder)
    sentences, _, _ = read_objectives(Course(root, root / "answers", subject))
    register = find_register(env, app.builder, env.config.root_doc)
    scripts = {}
    for number, cases in chapters.items():
        named = {name for case in cases for names in case["objectives"].values() for name in names}
        facts = sorted(set(find_facts(json.dumps(cases, ensure_ascii=False).replace('\\"', '"'))))
        data = {
            "cases": cases,
            "objectives": {name: sentences[name] for name in sorted(named) if name in sentences},
            "facts": describe_facts(facts, subject, register),
        }
        apart = [case for case in cases if not case["leans"]]
        asked = [item for case in apart for item in case["part"]["items"] if item["kind"] in MARKED]
        script = f"(window.casebookCases ??= {{}})[{number}] = {embed_json(data)};\n"
        minutes = sum(
            case["part"]["minutes"] for case in apart if any(item["kind"] in MARKED for item in case["part"]["items"])
        )
        scripts[number] = ChapterCases(script, len(asked), sum(item["points"] for item in asked), minutes)
    return scripts


def describe_chapters(written: Mapping[int, ChapterCases]) -> dict[int, dict[str, Any]]:
    """Return what the course says of each chapter's questions: the file to ask for, from `_static`, and of those that can be asked
    how many there are, their marks and their minutes."""
    return {
        number: {
            "cases": f"{FOLDER_OF_CASES}/{number}.js?v={digest_asset(each.script.encode())}",
            "asks": each.asks,
            "marks": each.marks,
            "minutes": each.minutes,
        }
        for number, each in written.items()
    }
