"""Finding clinical numbers that stand where no source can reach them: bare in prose, options or Python.

One number, one home: a dose, a time or a pressure comes from the fact registry (or, in a case, from its declared
patient data), so that changing it there changes it everywhere. A line of Python may say
``# not clinical: why`` where a number is none.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..text.markup import strip_references

__all__ = ["Literal", "find_in_page", "find_in_python", "find_in_text"]

_UNITS = (
    r"%|percent|per\s+cent|‰|"
    r"(?:kilo|milli|micro|nano)?grams?(?:\s+per\s+\w+)?|(?:milli|micro)?lit(?:re|er)s?|millimol\w*|"
    r"kg|(?:mg|mcg|µg|μg|ug|ng|g|mL|ml|L|l|dL|mmol|µmol|nmol|IU)"
    r"(?:/(?:kg|mL|ml|L|l|dL|h|hr|min|day|d|m2|m²)){0,2}|"
    r"mmHg|mm\s?Hg|kPa|bpm|beats|breaths|"
    r"seconds?|sec|minutes?|mins?|min|hours?|hrs?|h|days?|weeks?|months?|years?"
)
_WORDS = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|"
    "eighty|ninety|hundred"
)
_NUMBER = rf"(?:[0-9]+(?:[.,][0-9]+)*|(?:{_WORDS})(?:[ -](?:{_WORDS}))*)"
_LITERAL = re.compile(
    rf"(?<![\w.,/-]){_NUMBER}(?:\s*(?:-|–|to|and|or|/|×|x)\s*{_NUMBER})*[\s\u00a0-]*(?:{_UNITS})(?![\w/])",
    re.IGNORECASE,
)
_PRESSURE = re.compile(r"(?<![\w/.-])[0-9]{2,3}/[0-9]{2,3}(?![\w/])")
_WAIVER = re.compile(r"#\s*not clinical:\s*\S")
_FENCE = re.compile(r"^(`{3,}|~{3,})\s*(.*)$")


@dataclass(frozen=True, slots=True)
class Literal:
    """A clinical number found bare: what it says, and its line."""

    text: str
    line: int


def find_in_text(source: str, line: int) -> Iterator[Literal]:
    """Yield the bare clinical numbers of Markdown prose that starts on a given line."""
    plain = strip_references(source)
    for pattern in (_LITERAL, _PRESSURE):
        for match in pattern.finditer(plain):
            yield Literal(re.sub(r"\s+", " ", match[0]), line + plain.count("\n", 0, match.start()))


def find_in_page(source: str) -> Iterator[Literal]:
    """Yield the bare clinical numbers of a page of the book: its prose, and the Python of its code cells.

    The header and fenced blocks that are not run (examples, directives' options) are left out.
    """
    lines = source.split("\n")
    prose = list(lines)
    if lines and lines[0].rstrip() == "---":
        end = next((at for at, text in enumerate(lines) if at and text.rstrip() == "---"), 0)
        prose[: end + 1] = [""] * (end + 1)
    fence, start, info = "", 0, ""
    for position, text in enumerate(lines):
        found = _FENCE.match(text.strip())
        if not fence and found and prose[position]:
            fence, start, info = found[1], position, found[2]
        elif fence and found and found[1].startswith(fence) and not found[2]:
            if info.startswith("{code-cell}"):
                body = lines[start + 1 : position]
                options = next((at for at, line in enumerate(body) if not line.startswith(":")), 0)
                yield from find_in_python("\n".join(body[options:]), frozenset({0, 1, 2, 3}), start + 2 + options)
            if _is_prose(info):
                prose[start] = prose[position] = ""
            else:
                prose[start : position + 1] = [""] * (position + 1 - start)
            fence = ""
    yield from find_in_text("\n".join(prose), 1)


def _is_prose(info: str) -> bool:
    """Return whether a fenced block is a directive whose body readers read, such as a note."""
    return bool(re.match(r"\{(note|tip|warning|important|admonition|caution|seealso|dropdown|epigraph|margin)", info))


def _is_waived(lines: list[str], node: ast.expr) -> bool:
    return any(_WAIVER.search(line) for line in lines[node.lineno - 1 : node.end_lineno])


def find_in_python(source: str, allowed: frozenset[float] = frozenset({0, 1, 2}), first: int = 1) -> Iterator[Literal]:
    """Yield the numbers of Python source that are not among the few a program may write, and texts with a clinical one.

    Positions in ``x[3]`` are no clinical numbers; docstrings are read as prose is not: they explain. Source that can't
    be parsed yields nothing; whoever runs it says so.
    """
    try:
        tree = ast.parse("\n".join("" if line.startswith(("%", "!")) else line for line in source.split("\n")))
    except SyntaxError:
        return
    lines = source.split("\n")
    indices = {id(leaf) for node in ast.walk(tree) if isinstance(node, ast.Subscript) for leaf in ast.walk(node.slice)}
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if (
            not isinstance(node, ast.Constant)
            or id(node) in indices
            or id(node) in docstrings
            or _is_waived(lines, node)
        ):
            continue
        if isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            if abs(node.value) not in allowed:
                yield Literal(str(node.value), first + node.lineno - 1)
        elif isinstance(node.value, str):
            yield from find_in_text(node.value, first + node.lineno - 1)
