"""What is wrong with a session that could be read: names that lead nowhere, ways that do not end, readings against the story.

First what can be told from the text; only if that is well is every way walked.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..author.check import say_literals, say_unknown_fact
from ..author.literal import find_in_text
from ..problem import Problem, nearest
from ..subject import Subject, is_examinable
from ..text.case import Text
from ..text.markup import find_broken, find_references
from ..text.session import Act, Moment, Session

__all__ = ["check_ground", "check_names", "find_placeholders"]


def find_placeholders(subject: Subject) -> tuple[str, ...]:
    """Return what a story may show between double braces: signs of the monitor, and the patient's own words."""
    return (*(each["name"] for each in subject.bedside.monitor), *subject.bedside.words)


class _Checker:
    """One session beside its subject's words; every method yields problems with their lines."""

    def __init__(self, session: Session, subject: Subject) -> None:
        self._session, self._subject, self._bedside = session, subject, subject.bedside
        self._moments = [moment.id for moment in session.moments]
        self._parts = {
            f"{m.id}/{name}" for m in session.moments for name in (*(a.id for a in m.acts), *(b.id for b in m.looks))
        }
        self._harmful = {f"{m.id}/{act.id}": act for m in session.moments for act in m.acts if act.harmful}
        self._states = (*self._bedside.levels, "ready")

    def _say(self, line: int, what: str, fix: str, rule: str) -> Problem:
        return Problem(self._session.path, line, what, fix, rule)

    def check_header(self) -> Iterator[Problem]:
        """Yield the entry that the subject can't use, and happenings that move or show what it does not know."""
        fault = self._bedside.find_fault(self._session.given)
        if fault:
            entry, what, fix = fault
            lines = self._session.given_lines
            yield self._say(lines.get(entry, lines.get(entry.partition(".")[0], 1)), what, fix, "bad-entry")
        parts = {each["name"]: len(each["parts"]) for each in self._bedside.monitor}
        for happening in self._session.happenings:
            for name, sizes in happening.moves.items():
                if parts.get(name) != len(sizes):
                    fix = f"move one of {', '.join(parts)}, pressure as -60/-30{nearest(name, parts)}"
                    what = f"{happening.name} moves {name} by {'/'.join(f'{each:g}' for each in sizes)}"
                    yield self._say(happening.line, what, fix, "unknown-sign")
            for name in happening.signs:
                if name not in self._bedside.seen:
                    fix = f"name a sign of the rule{nearest(name, self._bedside.seen)}"
                    yield self._say(
                        happening.line, f"{happening.name} shows no sign called {name}", fix, "unknown-sign"
                    )
        begun = {
            name for m in self._session.moments for name in (*m.begins, *(b for act in m.acts for b in act.begins))
        }
        for happening in self._session.happenings:
            if happening.name not in begun:
                fix = "write begin: and its name in a moment, or begin and its name in an act's bracket; or take it out"
                yield self._say(happening.line, f"{happening.name} never begins", fix, "idle-happening")

    def check_texts(self) -> Iterator[Problem]:
        """Yield unknown facts, unknown gaps, broken roles and bare clinical numbers."""
        known = find_placeholders(self._subject)
        for text in self._session.texts():
            yield from self._check_text(text, known)

    def _check_text(self, text: Text, known: Sequence[str]) -> Iterator[Problem]:
        path = self._session.path
        for each in find_references(text):
            if each.role == "fact":
                if each.target not in self._subject.facts:
                    yield say_unknown_fact(path, each.target, each.line, self._subject)
                elif self._subject.facts[each.target].hazard and not each.label:
                    fix = "show your own words: {fact}`a dangerous dose <id>`"
                    what = f"the number of {each.target} must never be read as a dose"
                    yield self._say(each.line, what, fix, "hazard-shown")
            elif each.role != "number":
                fix = "use {fact}, or {{ name }} for a reading"
                yield self._say(each.line, f"there is no role {{{each.role}}} in a session", fix, "unknown-role")
            elif each.target not in known:
                fix = f"use {', '.join(known)}{nearest(each.target, known)}"
                yield self._say(each.line, f"there is no reading {each.target}", fix, "unknown-number")
        for line in find_broken(text):
            fix = "close it: {fact}`id` or {{ name }}"
            yield self._say(line, "a role or placeholder is begun and not ended", fix, "broken-role")
        yield from say_literals(path, find_in_text(text.source, text.line))

    def check_moments(self) -> Iterator[Problem]:
        """Yield what leads nowhere, and words that are none."""
        for moment in self._session.moments:
            if not moment.acts and not moment.is_end:
                fix = "give it an act, or end: and a last sentence"
                yield self._say(moment.line, f"{moment.id} is a dead end", fix, "dead-end")
            yield from self._check_here(moment)
            for turn in moment.turns:
                yield from self._need_moment(turn.to, turn.line)
                state = turn.state.removeprefix("not ")
                allowed = ("ready",) if turn.state.startswith("not ") else self._bedside.levels[1:]
                yield from self._need(state, allowed, turn.line, "state", "unknown-state")
            for name in moment.begins:
                yield from self._need_written(name, moment.line)
            for act in moment.acts:
                yield from self._check_act(act, moment)

    def _check_here(self, moment: Moment) -> Iterator[Problem]:
        for word in moment.here:
            yield from self._need(
                word, (*self._states, *self._name_states()), moment.here_line, "state", "unknown-state"
            )

    def _name_states(self) -> list[str]:
        return [name for name, act in self._bedside.acts.items() if act.get("share") in (0, 1)]

    def _need(self, word: str, known: Sequence[str], line: int, noun: str, rule: str) -> Iterator[Problem]:
        if word not in known:
            fix = f"use {', '.join(known)}{nearest(word, known)}"
            yield self._say(line, f"there is no {noun} {word}", fix, rule)

    def _need_moment(self, name: str, line: int) -> Iterator[Problem]:
        if name not in self._moments:
            fix = f"name one of this session's{nearest(name, self._moments)}"
            yield self._say(line, f"there is no moment {name}", fix, "unknown-moment")

    def _need_written(self, name: str, line: int) -> Iterator[Problem]:
        known = [each.name for each in self._session.happenings]
        if name not in known:
            fix = f"write it under written: in the header{nearest(name, known)}"
            yield self._say(line, f"nothing written is called {name}", fix, "unknown-happening")

    def _check_act(self, act: Act, moment: Moment) -> Iterator[Problem]:
        for name in filter(None, (act.arrow.to, act.arrow.then)):
            yield from self._need_moment(name, act.line)
        for word in act.treatment:
            yield from self._need(word, tuple(self._bedside.acts), act.line, "act", "unknown-act")
        if act.when:
            yield from self._need(act.when, self._name_states(), act.line, "state", "unknown-state")
        for state in filter(None, act.reasons):
            yield from self._need(state, self._bedside.levels, act.line, "state", "unknown-state")
        for name in (*act.begins, *act.ends):
            yield from self._need_written(name, act.line)
        for name in act.needs:
            if (name if "/" in name else f"{moment.id}/{name}") not in self._parts:
                looks = [look.id for look in moment.looks]
                fix = f"name a look of this moment, or moment/look{nearest(name, looks)}"
                yield self._say(act.line, f"there is no look {name}", fix, "unknown-look")
        if act.harmful and not any(f"{moment.id}/{act.id}" in line.names for line in self._capped()):
            fix = f"write - never: ... (at most 4; {moment.id}/{act.id}) under what counts"
            what = f"{moment.id}/{act.id} is harmful, and no never: of what counts names it"
            yield self._say(act.line, what, fix, "harm-unanswered")

    def _capped(self) -> list[Any]:
        return [line for line in self._session.counts if line.cap is not None]

    def check_counts(self) -> Iterator[Problem]:
        """Yield lines of what counts that name nothing, forbid what is not marked, or hang on a line that nobody stated."""
        for line in self._session.counts:
            for name in (*line.names, *filter(None, (line.before,))):
                if name not in self._parts:
                    fix = f"name an act or a look as moment/act{nearest(name, self._parts)}"
                    yield self._say(line.line, f"what counts names {name}, which is nowhere", fix, "unknown-part")
                elif line.cap is not None and name in line.names and name not in self._harmful:
                    fix = f"write - ! before {name.partition('/')[2]}, or take it out of never"
                    yield self._say(line.line, f"{name} is a never and not marked !", fix, "never-unmarked")
            states = (*((line.of,) if line.of else ()), *line.at)
            for state in states:
                known = self._states if state in line.at else self._bedside.levels[1:]
                yield from self._need(state, known, line.line, "state", "unknown-state")
                yield from self._check_stated(state, line.line)
            if line.cap is None and line.marks <= 0:
                yield self._say(line.line, f"{line.feature} gives no marks", "write (1 mark; ...)", "bad-count")

    def _check_stated(self, state: str, line: int) -> Iterator[Problem]:
        """Yield a mark that hangs on a local line which the story does not state as this service's own."""
        facts = self._bedside.stated.get(state, ())
        shown = {each.target for each in find_references(self._session.intro) if each.role == "fact"}
        if facts and not shown.intersection(facts):
            fix = f"say in the story that this service has written it down, with {{fact}}`{facts[0]}`"
            what = f"the story states no line for {state}, and a mark hangs on it"
            yield self._say(line, what, fix, "line-unstated")


