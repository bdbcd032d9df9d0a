"""A bedside session as its author wrote it: a patient, a treatment, moments with things to ask and to do, and what counts.

All frozen. `casebook.author.session` reads a session from its file; `casebook.session` walks every way through it. Nothing in it
is ever run: what an act does to the treatment is one of a closed list of words, which the subject lends.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .case import Item, Level, Text

__all__ = ["SUFFIX", "Act", "Arrow", "CountLine", "Happening", "Look", "Moment", "Session", "Turn"]


SUFFIX = ".session.md"
"""How the name of a session's file ends."""


@dataclass(frozen=True, slots=True)
class Arrow:
    """Where an act leads: to `to`, or to `then` from minute `until` on, or once nothing is left to give (`until_empty`)."""

    to: str
    until: int | None = None
    until_empty: bool = False
    then: str = ""


@dataclass(frozen=True, slots=True)
class Look:
    """Something to look at or to ask: costs no time; `found` is what it shows, `reason` why it matters."""

    id: str
    text: Text
    found: Text
    reason: Text
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something to do, how long it takes, where it leads, and why: `reasons` by state of the rule, the general one under "".

    `treatment` are words of the subject's list, `begins` and `ends` written happenings. `minutes` is None until all is given.
    """

    id: str
    text: Text
    found: Text
    reasons: Mapping[str, Text]
    line: int
    arrow: Arrow
    minutes: int | None = 0
    harmful: bool = False
    once: bool = False
    treatment: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """Looks of this session that must have been done before."""
    when: str = ""
    """A state of the treatment, such as the pump being on, in which alone the act can be done."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where the story turns on arrival: after so many minutes at a state of the rule or graver, or when the patient is not ready."""

    state: str
    minutes: int
    to: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One place in the story. `here` is what the author takes for granted in it; the first moment is where it starts."""

    id: str
    title: Text
    story: Text
    line: int
    here: tuple[str, ...] = ()
    here_line: int = 0
    looks_allowed: int | None = None
    turns: tuple[Turn, ...] = ()
    begins: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()
    acts: tuple[Act, ...] = ()
    end: Text = field(default_factory=lambda: Text("", 0))

    @property
    def is_end(self) -> bool:
        """Whether a way ends here."""
        return bool(self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What no model computes, written by the author with the reason why: how far signs move, and signs of the rule that are seen.

    `moves` are changes of signs, full `after` + `rises` minutes after the beginning, there for `lasts` minutes (for good when
    None). `signs` are seen from `signs_after` minutes on.
    """

    name: str
    why: str
    line: int
    moves: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    after: int = 0
    rises: int = 0
    lasts: int | None = None
    signs: Mapping[str, bool] = field(default_factory=dict)
    signs_after: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CountLine:
    """One step of what counts: `marks` for doing `names` (any or all of them), or for a harmful act the `cap` of the whole.

    `within` minutes of the first reading on the screen at `of`; `at` states of the rule; all `before` another act.
    """

    feature: str
    text: Text
    reason: Text
    line: int
    names: tuple[str, ...]
    together: bool = False
    marks: float = 0
    cap: float | None = None
    within: int | None = None
    of: str = ""
    at: tuple[str, ...] = ()
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session: one file. `given` holds the entries of its header that the subject reads: patient, responds, treatment, others."""

    path: str
    id: str
    title: str
    objectives: tuple[str, ...]
    level: Level
    minutes: float
    given: Mapping[str, Mapping[str, str]]
    given_lines: Mapping[str, int]
    cuff: int
    happenings: tuple[Happening, ...]
    intro: Text
    moments: tuple[Moment, ...]
    counts: tuple[CountLine, ...]
    counts_line: int
    items: tuple[Item, ...] = ()

    @property
    def item_name(self) -> str:
        """The name of a graded session's way in gradebook and response file."""
        return f"{self.id}--way"

    def texts(self) -> Iterator[Text]:
        """Yield every text of the session in the order of the file."""
        yield self.intro
        for moment in self.moments:
            yield from (moment.title, moment.story, moment.end)
            for look in moment.looks:
                yield from (look.text, look.found, look.reason)
            for act in moment.acts:
                yield from (act.text, act.found, *act.reasons.values())
        for line in self.counts:
            yield from (line.text, line.reason)
        for item in self.items:
            yield from item.texts()

    def find_moment(self, name: str) -> Moment | None:
        """Return the moment of that name, if there is one."""
        return next((moment for moment in self.moments if moment.id == name), None)
