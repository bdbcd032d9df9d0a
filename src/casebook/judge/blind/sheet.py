"""The blind reader's sheet: the public half of every item as plain text, and a form to answer on.

A second reader answers each item from what learners see, without its key. Everything printed here comes from the public
halves alone, so that a sheet can't give a key away; options are lettered, for the names that authors give them may speak.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase

from ...author.bank import Bank
from ...exercise.half import split_exercise, word_part
from ...kind import KINDS, mark
from ...kind.split import split_case, word_case
from ...kind.verbs import Given, Response
from ...mark.half import PublicItem, PublicPart, SecretHalf
from ...mark.mark import Status
from ...subject import Subject
from ...text.session import Session

__all__ = ["BlindItem", "compare_answer", "list_items", "make_form", "print_public"]

_STRAIGHT = str.maketrans("\u201c\u201d\u2018\u2019|", "\"\"'' ")


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindItem:
    """One item as its reader meets it: the words learners see, and how to tell that they or the key have changed.

    `print` is the item's fingerprint (`casebook.kind.split.fingerprint`) and `wording` a digest of its words. Both are made
    without the bank's salt: they are kept beside the keys, and must outlive a new salt. `item` is the public item in plain
    words, and `secret` is for comparing.
    """

    name: str
    kind: str
    graded: bool
    story: str
    text: str
    item: PublicItem
    print: str
    wording: str
    secret: SecretHalf
    path: str
    line: int

    def unletter(self, given: Given) -> Response | None:
        """Return an answer given in letters in ids; None for a wrong letter."""
        return KINDS[self.kind].unletter(self.item, given)


def compare_answer(leaf: BlindItem, answer: Response) -> bool | None:
    """Return whether an answer to the first variant is the key; None where only a person can tell."""
    verbs = KINDS[leaf.kind]
    return mark(leaf.secret, verbs.respond(answer), 0).status is Status.RIGHT if verbs.marked else None


def _word_item(item: PublicItem, names: Sequence[str]) -> str:
    head = (item["question"], item["body"])
    return "\n".join(part for part in (*head, *KINDS[item["kind"]].word(item, names)) if part)


def _cut(
    story: str, worded: Iterable[PublicItem], prints: Mapping[str, str], secrets: Mapping[str, SecretHalf],
    graded: bool, path: str, lines: Mapping[str, int],
) -> Iterator[BlindItem]:  # fmt: skip
    for item in worded:
        options = [option["id"] for option in item.get("options", ())]
        # Where an author breaks lines, and how quotes are set, is not wording; which option has which words is.
        words = " ".join(f"{story} {_word_item(item, options)}".translate(_STRAIGHT).split())
        name = item["id"]
        yield BlindItem(
            name=name,
            kind=item["kind"],
            graded=graded,
            story=story,
            text=_word_item(item, ascii_lowercase),
            item=item,
            print=prints[name],
            wording=hashlib.sha256(words.encode()).hexdigest()[:12],
            secret=secrets[name],
            path=path,
            line=lines.get(name, 1),
        )


def _list_prints(part: PublicPart) -> dict[str, str]:
    return {item["id"]: item["fingerprint"] for item in part["items"]}


def list_items(bank: Bank, subject: Subject) -> Iterator[BlindItem]:
    """Yield every item of a bank that has passed its checks, self-checks first; numbers are those of the first variant."""
    for case in bank.cases:
        part, secrets = split_case(case, subject)
        lines = {item.name: item.line for item in case.items}
        yield from _cut(*word_case(case, subject), _list_prints(part), secrets, False, case.path, lines)
    for exercise in bank.exercises:
        # Whether a class shares its numbers changes nothing that a reader sees: they have those of the first variant.
        # A session is not read but played.
        read = tuple(source for source in exercise.parts if not isinstance(source, Session))
        halves = split_exercise(replace(exercise, same=False, parts=read), subject, b"")
        for source, part in zip(read, halves.public["parts"], strict=True):
            lines = {item.name: item.line for item in getattr(source, "items", ())}
            worded = word_part(source, part, subject)
            yield from _cut(*worded, _list_prints(part), halves.secrets, True, source.path, lines)


def _pick(bank: Bank, subject: Subject, only: Collection[str]) -> Iterator[BlindItem]:
    for item in list_items(bank, subject):
        if not only or item.name in only or item.name.partition("--")[0] in only:
            yield item


def print_public(bank: Bank, subject: Subject, only: Collection[str] = ()) -> str:
    """Return the public half of every item as plain text for a blind reader; `only` names cases or items to print."""
    lines: list[str] = []
    told = ""
    for item in _pick(bank, subject, only):
        case = item.name.partition("--")[0]
        if case != told:
            lines += ["", "=" * 60, case, "", item.story]
            told = case
        lines += ["", f"--- {item.name} ({KINDS[item.kind].asked})", item.text]
    return "\n".join(lines).strip() + "\n"


def make_form(bank: Bank, subject: Subject, only: Collection[str] = ()) -> str:
    """Return the form a blind reader fills in, as TOML: an answer, the level it seemed to ask for, and any remark."""
    lines = [
        "# Answer from the printed items and the chapter alone. Options and steps are answered with the letters in brackets.",
        "# wording tells which state of the item was printed; leave it as it is.",
        "# level is one of remember, understand, apply, analyse, evaluate. remark may stay empty.",
    ]
    for item in _pick(bank, subject, only):
        lines += ["", "[[answer]]", f'item = "{item.name}"  # {KINDS[item.kind].asked}', f'wording = "{item.wording}"']
        lines.append(f"answer = {KINDS[item.kind].form}")
        if not KINDS[item.kind].marked:
            lines.append("# agrees = true  (for whoever compares it with the rubric or the tests)")
        lines += ['level = ""', 'remark = ""']
    return "\n".join(lines) + "\n"
