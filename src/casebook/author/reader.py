"""Reading a case file: from one text file to a `Case`, or to every problem in it with its line.

The grammar is in `book/contribute/writing-a-case.md`; Markdown itself is parsed by markdown-it. Nothing in a
case file is ever run.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..figure.fence import find_open
from ..kind import REMARKS, find_slip, is_matching, read_kind
from ..problem import Problem, Report, nearest
from ..text.answer import read_answers, take_text
from ..text.case import ID, Case, Item, Kind, Level, Text
from ..text.header import Common, Entry, Header, read_common, read_document, read_header, read_text
from ..text.markup import load_parser
from .number import read_numbers

__all__ = ["Draft", "read_case", "read_draft", "read_items"]

_HEADING = re.compile(r"([^\s:]+):\s+(.*?)(?:\s*\(([^()]*)\))?\s*", re.DOTALL)
_MARKS = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s+marks?")
_MARKLIKE = re.compile(r"-?([0-9]+(?:\.[0-9]+)?)\s*(?:marks?|points?|pts?\.?)", re.IGNORECASE)
_SQUARE = re.compile(r"\[([^\[\]]*)\]\s*$")
_OBJECTIVE = re.compile(rf"{ID.pattern}-[0-9]+")
_ANSWER = re.compile(r"\s*[-*+]\s+(?:\[[ xX]?\]|=\s|x\s+\{|else\s*$)")
_HEADER_NAMES = {"id", "title", "objectives", "level", "minutes", "numbers", "waive", "cautious"}
_FEWEST_REASONS = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be read of a case file: the case with those of its items that are whole, and every problem found.

    There is no case where the header can't be read, its numbers and waivers included: judging the items without
    them would say of each what is wrong above.
    """

    case: Case | None
    problems: tuple[Problem, ...]


def read_draft(data: bytes, path: str) -> Draft:
    """Read the bytes of a ``.case.md`` file whose course-relative path is given; never raises for any input."""
    text = read_document(data, path)
    if isinstance(text, Problem):
        return Draft(None, (text,))
    header = read_header(text, path)
    if isinstance(header, Problem):
        return Draft(None, (header,))
    report = Report(path)
    case = _read_body(header, path, report)
    return Draft(case, tuple(report.problems))


def read_case(data: bytes, path: str) -> Case | list[Problem]:
    """Read the bytes of a ``.case.md`` file: the case, or every problem found, each with its line."""
    draft = read_draft(data, path)
    return draft.case if draft.case and not draft.problems else list(draft.problems)


def _read_body(header: Header, path: str, report: Report) -> Case | None:
    file_id = PurePosixPath(path).name.removesuffix(".case.md")
    common = read_common(header, file_id, _HEADER_NAMES, report)
    before = len(report.problems)
    numbers = read_numbers(header.entries.get("numbers"), report)
    waived = _read_waived(header.entries.get("waive"), report)
    cautious = _read_cautious(header.entries.get("cautious"), report)
    usable = len(report.problems) == before
    read = len(report.problems)
    intro, items = read_items(header, common, report)
    if len(report.problems) == read:
        # An item that can't be read is not missing.
        _check_cautious(cautious, items, report)
    if not usable:
        return None
    return Case(
        path=path,
        id=common.id,
        title=common.title,
        objectives=common.objectives,
        level=common.level,
        minutes=common.minutes,
        numbers=numbers,
        intro=intro,
        items=items,
        waived=waived,
        cautious={name: text.source for name, text in cautious.items()},
    )


