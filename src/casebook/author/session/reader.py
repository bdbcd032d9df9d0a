"""Reading a session file: from one text file to a `Session`, or to every problem in it with its line.

The grammar is in `book/contribute/writing-a-session.md`; Markdown itself is parsed by markdown-it. Nothing in a session file is
ever run.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from ...figure.fence import find_open
from ...problem import Problem, Report, relative
from ...text.answer import take_text
from ...text.case import ID, Item, Text
from ...text.header import Common, Header, read_common, read_document, read_header
from ...text.markup import load_parser
from ...text.session import SUFFIX, CountLine, Moment, Session
from ..reader import read_items
from .count import read_counts
from .head import NAMES, read_cuff, read_given, read_happenings
from .moment import read_session_moment

__all__ = ["read_session", "read_sessions"]

_HEADING = re.compile(r"\s*##\s+([^\s:]+):\s+(.*?)\s*#*\s*")
_ITEM = re.compile(r"\((?:[^()]*,\s*)?(?:written|all|matching|[0-9.]+ marks?)(?:,[^()]*)?\)\s*$")
_TICK = re.compile(r"\s*[-*+]\s+(?:\[[ xX]\]|=\s)")


def read_sessions(folder: Path, root: Path) -> Mapping[str, Session | list[Problem]]:
    """Read every session of one folder, by the name of its file; `root` is the course's folder, from which problems name their files."""
    found: dict[str, Session | list[Problem]] = {}
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        name = relative(path, root)
        try:
            found[path.name] = read_session(path.read_bytes(), name)
        except OSError as error:
            what = f"the file can't be read ({error.strerror})"
            found[path.name] = [Problem(name, 1, what, "check its permissions", "unreadable")]
    return found


def read_session(data: bytes, path: str) -> Session | list[Problem]:
    """Read the bytes of a ``.session.md`` file: the session, or every problem found, each with its line; never raises."""
    text = read_document(data, path)
    if isinstance(text, Problem):
        return [text]
    header = read_header(text, path)
    if isinstance(header, Problem):
        return [header]
    report = Report(path)
    session = _read_body(header, path, report)
    return sorted(set(report.problems)) or session


def _read_body(header: Header, path: str, report: Report) -> Session:
    common = read_common(header, PurePosixPath(path).name.removesuffix(SUFFIX), NAMES, report)
    given, given_lines = read_given(header, report)
    cuff, happenings = read_cuff(header, report), read_happenings(header, report)
    intro, moments, counts, items = _read_sections(header, common, report)
    return Session(
        path=path,
        id=common.id,
        title=common.title,
        objectives=common.objectives,
        level=common.level,
        minutes=common.minutes,
        given=given,
        given_lines=given_lines,
        cuff=cuff,
        happenings=happenings,
        intro=intro,
        moments=moments,
        counts=counts[1],
        counts_line=counts[0],
        items=items,
    )


_Counts = tuple[int, tuple[CountLine, ...]]


def _read_sections(
    header: Header, common: Common, report: Report
) -> tuple[Text, tuple[Moment, ...], _Counts, tuple[Item, ...]]:
    lines = header.body.split("\n")
    for line in find_open(Text(header.body, header.body_line)):
        fix = "end it with a line of three backticks"
        report.add(line, "the block that begins here is not closed", fix, "open-block")
        return Text("", header.body_line), (), (header.body_line, ()), ()
    tokens = [token for token in load_parser().parse(header.body) if token.level == 0 and token.map]
    starts = [token.map[0] for token in tokens if token.type == "heading_open" and token.tag == "h2"]
    for token in tokens:
        if token.type == "heading_open" and token.tag != "h2":
            fix = "use ## for a moment and no other headings"
            line = header.body_line + token.map[0]
            report.add(line, "a session has only headings of the second level", fix, "heading")
    intro = take_text(lines[: starts[0]] if starts else lines, header.body_line)
    if not intro:
        report.add(header.body_line, "the session has no story", "say above the first ## who lies there", "no-story")
    moments: list[Moment] = []
    counts: _Counts = (header.body_line, ())
    masked = [""] * len(lines)
    seen: dict[str, int] = {}
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        line = header.body_line + start
        heading = _HEADING.fullmatch(lines[start])
        if not heading or not ID.fullmatch(heading[1]) or not heading[2]:
            fix = "write ## id: title, with an id of small letters, digits and hyphens"
            report.add(line, "the moment has no id", fix, "no-id")
            continue
        if heading[1] in seen:
            what = f"the id {heading[1]} is used twice (first on line {seen[heading[1]]})"
            report.add(line, what, "give this one another id", "duplicate-id")
        seen.setdefault(heading[1], line)
        if _is_item(lines[start:end]):
            masked[start:end] = lines[start:end]
        elif heading[1] == "counts":
            counts = (line, read_counts(lines[start + 1 : end], line + 1, report))
        else:
            moments.append(
                read_session_moment(heading[1], Text(heading[2], line), lines[start + 1 : end], line + 1, report)
            )
    if not moments:
        report.add(header.body_line, "the session has no moment", "write one as ## id: title", "no-moment")
    if not any(name == "counts" for name in seen):
        report.add(header.body_line, "nothing counts", "write ## counts: What counts, and a list", "no-counts")
    return intro, tuple(moments), counts, _read_written(masked, header, common, report)


def _is_item(lines: Sequence[str]) -> bool:
    return bool(_ITEM.search(lines[0])) or any(_TICK.match(text) for text in lines)


def _read_written(masked: Sequence[str], header: Header, common: Common, report: Report) -> tuple[Item, ...]:
    """Read the items that stand among the moments, as those of a case, at their own lines."""
    if not any(masked):
        return ()
    return read_items(Header(header.entries, "\n".join(masked), header.body_line), common, report)[1]
