"""A marker's desk: which answers wait, one answer as it is read, and what is done with a mark. Plain data in and out.

The first marker marks into the gradebook. A second one, who goes by a name, never sees the first's marks and writes only judgements.
Who moderates sees both, and what is settled goes into the gradebook.
"""

import hashlib
import hmac
import math
import secrets
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...folder import write_file
from ...problem import CasebookError
from .bank import change_notes, read_notes
from .entered import Entered, Moved, count_others, put_entered, read_entered
from .judgement import FIRST, SETTLED, Judgement, append_judgement, list_markers, read_judgements
from .paper import Paper, Script

__all__ = ["Desk", "Pair", "read_pairs"]

_SEED = "seed"
_LONGEST_COMMENT = 20_000
_LEFT_OUT = "this question is left out for this class - it earns nobody marks, and nothing is to be marked"


def _read_seed(folder: Path) -> bytes:
    """Return the secret from which the order of anonymous answers is drawn; it is made once for each exercise."""
    path = folder / _SEED
    if not path.is_file():
        write_file(path, secrets.token_hex(16).encode())
    return path.read_bytes()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """An answer with more than one mark: the first's and those of second markers by name, and what was settled, if it still holds."""

    entry: Entered
    first: float
    judgements: Mapping[str, Judgement]
    settled: Judgement | None

    @property
    def differs(self) -> bool:
        """Return whether the marks differ, or the gradebook has another one than was settled."""
        if self.settled is not None:
            return self.entry.score != self.settled.score
        return any(abs((each.score or 0.0) - self.first) > 1e-9 for each in self.judgements.values())


def read_pairs(paper: Paper, book: Path, folder: Path, *, item: str = "", student: str = "") -> list[Pair]:
    """Return every answer that the first and at least one second marker have marked as it is now; of one item or one learner if named."""
    seconds = {name: read_judgements(folder, name) for name in list_markers(folder)}
    settled = read_judgements(folder, SETTLED)
    pairs = []
    for entry in read_entered(book, paper.exercise, item=item, student=student):
        key = (entry.student, entry.item)
        given = {name: judged[key] for name, judged in seconds.items() if key in judged}
        if entry.item not in paper.questions or entry.score is None or not given:
            continue
        digest = paper.read(*key).digest
        given = {name: each for name, each in given.items() if each.answer == digest}
        final = settled.get(key)
        final = final if final is not None and final.answer == digest else None
        first = (final.others or {}).get(FIRST, entry.score) if final is not None else entry.score
        if given:
            pairs.append(Pair(entry=entry, first=first, judgements=given, settled=final))
    return pairs


