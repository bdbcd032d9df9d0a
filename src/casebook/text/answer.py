"""The answer list that closes an item: its entries, each with a text, a reason and a line.

What they mean is for the kind of question (`casebook.kind`).
"""

import re
from collections.abc import Sequence
from typing import Any

from ..problem import Report
from .case import ID, Answer, Text
from .markup import load_parser

__all__ = ["need_message", "read_answers", "read_label", "take_text"]

_LABEL = re.compile(r"([^\s:]+):(?:\s+(.*)|$)", re.DOTALL)
_CRAMPED = re.compile(r"([a-z][a-z0-9-]*):(?=\S)")
# Two or three words before a colon were meant as an id; more are a sentence.
_MEANT = re.compile(r"((?:[^\s:{}`]+ ){0,2}[^\s:{}`]+):(?:\s|$)")


def _dedent(lines: Sequence[str], first: int, last: int, strip: str) -> str:
    return "\n".join(re.sub(strip, "", line) for line in lines[first:last]).strip("\n")


def read_answers(block: Sequence[str], offset: int, report: Report) -> tuple[int, list[Answer]]:
    """Return the line in the block at which the answer list starts, and its entries; the list closes the item."""
    parsed = load_parser().parse("\n".join(block))
    tops = [token for token in parsed if token.level == 0 and token.map and token.nesting >= 0]
    lists = [token for token in tops if token.type in ("bullet_list_open", "ordered_list_open")]
    if not lists:
        return len(block), []
    opening = lists[-1]
    after = [token for token in tops if token.map[0] >= opening.map[1]]
    if after:
        line = offset + after[0].map[0]
        fix = "move it above the answers, or indent it with > under the answer it explains"
        report.add(line, "there is text after the answers", fix, "text-after-answers")
    return int(opening.map[0]), _read_list(parsed, opening, block, offset, report)


def _read_list(parsed: Sequence[Any], opening: Any, block: Sequence[str], offset: int, report: Report) -> list[Answer]:
    start, end = opening.map
    return [
        _read_answer(parsed, token, block, offset, opening.type == "ordered_list_open", report)
        for token in parsed
        if token.type == "list_item_open" and token.level == opening.level + 1 and start <= token.map[0] < end
    ]


def _read_answer(
    parsed: Sequence[Any], opening: Any, block: Sequence[str], offset: int, ordered: bool, report: Report
) -> Answer:
    start, end = opening.map
    inside = [
        token for token in parsed
        if token.map and token.level == opening.level + 1 and start <= token.map[0] < end and token.nesting >= 0
    ]  # fmt: skip
    text, message = Text("", offset + start), Text("", offset + start)
    answers: tuple[Answer, ...] = ()
    for position, token in enumerate(inside):
        first, last = token.map
        if token.type == "paragraph_open" and position == 0:
            source = _dedent(block, first, last, r"^\s+")
            text = Text(re.sub(r"^(?:[-*+]|[0-9]+[.)])\s+", "", source), offset + first)
        elif (
            token.type in ("bullet_list_open", "ordered_list_open")
            and position
            and not answers
            and not opening.level > 1
        ):
            answers = tuple(_read_list(parsed, token, block, offset, report))
        elif token.type == "blockquote_open" and not message:
            message = Text(_dedent(block, first, last, r"^\s*>? ?"), offset + first)
        else:
            fix = "write one paragraph, then its reason as one quote that starts with >"
            report.add(offset + first, "an answer holds more than a text and a reason", fix, "muddled-answer")
    return Answer(text, message, ordered, offset + start, answers)


def read_label(
    answer: Answer, text: str, seen: dict[str, int], report: Report, *, noun: str = "option"
) -> tuple[str, Text]:
    """Read ``id: text``, reporting a missing or repeated id; `seen` holds the line of each id met so far.

    `noun` is what the answer is called.
    """
    label = _LABEL.fullmatch(text)
    if not label or not ID.fullmatch(label[1]):
        report.add(answer.line, *_blame_label(text, noun), "no-option-id")
        return "", Text(text, answer.text.line)
    if label[1] in seen:
        what = f"the {noun} id {label[1]} is used twice (first on line {seen[label[1]]})"
        report.add(answer.line, what, f"give this {noun} another id", "duplicate-id")
    seen.setdefault(label[1], answer.line)
    if not (label[2] or "").strip():
        report.add(answer.line, f"the {noun} {label[1]} has no text", "write its text after the colon", "no-text")
    return label[1], Text((label[2] or "").strip(), answer.text.line)


def _blame_label(text: str, noun: str) -> tuple[str, str]:
    """Return what is wrong with an id that can't be read, and what to do."""
    fix = "use small letters, digits and single hyphens, a letter first, and a space after the colon"
    cramped = _CRAMPED.match(text)
    if cramped and ID.fullmatch(cramped[1]):
        return f"the {noun} id {cramped[1]} has no space after its colon", f"write {cramped[1]}: and then the text"
    meant = _MEANT.match(text)
    if meant:
        return f"{meant[1]} is no {noun} id", fix
    article = "an" if noun[0] in "aeiou" else "a"
    return f"{article} {noun} has no id", "write its id and a colon before the text, such as anxiety: Mild anxiety"


def need_message(answer: Answer, what: str, report: Report) -> None:
    """Report an answer that gives no reason; `what` is what the answer is called."""
    if not answer.message:
        fix = "say why on the next line, indented, after >"
        report.add(answer.line, f"{what} has no message", fix, "no-message")


def take_text(lines: Sequence[str], line: int) -> Text:
    """Return lines as a text without the blank ones around it, and the line its first word is on."""
    lead = next((position for position, text in enumerate(lines) if text.strip()), 0)
    return Text("\n".join(lines).strip("\n"), line + lead)
