"""A graded exercise on paper: the sheet to fill in, and the key with every reason for whoever marks it.

Both are pages to print from a browser. They show one version of the numbers, so the exercise must have no more than one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ...exercise.source import Source
from ...kind import KINDS
from ...problem import CasebookError
from ...text.markup import escape
from ...text.task import Task
from ..sphinx.writing.card import show_item
from .page import drop_facts, make_frame

__all__ = ["make_key_sheet", "make_question_sheet"]

_BLANK = '<p class="cb-blank">Name or number: <span></span> Date: <span></span></p>'
_BLANK_STYLE = (
    ".cb-blank span { display: inline-block; width: 14em; border-bottom: 1px solid; margin-right: 2em; }\n"
    ".cb-blank span + span { width: 7em; }\n"
)
# What is filled in on the sheet is told below it in the key.
_KEY_STYLE = (
    ".cb-told { margin: 0.4em 0 1.4em; padding-left: 0.9em; border-left: 3px solid var(--cb-accent); }\n"
    ".cb-number, .cb-select { display: none; }\n"
    "@media print { div.cb-item[data-kind=written] fieldset::after { display: none !important; } }\n"
)


def _require_one_version(source: Source) -> None:
    several = [part["title"] for part in source.halves.public["parts"] if part["variants"] > 1]
    if several:
        name = source.exercise.id
        raise CasebookError(
            f"{source.exercise.path}/exercise.md: on paper all have the same numbers, and here each learner has their own "
            f"({several[0]}{' and others' if len(several) > 1 else ''}) - write numbers: same into its header and run casebook release {name}"
        )


def _write_part(part: Mapping[str, Any], told: Mapping[str, str] | None) -> Iterator[str]:
    yield f'<section class="cb-part"><h2>{escape(part["title"])}</h2><div class="cb-story">{part["intro"]}</div>'
    for item in part["items"]:
        yield show_item(item, None)
        if told:
            yield f'<div class="cb-told">{told[item["id"]]}</div>'
    yield "</section>"


def _write_parts(source: Source, told: Mapping[str, str] | None = None) -> str:
    parts = drop_facts(source.halves.public)["parts"]
    return "\n".join(line for part in parts for line in _write_part(part, told))


def make_question_sheet(source: Source) -> bytes:
    """Return the page that learners fill in on paper; nothing of the answers is in it. Refuses numbers of each learner's own."""
    _require_one_version(source)
    public = source.halves.public
    intro = f'<div class="cb-story">{drop_facts(public["intro"])}</div>' if public["intro"] else ""
    text = f"{_BLANK}{intro}{_write_parts(source)}"
    return make_frame(public["title"], text, notice=public["notice"], style=_BLANK_STYLE)


def make_key_sheet(source: Source) -> bytes:
    """Return the page with the key, every reason, rubric and solution. Refuses numbers of each learner's own."""
    _require_one_version(source)
    public = source.halves.public
    told: dict[str, str] = {}
    for part in public["parts"]:
        for item in part["items"]:
            secret = drop_facts(source.halves.secrets[item["id"]])
            told[item["id"]] = KINDS[item["kind"]].explain(item, secret)
    for task in source.exercise.parts:
        if isinstance(task, Task):
            told[task.item_name] = f"<p>One solution:</p><pre><code>{escape(task.solution)}</code></pre>"
    title = f"{public['title']}: key and reasons"
    return make_frame(title, _write_parts(source, told), notice=public["notice"], style=_KEY_STYLE)
