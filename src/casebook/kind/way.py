"""A bedside session that is played: the answer is the way that was gone. An author writes one as a file of its own."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup

from ..bedside.body import BeyondError, Whereabouts
from ..bedside.mark import Followed, Marker, follow_steps, is_way, write_steps
from ..bedside.world import World
from ..mark.half import PublicItem, SecretHalf
from ..mark.mark import Mark, count_earned, count_marks, give, refuse, show_points
from ..problem import Report
from ..subject import Subject
from ..text.case import Answer, Case, Item, Kind, Text
from ..text.markup import as_html, escape, put_numbers
from .verbs import Given, Ground, Rendering, Response, Shown

__all__ = ["WAY", "Way", "open_session"]

_AGAIN = "Play it again in the page of the exercise, and hand in the file that it saves."
_MOST = 400
_TEXTS = {"title", "story", "text", "found", "end", "why", "words", "said", "label"}


def open_session(half: Mapping[str, Any], patient: int) -> tuple[World, Marker]:
    """Return a session and what counts in it, from either half of its item; the public one has nothing that counts."""
    rules = half.get("rules")
    return World(half["session"], patient=patient, rules=rules), Marker(rules or {"counts": []}, patient=patient)


def _drop_texts(value: Any) -> Any:
    """Return a session's data without its words; that there is an ending stays."""
    if isinstance(value, Mapping):
        return {name: "" if name in _TEXTS else _drop_texts(each) for name, each in value.items()}
    return [_drop_texts(each) for each in value] if isinstance(value, list) else value


def _words_at(world: World, place: Whereabouts) -> Mapping[str, list[str]]:
    """Return what the gaps of a text show at a place: the patient's words, and the signs of that minute."""
    signs = world.follow(place).show(place.minute)
    read = {each["name"]: "/".join(str(signs[part]) for part in each["parts"]) for each in world.public["monitor"]}
    return {name: [word] for name, word in {**world.public["patients"][world.patient]["words"], **read}.items()}


