"""What a page needs of a session: its data for the page's script, and its readings for who has none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..bedside.world import World
from ..kind.split import split_notes
from ..subject import Subject
from ..text.session import Session
from .asked import find_asked
from .bake import bake_session, join_halves
from .paper import SessionPaper, plan_paper
from .roam import list_whereabouts
from .walk import find_best

__all__ = ["PageSession", "make_page_session"]


@dataclass(frozen=True, slots=True)
class PageSession:
    """A self-check session for a page: `data` is both halves as plain data, `paper` the readings as tables."""

    data: dict[str, Any]
    paper: SessionPaper


def make_page_session(session: Session, subject: Subject, *, others: Sequence[Mapping[str, Any]] = ()) -> PageSession:
    """Bake a session that has been checked, with other patients of its story and one way that earns every mark."""
    baked = bake_session(session, subject, others=others)
    world = World(baked["public"], rules=baked["secret"])
    places = list_whereabouts(world)
    # Only patients are drawn of whom the same is asked.
    asked = find_asked(session, world, places, levels=subject.bedside.levels)
    baked["secret"]["asked"] = [asked] * (1 + len(others))
    baked["secret"]["best"] = find_best(world, baked["secret"])
    baked["public"]["items"], baked["secret"]["items"] = split_notes(session, subject)
    return PageSession(join_halves(baked), plan_paper(world, places))
