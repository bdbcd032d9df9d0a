"""The study record as a file: what somebody says they read and answered, with the answers themselves.

The page *My progress* writes it (`web/study/document.js`). Anybody may have written it: it is read with limits, every field is
checked, and it is refused in one sentence when one of them can't be.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..mark.document import BrokenDocument, load_strictly
from ..problem import CasebookError

__all__ = ["LARGEST_RECORD", "MOST_ANSWERS", "ClaimedMark", "Exam", "StudyRecord", "read_study_record"]

KIND = "casebook-study-record"
VERSION = 1
LARGEST_RECORD = 5_000_000
"""The most bytes a study record may have."""

MOST_ANSWERS = 5_000
"""The most answers it may hold, exams included."""

_MOST_PAGES, _MOST_EXAMS, _MOST_CHOICES = 2_000, 500, 500
_LONGEST_TEXT, _LONGEST_NAME = 100_000, 200
_ITEM = re.compile(r"[a-z0-9-]{1,200}")
_PRINT = re.compile(r"[0-9a-f]{0,64}")
_TOKEN = re.compile(r"[0-9a-f]{16}")
_SEED = re.compile(r"[0-9a-f]{8}")
_PAGE = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
_LONE = re.compile("[\ud800-\udfff]")
_STATUSES = frozenset({"right", "partly", "wrong", "waits", "unanswered", "refused"})
_FIX = "save the study record again on the page My progress"

Answer = str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedMark:
    """One answer and the mark that the record says it earned; `response` is None where no answer was kept.

    `variant` is the set of numbers shown, `day` is the reader's own clock and may be empty.
    """

    item: str
    fingerprint: str
    variant: int
    response: Answer
    status: str
    points: float
    of: float
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """One exam that a reader set themselves: its seed drew the questions and their numbers."""

    title: str
    seed: str
    day: date
    minutes: float
    claims: tuple[ClaimedMark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRecord:
    """What the file holds: whose it says it is, what was read, answered and examined, and the sums it gives itself.

    `token` and `attempts` draw the numbers a reader was shown; `edition` names the questions the page had.
    """

    course: str
    edition: str
    name: str
    made: date
    token: str
    pages: tuple[str, ...]
    attempts: Mapping[str, int]
    claims: tuple[ClaimedMark, ...]
    exams: tuple[Exam, ...]
    sums: tuple[int, float, float]


class _Refused(ValueError):
    """What is wrong, in a few words."""


def _map(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Refused(f"{what} is no list of entries by name")
    return value


def _list(value: Any, what: str, most: int) -> list[Any]:
    if not isinstance(value, list):
        raise _Refused(f"{what} is no list")
    if len(value) > most:
        raise _Refused(f"{what} has {len(value):,} entries and may have {most:,}")
    return value


def _text(value: Any, what: str, longest: int = _LONGEST_NAME) -> str:
    if not isinstance(value, str):
        raise _Refused(f"{what} is no text")
    if len(value) > longest:
        raise _Refused(f"{what} is longer than {longest:,} characters")
    return _LONE.sub("\ufffd", value)


def _form(value: Any, what: str, pattern: re.Pattern[str]) -> str:
    text = _text(value, what)
    if not pattern.fullmatch(text):
        raise _Refused(f"{what} is not as the course writes it")
    return text


def _number(value: Any, what: str, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise _Refused(f"{what} is no number from 0 to {most:,}")
    return float(value)


def _whole(value: Any, what: str, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise _Refused(f"{what} is no whole number from 0 to {most:,}")
    return value


def _day(value: Any, what: str, latest: date) -> date:
    text = _text(value, what)
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        day = None
    if day is None:
        raise _Refused(f"{what} is no date")
    if day > latest:
        raise _Refused(f"{what}, {text}, is still to come")
    return day


def _response(value: Any, what: str) -> Answer:
    if value is None or isinstance(value, str):
        return None if value is None else _text(value, what, _LONGEST_TEXT)
    return tuple(_text(each, what, 2 * _LONGEST_NAME + 1) for each in _list(value, what, _MOST_CHOICES))


def _claim(value: Any, latest: date) -> ClaimedMark:
    entry = _map(value, "an answer")
    item = _form(entry.get("item"), "the name of an item", _ITEM)
    status = _text(entry.get("status"), f"the result of {item}")
    if status not in _STATUSES:
        raise _Refused(f"the result of {item} is none that this course gives")
    of = _number(entry.get("of"), f"the most marks of {item}", 1000)
    points = _number(entry.get("points"), f"the marks of {item}", 1000)
    if points > of:
        raise _Refused(f"{item} has more marks than there are")
    day = entry.get("day", "")
    return ClaimedMark(
        item=item, fingerprint=_form(entry.get("fingerprint"), f"the fingerprint of {item}", _PRINT),
        variant=_whole(entry.get("variant"), f"the set of numbers of {item}", 999),
        response=_response(entry.get("response"), f"the answer to {item}"), status=status, points=points, of=of,
        day=None if day == "" else _day(day, f"the day of {item}", latest),
    )  # fmt: skip


def _claims(value: Any, what: str, latest: date) -> tuple[ClaimedMark, ...]:
    claims = tuple(_claim(each, latest) for each in _list(value, what, MOST_ANSWERS))
    seen: set[str] = set()
    for claim in claims:
        if claim.item in seen:
            raise _Refused(f"{what} has {claim.item} twice")
        seen.add(claim.item)
    return claims


def _exam(value: Any, latest: date) -> Exam:
    entry = _map(value, "an exam")
    return Exam(
        title=_text(entry.get("title"), "the title of an exam"),
        seed=_form(entry.get("seed"), "the seed of an exam", _SEED),
        day=_day(entry.get("ended"), "the day of an exam", latest),
        minutes=_number(entry.get("minutes"), "the minutes of an exam", 100_000),
        claims=_claims(entry.get("answers"), "the list of an exam's answers", latest),
    )


def _read(document: dict[str, Any], today: date) -> StudyRecord:
    # Somewhere it is tomorrow already.
    made = _day(document.get("made"), "the day it was made", today + timedelta(days=1))
    attempts = _map(document.get("attempts"), "attempts")
    if len(attempts) > MOST_ANSWERS or not all(_ITEM.fullmatch(name) for name in attempts):
        raise _Refused("attempts names a case that can't exist")
    exams = tuple(_exam(each, made) for each in _list(document.get("exams"), "the list of exams", _MOST_EXAMS))
    claims = _claims(document.get("answers"), "the list of answers", made)
    total = len(claims) + sum(len(exam.claims) for exam in exams)
    if total > MOST_ANSWERS:
        raise _Refused(f"it holds {total:,} answers and may hold {MOST_ANSWERS:,}")
    sums = _map(document.get("sums"), "sums")
    pages = [
        _map(each, "a page").get("page") for each in _list(document.get("pages"), "the list of pages", _MOST_PAGES)
    ]
    return StudyRecord(
        course=_text(document.get("course"), "the name of the course"),
        edition=_form(document.get("edition"), "the edition", _PRINT),
        name=_text(document.get("name"), "the name"), made=made,
        token=_form(document.get("token"), "the token", _TOKEN),
        pages=tuple(_form(each, "the name of a page", _PAGE) for each in pages),
        attempts={name: _whole(each, f"the attempts of {name}", 1_000_000) for name, each in attempts.items()},
        claims=claims, exams=exams,
        sums=(
            _whole(sums.get("answers"), "the sum of answers", MOST_ANSWERS),
            _number(sums.get("points"), "the sum of marks", 1_000_000),
            _number(sums.get("of"), "the sum of most marks", 1_000_000),
        ),
    )  # fmt: skip


def read_study_record(data: bytes, shown: str, *, today: date) -> StudyRecord:
    """Read a study record; `shown` is what the file is called, `today` the last day it may speak of.

    CasebookError, in one sentence, for a file that is none or holds anything that the course does not write.
    """
    if len(data) > LARGEST_RECORD:
        raise CasebookError(f"{shown}: the file is larger than {LARGEST_RECORD:,} bytes - {_FIX}")
    try:
        document = load_strictly(data)
        if not isinstance(document, dict) or document.get("kind") != KIND:
            raise _Refused("the file is not a study record")
        version = document.get("schema")
        if not isinstance(version, int) or isinstance(version, bool) or version < 1:
            raise _Refused("the file does not say its version")
        if version > VERSION:
            raise CasebookError(
                f"{shown}: the file is of version {version} and this program reads {VERSION} - update it"
            )
        return _read(document, today)
    except (BrokenDocument, _Refused) as error:
        raise CasebookError(f"{shown}: {error} - {_FIX}") from None