def check_names(session: Session, subject: Subject, objectives: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what is wrong in the text of a session; with `objectives` also those that the course does not have."""
    if subject.bedside is None:
        fix = "install a subject that lends signs, acts and models to sessions"
        yield Problem(session.path, 1, "this course's subject has nothing for the bedside", fix, "no-bedside")
        return
    for name in session.objectives if objectives else ():
        if name not in objectives:
            fix = f"name one of book/objectives.yml{nearest(name, objectives)}"
            yield Problem(session.path, 1, f"there is no objective {name}", fix, "unknown-objective")
    checker = _Checker(session, subject)
    yield from checker.check_header()
    yield from checker.check_texts()
    yield from checker.check_moments()
    yield from checker.check_counts()


def check_ground(session: Session, subject: Subject) -> Iterator[Problem]:
    """Yield lines of what counts in a graded session whose reason rests on no fact that may decide a mark."""
    for line in session.counts:
        named = [each.target for each in find_references(line.reason) if each.role == "fact"]
        facts = [subject.facts[each] for each in named if each in subject.facts]
        if not any(is_examinable(fact) for fact in facts):
            fix = "cite in its reason a {fact} of high confidence that was seen on a page, or make it a self-check"
            what = f"{line.feature} rests on no fact that may decide a mark"
            yield Problem(session.path, line.line, what, fix, "weak-ground")
