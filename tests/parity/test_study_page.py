"""The study record that the page makes is marked alike by Python, and an exam is drawn by its seed alone."""

import json
import random
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import find_course
from casebook.author.reader import read_case
from casebook.kind.split import split_case
from casebook.mark.learner import choose_variant, shuffle_ids
from casebook.study.record import StudyRecord, read_study_record
from casebook.study.verify import Outcome, read_questions, verify
from casebook.text.case import Case

ROOT = Path(__file__).parents[2]
TOKEN = "0123456789abcdef"
DAY = "2026-11-28"


@cache
def read_cases() -> list[dict[str, Any]]:
    """Every self-check of the course as a chapter's script holds it."""
    course = find_course(ROOT)
    cases = []
    for path in sorted(course.book.rglob("*.case.md")):
        case = read_case(path.read_bytes(), path.name)
        assert isinstance(case, Case), case
        part, secrets = split_case(case, course.subject)
        objectives = {item.name: list(item.objectives) for item in case.items}
        cases.append(
            {"page": path.parent.name, "part": part, "secrets": secrets, "objectives": objectives, "leans": False}
        )
    return cases


def invent(secret: dict[str, Any], variant: int, lots: random.Random) -> Any:
    """Return an answer as a reader may give it: right, partly right, wrong, or one that can't be read."""
    kind = secret["kind"]
    if kind == "best":
        return lots.choice(sorted(secret["messages"]))
    if kind == "all":
        return lots.sample(sorted(secret["messages"]), lots.randint(1, len(secret["messages"])))
    if kind == "number":
        key = secret["keys"][variant]
        return lots.choice([f"{key:.6f}", f"{key * 10:.3f}", f"{key:.0f} ", "about 3", "1,500"])
    if kind == "order":
        return lots.choice([secret["order"], lots.sample(secret["order"], len(secret["order"]))])
    if kind == "matching":
        return [f"{each.partition('=')[0]}={lots.choice(secret['options'])}" for each in secret["keys"]]
    return "What I would write."


