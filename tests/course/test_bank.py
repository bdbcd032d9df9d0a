"""The bank itself: what right, untouched and random answers earn, how much there is, and what no sentence of it may say."""

import math
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from casebook.author.bank import Bank
from casebook.author.bank_reader import read_bank
from casebook.author.course import Course, find_course
from casebook.exercise.half import split_exercise
from casebook.figure.fence import replace_figures
from casebook.judge.blueprint import list_entries
from casebook.judge.check import check_bank
from casebook.judge.lint import find_flaws
from casebook.kind import expected_guess, mark
from casebook.kind.split import split_case
from casebook.mark.mark import Status
from casebook.site.evidence import LOCAL_PROTOCOL, describe_fact
from casebook.text.case import Case, Kind, Level
from casebook.text.markup import find_references, strip_references
from casebook.text.task import Exercise, Task

ROOT = Path(__file__).parents[2]
COURSE = find_course(ROOT)
BANK = read_bank(COURSE)
TASKS = [(exercise, part) for exercise in BANK.exercises for part in exercise.parts if isinstance(part, Task)]
LEARNERS = 1000


@pytest.fixture(scope="module")
def course() -> Course:
    return COURSE


@pytest.fixture(scope="module")
def bank() -> Bank:
    return BANK


Half = tuple[Mapping[str, Any], Mapping[str, Any], int]


@pytest.fixture(scope="module")
def halves(course: Course, bank: Bank) -> dict[str, list[Half]]:
    """Every item of the bank split, by the self-check or exercise that holds it: public half, secret half, variants."""
    found: dict[str, list[Half]] = {}
    for case in bank.cases:
        part, secrets = split_case(case, course.subject)
        found[case.id] = [(item, secrets[item["id"]], part["variants"]) for item in part["items"]]
    for exercise in bank.exercises:
        split = split_exercise(exercise, course.subject, b"0123456789abcdef")
        found[exercise.id] = [
            (item, split.secrets[item["id"]], part["variants"])
            for part in split.public["parts"]
            for item in part["items"]
        ]
    return found


def answer_rightly(secret: Mapping[str, Any], variant: int) -> Any:
    """Return what a learner who knows gives: of a number, what the feedback shows as the answer."""
    if secret["kind"] == "best":
        return secret["keys"][0]
    if secret["kind"] in ("all", "matching"):
        return list(secret["keys"])
    if secret["kind"] == "order":
        return list(secret["order"])
    return secret["shown"][variant] if secret["kind"] == "number" else "An answer for a person to read."


def test_right_answers_score_full_marks_with_every_set_of_numbers(halves: Mapping[str, list[Half]]) -> None:
    for items in halves.values():
        for item, secret, variants in items:
            for variant in range(variants):
                found = mark(secret, answer_rightly(secret, variant), variant)
                if secret["kind"] in ("written", "code"):
                    assert found.status is Status.WAITS, item["id"]
                else:
                    assert (found.status, found.points) == (Status.RIGHT, item["points"]), (item["id"], variant, found)


def test_untouched_exercises_score_nothing(halves: Mapping[str, list[Half]]) -> None:
    for items in halves.values():
        for item, secret, variants in items:
            for nothing in (None, "", []):
                found = mark(secret, nothing, variants - 1)
                assert (found.status, found.points) == (Status.UNANSWERED, 0), item["id"]


def guess(item: Mapping[str, Any], draw: random.Random) -> Any:
    """Return what somebody answers who reads nothing: one option, or one for each stem, a coin for each, any order, any number."""
    names = [option["id"] for option in item.get("options", ())]
    if item["kind"] == "best":
        return draw.choice(names)
    if item["kind"] == "all":
        return [name for name in names if draw.random() < 0.5]
    if item["kind"] == "matching":
        return [f"{stem['id']}={draw.choice(names)}" for stem in item["stems"]]
    if item["kind"] == "order":
        return draw.sample(names, len(names))
    return ""