class Desk:
    """One marker at one exercise. Several threads may ask at once; they are served one after another."""

    def __init__(
        self, paper: Paper, book: Path, folder: Path, marker: str, *, anonymous: bool, moderating: bool
    ) -> None:
        """Sit down: `book` is the gradebook, `folder` where judgements are kept, `marker` FIRST or a second marker's name."""
        self._paper, self._book, self._folder, self._marker = paper, book, folder, marker
        self._anonymous, self._moderating = anonymous, moderating
        self._seed = _read_seed(folder)
        self._lock = threading.Lock()
        self._done: list[tuple[Entered, Entered | None, Judgement | None]] = []

    @property
    def _own(self) -> str:
        return SETTLED if self._moderating else self._marker

    def _draw(self, *words: str) -> str:
        return hmac.new(self._seed, "\n".join(words).encode(), hashlib.sha256).hexdigest()[:20]

    def _list(self, item: str) -> list[Entered]:
        """Return an item's answers in the order in which they are marked."""
        if item not in self._paper.questions:
            raise CasebookError(f"{self._paper.exercise}: there is no written item {item} - reload the page")
        found = read_entered(self._book, self._paper.exercise, item=item)
        if self._anonymous:
            return sorted(found, key=lambda each: self._draw("order", item, each.student))
        return sorted(found, key=lambda each: (self._name(each.student).casefold(), each.student))

    def _name(self, student: str) -> str:
        # Two people may have one name, so the id stands with it.
        name = self._paper.names.get(student)
        return f"{name} ({student})" if name and name != student else student

    def _find(self, item: str, key: str) -> Entered:
        for each in self._list(item):
            if self._draw("key", item, each.student) == key:
                return each
        raise CasebookError(f"{self._paper.exercise}: this answer is no longer there - reload the page")

    def _states(self, item: str, entries: Sequence[Entered]) -> list[tuple[str, float | None]]:
        """Return each answer's state and the mark that this marker may see."""
        if self._moderating:
            found = read_pairs(self._paper, self._book, self._folder, item=item)
            pairs = {each.entry.student: each for each in found}
            return [_judge_pair(pairs.get(each.student), each) for each in entries]
        if self._marker == FIRST:
            return [(_judge_entry(each), each.score) for each in entries]
        own = read_judgements(self._folder, self._marker)
        states: list[tuple[str, float | None]] = []
        for each in entries:
            judged = own.get((each.student, item))
            if judged is not None and judged.answer == self._paper.read(each.student, item).digest:
                states.append(("marked", judged.score))
            else:
                states.append(("empty" if _judge_entry(each) == "empty" else "waiting", None))
        return states

    def look(self) -> dict[str, Any]:
        """Return what the page begins with: the questions, and how many answers to each wait."""
        with self._lock:
            questions = []
            for described in self._paper.describe():
                states = [state for state, _ in self._states(described["item"], self._list(described["item"]))]
                questions.append(described | {"total": len(states), "waiting": states.count("waiting")})
            others = count_others(self._book, self._paper.exercise, frozenset(self._paper.questions))
            return {
                "title": self._paper.title, "exercise": self._paper.exercise, "marker": self._marker,
                "moderating": self._moderating, "anonymous": self._anonymous, "questions": questions, "others": others,
            }  # fmt: skip

    def list_answers(self, item: str) -> list[dict[str, Any]]:
        """Return the answers to an item in their order: a key, what to call it, its state and its mark."""
        with self._lock:
            return self._list_answers(item)

    def _list_answers(self, item: str) -> list[dict[str, Any]]:
        entries = self._list(item)
        return [
            {
                "key": self._draw("key", item, each.student), "state": state, "score": score,
                "label": f"Answer {number}" if self._anonymous else self._name(each.student),
            }
            for number, (each, (state, score)) in enumerate(
                zip(entries, self._states(item, entries), strict=True), 1
            )
        ]  # fmt: skip

    def open_answer(self, item: str, key: str) -> dict[str, Any]:
        """Return one answer with everything that a marker reads, and the mark as it is now."""
        with self._lock:
            entry = self._find(item, key)
            script = self._paper.read(entry.student, item)
            view = {
                "item": item, "key": key, "story": script.story, "question": script.question, "text": script.text,
                "remarks": [*script.remarks, *([f"{_LEFT_OUT.capitalize()}."] if entry.most <= 0 else [])], "notes": read_notes(self._folder, item),
                "rubric": [
                    {"text": text, "most": most}
                    for text, most in zip(script.rubric, self._paper.questions[item].points, strict=True)
                ],
                "most": entry.most, "mark": self._show_mark(entry, script),
            }  # fmt: skip
            if self._moderating:
                view["judgements"] = self._show_judgements(entry, script)
            return view

    def _show_mark(self, entry: Entered, script: Script) -> dict[str, Any]:
        """Return the mark that this marker gave, or that the gradebook has, with the points that earned it if they are known."""
        known = read_judgements(self._folder, self._own).get((entry.student, entry.item))
        judged = known if known is not None and known.answer == script.digest else None
        stale = known is not None and judged is None
        if self._own not in (FIRST, SETTLED):
            version = f"{judged.when}{judged.score}" if judged else ""
            return _tell(judged, judged.score if judged else None, version=version, stale=stale)
        score = entry.score if self._own == FIRST or judged is not None else None
        fits = judged is not None and judged.score == entry.score
        extra = {"extra": entry.extra, "comment": entry.comment, "waits": entry.waits}
        return _tell(judged if fits else None, score, version=entry.version, stale=stale) | extra

    def _pair(self, entry: Entered) -> Pair | None:
        found = read_pairs(self._paper, self._book, self._folder, item=entry.item, student=entry.student)
        return found[0] if found else None

    def _show_judgements(self, entry: Entered, script: Script) -> list[dict[str, Any]]:
        pair = self._pair(entry)
        if pair is None:
            return []
        key = (entry.student, entry.item)
        own = read_judgements(self._folder, FIRST).get(key)
        fits = own is not None and own.answer == script.digest and own.score == pair.first
        comment = own.comment if fits and own is not None else "" if pair.settled else entry.comment
        shown = [{"who": "the first marker", "score": pair.first, "comment": comment, "points": list(own.points) if fits and own else []}]  # fmt: skip
        for name, each in pair.judgements.items():
            shown.append(
                {"who": name, "score": each.score or 0.0, "comment": each.comment, "points": list(each.points)}
            )
        return shown

    def save(self, item: str, key: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Keep a mark; returns the list of answers as it is then.

        `given` holds `points` (marks for each point of the rubric), `adjustment`, `comment`, and the `version` that was seen; or, where
        marks are settled, `score` in place of the first two. Raises `Moved` when somebody changed the mark meanwhile.
        """
        with self._lock:
            entry = self._find(item, key)
            if entry.most <= 0:
                raise CasebookError(_LEFT_OUT)
            script = self._paper.read(entry.student, item)
            judgement = self._judge(entry, script, given)
            own = read_judgements(self._folder, self._own).get((entry.student, item))
            seen = str(given.get("version", ""))
            self._done.append((entry, self._put(entry, judgement, own, seen), own))
            return self._list_answers(item)

    def _put(self, entry: Entered, judgement: Judgement, own: Judgement | None, seen: str) -> Entered | None:
        """Write a judgement, and into the gradebook what belongs there; returns what the gradebook holds then, if anything was written there."""
        if self._own not in (FIRST, SETTLED):
            append_judgement(self._folder, self._own, judgement)
            return None
        if entry.version != seen:
            raise Moved
        if self._moderating:
            # First what both had given: once the gradebook has the settled mark, nothing else would tell.
            append_judgement(self._folder, SETTLED, judgement)
        try:
            after = put_entered(
                self._book, self._paper.exercise, entry, seen,
                manual=judgement.score, waits=False, comment=judgement.comment,
            )  # fmt: skip
        except BaseException:
            if self._moderating:
                append_judgement(self._folder, SETTLED, own or replace(judgement, score=None))
            raise
        if not self._moderating:
            append_judgement(self._folder, FIRST, judgement)
        return after

    def _judge(self, entry: Entered, script: Script, given: Mapping[str, Any]) -> Judgement:
        comment = str(given.get("comment", "")).strip()[:_LONGEST_COMMENT]
        base = Judgement(student=entry.student, item=entry.item, score=0.0, comment=comment, answer=script.digest)
        if self._moderating:
            pair = self._pair(entry)
            if pair is None:
                raise CasebookError("this answer has no second mark any more - reload the page")
            others = {FIRST: pair.first} | {name: each.score or 0.0 for name, each in pair.judgements.items()}
            return replace(base, score=_bound(_number(given.get("score")), entry.most), others=others)
        most = self._paper.questions[entry.item].points
        told = given.get("points")
        points = [_number(each) for each in told] if isinstance(told, (list, tuple)) else []
        if len(points) != len(most):
            raise CasebookError("the rubric has changed since the page was opened - reload the page")
        marks = tuple(_bound(each, limit) for each, limit in zip(points, most, strict=True))
        adjustment = _number(given.get("adjustment", 0.0))
        return replace(base, points=marks, adjustment=adjustment, score=_bound(sum(marks) + adjustment, entry.most))

    def undo(self) -> dict[str, Any]:
        """Take the last thing back that was saved at this desk; returns which answer it was, or nothing to take back."""
        with self._lock:
            if not self._done:
                return {}
            before, after, judgement = self._done[-1]
            if after is not None:
                put_entered(
                    self._book, self._paper.exercise, after, after.version,
                    manual=before.manual, waits=before.waits, comment=before.comment,
                )  # fmt: skip
            empty = Judgement(student=before.student, item=before.item, score=None)
            append_judgement(self._folder, self._own, judgement or empty)
            self._done.pop()
            return {"item": before.item, "key": self._draw("key", before.item, before.student)}

    def change_note(self, item: str, text: str, *, keep: bool) -> list[str]:
        """Keep a comment in the bank, or drop it; returns the bank of the item."""
        with self._lock:
            return change_notes(self._folder, item, text, keep=keep)


def _judge_entry(entry: Entered) -> str:
    if entry.waits:
        return "waiting"
    return "empty" if entry.manual is None else "marked"


def _judge_pair(pair: Pair | None, entry: Entered) -> tuple[str, float | None]:
    if pair is None:
        return "single", entry.score
    if pair.differs:
        return "waiting", None
    return ("settled" if pair.settled else "same"), entry.score


def _tell(judged: Judgement | None, score: float | None, *, version: str, stale: bool) -> dict[str, Any]:
    """Return a mark for the page; where the points that earned it are not known, it is all adjustment."""
    return {
        "score": score, "points": list(judged.points) if judged else [], "version": version, "stale": stale, "waits": False,
        "adjustment": judged.adjustment if judged else score or 0.0, "comment": judged.comment if judged else "", "extra": None,
    }  # fmt: skip


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise CasebookError("a mark is a number - write it with digits, such as 2.5")
    return round(float(value), 2)


def _bound(score: float, most: float) -> float:
    return round(min(max(score, 0.0), most), 2)