def _read_waived(entry: Entry | None, report: Report) -> dict[str, Text]:
    """Read which rules of good item writing a case breaks on purpose; whether they exist is for `casebook.judge.lint`."""
    if entry is None or entry.value == "":
        return {}
    if not isinstance(entry.value, Mapping):
        fix = "write waive: and below it, indented, rule: why, or item/rule: why"
        report.add(entry.line, "waive is not a list of rules with reasons", fix, "bad-waiver")
        return {}
    waived = {}
    for name, reason in entry.value.items():
        words = read_text(reason)
        if len(words.split()) < _FEWEST_REASONS:
            fix = "say in a few words why the rule does not fit here"
            report.add(reason.line, f"the rule {name} is waived without a reason", fix, "bad-waiver")
        waived[name] = Text(words, reason.line)
    return waived


def _read_cautious(entry: Entry | None, report: Report) -> dict[str, Text]:
    """Read which option of an item is the most cautious one, as its author sees it."""
    if entry is None or entry.value == "":
        return {}
    if not isinstance(entry.value, Mapping):
        fix = "write cautious: and below it, indented, item: option"
        report.add(entry.line, "cautious is not a list of items with an option each", fix, "bad-cautious")
        return {}
    return {name: Text(read_text(option), option.line) for name, option in entry.value.items()}


def _check_cautious(cautious: Mapping[str, Text], items: Sequence[Item], report: Report) -> None:
    known = {item.id: {option.id for option in item.options} for item in items}
    for name, option in cautious.items():
        if name in known and option.source not in known[name]:
            fix = f"name one of its options{nearest(option.source, known[name])}"
            report.add(
                option.line, f"the item {name} has no option {option.source or 'of that name'}", fix, "bad-cautious"
            )
        elif name not in known:
            report.add(option.line, f"there is no item {name}", f"name an item{nearest(name, known)}", "bad-cautious")


def read_items(header: Header, common: Common, report: Report) -> tuple[Text, tuple[Item, ...]]:
    """Read the text below a header: the story, and the items with ids, question, answers and reasons."""
    lines = header.body.split("\n")
    tokens = [token for token in load_parser().parse(header.body) if token.level == 0 and token.map]
    for line in find_open(Text(header.body, header.body_line)):
        # All that stands below it is part of it, questions included.
        report.add(
            line, "the block that begins here is not closed", "end it with a line of three backticks", "open-block"
        )
        return Text("", header.body_line), ()
    starts = [token.map[0] for token in tokens if token.type == "heading_open" and token.tag == "h2"]
    others = [token.map[0] for token in tokens if token.type == "heading_open" and token.tag != "h2"]
    for place in others:
        fix = "use ## for an item and no other headings"
        report.add(header.body_line + place, "a case has only headings of the second level", fix, "heading")
    intro = take_text(lines[: starts[0]] if starts else lines, header.body_line)
    if not starts and not others:
        report.add(header.body_line, "the case has no item", "write one as ## id: question", "no-item")
    items: list[Item] = []
    seen: dict[str, int] = {}
    starts, parted = _join_parted(lines, starts, header.body_line, report)
    parted |= {max((start for start in starts if start < place), default=-1) for place in others}
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        if start in parted and _says_matching(lines[start]):
            continue
        before = len(report.problems)
        item = _read_item(lines, start, end, header.body_line, common, report)
        if item is None:
            continue
        if item.id in seen:
            what = f"the item id {item.id} is used twice (first on line {seen[item.id]})"
            report.add(item.line, what, "give this item another id", "duplicate-id")
        seen.setdefault(item.id, item.line)
        if len(report.problems) == before:
            items.append(item)
    return intro, tuple(items)


def _read_heading(text: str) -> re.Match[str] | None:
    """Return a heading's id, question and remark, if it has an id."""
    heading = _HEADING.fullmatch(re.sub(r"^\s*##\s*|\s*#*\s*$", "", text))
    return heading if heading and ID.fullmatch(heading[1]) else None


def _says_matching(text: str) -> bool:
    heading = _read_heading(text)
    return bool(heading and Kind.MATCHING in _split(heading[3] or ""))