def test_guessing_scores_what_theory_says(halves: Mapping[str, list[Half]]) -> None:
    """A thousand invented learners guess every item; each item's mean is held to theory, and so is each exercise's.

    Over some three hundred items a mean four standard errors off is expected once in fifty runs; the seed is fixed.
    """
    draw = random.Random(20261121)
    for name, items in halves.items():
        total, expected, variance = 0.0, 0.0, 0.0
        for item, secret, variants in items:
            keys = len(secret.get("keys", ())) if item["kind"] in ("best", "all") else 0
            theory = expected_guess(item["kind"], len(item.get("options", ())), keys) * item["points"]
            marks = [mark(secret, guess(item, draw), draw.randrange(variants)).points for _ in range(LEARNERS)]
            mean = sum(marks) / LEARNERS
            spread = sum((each - mean) ** 2 for each in marks) / (LEARNERS - 1)
            assert abs(mean - theory) <= 4 * math.sqrt(spread / LEARNERS) + 1e-9, (item["id"], mean, theory)
            total, expected, variance = total + mean, expected + theory, variance + spread
        assert abs(total - expected) <= 4 * math.sqrt(variance / LEARNERS) + 1e-9, (name, total, expected)


def run_task(task: Task, answer: str, exercise: Exercise) -> list[str]:
    """Return how each test of a code task ended, in a Python of its own, in the folder with the task's tables."""
    script = "\n".join(
        [
            "scope = {}",
            "try:\n    exec(ANSWER, scope)\nexcept Exception:\n    pass",
            "for test in TESTS:",
            "    try:\n        exec(test, dict(scope))\n        print('passed')",
            "    except Exception as error:\n        print('failed', type(error).__name__)",
        ]
    )
    source = f"ANSWER, TESTS = {answer!r}, {[test.source for test in task.tests]!r}\n{script}"
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=exercise.folder, capture_output=True, text=True, check=True, timeout=240,
        env=os.environ | {"PYTHONUTF8": "1"},
    )  # fmt: skip
    return done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(("exercise", "task"), TASKS, ids=[task.id for _, task in TASKS])
def test_a_solution_passes_every_test_and_the_starter_none(exercise: Exercise, task: Task) -> None:
    assert run_task(task, task.solution, exercise) == ["passed"] * len(task.tests)
    untouched = run_task(task, task.starter, exercise)
    assert len(untouched) == len(task.tests)
    assert [line for line in untouched if not line.startswith("failed")] == []


def test_the_bank_is_as_large_as_was_promised(bank: Bank) -> None:
    entries = list_entries(bank)
    high = [entry for entry in entries if entry.level in (Level.APPLY, Level.ANALYSE, Level.EVALUATE)]
    assert len(bank.cases) >= 55
    assert sum(not entry.graded for entry in entries) >= 170
    assert len(bank.exercises) >= 18
    assert sum(entry.graded for entry in entries) >= 120
    assert len(TASKS) >= 8
    assert sum(entry.drawn for entry in entries) >= 60
    assert 3 * len(high) >= 2 * len(entries)


def test_no_item_breaks_a_rule_of_good_item_writing(course: Course, bank: Bank) -> None:
    assert [str(problem) for problem in find_flaws(bank, course.subject)] == []


def test_every_key_rests_on_what_may_be_examined(course: Course, bank: Bank) -> None:
    assert [str(problem) for problem in check_bank(bank, course.subject)] == []


def list_parts(bank: Bank) -> Iterator[Case]:
    yield from bank.cases
    yield from (part for part in bank.list_graded() if isinstance(part, Case))


def count_words(source: str) -> int:
    """Return how many words a reader meets: a reference is one, a figure its caption, bars and rules of a table none."""
    source = replace_figures(source, lambda block: block.caption)
    words = re.sub(r"\{[a-z]+\}`[^`<]*<?[^`]*`|\{\{[^}]*\}\}", "reference", source).split()
    return sum(any(map(str.isalnum, word)) for word in words)


def test_items_are_short_enough_to_read_and_messages_long_enough_to_teach(bank: Bank) -> None:
    for case in list_parts(bank):
        for item in case.items:
            assert count_words(item.question.source) + count_words(item.body.source) <= 120, item.name
            assert all(count_words(option.text.source) <= 30 for option in item.options), item.name
            if item.kind is Kind.MATCHING:
                assert all(count_words(stem.text.source) <= 30 for stem in item.stems), item.name
                assert all(all(stem.reasons.values()) and len(stem.reasons) > 1 for stem in item.stems), item.name
            elif item.kind is not Kind.WRITTEN:
                assert all(option.message for option in item.options), item.name
                assert item.kind is not Kind.NUMBER or (item.message and item.otherwise), item.name


