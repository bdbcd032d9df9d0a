"""Marking a study record again: each answer by the Python marker, against this course's questions as they are now.

The numbers a reader was shown are drawn again as the page drew them: for self-checks from the record's letters and the count of
*New numbers*, for an exam from its seed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..author.bank_reader import read_bank
from ..author.course import Course
from ..exercise.former import FILE, note_former, read_former
from ..judge.retired import Retired, read_retired
from ..kind import mark
from ..kind.split import split_case
from ..mark.half import PublicItem, SecretHalf
from ..mark.learner import choose_variant, hash_text
from ..mark.mark import Mark, Status
from ..problem import CasebookError, relative
from .record import ClaimedMark, StudyRecord

__all__ = ["Finding", "Outcome", "Questions", "Verification", "name_edition", "read_questions", "verify"]

_NEAR = 1e-9
# New numbers are asked for a few times; a record that says a million would only cost time.
_MOST_DRAWS = 200


class Outcome(StrEnum):
    """What came of marking one answer again."""

    AGREES = "agrees"
    DIFFERS = "differs"
    EDITED = "edited since"
    RETIRED = "retired"
    UNKNOWN = "unknown"
    UNKEPT = "no answer kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """This course's self-check questions: both halves by item, how many sets of numbers each case has, what went.

    `titles` are those of the cases by item.
    """

    public: Mapping[str, PublicItem]
    secret: Mapping[str, SecretHalf]
    counts: Mapping[str, int]
    titles: Mapping[str, str]
    retired: Mapping[str, Retired]

    @property
    def edition(self) -> str:
        """The letters that change when a question is edited, comes or goes."""
        return name_edition({name: item["fingerprint"] for name, item in self.public.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One answer marked again: what came of it, the mark where there is one, and why, where that needs words.

    `is_drawn` says whether the numbers are those that the record's letters draw.
    """

    claim: ClaimedMark
    verdict: Outcome
    mark: Mark | None = None
    why: str = ""
    is_drawn: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """A whole record marked again: the self-checks, each exam with its title, and whether its own sums are right."""

    record: StudyRecord
    findings: tuple[Finding, ...]
    exams: tuple[tuple[str, tuple[Finding, ...]], ...]
    edition: str
    sums_agree: bool

    @property
    def everything(self) -> tuple[Finding, ...]:
        """Every finding, exams included."""
        return (*self.findings, *(finding for _, findings in self.exams for finding in findings))

    @property
    def is_sound(self) -> bool:
        """Whether no mark and no sum differs from what the answers give."""
        return self.sums_agree and all(finding.verdict is not Outcome.DIFFERS for finding in self.everything)


def name_edition(fingerprints: Mapping[str, str]) -> str:
    """Return what names a set of questions: the same items with the same fingerprints, the same eight letters.

    >>> name_edition({"a--b": "1"}) == name_edition({"a--b": "2"})
    False
    """
    return f"{hash_text(chr(10).join(sorted(f'{name} {each}' for name, each in fingerprints.items()))):08x}"


def read_questions(course: Course) -> Questions:
    """Return the self-check questions of a course as its pages have them; refuse a course that can't be read."""
    bank = read_bank(course)
    retired, problems = read_retired(course)
    if bank.problems or problems:
        raise CasebookError(
            "this course can't be read, so nothing can be marked by it - run casebook check and mend it"
        )
    former_file = course.book / FILE
    former = read_former(former_file, relative(former_file, course.root))
    public: dict[str, PublicItem] = {}
    secret: dict[str, SecretHalf] = {}
    counts: dict[str, int] = {}
    titles: dict[str, str] = {}
    for case in bank.cases:
        part, secrets = split_case(case, course.subject)
        note_former(part, former)
        public |= {item["id"]: item for item in part["items"]}
        secret |= secrets
        counts |= dict.fromkeys(secrets, part["variants"])
        titles |= dict.fromkeys(secrets, case.title)
    return Questions(
        public=public, secret=secret, counts=counts, titles=titles, retired={each.item: each for each in retired}
    )


def _say_gone(gone: Retired) -> str:
    became = f", became {', '.join(gone.became)}" if gone.became else ""
    return f"taken out on {gone.on.isoformat()}{became}"


def _judge(claim: ClaimedMark, questions: Questions, drawn: Collection[int] | None) -> Finding:
    item, secret = questions.public.get(claim.item), questions.secret.get(claim.item)
    if item is None or secret is None:
        gone = questions.retired.get(claim.item)
        verdict = Outcome.RETIRED if gone else Outcome.UNKNOWN
        return Finding(
            claim=claim, verdict=verdict, why=_say_gone(gone) if gone else "this course has no such question"
        )
    if claim.fingerprint not in (item["fingerprint"], *item.get("was", ())):
        return Finding(
            claim=claim, verdict=Outcome.EDITED, why="the question has other options, numbers or another key"
        )
    if claim.response is None and claim.status != Status.UNANSWERED:
        return Finding(claim=claim, verdict=Outcome.UNKEPT, why="the record has the mark without the answer")
    if not claim.variant < questions.counts[claim.item]:
        return Finding(claim=claim, verdict=Outcome.DIFFERS, why=f"there is no set of numbers {claim.variant}")
    response = list(claim.response) if isinstance(claim.response, tuple) else claim.response
    given = mark(secret, response, claim.variant)
    same = (
        given.status == claim.status
        and abs(given.points - claim.points) <= _NEAR
        and abs(given.out_of - claim.of) <= _NEAR
    )
    verdict = Outcome.AGREES if same else Outcome.DIFFERS
    return Finding(claim=claim, verdict=verdict, mark=given, is_drawn=drawn is None or claim.variant in drawn)


def _draw(record: StudyRecord, claim: ClaimedMark, count: int) -> set[int] | None:
    """Return the sets of numbers that a record's letters give a case, now and before each *New numbers*; None for any."""
    case = claim.item.rpartition("--")[0]
    last = record.attempts.get(case, 0)
    if count < 2 or last > _MOST_DRAWS:
        return None
    return {choose_variant(f"{record.token}-{attempt}", case, count) for attempt in range(last + 1)}


def _draw_exam(seed: str, claim: ClaimedMark, count: int) -> set[int] | None:
    case = claim.item.rpartition("--")[0]
    return None if count < 2 else {choose_variant(f"exam-{seed}", case, count)}


def verify(record: StudyRecord, questions: Questions) -> Verification:
    """Mark every answer of a record again."""
    counts: Any = questions.counts
    findings = tuple(_judge(each, questions, _draw(record, each, counts.get(each.item, 1))) for each in record.claims)
    exams = tuple(
        (
            f"{exam.title}, {exam.day.isoformat()}",
            tuple(
                _judge(each, questions, _draw_exam(exam.seed, each, counts.get(each.item, 1))) for each in exam.claims
            ),
        )
        for exam in record.exams
    )
    answers, points, of = record.sums
    marked = [each for each in record.claims if each.status != Status.WAITS]
    sums_agree = (
        answers == len(record.claims)
        and abs(points - sum(each.points for each in marked)) <= 1e-6
        and abs(of - sum(each.of for each in marked)) <= 1e-6
    )
    return Verification(record=record, findings=findings, exams=exams, edition=questions.edition, sums_agree=sums_agree)