def _join_parted(
    lines: Sequence[str], starts: Sequence[int], body_line: int, report: Report
) -> tuple[list[int], set[int]]:
    """Return where items start, without headings that part the two lists of one, and the items that were parted."""
    kept: list[int] = []
    parted: set[int] = set()
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        inside = kept and _says_matching(lines[kept[-1]]) and not is_matching(lines[kept[-1] : start])
        own = _says_matching(lines[start]) or not is_matching(lines[start:end])
        if not inside or (own and _read_heading(lines[start])):
            kept.append(start)
            continue
        if kept[-1] not in parted:
            fix = "take it out: both lists of a matching item stand under its own heading"
            report.add(body_line + start, "a heading parts the two lists of an item", fix, "heading")
        parted.add(kept[-1])
    return kept, parted


def _read_item(
    lines: Sequence[str], start: int, end: int, body_line: int, common: Common, report: Report
) -> Item | None:
    line = body_line + start
    heading = _read_heading(lines[start])
    if not heading:
        fix = "write ## id: question, with an id of small letters, digits and hyphens"
        report.add(line, "the item has no id", fix, "no-id")
        return None
    name, question, remark = heading[1], heading[2].strip(), heading[3]
    block = lines[start + 1 : end]
    if remark is None or not _is_remark(remark, common):
        slip = _find_misspelt(question, remark, common) or _find_unsaid("", block)
        if slip:
            report.add(line, *slip, "unknown-remark")
            return None
        # Brackets at the end of a question are the question's own unless they hold a remark we know.
        question, remark = (question if remark is None else f"{question} ({remark})"), ""
    slip = _find_unsaid(remark, block) or _find_clash(remark)
    if slip:
        report.add(line, *slip, "unknown-remark")
        return None
    laid = find_slip(block, remark)
    if laid:
        report.add(body_line + start + 1 + laid.line, laid.what, laid.fix, "list-layout")
        return None
    answers_at, answers = read_answers(block, body_line + start + 1, report)
    body = take_text(block[:answers_at], body_line + start + 1)
    for position, text in enumerate(block[:answers_at]):
        # An answer above the last list would be shown as part of the question, tick and all.
        if _ANSWER.match(text):
            fix = "put all answers into one list, all with -, at the end of the item"
            report.add(body_line + start + 1 + position, "the answers are in two lists", fix, "muddled-answer")
    objectives, level = _read_aim(remark, line, common, report)
    marks = _MARKS.search(remark)
    points = float(marks[1]) if marks else 1.0
    if points < 1 or points > 100:
        report.add(line, "an item is worth between 1 and 100 marks", "write (2 marks)", "bad-marks")
    if not answers:
        fix = "end the item with a list: - [x] and - [ ], - =, 1. 2. 3., or - 2: for a written answer"
        report.add(line, f"the item {name} has no answers", fix, "no-key")
        return None
    item = Item(
        case=common.id,
        id=name,
        kind=Kind.BEST,
        question=Text(question, line),
        body=body,
        points=points,
        line=line,
        objectives=objectives,
        level=level,
    )
    return read_kind(item, answers, ", ".join(part for part in _split(remark) if _is_shape(part)), report)


def _split(remark: str) -> list[str]:
    return [part.strip() for part in remark.split(",")]


def _is_shape(part: str) -> bool:
    """Return whether a remark is about the answers: their kind, or the marks they carry."""
    return part in REMARKS or bool(_MARKS.fullmatch(part))


def _is_objective(part: str, common: Common) -> bool:
    return part in common.objectives or bool(_OBJECTIVE.fullmatch(part))


def _is_remark(remark: str, common: Common) -> bool:
    return all(_is_known(part, common) for part in _split(remark))


def _is_known(part: str, common: Common) -> bool:
    return _is_shape(part) or part in set(Level) or _is_objective(part, common)


