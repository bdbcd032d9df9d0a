"""A graded session as a part of an exercise: the public half has what follows from each act, the secret half what it is worth.

The public half is the story, its acts and minutes, and the patients' signs as sums. Of the rule it holds only the conditions on
which the story itself turns, without a name, a reason or the rule's own level. The secret half keeps all that was baked.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ..bedside.mark import Marker, mark_way
from ..bedside.world import World
from ..kind.split import split_notes
from ..mark.half import PublicItem, PublicPart, SecretHalf
from ..subject import Subject
from ..text.session import Session
from .asked import find_asked
from .bake import bake_session
from .roam import list_whereabouts
from .walk import find_best

__all__ = ["QUESTION", "hide_rule", "split_session"]

QUESTION = "Play the session to its end. Nothing is marked before you hand in."
"""What is asked of whoever plays a graded session."""


def split_session(
    session: Session, subject: Subject, salt: bytes, *, others: Sequence[Mapping[str, Any]] = ()
) -> tuple[PublicPart, Mapping[str, SecretHalf]]:
    """Split a checked session into its public part and the secret halves of its items, by item name.

    `others` are the headers of more patients of the same story. Each learner has one of them, as with numbers of a case.
    """
    baked = bake_session(session, subject, others=others, salt=salt)
    public, rules = baked["public"], baked["secret"]
    world = World(public, rules=rules)
    asked = find_asked(session, world, list_whereabouts(world), levels=subject.bedside.levels)
    rules["asked"] = [asked] * len(public["patients"])
    rules["best"] = find_best(world, rules)
    total = mark_way(world, Marker(rules), ()).total
    notes, halves = split_notes(session, subject, salt)
    name = session.item_name
    item: PublicItem = {
        "id": name,
        "kind": "way",
        "points": total,
        "question": QUESTION,
        "body": "",
        "session": hide_rule(public),
        "fingerprint": public["fingerprint"],
    }
    words = [_tell_first(World(public, patient=place, rules=rules)) for place in range(len(public["patients"]))]
    part: PublicPart = {
        "id": session.id,
        "title": session.title,
        "minutes": session.minutes,
        "intro": public["intro"],
        "variants": len(public["patients"]),
        "numbers": {each: [own[each] for own in words] for each in words[0]},
        "items": [item, *notes],
    }
    secret: SecretHalf = {"kind": "way", "points": total, "session": public, "rules": rules, "numbers": {}}
    return part, {name: secret, **halves}


def _tell_first(world: World) -> dict[str, str]:
    """Return what the gaps of the introduction show for a patient: their own words, and the signs before anything was done."""
    signs = world.follow(world.start()).show(0)
    read = {each["name"]: "/".join(str(signs[part]) for part in each["parts"]) for each in world.public["monitor"]}
    return {**world.public["patients"][world.patient]["words"], **read}


def hide_rule(public: Mapping[str, Any]) -> dict[str, Any]:
    """Return a session's public data as trainees receive it.

    Levels are numbered anew by those on which the story turns, so that a number names no state of the rule; signs on which
    nothing in the story turns and no monitor shows are left out.
    """
    turning = sorted(
        {turn[0] for moment in public["moments"].values() for turn in moment.get("turns", ()) if turn[0] is not None}
    )
    rule = [{"level": sum(level <= row["level"] for level in turning), "when": row["when"]} for row in public["rule"]]
    moments = {
        name: {
            **moment,
            "turns": [[None if level is None else turning.index(level) + 1, *rest] for level, *rest in moment["turns"]],
        }
        if "turns" in moment
        else moment
        for name, moment in public["moments"].items()
    }
    named = _list_names([row["when"] for row in (*rule, *public["leave"])])
    shown = named | {part for each in public["monitor"] for part in each["parts"]}
    written = {
        name: {**each, "signs": {sign: seen for sign, seen in each["signs"].items() if sign in shown}}
        for name, each in public["written"].items()
    }
    seen = {name: value for name, value in public["body"]["seen"].items() if name in shown}
    kept = {name: value for name, value in public.items() if name not in ("intro", "fingerprint", "title", "minutes")}
    return {**kept, "body": {**public["body"], "seen": seen}, "written": written, "moments": moments, "rule": rule}


def _list_names(formula: Any) -> set[str]:
    """Return every sign that a condition names, however deep."""
    if isinstance(formula, str):
        return {formula.partition("@")[0]}
    return set().union(*map(_list_names, formula)) if isinstance(formula, (list, tuple)) else set()