PROMOTION = {
    "a promise": r"\b(?:miracle|breakthrough|game.?changer|wonder drug|life.?changing|revolutionary|cure[sd]?|cutting.edge|"
    r"ground.?breaking|risk.free|side.effect.free|painless|guaranteed?)\b",
    "an invitation": r"\b(?:book (?:now|today|your)|sign up today|our clinics?|ask your doctor about|free consultation|"
    r"limited offer|special offer)\b",
    "a vendor": r"\b(?:janssen|johnson (?:&|and) johnson|pfizer|par pharmaceutical|hikma|mindbloom|joyous|nue life|"
    r"ketamine wellness|field trip|actify|better ?u|innerwell|wondermed)\b",
}
"""What no sentence of the course may say, and what it would be.

Words of advertisements, the makers of ketamine and esketamine, and services that sell them. The names of the licensed
products are not here: a label can't be spoken of without them.
"""

SPOKEN_OF = {
    ("book/evidence/reading-the-web.md", "guarantee"): "an article's claim, refuted in the next sentence",
    ("book/evidence/web-verdicts.case.md", "guaranteed"): "said that nothing is",
    ("book/screening/consent-article.case.md", "cured"): "a relative's words, to be answered",
    ("answers/after-response/response-audit.case.md", "cured"): "a wrong reading of a table, with its reason",
    ("answers/events-rare-and-slow/other-jerks.case.md", "cure"): "said of double vision, which glasses don't mend",
}
"""Where a promising word is spoken of and not promised, and how; each was looked at."""


def list_texts(bank: Bank) -> Iterator[tuple[str, str]]:
    """Yield every text of the course with where it stands: pages, cases, tasks and introductions."""
    for page in bank.pages:
        if not page.path.startswith(("book/contribute/", "book/changes")):
            yield page.path, re.sub(r"^`{3,}\{code-cell\}.*?^`{3,}$", "", page.source, flags=re.MULTILINE | re.DOTALL)
    for case in list_parts(bank):
        for text in case.texts():
            yield f"{case.path}:{text.line}", text.source
    for exercise in bank.exercises:
        yield exercise.id, exercise.intro.source
        for part in exercise.parts:
            if isinstance(part, Task):
                yield part.path, part.prompt.source


def list_promotion(text: str) -> Iterator[tuple[str, str]]:
    """Yield each word that promises, invites or names a vendor, and the sentence it stands in."""
    for sentence in re.split(r"(?<=[.!?])\s+|\n\s*\n|\n(?=[-|>#])", strip_references(text)):
        for pattern in PROMOTION.values():
            for found in re.finditer(pattern, sentence, re.IGNORECASE):
                yield found[0].lower(), " ".join(sentence.split())


def test_no_sentence_promotes_treatment_or_names_a_vendor(bank: Bank) -> None:
    found = [(place, *each) for place, text in list_texts(bank) for each in list_promotion(text)]
    assert [each for each in found if (each[0].partition(":")[0], each[1]) not in SPOKEN_OF] == []
    met = {(place.partition(":")[0], word) for place, word, _ in found}
    assert sorted(SPOKEN_OF.keys() - met) == [], "these are gone; take them off the list"


@pytest.mark.parametrize(
    "sentence",
    [
        "Ketamine is a breakthrough for people with depression.",
        "Book your first infusion with our team.",
        "Relief is guaranteed within a day.",
        "Mindbloom posts lozenges to the door.",
    ],
)
def test_such_a_sentence_would_be_found(sentence: str) -> None:
    assert list(list_promotion(sentence))


def list_rescues(source: str, course: Course) -> list[str]:
    named = re.findall(r"\{fact\}`(?:[^`<]*<)?([a-z0-9._-]+)>?`", source)
    return [name for name in named if course.subject.facts[name].local_protocol]


def test_every_rescue_dose_opens_with_its_caveat(course: Course) -> None:
    rescues = [fact for fact in course.subject.facts.values() if fact.local_protocol]
    assert rescues
    for fact in rescues:
        assert LOCAL_PROTOCOL in describe_fact(fact, course.subject)["caveat"], fact.id


def test_a_text_that_shows_a_rescue_dose_says_that_the_local_protocol_decides(course: Course, bank: Bank) -> None:
    shown = 0
    texts = [(page.path, page.source) for page in bank.pages if not page.path.startswith("book/contribute/")]
    texts += [
        (f"{case.path}", "\n".join(text.source for text in case.texts()))
        for case in list_parts(bank)
        if any(reference.role == "fact" for text in case.texts() for reference in find_references(text))
    ]
    for place, source in texts:
        rescues = list_rescues(source, course)
        shown += len(rescues)
        assert not rescues or re.search(r"(?:local|your)\s+protocol", source, re.IGNORECASE), (place, rescues)
    assert shown
