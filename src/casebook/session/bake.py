"""From a session as it was written to the data of the page: what a learner may see, and what marks and explains.

The public half holds story, acts, arrows, minutes and the physiology: readings are the question. The secret half holds what
counts, the reasons, which acts are harmful, what the author takes for granted, and the rows of the rule with their names.
Moments, looks and acts have neutral ids in both, so that a name tells nothing.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ..subject import Subject
from ..text.case import Text
from ..text.fact_link import write_fact
from ..text.markup import Reference, as_html, escape, find_references, render_html
from ..text.session import Act, CountLine, Happening, Look, Moment, Session, Turn

__all__ = ["Baked", "Names", "bake_session", "describe_happening", "join_halves"]

_SHARED = ("rest", "curves", "words", "run", "give")
"""What differs between patients; everything else of the subject's data is one for all."""


class Names:
    """The neutral names of a session's moments, looks and acts; as `a/b` they stand in ways and in what counts."""

    def __init__(self, session: Session) -> None:
        order = sorted(session.moments, key=lambda each: hashlib.sha256(f"{session.id}/{each.id}".encode()).hexdigest())
        self.moments = {moment.id: f"m{place}" for place, moment in enumerate(order, 1)}
        self.parts: dict[str, str] = {}
        for moment in session.moments:
            for letter, parts in (("l", [each.id for each in moment.looks]), ("a", [each.id for each in moment.acts])):
                for place, part in enumerate(parts, 1):
                    self.parts[f"{moment.id}/{part}"] = f"{self.moments[moment.id]}/{letter}{place}"
        self.written = {each.name: f"h{place}" for place, each in enumerate(session.happenings, 1)}

    @property
    def own(self) -> dict[str, str]:
        """The author's names by the neutral ones."""
        return {neutral: name for name, neutral in {**self.moments, **self.parts}.items()}


class Baked(dict[str, Any]):
    """The two halves of a session, `public` and `secret`, as plain data."""


def bake_session(
    session: Session, subject: Subject, *, others: Sequence[Mapping[str, Any]] = (), salt: bytes = b""
) -> Baked:
    """Bake a session that has been checked; `others` are the headers of more patients of the same story."""
    bedside, names = subject.bedside, Names(session)
    bodies = [bedside.bake(given) for given in (session.given, *others)]
    shared = {name: value for name, value in bodies[0].items() if name not in (*_SHARED, "rule", "leave")}
    text = _Rendering(session, subject)
    levels = [_level_of(turn, bedside.levels) for moment in session.moments for turn in moment.turns]
    public: dict[str, Any] = {
        "id": session.id,
        "title": session.title,
        "minutes": session.minutes,
        "cuff": session.cuff,
        "intro": text.show(session.intro),
        "start": names.moments[session.moments[0].id],
        "monitor": [dict(each) for each in bedside.monitor],
        "written": {names.written[each.name]: describe_happening(each, bedside) for each in session.happenings},
        "body": shared,
        "patients": [{name: body[name] for name in _SHARED if name in body} for body in bodies],
        "moments": {names.moments[each.id]: _publish_moment(each, names, text, bedside) for each in session.moments},
        "rule": _strip(bodies[0]["rule"], least=min((each for each in levels if each is not None), default=None)),
        "leave": [{"when": row["when"]} for row in bodies[0]["leave"]] if None in levels else [],
    }
    public["moments"] = dict(sorted(public["moments"].items(), key=lambda each: int(each[0][1:])))
    secret: dict[str, Any] = {
        "names": names.own,
        "levels": list(bedside.levels),
        "rule": bodies[0]["rule"],
        "leave": bodies[0]["leave"],
        "harmful": [names.parts[f"{m.id}/{act.id}"] for m in session.moments for act in m.acts if act.harmful],
        "reasons": {
            names.parts[f"{moment.id}/{name}"]: reasons
            for moment in session.moments
            for name, reasons in _conceal(moment, text).items()
        },
        "counts": [_describe_count(line, names, text, bedside.levels) for line in session.counts],
    }
    public["fingerprint"] = _sign(public, secret, salt)
    return Baked(public=public, secret=secret)