def _find_misspelt(question: str, remark: str | None, common: Common) -> tuple[str, str] | None:
    """Return what is wrong with brackets that were meant as a remark; None where they are the question's own words."""
    square = _SQUARE.search(question) if remark is None else None
    if square and _is_remark(square[1], common):
        return f"the heading has [{square[1]}] in square brackets", f"write ({square[1]})"
    parts = [part.strip() for part in re.split("[,;]", remark or "")]
    wrong = [part for part in parts if not _is_known(part, common)]
    near = [(part, _find_near(part, common)) for part in wrong]
    if any(_is_telling(part, common) for part in parts) or any(meant for _, meant in near):
        if not wrong:
            return f"the remarks ({remark}) are not parted by commas", f"write ({', '.join(parts)})"
        part, meant = next((each for each in near if each[1]), near[0])
        if not part:
            return "the heading's brackets hold a comma too many", "take it out: (matching, 2 marks)"
        known = f"use {', '.join(sorted(REMARKS))}, 2 marks, a level or an objective"
        fix = f"did you mean {meant}?" if meant else known + nearest(part, [*REMARKS, *Level, *common.objectives])
        return f"the heading has no remark called {part}", fix
    return None


def _is_telling(part: str, common: Common) -> bool:
    """Return whether a part of a bracket can only be a remark: "all" and "apply" are words of a question too."""
    return bool(_MARKS.fullmatch(part)) or _is_objective(part, common) or (part in REMARKS and part != "all")


def _find_near(part: str, common: Common) -> str:
    """Return the remark that a word is a slip of, or nothing; short words are too often words of their own."""
    marks = _MARKLIKE.fullmatch(part)
    if marks:
        return f"{marks[1]} marks"
    known = (*REMARKS, *Level, *common.objectives)
    if part.casefold() in known:
        return part.casefold()
    return next((word for word in REMARKS if len(word) > 4 and _is_near(part.casefold(), word)), "")


def _is_near(word: str, known: str) -> bool:
    # "Write" and "match" are words of a question; a letter left out, doubled or changed over is a slip.
    return sorted(word) == sorted(known) or any(
        shorter == longer[:place] + longer[place + 1 :]
        for shorter, longer in ((word, known), (known, word))
        for place in range(len(longer))
    )


def _find_unsaid(remark: str, block: Sequence[str]) -> tuple[str, str] | None:
    """Return that a heading names no kind, or another one, where only matching has answers of this form."""
    parts = _split(remark)
    if Kind.MATCHING in parts or not is_matching(block):
        return None
    other = next((part for part in parts if part in REMARKS), "")
    if other:
        return f"the heading says {other} where stems are matched to a list", "write (matching) instead"
    return "the heading does not say that stems are matched to a list", "write (matching) at the end of the heading"


def _find_clash(remark: str) -> tuple[str, str] | None:
    """Return what a heading says twice, or in two ways."""
    parts = _split(remark)
    twice = next((part for part in parts if part and parts.count(part) > 1), "")
    if twice:
        return f"the heading says {twice} twice", "keep one of them"
    for what, group in (
        ("two kinds", [part for part in parts if part in REMARKS]),
        ("its marks twice", [part for part in parts if _MARKS.fullmatch(part)]),
    ):
        if len(group) > 1:
            return f"the heading gives {what}, {' and '.join(group)}", "keep one of them"
    return None


def _read_aim(remark: str, line: int, common: Common, report: Report) -> tuple[tuple[str, ...], Level]:
    """Return the objectives and the level an item's heading names; where it names none, the header's hold."""
    parts = _split(remark)
    levels = [Level(part) for part in parts if part in set(Level)]
    if len(levels) > 1:
        report.add(line, "the item names two levels", "keep the higher one", "bad-level")
    objectives = tuple(dict.fromkeys(part for part in parts if _is_objective(part, common)))
    for name in objectives:
        if name not in common.objectives:
            fix = f"add it to objectives: in the header{nearest(name, common.objectives)}"
            what = f"the item names {name}, which is no objective of this case"
            report.add(line, what, fix, "unknown-objective")
    return objectives or common.objectives, levels[0] if levels else common.level
