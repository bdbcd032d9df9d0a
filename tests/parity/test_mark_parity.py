"""Page and Python give the same mark, name the same mistake and refuse in the same words, over more than a thousand responses."""

import random
from pathlib import Path
from typing import Any

import pytest

from casebook.author.reader import read_case
from casebook.kind import mark
from casebook.kind.split import split_case
from casebook.mark.learner import choose_variant
from casebook.subject import load_subject
from casebook.text.case import Case

ROOT = Path(__file__).parents[2]

# One item of every kind, with numbers that no case of the course needs to have.
SECRETS: dict[str, dict[str, Any]] = {
    "best": {"kind": "best", "points": 1.0, "keys": ["b"], "messages": {"a": "", "b": "", "c": ""}},
    "all": {"kind": "all", "points": 3.0, "keys": ["b", "d"], "messages": {"a": "", "b": "", "c": "", "d": "", "e": ""}},
    "order": {"kind": "order", "points": 2.0, "order": ["c", "a", "d", "b"], "messages": {}},
    "matching": {
        "kind": "matching", "points": 4.0, "keys": ["s1=b", "s2=a", "s3=b"], "options": ["a", "b", "c", "d"], "messages": {},
    },
    "number": {
        "kind": "number", "points": 2.0, "unit": "mL", "keys": [1.5, 250.0], "allowed": [0.03, 5.0],
        "predictions": [
            {"name": "tenfold", "values": [15.0, 2500.0], "allowed": [0.3, 50.0], "message": ""},
            {"name": "inverted", "values": [1 / 3, 0.004], "allowed": [0.006, 0.00008], "message": ""},
        ],
    },
    "written": {"kind": "written", "points": 4.0},
    "code": {"kind": "code", "points": 4.0},
}  # fmt: skip
ODD: list[Any] = [
    None, "", "  ", "\u3000", "\x85", "\ufeff", [], [""], "a", "b", "z", ["b"], ["b", "b"], ["b", 1], 5, 1.5, True, False, {}, {"a": 1}, [["a"]],
    ["c", "a", "d", "b"], ["b", "d", "a", "c"], ["a", "c", "d", "b"], ["c", "a", "d"], ["d", "b"], ["b", "a"], ["b", "d", "a"], ["a", "c", "e"],
    "toString", "__proto__", ["constructor", "b"], ["s1=b"], ["s1=b", "s2=a", "s3=b"], ["s3=b", "s1=b"], ["s1=a", "s1=b"], ["s1=b", "s1=b"],
    ["s1=z"], ["s4=a"], ["s1=b=a"], ["=b"], ["s1="], ["s1"], ["s1=b", 1], "s1=b", ["s1=b", "s2=c", "s3=d"], ["s2=b", "s1=d"],
]  # fmt: skip
NUMBERS = [
    "1.5", "1,5", "1.53", "1.5301", "1,47", "15", "15,0", "0,333", "0.3333", ".333", "1.500", "1,500", "250", "255", "255,0", "255.001", "2500",
    "2 500", "2'500", "2.500", "0.004", "1.5 mL", "1.5ml", "1.5 mg", "1e0", "one", "-1.5", "\u22121.5", "2,5,0", "1 250.5",
]  # fmt: skip


def _real_items() -> list[tuple[str, dict[str, Any], int]]:
    """Return the secret half of every item of the course with the number of variants of its case."""
    subject = load_subject("ketamine")
    found: list[tuple[str, dict[str, Any], int]] = []
    for path in sorted([*ROOT.glob("book/**/*.case.md"), *ROOT.glob("answers/**/*.case.md")]):
        case = read_case(path.read_bytes(), path.name)
        assert isinstance(case, Case), case
        part, secrets = split_case(case, subject)
        found += [(case.id, dict(secret), part["variants"]) for secret in secrets.values()]
    return found


def _responses(secret: dict[str, Any], variant: int, drawn: random.Random) -> list[Any]:
    """Return right, nearly right, predicted and hopeless answers to an item."""
    kind = secret["kind"]
    if kind == "number":
        key, allowed = secret["keys"][variant], secret["allowed"][variant]
        values = [key, key + 0.99 * allowed, key - 1.01 * allowed, key + 1.01 * allowed]
        values += [prediction["values"][variant] for prediction in secret["predictions"]]
        texts = [f"{value:.6f}" for value in values]
        return [
            *texts,
            *(text.replace(".", ",") for text in texts),
            f"{key:.4f} {secret['unit']}",
            drawn.choice(NUMBERS),
        ]
    if kind in ("best", "all"):
        names = sorted(secret["messages"])
        picked = [drawn.sample(names, drawn.randint(1, len(names))) for _ in range(6)]
        return [*names, *picked] if kind == "best" else [*picked, secret["keys"], names]
    if kind == "order":
        return [drawn.sample(secret["order"], len(secret["order"])) for _ in range(8)] + [secret["order"]]
    if kind == "matching":
        stems = [key.partition("=")[0] for key in secret["keys"]]

        def draw() -> list[str]:
            asked = drawn.sample(stems, drawn.randint(1, len(stems)))
            return [f"{stem}={drawn.choice(secret['options'])}" for stem in asked]

        return [secret["keys"], secret["keys"][::-1], secret["keys"][:-1], *(draw() for _ in range(40))]
    return ["Some words.", ""]


def _table() -> list[tuple[dict[str, Any], Any, int]]:
    drawn = random.Random(3)
    table = [
        (secret, response, variant)
        for secret in SECRETS.values()
        for response in [*ODD, *(NUMBERS if secret["kind"] == "number" else [])]
        for variant in (0, 1)
    ]
    for case, secret, variants in _real_items():
        for learner in range(12):
            variant = choose_variant(f"trainee-{learner}", case, variants)
            table += [(secret, response, variant) for response in _responses(secret, variant, drawn)]
    return table


def test_every_response_earns_the_same_in_page_and_python(run_page: Any) -> None:
    table = _table()
    assert len(table) >= 1000
    statuses = set()
    for (secret, response, variant), page in zip(table, run_page("item/mark.js", "mark", table), strict=True):
        python = mark(secret, response, variant)
        seen = (page["points"], page["outOf"], page["status"], page["mistake"], page["refusal"])
        expected = (python.points, python.out_of, python.status, python.mistake, python.refusal)
        assert seen == expected, (secret["kind"], response, variant)
        statuses.add(python.status)
    assert statuses == {"unanswered", "refused", "right", "partly", "wrong", "waits"}


@pytest.mark.parametrize("kind", sorted(SECRETS))
def test_the_table_would_notice_another_mark(kind: str) -> None:
    """A table in which every response of a kind earned the same would prove nothing."""
    earned = {mark(secret, response, variant) for secret, response, variant in _table() if secret["kind"] == kind}
    assert len(earned) > 1
