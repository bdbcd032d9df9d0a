"""Sitting down to mark: what `casebook mark` runs. Opens the page and serves it until Ctrl-C, or prints how markers agree."""

import webbrowser
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ...author.course import Course
from ...folder import make_scratch, write_file
from ...problem import CasebookError
from ...text.markup import escape
from ...web.bundle import bundle_classic, read_style, write_tokens
from .agreement import measure_agreement, say_agreement
from .desk import Desk, read_pairs
from .entered import read_entered
from .judgement import FIRST, list_markers, name_marker, open_judgements
from .paper import Paper
from .reading import open_paper
from .server import MarkingServer, PageFile

__all__ = ["list_page_files", "open_desk", "serve_marking", "tell_agreement"]

_PORT = "port"
_STYLES = ("mark/mark.css", "item/figure.css")


def list_page_files(title: str) -> dict[str, PageFile]:
    """Return the files of the marking page, by name with their types."""
    tokens = write_tokens(light=":root", preferred=":root", dark=':root[data-theme="dark"]')
    page = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Marking: {escape(title)}</title>
<link rel="stylesheet" href="mark.css">
<script src="mark.js" defer></script>
</head>
<body>
<noscript><p>This page needs JavaScript. It runs only what comes from this computer.</p></noscript>
</body>
</html>
"""
    return {
        "": ("text/html; charset=utf-8", page.encode()),
        "mark.css": ("text/css; charset=utf-8", (tokens + read_style(*_STYLES)).encode()),
        "mark.js": ("text/javascript; charset=utf-8", bundle_classic("mark/mark.js").encode()),
    }


def _check(course: Course, paper: Paper) -> Paper:
    """Return what there is to mark, without what is left out for the class; refuse when there is nothing."""
    entered = [each for each in read_entered(course.gradebook, paper.exercise) if each.item in paper.questions]
    if not entered:
        raise CasebookError(f"gradebook.db: nobody's {paper.exercise} was graded yet - run casebook grade first")
    out = {each.item for each in entered if not each.most}  # what is left out is worth nothing
    left = {item: question for item, question in paper.questions.items() if item not in out}
    if not left:
        raise CasebookError(
            f"{paper.exercise}: what is to be marked is left out - take it out of leave_out in term.toml"
        )
    return replace(paper, questions=left)


def open_desk(
    course: Course, exercise: str, item: str | None = None, *, marker: str | None = None, anonymous: bool = False, moderate: bool = False
) -> Desk:  # fmt: skip
    """Return a desk at an exercise: the first marker's, or that of a second `marker` by name, or the one where marks are settled."""
    if marker is not None and moderate:
        raise CasebookError(
            "--as and --moderate: a second marker is blind, and who moderates is not - give one of them"
        )
    name = FIRST if marker is None else name_marker(marker)
    paper = open_paper(course, exercise, item)
    paper = _check(course, paper)
    folder = open_judgements(course, exercise)
    if moderate and not list_markers(folder):
        raise CasebookError(
            f"{exercise}: nobody has marked a second time - a second marker runs casebook mark {exercise} --as NAME"
        )
    return Desk(paper, course.gradebook, folder, name, anonymous=anonymous, moderating=moderate)


def tell_agreement(course: Course, exercise: str, item: str | None = None) -> str:
    """Return how each second marker agrees with the first: a line for each item."""
    paper = open_paper(course, exercise, item)
    paper = _check(course, paper)
    folder = open_judgements(course, exercise)
    markers = list_markers(folder)
    if not markers:
        return f"{exercise}: nobody has marked a second time - a second marker runs casebook mark {exercise} --as NAME"
    pairs = read_pairs(paper, course.gradebook, folder)
    lines = [exercise]
    for name in paper.questions:
        for marker in markers:
            both = [each for each in pairs if each.entry.item == name and marker in each.judgements]
            second = [each.judgements[marker].score or 0.0 for each in both]
            lines.append("  " + say_agreement(name, marker, measure_agreement([each.first for each in both], second)))
    left = sum(each.differs for each in pairs)
    if left:
        have = "1 answer has" if left == 1 else f"{left} answers have"
        lines.append(f"  {have} marks that differ - settle them with casebook mark {exercise} --moderate")
    return "\n".join(lines)


def _make_server(desk: Desk, files: dict[str, PageFile], remembered: Path) -> MarkingServer:
    """Return a server at the port that was used last, which a browser's drafts belong to, or at any free one."""
    try:
        port = int(remembered.read_text())
        server = MarkingServer(desk, files, port if 1024 <= port < 65536 else 0)
    except (OSError, ValueError):
        server = MarkingServer(desk, files)
    write_file(remembered, str(server.server_address[1]).encode())
    return server


def _open_browser(address: str, folder: Path) -> None:
    """Open the page without putting its secret where other users of this computer could read it: on a command line."""
    path = folder / "open.html"
    path.touch(mode=0o600)
    path.write_text(
        f'<!DOCTYPE html><title>Marking</title><meta http-equiv="refresh" content="0;url={escape(address)}">'
    )
    webbrowser.open(path.as_uri())


def serve_marking(
    course: Course, exercise: str, item: str | None = None, *, marker: str | None = None, anonymous: bool = False,
    moderate: bool = False, open_browser: bool = True, say: Callable[[str], None] = print,
) -> None:  # fmt: skip
    """Serve the marking page on this computer until interrupted, and open it in a browser if asked to."""
    desk = open_desk(course, exercise, item, marker=marker, anonymous=anonymous, moderate=moderate)
    look = desk.look()
    waiting = sum(each["waiting"] for each in look["questions"])
    files = list_page_files(look["title"])
    with _make_server(desk, files, course.judgements / _PORT) as server, make_scratch("mark") as folder:
        one = "1 answer differs" if moderate else "1 answer waits"
        many = f"{waiting} answers {'differ' if moderate else 'wait'}"
        say(f"{exercise}: {one if waiting == 1 else many}")
        say(f"Mark at {server.address} (stop with Ctrl-C; every mark is kept at once)")
        if open_browser:
            _open_browser(server.address, folder)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopped.")