def join_halves(baked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a self-check's page gets: both halves, since its key is public."""
    return {**baked["public"], "secret": baked["secret"]}


def _level_of(turn: Turn, levels: Sequence[str]) -> int | None:
    return levels.index(turn.state) if turn.state in levels else None


def _strip(rows: Iterable[Mapping[str, Any]], *, least: int | None) -> list[dict[str, Any]]:
    """Return the rows that a turn may stand on, without their names and reasons; none where no turn does."""
    return [{"level": row["level"], "when": row["when"]} for row in rows if least is not None and row["level"] >= least]


class _Rendering:
    """A session's texts as HTML: facts with their ids, and gaps that the page fills from the patient and the minute."""

    def __init__(self, session: Session, subject: Subject) -> None:
        self._subject = subject
        self.cuff = {each["name"] for each in subject.bedside.monitor if each.get("cuff")}

    def _show(self, reference: Reference) -> Markup:
        if reference.role == "fact":
            fact = self._subject.facts[reference.target]
            words = render_html(reference.label, self._show, inline=True) if reference.label else escape(fact.text)
            return write_fact(reference.target, words)
        return as_html(f'<data value="{escape(reference.target)}"></data>')

    def show(self, text: Text, *, inline: bool = False) -> str:
        return str(render_html(text.source, self._show, inline=inline)) if text else ""

    def reads(self, *texts: Text) -> bool:
        """Return whether a text shows what the cuff measures, so that somebody must have measured."""
        return any(
            each.role == "number" and each.target in self.cuff for text in texts for each in find_references(text)
        )


def describe_happening(happening: Happening, bedside: Any) -> dict[str, Any]:
    """Return a written happening as data: moves of single signs, times, and signs that are seen as 1 or not as 0."""
    parts = {each["name"]: each["parts"] for each in bedside.monitor}
    moves = {
        part: size
        for name, sizes in happening.moves.items()
        for part, size in zip(parts.get(name, (name,)), sizes, strict=False)
    }
    return {
        "why": happening.why,
        "moves": moves,
        "after": happening.after,
        "rises": happening.rises,
        "lasts": happening.lasts,
        "signs": {name: int(answer) for name, answer in happening.signs.items()},
        "signs_after": happening.signs_after,
    }


def _publish_moment(moment: Moment, names: Names, text: _Rendering, bedside: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "title": text.show(moment.title, inline=True),
        "story": text.show(moment.story),
        "looks": [_publish_look(look, moment, names, text) for look in moment.looks],
        "acts": [_publish_act(act, moment, names, text, bedside) for act in moment.acts],
    }
    if moment.is_end:
        data["end"] = text.show(moment.end)
    if moment.looks_allowed is not None:
        data["allowed"] = moment.looks_allowed
    if moment.begins:
        data["begins"] = [names.written[name] for name in moment.begins]
    if moment.turns:
        data["turns"] = [
            [_level_of(each, bedside.levels), each.minutes, names.moments[each.to]] for each in moment.turns
        ]
    if text.reads(moment.title, moment.story):
        data["reads"] = True
    return data


def _own(moment: Moment, part: Look | Act, names: Names) -> str:
    return names.parts[f"{moment.id}/{part.id}"].partition("/")[2]


def _publish_look(look: Look, moment: Moment, names: Names, text: _Rendering) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": _own(moment, look, names),
        "text": text.show(look.text, inline=True),
        "found": text.show(look.found),
    }
    return {**data, "reads": True} if text.reads(look.found) else data


def _publish_act(act: Act, moment: Moment, names: Names, text: _Rendering, bedside: Any) -> dict[str, Any]:
    data: dict[str, Any] = {
        "id": _own(moment, act, names),
        "text": text.show(act.text, inline=True),
        "minutes": act.minutes,
        "to": names.moments[act.arrow.to],
    }
    if act.found:
        data["found"] = text.show(act.found)
    if act.arrow.then:
        data["then"] = names.moments[act.arrow.then]
        data |= {"empty": True} if act.arrow.until_empty else {"until": act.arrow.until}
    if act.once:
        data["once"] = True
    if act.treatment:
        data["treatment"] = [dict(bedside.acts[word]) for word in act.treatment]
    for name, happenings in (("begins", act.begins), ("ends", act.ends)):
        if happenings:
            data[name] = [names.written[each] for each in happenings]
    if act.needs:
        data["needs"] = [names.parts[f"{moment.id}/{each}" if "/" not in each else each] for each in act.needs]
    if act.when:
        data["when"] = bedside.acts[act.when]["share"] > 0
    return data


def _conceal(moment: Moment, text: _Rendering) -> dict[str, dict[str, str]]:
    looks = {look.id: {"": text.show(look.reason)} for look in moment.looks}
    acts = {act.id: {state: text.show(each) for state, each in act.reasons.items()} for act in moment.acts}
    return looks | acts


def _describe_count(line: CountLine, names: Names, text: _Rendering, levels: Sequence[str]) -> dict[str, Any]:
    data: dict[str, Any] = {
        "feature": line.feature,
        "text": text.show(line.text, inline=True),
        "reason": text.show(line.reason),
        "names": [names.parts[name] for name in line.names],
    }
    if line.cap is None:
        data["marks"] = line.marks
    else:
        data["cap"] = line.cap
    if line.together:
        data["together"] = True
    if line.within is not None:
        data |= {"within": line.within, "of": levels.index(line.of)}
    if line.at:
        data |= {"ready": True} if "ready" in line.at else {"at": [levels.index(each) for each in line.at]}
    if line.before:
        data["before"] = names.parts[line.before]
    return data


def _sign(public: Mapping[str, Any], secret: Mapping[str, Any], salt: bytes) -> str:
    """Return what changes when ids, arrows, minutes, what counts or patients change, and not when wording does."""
    moments = {
        name: [
            moment.get("turns"), moment.get("begins"), moment.get("allowed"), [look["id"] for look in moment["looks"]],
            [{key: value for key, value in act.items() if key not in ("text", "found")} for act in moment["acts"]],
        ]
        for name, moment in public["moments"].items()
    }  # fmt: skip
    counts = [{key: value for key, value in line.items() if key not in ("text", "reason")} for line in secret["counts"]]
    patients = [{name: value for name, value in each.items() if name != "words"} for each in public["patients"]]
    part = {"id": public["id"], "moments": moments, "counts": counts, "patients": patients, "cuff": public["cuff"]}
    data = json.dumps(part, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
    return hashlib.blake2b(data, key=salt[:64], digest_size=6).hexdigest()
