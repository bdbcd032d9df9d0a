"""The blind reader's sheet: the public half of every item as plain text, and a form to answer on.

A second reader answers each item from what learners see, without its key. Everything printed here comes from the public
halves alone, so that a sheet can't give a key away; options are lettered, for the names that authors give them may speak.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from string import ascii_lowercase
from typing import Any

from ...author.bank import Bank
from ...exercise.half import split_exercise
from ...mark.half import PublicPart, SecretHalf, split_case
from ...subject import Subject
from .log import Answer

__all__ = ["Leaf", "list_leaves", "make_form", "plain_text", "print_public"]

_BLOCKS = frozenset({"p", "li", "tr", "ul", "ol", "table", "pre", "blockquote", "div", "h2", "h3", "hr"})


class _Plain(HTMLParser):
    """Collects the words of a rendered text, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCKS or tag == "br":
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("- ")
        if tag in ("td", "th"):
            self.parts.append(" | ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(html: str) -> str:
    """Return the words of an item's HTML, a line for each paragraph, list entry or row of a table."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    lines = (
        re.sub(r"[ \t\u00a0]+", " ", line).strip().removeprefix("| ") for line in "".join(parser.parts).split("\n")
    )
    return "\n".join(line for line in lines if line)


_STRAIGHT = str.maketrans("\u201c\u201d\u2018\u2019", "\"\"''")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One item as its reader meets it: the words learners see, and how to tell that they or the key have changed.

    `print` is the item's fingerprint (`casebook.mark.half.fingerprint`) and `wording` a digest of its words. Both are made
    without the bank's salt: they are kept beside the keys, and must outlive a new salt. `options` are the ids of options
    or steps in the order of their letters, and `secret` is for comparing.
    """

    name: str
    kind: str
    graded: bool
    story: str
    text: str
    options: tuple[str, ...]
    print: str
    wording: str
    secret: SecretHalf
    path: str
    line: int

    def name_options(self, answer: Answer) -> Answer | None:
        """Return an answer given in letters with the ids of its options, any other as it is; None for a wrong letter."""
        if not self.options:
            return answer
        names = dict(zip(ascii_lowercase, self.options, strict=False))
        several = (answer,) if isinstance(answer, str) else answer
        if not names.keys() >= set(several):
            return None
        return names[answer] if isinstance(answer, str) else tuple(names[letter] for letter in several)


def _word_item(item: Any, *namings: Iterable[str]) -> Iterator[str]:
    """Yield an item in plain words, once with each of these namings of its options."""
    head = [plain_text(item["question"]), plain_text(item["body"])]
    options = [plain_text(option["text"]) for option in item.get("options", ())]
    tail = []
    if "unit" in item:
        tail.append(f"  a number in {item['unit']}" if item["unit"] != "1" else "  a number")
    if item["kind"] == "code":
        tail.append(str(item.get("starter", "")))
    for names in namings:
        named = (f"  [{name}] {text}" for name, text in zip(names, options, strict=False))
        yield "\n".join(part for part in (*head, *named, *tail) if part)


def _cut(part: PublicPart, secrets: Any, graded: bool, path: str, lines: dict[str, int]) -> Iterator[Leaf]:
    story = plain_text(part["intro"])
    for item in part["items"]:
        options = tuple(option["id"] for option in item.get("options", ()))
        # Where an author breaks lines, and how quotes are set, is not wording; which option has which words is.
        by_id, text = _word_item(item, options, ascii_lowercase)
        words = " ".join(f"{story} {by_id}".translate(_STRAIGHT).split())
        digest = hashlib.sha256(words.encode()).hexdigest()[:12]
        name = item["id"]
        yield Leaf(
            name, item["kind"], graded, story, text, options, item["fingerprint"], digest, secrets[name], path,
            lines.get(name, 1),
        )  # fmt: skip


def list_leaves(bank: Bank, subject: Subject) -> Iterator[Leaf]:
    """Yield every item of a bank that has passed its checks, self-checks first; numbers are those of the first variant."""
    for case in bank.cases:
        part, secrets = split_case(case, subject)
        yield from _cut(part, secrets, False, case.path, {item.name: item.line for item in case.items})
    for exercise in bank.exercises:
        halves = split_exercise(exercise, subject, b"")
        for source, part in zip(exercise.parts, halves.public["parts"], strict=True):
            lines = {item.name: item.line for item in getattr(source, "items", ())}
            yield from _cut(part, halves.secrets, True, source.path, lines)


_ASKED = {
    "best": "one option",
    "all": "all options that apply",
    "order": "all steps, in order",
    "number": "a number",
    "written": "a few sentences",
    "code": "code",
}


def _pick(bank: Bank, subject: Subject, only: Collection[str]) -> Iterator[Leaf]:
    for leaf in list_leaves(bank, subject):
        if not only or leaf.name in only or leaf.name.partition("--")[0] in only:
            yield leaf


def print_public(bank: Bank, subject: Subject, only: Collection[str] = ()) -> str:
    """Return the public half of every item as plain text for a blind reader; `only` names cases or items to print."""
    lines: list[str] = []
    told = ""
    for leaf in _pick(bank, subject, only):
        case = leaf.name.partition("--")[0]
        if case != told:
            lines += ["", "=" * 60, case, "", leaf.story]
            told = case
        lines += ["", f"--- {leaf.name} ({_ASKED[leaf.kind]})", leaf.text]
    return "\n".join(lines).strip() + "\n"


_EMPTY = {"best": '""', "all": "[]", "order": "[]", "number": '""', "written": '""', "code": '""'}


def make_form(bank: Bank, subject: Subject, only: Collection[str] = ()) -> str:
    """Return the form a blind reader fills in, as TOML: an answer, the level it seemed to ask for, and any remark."""
    lines = [
        "# Answer from the printed items and the chapter alone. Options and steps are answered with the letters in brackets.",
        "# wording tells which state of the item was printed; leave it as it is.",
        "# level is one of remember, understand, apply, analyse, evaluate. remark may stay empty.",
    ]
    for leaf in _pick(bank, subject, only):
        lines += ["", "[[answer]]", f'item = "{leaf.name}"  # {_ASKED[leaf.kind]}', f'wording = "{leaf.wording}"']
        lines.append(f"answer = {_EMPTY[leaf.kind]}")
        if leaf.kind in ("written", "code"):
            lines.append("# agrees = true  (for whoever compares it with the rubric or the tests)")
        lines += ['level = ""', 'remark = ""']
    return "\n".join(lines) + "\n"