@dataclass(frozen=True, slots=True)
class Way:
    """A way through a bedside session, marked by what counts in it."""

    remark: str = ""
    marked: bool = True
    asked: str = "the choices of the session, in order"
    form: str = "[]"
    nests: bool = False

    def recognises(self, answers: Sequence[Answer], remark: str) -> bool:
        """Return False: no list of answers is a session."""
        return False

    def read(self, item: Item, answers: Sequence[Answer], remark: str, report: Report) -> Item:
        """Report that a session has a file of its own."""
        fix = "write it as a file of its own, NAME.session.md"
        report.add(item.line, "a bedside session can't stand in a case", fix, "muddled-answer")
        return replace(item, kind=Kind.WAY)

    def rest(self, item: Item) -> Iterator[Ground]:
        """Yield nothing: each line of what counts is judged with the session (`casebook.judge.session`)."""
        return iter(())

    def publish(self, item: Item, rendering: Rendering) -> PublicItem:
        """Return nothing: the session's data come from its file (`casebook.session.graded`)."""
        return {}

    def conceal(self, item: Item, rendering: Rendering) -> SecretHalf:
        """Return nothing: what counts comes from the session's file."""
        return {}

    def identify(self, item: Item, case: Case, secret: Mapping[str, Any], subject: Subject) -> dict[str, Any]:
        """Return nothing: a session is identified by its acts, minutes, patients and what counts."""
        return {}

    def bare(self, secret: Mapping[str, Any]) -> dict[str, Any]:
        """Return story and rule without words, and what counts without its reasons."""
        rules = secret["rules"]
        counts = [
            {name: each for name, each in line.items() if name not in ("text", "reason")} for line in rules["counts"]
        ]
        session = _drop_texts({name: value for name, value in secret["session"].items() if name != "intro"})
        rows = {
            name: [{key: row[key] for key in ("level", "when") if key in row} for row in rules[name]]
            for name in ("rule", "leave")
        }
        return {"session": session, "rules": {"counts": counts, "asked": rules["asked"], **rows}}

    def mark(self, secret: Mapping[str, Any], response: Any, variant: int) -> Mark:
        """Return what the way earned by what counts; one that the session doesn't allow is refused, and says where."""
        world, marker = open_session(secret, variant)
        followed = follow_steps(world, marker, response)
        if followed.fault:
            return refuse(secret, f"{followed.fault} {_AGAIN}")
        got = marker.score(followed.progress)
        return give(secret, got.marks / got.total)

    def is_unreadable(self, item: Mapping[str, Any], response: Any) -> bool:
        """Return whether it is no list of choices; one that the session doesn't allow is refused as it is marked."""
        return not is_way(response)

    def guess(self, options: int, keys: int) -> float:
        """Nothing: what a blind player earns is judged with the session."""
        return 0.0

    def ask(self, item: Mapping[str, Any]) -> str:
        """Return what to do."""
        return "Play the session to its end."

    def word(self, item: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
        """Yield nothing: a session is played."""
        return iter(())

    def unletter(self, item: Mapping[str, Any], given: Given) -> Response | None:
        """Return what was given."""
        return given

    def respond(self, answer: Response) -> Any:
        """Return the list of choices."""
        return [answer] if isinstance(answer, str) else list(answer)

    def show(self, item: Mapping[str, Any]) -> Markup:
        """Return where the session can be played."""
        return as_html("<p>This is a bedside session. It is played in a browser with scripts, and not on paper.</p>")

    def explain(self, item: Mapping[str, Any], secret: Mapping[str, Any]) -> Markup:
        """Return everything that counts, with its reasons."""
        words = {name: [word] for name, word in secret["session"]["patients"][0]["words"].items()}
        rows = (_tell_line(line, words, "") for line in secret["rules"]["counts"])
        return as_html(f'<ul class="cb-solution">{"".join(rows)}</ul>')

    def explain_answer(self, shown: Shown) -> Markup:
        """Return the way step by step with readings, the state of the rule and reasons, then each thing that counted."""
        world, marker = open_session(shown.secret, shown.variant)
        followed = follow_steps(world, marker, shown.answer)
        if followed.fault and shown.answer:
            said = f"<p>{escape(followed.fault)} {_AGAIN}</p>"
            return as_html(said)
        ended = bool(world.moments[followed.places[-1].moment].get("end"))
        left = (
            ""
            if ended or not shown.answer
            else "<p>The session was left before its end. What was done until then is marked.</p>"
        )
        return as_html(f"{left}{_tell_counted(world, marker, followed)}{_tell_steps(world, shown.secret, followed)}")

    def explain_plain(self, item: Item, secret: Mapping[str, Any], write: Callable[[Text], str]) -> list[str]:
        """Return nothing: a self-check session has a page of its own."""
        return []

    def invent(self, secret: Mapping[str, Any], variant: int, luck: random.Random, ability: float) -> Response:
        """Return the way that earns every mark, where this patient has it, or one of somebody who tries things out."""
        knows = luck.random() < ability
        world, marker = open_session(secret, variant)
        best = tuple(secret["rules"]["best"])
        places = follow_steps(world, marker, ()).places
        place, way = places[0], []
        for name in best if knows else ():
            after = _take(world, place, name.partition("/")[2]) if name.startswith(f"{place.moment}/") else None
            if after is None:
                break
            way.append(f"{name}@{place.minute}")
            place = after
        while "end" not in world.moments[place.moment] and len(way) < _MOST:
            own = luck.choice([each["id"] for each in (*world.list_looks(place), *world.list_acts(place))])
            after = _take(world, place, own)
            if after is None:
                break
            way += write_steps([place], [f"{place.moment}/{own}"])
            place = after
        return tuple(way)


def _take(world: World, place: Whereabouts, own: str) -> Whereabouts | None:
    """Return where an open look or act leads; None where it is not open, or leads beyond the model."""
    if any(look["id"] == own for look in world.list_looks(place)):
        return world.look(place, own)
    try:
        return world.act(place, own) if any(act["id"] == own for act in world.list_acts(place)) else None
    except BeyondError:
        return None


def _tell_line(line: Mapping[str, Any], words: Mapping[str, list[str]], tag: str) -> str:
    worth = count_marks(line["marks"]) if "cap" not in line else f"leaves at most {count_marks(line['cap'])}"
    text = put_numbers(line["text"], words, 0)
    return (
        f'<li><span class="lead">{text}</span> <span class="tag">{tag or worth}</span>'
        f'<div class="message">{put_numbers(line["reason"], words, 0)}</div></li>'
    )


def _tell_counted(world: World, marker: Marker, followed: Followed) -> str:
    """Return what was dangerous, then each thing that counted: what it earned, and why."""
    got, words = marker.score(followed.progress), _words_at(world, followed.places[-1])
    harms = "".join(_tell_line(marker.lines[each], words, "") for each in got.caps)
    features: dict[str, list[int]] = {}
    for index, line in enumerate(marker.lines):
        if "cap" not in line and marker.asked[index]:
            features.setdefault(line["feature"], []).append(index)
    rows, earned = [], 0.0
    for lines in features.values():
        best = max(lines, key=lambda each: marker.lines[each]["marks"])
        met = next((each for each in lines if each in got.met), None)
        marks = marker.lines[met]["marks"] if met is not None else 0
        earned += marks
        rows.append(
            _tell_line(
                marker.lines[best if met is None else met], words, count_earned(marks, marker.lines[best]["marks"])
            )
        )
        if met is not None and met != best:
            rows.append(_tell_line(marker.lines[best], words, "full marks"))
    lead = (
        "What was dangerous, whatever else was done well"
        if len(got.caps) > 1
        else "One thing was dangerous, whatever else was done well"
    )
    danger = f"<p>{lead}:</p><ul>{harms}</ul>" if harms else ""
    capped = f" It would have been {show_points(earned)} without what was dangerous." if earned > got.marks else ""
    return f'{danger}<p>What counted: {count_earned(got.marks, got.total)}.{capped}</p><ul class="options">{"".join(rows)}</ul>'


def _tell_steps(world: World, secret: Mapping[str, Any], followed: Followed) -> str:
    """Return the way as a table: minute, what was done, what was true of the patient then, where the rule stood, and why."""
    rules, rows = secret["rules"], []
    parts = {
        f"{name}/{each['id']}": each
        for name, moment in world.moments.items()
        for each in (*moment["looks"], *moment["acts"])
    }
    for name, place in zip(followed.way, followed.places, strict=False):
        words, level = (
            _words_at(world, place),
            rules["levels"][world.follow(place).find_level(place.minute, read=world.find_read(place))],
        )
        signs = ", ".join(f"{escape(each['label'])} {words[each['name']][0]}" for each in world.public["monitor"])
        reasons = rules["reasons"].get(name, {})
        why = "".join(str(put_numbers(each, words, 0)) for each in (reasons.get("", ""), reasons.get(level, "")))
        text = put_numbers(parts[name]["text"], words, 0)
        rows.append(
            f'<tr><th scope="row">{place.minute} min</th><td>{text}</td><td>{signs}</td><td>{escape(level)}</td><td>{why}</td></tr>'
        )
    if not rows:
        return ""
    heads = "".join(
        f'<th scope="col">{each}</th>'
        for each in ("Minute", "What you did", "The patient then", "The rule said", "Why")
    )
    return f'<div class="cb-scroll"><table class="cb-table"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


WAY = Way()
"""A bedside session that is played."""
