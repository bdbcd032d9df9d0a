"""What trainees wrote, made harmless before a page of nbgrader's shows it to anybody.

nbgrader renders notebooks as they come: raw HTML in a Markdown cell, in an attachment or in an output would run as a
script in an educator's browser. So text is shown as the text it is, and outputs keep only what can't act.
"""

import base64
import binascii
import re
import textwrap
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

__all__ = [
    "LARGEST_OUTPUT",
    "clean_cell",
    "clean_line",
    "clean_outputs",
    "clean_text",
    "join_lines",
    "quote_text",
    "unquote_text",
]

LARGEST_OUTPUT = 1_000_000
"""The most characters of output a cell keeps."""

_WIDTH = 96
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_LONE = re.compile("[\ud800-\udfff]")
_MOST_OUTPUTS = 1_000
_FENCED = re.compile(r"(`{3,})(?:python3?|py|ipython3?)?[ \t]*\n(.*)\n\1", re.DOTALL)
_PICTURES = ("image/png", "image/jpeg")


def clean_text(text: str) -> str:
    """Return text with line ends as ``\\n``, and without control characters, lone surrogates and reversed writing."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("\ufffd", _LONE.sub("\ufffd", plain))


def clean_line(text: str) -> str:
    """Return text as one line for a terminal: nothing in it moves the cursor, sets a colour or a title, or begins a line of its own.

    >>> clean_line("a\\n  failed: b\\x1b[2J")
    'a failed: b\ufffd[2J'
    """
    words = " ".join(clean_text(text).split())
    # What can't be seen may make one name look like another; two such letters are part of how some languages are written.
    return "".join(letter if letter.isprintable() or letter in "\u200c\u200d" else "\ufffd" for letter in words)


def quote_text(text: str) -> str:
    """Return Markdown that shows text as it was typed: no HTML, no links, no formulas, long lines broken.

    A fenced block is the one place in which neither Markdown nor MathJax sees anything.
    """
    lines = []
    for line in clean_text(text).expandtabs(4).split("\n"):
        broken = textwrap.wrap(
            line, _WIDTH, replace_whitespace=False, drop_whitespace=False, break_long_words=True, break_on_hyphens=False
        )
        lines += [part.rstrip() for part in broken] or [""]
    body = "\n".join(lines).strip("\n")
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{body}\n{fence}"


def unquote_text(text: str) -> str:
    """Return what `quote_text` quoted, or text that a learner put into one fence; any other text stays as it is."""
    found = _FENCED.fullmatch(text.strip())
    return found[2] if found and found[1] not in found[2] else text


def _is_picture(data: Any) -> bool:
    text = join_lines(data)
    try:
        return bool(text) and bool(base64.b64decode(re.sub(r"\s", "", text), validate=True))
    except (binascii.Error, ValueError):
        return False


def join_lines(value: Any) -> str:
    """Return a text of a notebook, which may stand there as a list of lines; nothing for what is no text."""
    text = "".join(part for part in value if isinstance(part, str)) if isinstance(value, list) else value
    return text if isinstance(text, str) else ""


def _shorten(text: str, room: int) -> str:
    text = _LONE.sub("\ufffd", text)
    return text if len(text) <= room else text[: max(room, 0)] + "\n... Output truncated ...\n"


def _number(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < 1 << 31 else None


def clean_outputs(outputs: Iterable[Mapping[str, Any]], *, room: int = LARGEST_OUTPUT) -> list[dict[str, Any]]:
    """Return a cell's outputs as plain text, errors and pictures; HTML, scripts, SVG and widgets are left out.

    Of long outputs less is kept, `room` characters in all and a little more, and of very many the first thousand. But marks rest on
    which kinds there are: the first error, value and words on each stream stay, whatever was printed before them.
    """
    kept: list[dict[str, Any]] = []
    met: set[tuple[str, str]] = set()
    for output in outputs:
        kind = output.get("output_type")
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        if kind not in ("stream", "error", "display_data", "execute_result"):
            continue
        # A picture among many outputs is nobody's mark.
        first = kind != "display_data" and (kind, name) not in met
        if not first and (room <= 0 or len(kept) >= _MOST_OUTPUTS):
            continue
        met.add((kind, name))
        if kind == "stream":
            text = _shorten(join_lines(output.get("text", "")), room)
            fresh: dict[str, Any] = {"output_type": "stream", "name": name, "text": text}
            room -= len(text)
        elif kind == "error":
            lines = output.get("traceback", [])
            trace = []
            for line in map(join_lines, lines if isinstance(lines, list) else ()):
                if room > 0:
                    trace.append(_shorten(line, room))
                    room -= len(trace[-1])
            value = _shorten(join_lines(output.get("evalue", "")), max(200, min(room, 10_000)))
            short = _shorten(join_lines(output.get("ename", "")), 200)
            fresh = {"output_type": "error", "ename": short, "evalue": value, "traceback": trace}
            room -= len(value)
        else:
            given = output.get("data", {})
            data = given if isinstance(given, Mapping) else {}
            shown = {
                part: data[part]
                for part in _PICTURES
                if part in data and len(join_lines(data[part])) <= room and _is_picture(data[part])
            }
            if "text/plain" in data:
                shown["text/plain"] = _shorten(join_lines(data["text/plain"]), max(room, 200))
            fresh = {"output_type": kind, "data": shown, "metadata": {}}
            room -= sum(len(join_lines(value)) for value in shown.values())
            if kind == "execute_result":
                fresh["execution_count"] = _number(output.get("execution_count"))
        kept.append(fresh)
    return kept


def clean_cell(cell: MutableMapping[str, Any]) -> bool:
    """Make a cell that a trainee added harmless, in place; returns False for one that is better dropped."""
    cell.pop("attachments", None)
    cell["metadata"] = type(cell["metadata"])({})
    if cell["cell_type"] == "markdown":
        cell["source"] = quote_text(unquote_text(cell["source"]))
    return bool(cell["cell_type"] in ("markdown", "code"))