def describe_course(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """The course as the build tells it to the pages."""
    names = ("id", "fingerprint", "points", "kind")
    pages = [
        {
            "page": f"tea/page-{number}", "title": case["part"]["title"], "chapter": 1, "minutes": 5,
            "cards": [{
                "kind": "case", "id": case["part"]["id"], "title": case["part"]["title"],
                "items": [[*(item[name] for name in names), ""] for item in case["part"]["items"]],
            }],
        }
        for number, case in enumerate(cases)
    ]  # fmt: skip
    return {"title": "Tea", "chapters": [{"page": "tea/index", "title": "Tea"}], "pages": pages}


def make_record(run_page: Any) -> tuple[dict[str, Any], StudyRecord]:
    """Every self-check answered in the page's own code, and the record it makes of that, read back."""
    cases, lots = read_cases(), random.Random(14)
    given = []
    for case in cases:
        part = case["part"]
        variant = choose_variant(f"{TOKEN}-1", part["id"], part["variants"])
        given += [(item, case["secrets"][item["id"]], variant) for item in part["items"]]
    responses = [invent(secret, variant, lots) for _, secret, variant in given]
    marks = run_page(
        "item/mark.js",
        "mark",
        [(secret, each, variant) for (_, secret, variant), each in zip(given, responses, strict=True)],
    )
    taken = [
        (item, {"fingerprint": item["fingerprint"], "variant": variant, "response": each, "sure": None}, outcome)
        for (item, _, variant), each, outcome in zip(given, responses, marks, strict=True)
        if outcome["status"] not in ("unanswered", "refused")
    ]
    answers = run_page("reader/record.js", "markQuestion", [(None, each, outcome, DAY) for _, each, outcome in taken])
    kept = {
        "answers": {item["id"]: answer for (item, _, _), answer in zip(taken, answers, strict=True)},
        "read": {"tea/page-0": True}, "given": {}, "saved": {}, "reviews": {},
    }  # fmt: skip
    exam = examine(run_page, cases, lots)
    facts = {
        "name": "M. Smith", "token": TOKEN, "attempts": {case["part"]["id"]: 1 for case in cases}, "exams": [exam],
        "made": DAY, "release": "2026.1",
    }  # fmt: skip
    (document,) = run_page("study/document.js", "makeRecord", [(describe_course(cases), kept, facts)])
    return document, read_study_record(json.dumps(document).encode(), "record.json", today=date(2026, 11, 28))


def examine(run_page: Any, cases: list[dict[str, Any]], lots: random.Random) -> dict[str, Any]:
    """An exam on every question, sat and marked by the page's own code."""
    (items,) = run_page("exam/draw.js", "drawExam", [(cases, 1000, "00c0ffee")])
    secrets = {name: secret for case in cases for name, secret in case["secrets"].items()}
    for number, entry in enumerate(items):
        if number % 7:
            entry["response"] = invent(secrets[entry["item"]], entry["variant"], lots)
    marks = run_page(
        "item/mark.js", "mark", [(secrets[entry["item"]], entry.get("response"), entry["variant"]) for entry in items]
    )
    for entry, outcome in zip(items, marks, strict=True):
        entry |= {"status": outcome["status"], "points": outcome["points"], "of": outcome["outOf"]}
    return {
        "seed": "00c0ffee", "title": "Exam", "chapter": 0, "started": DAY, "ended": DAY, "seconds": 600, "limit": 0, "items": items,
    }  # fmt: skip


def test_python_gives_every_mark_that_the_page_gave(run_page: Any) -> None:
    document, record = make_record(run_page)
    result = verify(record, read_questions(find_course(ROOT)))
    differing = [(each.claim, each.mark) for each in result.everything if each.verdict is not Outcome.AGREES]
    assert differing == []
    assert len(result.findings) > 150 and len(result.exams[0][1]) > 150
    assert {each.claim.status for each in result.everything} == {
        "right",
        "partly",
        "wrong",
        "unanswered",
        "refused",
    }
    assert result.sums_agree and result.edition == document["edition"]
    assert all(each.is_drawn for each in result.everything), "the numbers are those the page draws"


def test_a_clock_set_back_spoils_no_record(run_page: Any) -> None:
    course = describe_course(read_cases()[:1])
    item = read_cases()[0]["part"]["items"][0]
    mark = {"status": "wrong", "points": 0, "of": 1, "sure": None, "day": "2031-01-01"}
    answer = {
        "fingerprint": item["fingerprint"],
        "variant": 0,
        "tries": 1,
        "marked": False,
        "sure": None,
        "first": mark,
        "last": mark,
    }
    kept = {"answers": {item["id"]: answer}, "read": {}, "given": {}, "saved": {}}
    facts = {"name": "", "token": TOKEN, "attempts": {}, "exams": [], "made": DAY, "release": ""}
    (document,) = run_page("study/document.js", "makeRecord", [(course, kept, facts)])
    record = read_study_record(json.dumps(document).encode(), "record.json", today=date(2026, 11, 28))
    assert record.claims[0].day is None and record.claims[0].response is None


def test_an_exam_hangs_on_its_seed_alone(run_page: Any) -> None:
    cases = read_cases()
    turned = list(reversed(cases))
    drawn, again, other, few = run_page("exam/draw.js", "drawExam", [
        (cases, 1000, "00c0ffee"), (turned, 1000, "00c0ffee"), (cases, 1000, "00c0ffef"), (cases, 12, "00c0ffee"),
    ])  # fmt: skip
    assert drawn == again != other and few == drawn[:12]
    order = list(dict.fromkeys(entry["item"].rpartition("--")[0] for entry in drawn))
    known = {case["part"]["id"]: case for case in cases}
    assert order == [each for each in shuffle_ids(tuple(known), "exam-00c0ffee") if each in order]
    kinds = {name: secret["kind"] for case in cases for name, secret in case["secrets"].items()}
    assert {entry["item"] for entry in drawn} == {name for name, kind in kinds.items() if kind != "written"}
    for entry in drawn:
        part = known[entry["item"].rpartition("--")[0]]["part"]
        assert entry["variant"] == choose_variant("exam-00c0ffee", part["id"], part["variants"])


def test_a_case_that_leans_on_its_page_is_not_drawn(run_page: Any) -> None:
    cases = [case | {"leans": number % 2 == 0} for number, case in enumerate(read_cases()[:10])]
    (drawn,) = run_page("exam/draw.js", "drawExam", [(cases, 1000, "00c0ffee")])
    left = {case["part"]["id"] for case in cases if case["leans"]}
    assert drawn and not {entry["item"].rpartition("--")[0] for entry in drawn} & left


ENTRY = {"item": "cup--one", "fingerprint": "a1", "variant": 4, "response": "warm"}
MARKED = ENTRY | {"status": "right", "points": 1, "of": 1}
EXAM: dict[str, Any] = {
    "seed": "00c0ffee", "title": "Exam", "chapter": 0, "started": DAY, "ended": "", "seconds": 5, "limit": 0, "items": [ENTRY],
}  # fmt: skip


def test_a_sound_exam_is_read_as_it_is(run_page: Any) -> None:
    sound = [
        EXAM,
        EXAM | {"ended": DAY, "items": [MARKED, {**MARKED, "item": "cup--two", "status": "unanswered", "points": 0}]},
    ]
    assert run_page("reader/exam.js", "readExam", [(each,) for each in sound]) == sound


@pytest.mark.parametrize(
    "spoilt",
    [
        None, [], "exam", EXAM | {"seed": "x"}, EXAM | {"title": 5}, EXAM | {"chapter": -1}, EXAM | {"started": "today"},
        EXAM | {"ended": DAY}, EXAM | {"seconds": 1.5}, EXAM | {"limit": "10"}, EXAM | {"items": []}, EXAM | {"items": [None]},
        EXAM | {"items": [ENTRY, ENTRY]}, EXAM | {"items": [ENTRY | {"item": "<b>"}]}, EXAM | {"items": [ENTRY | {"variant": -1}]},
        EXAM | {"items": [ENTRY | {"response": {"a": 1}}]}, EXAM | {"items": [MARKED | {"points": 2}]},
        EXAM | {"items": [MARKED | {"status": "best"}]},
    ],
)  # fmt: skip
def test_an_exam_that_no_page_kept_is_no_exam(run_page: Any, spoilt: Any) -> None:
    assert run_page("reader/exam.js", "readExam", [(spoilt,)]) == [None]
