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

__all__ = ["Literal", "find_in_cover", "find_in_page", "find_in_python", "find_in_text", "is_prose"]

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
_SPAN = re.compile(
    r"(?:seconds?|sec|minutes?|mins?|min|hours?|hrs?|h|days?|weeks?|%|percent|per\s+cent)$", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n\s*\n|\n(?=\s*(?:[-*+]|[0-9]+[.)])\s)")
_SITTING = re.compile(
    r"\b(?:exams?|quiz|(?:this|the|each|written|whole) (?:exam\w*|exercise|paper)|this (?:test|assessment|sitting)|"
    r"(?:each|first|second|third|last|this|written|practical|code|next) (?:part|section|question|task)|(?:all|the|these) questions|"
    r"(?:your|written|all|the) answers?|(?:no|open|closed|the|with|without a?) books?|(?:no|open|your|your own) notes|"
    r"(?:no|with a|without a|your|a) calculator|(?:extra|more|enough|working) time|time (?:allowed|limit|is up)|deadline|"
    r"hand(?:ed|ing|s)? (?:it |them |everything )?in|submi\w+|upload\w*|download\w*|(?:the|your|all|of) marks|to pass|pass mark|"
    r"(?:you|learners|candidates|trainees|everybody|everyone) (?:have|has|get|gets|will have|will get|may take)(?! to\b))\b",
    re.IGNORECASE,
)
_FILLING = re.compile(
    r"\b(?:about|around|only|exactly|up to|at most|no more than|in all|in total|long|allowed|time|duration|it|takes?|lasts?|is|are|and|or)\b",
    re.IGNORECASE,
)
_PATIENTS = re.compile(
    r"\b(?:patient|dos(?:e|ing)|infus|drip|inject|spray|pump|bolus|nasal|drug|medic|tablet|pressure|blood|pulse|oxygen|"
    r"saturation|heart|breath|sedat|dissoci|observ|monitor|recheck|measur|vital|baseline|clinic|ward|(?<!exam )session|treat|"
    r"driv|fast(?:s|ed|ing)?\b|symptom|half-li[fv]e|peak|onset|relaps|physical|mental)",
    re.IGNORECASE,
)
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


def find_in_cover(source: str, line: int, subject: str = "") -> Iterator[Literal]:
    """Yield the bare clinical numbers of an exercise's cover page that starts on a given line.

    How long the exercise takes, and what share of the marks it needs, are no clinical numbers. So a span of time or a
    percentage may stand in a sentence that is about the sitting (time, questions, handing in) and not about patients, or
    that is nothing else. `subject` is the name of what the course is about: a sentence with it is about patients.
    """
    plain = strip_references(source)
    spans, start = [], 0
    for gap in [*_SENTENCE.finditer(plain), None]:
        end = gap.start() if gap else len(plain)
        if _is_of_sitting(source[start:end], plain[start:end], subject):
            spans.append((start, end))
        start = gap.end() if gap else end
    for pattern in (_LITERAL, _PRESSURE):
        for match in pattern.finditer(plain):
            if _SPAN.search(match[0]) and any(first <= match.start() < last for first, last in spans):
                continue
            yield Literal(re.sub(r"\s+", " ", match[0]), line + plain.count("\n", 0, match.start()))


def _is_of_sitting(written: str, plain: str, subject: str) -> bool:
    """Return whether a sentence is about the exercise itself: it says so, names no patient and leans on no fact."""
    if "{fact}" in written or "{calc}" in written or _PATIENTS.search(plain) or _PRESSURE.search(plain):
        return False
    if subject and subject.casefold() in plain.casefold():
        return False
    return bool(_SITTING.search(plain)) or not re.search(r"\w", _FILLING.sub("", _LITERAL.sub("", plain)))


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
            if is_prose(info):
                prose[start] = prose[position] = ""
            else:
                prose[start : position + 1] = [""] * (position + 1 - start)
            fence = ""
    yield from find_in_text("\n".join(prose), 1)


def is_prose(info: str) -> bool:
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
