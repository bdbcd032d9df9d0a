"""How the two lists of an extended matching item lie on their lines, and the one slip that explains what is wrong.

Markdown reads a list that is indented wrongly as another list, and every message after that is about the other list.
So the lines are looked at first, and the first slip is the only one that is said.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

__all__ = ["OPTIONS", "Slip", "find_matching_slip", "is_matching"]

OPTIONS = (4, 12)
"""The fewest and the most options a list has."""

_BULLET = re.compile(r"( *)([-*+])( +)(\S.*)")
_NUMBERED = re.compile(r"( *)([0-9]{1,9}[.)])( +)(\S.*)")
_LETTERED = re.compile(r" {0,3}(?:\(?[A-Za-z][.)]|\([0-9]+\)|[0-9]+:|[ivx]+[.)])\s+\S")
_SIGNED = re.compile(r"(?:=|[xX](?=\s+\S+\s*$)).*")
_DASHED = re.compile(r"\s*([\u2010-\u2015\u2212\u2022\u00b7\u25e6])\s*(?:[=xX]\s+\S|[^\s:]+:\s)")
_CRAMPED = re.compile(r"\s*-(?:=|[xX]\s+\S+\s*$|[a-z][a-z0-9-]*:\s)")
_CRAMPED_NUMBER = re.compile(r"\s*[0-9]+[.)][A-Za-z][^\s:]*:\s")
_LABELLED = re.compile(r"\s*[0-9.)]*\s*[a-z][a-z0-9-]*:\s")
_UNMARKED = re.compile(r"\s*(?:=|x)\s+[^\s=]+\s*")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_BOX = re.compile(r"\[[ xX]?\]")
_COUNTS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_FURTHEST = 3  # one column more, and Markdown takes the line for code


@dataclass(frozen=True, slots=True)
class Slip:
    """One thing wrong: its line in the block from 0, what is wrong, and what to do."""

    line: int
    what: str
    fix: str


@dataclass(slots=True)
class _Entry:
    """An entry of a list: its line, its column, the column of its text, its sign, its text, and what stands under it."""

    line: int
    column: int
    inside: int
    sign: str
    text: str
    entries: list["_Entry"] = field(default_factory=list)
    below: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """Lines that belong together: a list of one shape, or text."""

    shape: str
    line: int
    entries: list[_Entry] = field(default_factory=list)

    def has_answers(self) -> bool:
        return any(_SIGNED.fullmatch(answer.text) for entry in self.entries for answer in entry.entries)


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)


def _spaces(number: int) -> str:
    return f"{_count(number)} space{'' if number == 1 else 's'}"


def _read_entry(line: int, text: str, shape: re.Pattern[str]) -> _Entry | None:
    found = shape.fullmatch(text)
    if not found:
        return None
    gap = len(found[3]) if len(found[3]) <= _FURTHEST + 1 else 1
    column = len(found[1])
    return _Entry(line, column, column + len(found[2]) + gap, found[2], found[4].rstrip())


def _is_blank(text: str) -> bool:
    return not text.strip()


def _part(lines: Sequence[str]) -> list[_Part]:
    """Return the lists and texts of a block in order, whatever Markdown makes of their indentation."""
    parts: list[_Part] = []
    fenced = False
    for line, text in enumerate(lines):
        if _is_blank(text):
            continue
        last = parts[-1] if parts else None
        if _FENCE.match(text) or fenced:
            fenced = fenced != bool(_FENCE.match(text))
            if not last or last.shape != "text":
                parts.append(_Part("text", line))
            continue
        bullet, number = _read_entry(line, text, _BULLET), _read_entry(line, text, _NUMBERED)
        stems = last is not None and last.shape in ("numbered", "lettered")
        if bullet and last and last.entries and (_SIGNED.fullmatch(bullet.text) or (stems and bullet.column > 1)):
            last.entries[-1].entries.append(bullet)
        elif bullet and last and last.shape == "text" and _SIGNED.fullmatch(bullet.text):
            # The paragraph above it was meant as a stem.
            last.shape = "lettered"
            last.entries.append(_Entry(last.line, 0, _FURTHEST, "", lines[last.line], [bullet]))
        elif bullet or number or _LETTERED.match(text):
            shape = "bulleted" if bullet else "numbered" if number else "lettered"
            entry = bullet or number or _Entry(line, 0, _FURTHEST, "", text)
            if not last or last.shape != shape:
                parts.append(_Part(shape, line))
            parts[-1].entries.append(entry)
        elif (
            last and last.entries and ((line and not _is_blank(lines[line - 1])) or text[:2] == "  " or _is_quote(text))
        ):
            above = last.entries[-1]
            (above.entries[-1] if above.entries else above).below.append(line)
        elif not last or last.shape != "text" or _is_blank(lines[line - 1]):
            parts.append(_Part("text", line))
    return parts


def _is_quote(text: str) -> bool:
    return text.lstrip().startswith(">")


def is_matching(block: Sequence[str]) -> bool:
    """Return whether a block has a numbered list whose entries hold keys and mistakes, which only matching has."""
    lines = [text.expandtabs(4) for text in block]
    return any(
        _SIGNED.fullmatch(answer.text) and answer.column and "{" not in answer.text
        for part in _part(lines)
        for entry in part.entries
        for answer in entry.entries
        if part.shape == "numbered"
    )


def find_matching_slip(block: Sequence[str]) -> Slip | None:
    """Return the first slip in how the lists of a matching item are laid out, or None."""
    lines = [text.expandtabs(4) for text in block]
    return next(_find_signs(lines), None) or next(_find_shapes(lines), None)


def _find_signs(lines: Sequence[str]) -> Iterator[Slip]:
    """Yield lines that are no entry of a list but were meant as one."""
    fence = -1
    for line, text in enumerate(lines):
        if _FENCE.match(text):
            fence = line if fence < 0 else -1
        bullet = _read_entry(line, text, _BULLET)
        if fence >= 0 and bullet and _SIGNED.fullmatch(bullet.text):
            yield Slip(fence, "the lists stand in a code fence", "take out its two lines of backticks")
        dash = _DASHED.match(text)
        if dash:
            yield Slip(
                line, f"an entry starts with {dash[1]}, which is no hyphen", "start it with a hyphen and a space"
            )
        if _CRAMPED.match(text):
            yield Slip(line, "there is no space after the hyphen", "write the hyphen, a space, then the rest")
        if _CRAMPED_NUMBER.match(text):
            yield Slip(line, "there is no space after the number of a stem", "write 1. id: text")
        if _UNMARKED.fullmatch(text):
            yield Slip(line, f"{text.strip()} has no hyphen", f"write - {text.strip()}")


def _find_shapes(lines: Sequence[str]) -> Iterator[Slip]:
    """Yield what is wrong with the lists: first whether they are there, then their order, then their entries."""
    parts = _part(lines)
    place = next((place for place, part in enumerate(parts) if part.has_answers()), None)
    if place is None:
        yield from _find_nothing(parts)
        return
    stems = parts[place]
    yield from _find_unnumbered(stems)
    yield from _find_options(parts, place)
    for part in parts[place + 1 :]:
        more = any(other.has_answers() for other in parts[place + 1 :] if other.line > part.line)
        if part.shape == "lettered":
            yield Slip(part.line, "a stem has no number", "write the stems as 1., 2., 3.")
        elif part.shape == "text":
            where = "between the stems" if more else "after the stems"
            yield Slip(part.line, f"text stands {where}", "move it above the list of options, or start a reason with >")
        else:
            fix = "keep one list of options, above the stems; an answer of a stem is indented under it"
            yield Slip(part.line, "a list stands below the stems", fix)
    if len({entry.sign[-1] for entry in stems.entries}) > 1:
        yield Slip(stems.line, "the stems are numbered in two ways", "write them all as 1., 2., 3.")
    for stem in stems.entries:
        yield from _find_indents(stem, lines)


def _find_nothing(parts: Sequence[_Part]) -> Iterator[Slip]:
    stems = next((part for part in parts if part.shape in ("numbered", "lettered")), None)
    if stems:
        fix = "below each stem write - = and the id of its option, indented by three spaces"
        yield Slip(stems.line, "no stem has a key", fix)
        return
    lists = [part for part in parts if part.entries]
    line = lists[-1].line if lists else -1
    what = "there are no stems below the list" if lists else "there is neither a list of options nor a stem"
    yield Slip(
        line, what, "write the options as - id: text, then the stems as 1. id: text, each with - = its key below"
    )


def _find_unnumbered(stems: _Part) -> Iterator[Slip]:
    if stems.shape == "numbered":
        return
    above = next(entry for entry in stems.entries if entry.entries)
    if stems.shape == "bulleted" and above.entries[0].column <= above.column:
        what = f"- {above.entries[0].text} stands under no stem"
        yield Slip(above.entries[0].line, what, "write its stem above it, as 1. id: text")
    yield Slip(above.line, "a stem has no number", "write the stems as 1., 2., 3.")


def _find_options(parts: Sequence[_Part], place: int) -> Iterator[Slip]:
    """Yield what is wrong with the list of options, which stands right above the stems."""
    stems, before, after = parts[place], parts[:place], parts[place + 1 :]
    above = before[-1] if before else None
    if above and above.shape == "bulleted":
        for option in above.entries:
            if _BOX.match(option.text):
                fix = "write - id: text; which one is right is said under each stem"
                yield Slip(option.line, "an option of the list has a box to tick", fix)
            if option.column != above.entries[0].column:
                fix = "start each option in the same column, at the left margin"
                yield Slip(option.line, f"an option of the list is indented by {_spaces(option.column)}", fix)
        # A list of the question's own may look like options; where these are enough, it is none of them.
        split = (
            len(above.entries) < OPTIONS[0]
            and len(before) > 2
            and (before[-3].shape, before[-2].shape) == ("bulleted", "text")
        )
        if split and all(_LABELLED.match(option.text) for option in before[-3].entries):
            yield Slip(before[-2].line, "text stands inside the list of options", "move it above the list")
        if len({option.sign for option in above.entries}) > 1:
            yield Slip(above.line, "the list of options has two kinds of bullets", "start each option with -")
        if stems.entries[0].column > 1:
            yield Slip(stems.line, "the stems are indented under the last option", "start each stem at the left margin")
        return
    first = next(position for position, stem in enumerate(stems.entries) if stem.entries)
    if first > 1:
        yield Slip(stems.line, "the options are numbered", "write them as - id: text, and number the stems only")
    lower = next((part for part in after if part.shape == "bulleted"), None)
    if lower:
        yield Slip(lower.line, "the list of options stands below the stems", "move it above them")
    if above and above.shape == "lettered":
        yield Slip(above.line, "the options have letters", "write them as - id: text")
    lists = [position for position, part in enumerate(before) if part.shape == "bulleted"]
    if lists:
        fix = "move it above the list, so that nothing stands between the two lists"
        yield Slip(before[lists[-1] + 1].line, "text stands between the list of options and the stems", fix)
    yield Slip(stems.line, "there is no list of options above the stems", "write it there, as - id: text")


def _find_indents(stem: _Entry, lines: Sequence[str]) -> Iterator[Slip]:
    """Yield an answer or a reason that Markdown would not take for one of its stem."""
    for answer in stem.entries:
        name = f"- {answer.text[:30]}"
        if answer.column < stem.inside:
            fix = f"indent it by at least {_spaces(stem.inside)}, under its stem's text"
            yield Slip(answer.line, f"{name} is indented by {_spaces(answer.column)}", fix)
        if answer.column > min(stem.inside + _FURTHEST, stem.entries[0].inside - 1):
            yield _set_back(answer, stem)
        if answer.sign != stem.entries[0].sign:
            yield Slip(answer.line, "the answers of a stem have two kinds of bullets", "start each with -")
        reason = False
        for line in answer.below:
            text = lines[line]
            column = len(text) - len(text.lstrip())
            if _is_quote(text):
                reason = True
                if not answer.inside <= column <= answer.inside + _FURTHEST:
                    if answer.column != stem.inside:
                        yield _set_back(answer, stem)
                    least = "at least " if column < answer.inside else ""
                    fix = f"indent each line of it by {least}{_spaces(answer.inside)}, under the option's id"
                    yield Slip(line, f"the reason of {name} is indented by {_spaces(column)}", fix)
            elif column < answer.inside and _LABELLED.match(text):
                yield Slip(line, "a stem has no number", "write the stems as 1., 2., 3., each with its id: 1. id: text")
            elif not reason or _is_blank(lines[line - 1]):
                fix = f"start each line of a reason with >, indented by {_spaces(answer.inside)}"
                yield Slip(line, f"a line below {name} does not start with >", fix)


def _set_back(answer: _Entry, stem: _Entry) -> Slip:
    fix = f"indent it by {_spaces(stem.inside)}, under its stem's text"
    return Slip(answer.line, f"- {answer.text[:30]} is indented by {_spaces(answer.column)}", fix)
