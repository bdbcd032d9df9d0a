"""The style sheets of the pages as rules: what a lint reads and what each engine is asked about."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FOLDER", "Rule", "list_sheets", "put_values", "read_rules", "split_outside"]

FOLDER = Path(__file__).parents[1] / "src" / "casebook" / "web"

_REMARK = re.compile(r"/\*.*?\*/", re.DOTALL)
_VARIABLE = re.compile(r"var\((--[\w-]+)(?:,([^()]*))?\)")
_GROUPS = ("@media", "@container", "@supports", "@layer")


@dataclass(frozen=True)
class Rule:
    """One rule: its selectors, what it declares, and the conditions it stands under, outermost first."""

    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]
    conditions: tuple[str, ...]


def list_sheets() -> list[Path]:
    return sorted(FOLDER.rglob("*.css"))


def split_outside(text: str, mark: str) -> list[str]:
    """Split at a mark, but not inside brackets or quotes."""
    parts, depth, quote = [""], 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == mark and not depth:
            parts.append("")
            continue
        parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def _find_blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before each pair of braces and what stands in it."""
    start = depth = opened = 0
    for place, letter in enumerate(text):
        if letter == "{":
            opened = opened if depth else place
            depth += 1
        elif letter == "}":
            depth -= 1
            if not depth:
                yield text[start:opened].strip(), text[opened + 1 : place]
                start = place + 1


def read_rules(text: str, conditions: tuple[str, ...] = ()) -> Iterator[Rule]:
    """Yield every rule of a style sheet in its order; the margins of a printed page are rules of their own."""
    for head, body in _find_blocks(_REMARK.sub("", text)):
        if head.startswith(_GROUPS):
            yield from read_rules(body, (*conditions, head))
            continue
        inner = body
        if head.startswith("@page"):
            yield from read_rules(body[body.find("@") :] if "@" in body else "", (*conditions, head))
            inner = body.split("@")[0]
        assert "{" not in inner, head
        pairs = (each.split(":", 1) for each in split_outside(inner, ";"))
        declared = tuple((name.strip(), value.removesuffix("!important").strip()) for name, value in pairs)
        yield Rule(tuple(split_outside(head, ",")), declared, conditions)


def put_values(value: str, values: Mapping[str, str]) -> str:
    """Return a value with the variables in it replaced by what they stand for: an engine takes any value with a variable."""
    while found := _VARIABLE.search(value):
        value = value.replace(found[0], values.get(found[1], (found[2] or "").strip()))
    return value
