"""A small course and a small subject that tests of the engine use: no drug the engine would have to know."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course


@dataclass(frozen=True)
class Fact:
    id: str
    statement: str = "Tea is served warm."
    topic: str = "tea"
    regions: tuple[str, ...] = ("general",)
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    population: str | None = "adults"
    citations: tuple[Any, ...] = ()
    confidence: str = "high"
    verified: str = "page"
    caveat: str | None = None
    checked_on: date = date(2026, 11, 20)
    review_by: date = date(2028, 11, 20)
    exam: bool = True
    local_protocol: bool = False
    hazard: bool = False
    computed: bool = False
    path: str = "tea.toml"
    line: int = 3
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return f"{self.value:g}\u00a0{self.unit}" if self.value is not None else self.statement.rstrip(".")


@dataclass(frozen=True)
class Calculator:
    name: str
    function: Callable[..., float]
    parameters: Mapping[str, str]
    unit: str
    facts: tuple[str, ...] = ()
    mistake: bool = False
    optional: frozenset[str] = frozenset()
    summary: str = "A calculation."
    source: str = "arithmetic"
    limits: tuple[str, ...] = ()
    decimals: int | None = None

    def __call__(self, **numbers: float) -> float:
        return self.function(**numbers)


def _volume(weight: float, strength: float) -> float:
    if weight > 200:
        raise ValueError(f"a weight of {weight:g} kg is outside what a person weighs")
    return weight / strength / 2


@dataclass(frozen=True)
class Region:
    id: str
    name: str
    words: tuple[str, ...]
    follows: str | None = None
    members: tuple[str, ...] = ()


@dataclass(frozen=True)
class CountryRule:
    region: str
    facts: tuple[str, ...]
    searched: date = date(2026, 11, 28)
    note: str = ""


@dataclass(frozen=True)
class RuleHeading:
    id: str
    title: str
    ask: str
    entries: tuple[CountryRule, ...]


@dataclass(frozen=True)
class ChecklistLine:
    text: str
    facts: tuple[str, ...]
    whose: str = ""
    local: bool = False


@dataclass(frozen=True)
class Checklist:
    id: str
    lines: tuple[ChecklistLine, ...]
    urgent: bool = False


@dataclass(frozen=True)
class TeaSubject:
    """A subject about tea: four facts, four calculators."""

    name: str = "tea"
    notice: str = "For teaching."
    review: str = "Awaiting review."
    facts: Mapping[str, Fact] = field(
        default_factory=lambda: {
            fact.id: fact
            for fact in (
                Fact("tea.warm"),
                Fact("tea.dose", "Half a millilitre for each kilogram.", value=0.5, unit="mL/kg"),
                Fact("tea.guess", "Tea may help.", confidence="low"),
                Fact("tea.poison", "Never give this much.", value=9.0, unit="mL/kg", hazard=True),
            )
        }
    )
    sources: Mapping[str, Any] = field(default_factory=dict)
    regions: Mapping[str, Region] = field(
        default_factory=lambda: {
            region.id: region
            for region in (
                Region("china", "China", ("China", "Chinese")),
                Region("hill", "the Hills", ("Hills",)),
                Region("coast", "the Coast", ("Coast",)),
                Region("isle", "the Isle", ("Isle",), follows="china"),
                Region("ceylon", "Ceylon", ("Ceylon",), members=("hill", "coast")),
            )
        }
    )
    headings: Mapping[str, RuleHeading] = field(
        default_factory=lambda: {
            heading.id: heading
            for heading in (
                RuleHeading(
                    "tax",
                    "Taxes",
                    "What is paid on tea?",
                    (
                        CountryRule("china", ("tea.dose", "tea.warm")),
                        CountryRule("hill", ()),
                        CountryRule("coast", ("tea.warm",), note="On weekdays."),
                        CountryRule("isle", ("tea.dose",)),
                    ),
                ),
                RuleHeading(
                    "time",
                    "Time",
                    "When is tea?",
                    tuple(CountryRule(name, ()) for name in ("china", "hill", "coast", "isle")),
                ),
            )
        }
    )
    checklists: Mapping[str, Checklist] = field(
        default_factory=lambda: {
            "pour": Checklist(
                "pour",
                (
                    ChecklistLine("At most {fact}`half <tea.dose>` a **cup**: ______", ("tea.dose",), "China label"),
                    ChecklistLine("Cup warmed", ("tea.warm",), "local", local=True),
                    ChecklistLine("Pot on the table", ("tea.warm",)),
                ),
            ),
            "clock": Checklist("clock", (ChecklistLine("**{fact}`half past <tea.dose>`**, sharp", ("tea.dose",)),)),
        }
    )
    calculators: Mapping[str, Calculator] = field(
        default_factory=lambda: {
            calculator.name: calculator
            for calculator in (
                Calculator("volume", _volume, {"weight": "kg", "strength": "mg/mL"}, "mL", ("tea.dose",)),
                Calculator("guessed", lambda weight: weight, {"weight": "kg"}, "mL", ("tea.guess",)),
                Calculator(
                    "volume_tenfold",
                    lambda weight, strength: weight / strength * 5,
                    {"weight": "kg", "strength": "mg/mL"},
                    "mL",
                    mistake=True,
                ),
                Calculator(
                    "volume_rounded",
                    lambda weight, strength: float(round(weight / strength / 2, 1)),
                    {"weight": "kg", "strength": "mg/mL"},
                    "mL",
                    mistake=True,
                ),
            )
        }
    )


CASE = """\
---
id: first-cup
title: A first cup
objectives: [tea-1]
level: apply
minutes: 5
numbers:
  weight: {from: 48, to: 130, step: 1, unit: kg}
  strength: {choose: [10, 50], unit: mg/mL}
---
A {{ weight }} adult asks for tea at {{ strength }}.

## volume: How much do you pour? (2 marks)
- = {calc}`volume(weight, strength)` within 2 %
  > Half of the weight over the strength: {calc}`volume(weight, strength)`, as {fact}`tea.dose` says.
- x {calc}`volume_tenfold(weight, strength)`
  > Ten times too much. Look at the decimal mark.
- else
  > Work in two steps: weight, then strength.

## warm: Which cup do you serve?
- [ ] iced: The iced one
  > Iced tea is another course.
- [x] warm: The warm one
  > As it should be: {fact}`tea.warm`.
- [ ] none: An empty one
  > There is nothing in it.

## guests: Who is served first? (all)
- [x] guest: The guest
  > Guests come first: {fact}`tea.warm`.
- [ ] host: The host
  > The host waits.
- [x] elder: The oldest
  > Age comes before beauty.

## order: Put the steps in order.
1. boil: Boil the water
   > Nothing dissolves in cold water: {fact}`tea.warm`.
2. steep: Steep the leaves
   > They need the heat.
3. pour: Pour
   > Last of all.

## note: Write the note (written)
- 2: what was served
- 1: to whom
"""


@pytest.fixture
def tea() -> TeaSubject:
    return TeaSubject()


@pytest.fixture
def case_text() -> str:
    return CASE


@pytest.fixture
def course(tmp_path: Path, tea: TeaSubject) -> Course:
    """A course with one page, one self-check and nothing graded."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    chapter = tmp_path / "book" / "tea"
    chapter.mkdir(parents=True)
    (tmp_path / "answers").mkdir()
    (tmp_path / "book" / "objectives.yml").write_text("tea-1: Serve tea.\n")
    (chapter / "index.md").write_text("# Tea\n\nServe it at {fact}`tea.dose`.\n")
    (chapter / "first-cup.case.md").write_text(CASE)
    return Course(tmp_path, tmp_path / "answers", tea)  # type: ignore[arg-type]


TASK = """\
---
id: hottest-cup
title: The hottest cup
objectives: [tea-1]
level: apply
minutes: 5
data: [cups.csv]
---
The table `data/cups.csv` lists cups. Write `hottest(cups)`, which returns the name of the hottest.

```python starter
# Task: hottest-cup (keep this line)
import csv


def hottest(cups):
    raise NotImplementedError("write your answer here")
```

```python solution
# Task: hottest-cup (keep this line)
import csv


def hottest(cups):
    return max(cups, key=lambda cup: float(cup["heat"]))["name"]
```

```python test 1
# The table you were given.
with open("data/cups.csv") as file:
    assert hottest(list(csv.DictReader(file))) == "blue"
```

```python test 2
# Other tables.
### BEGIN HIDDEN TESTS
assert hottest([{"name": "secretgreen", "heat": "91.25"}, {"name": "grey", "heat": "9"}]) == "secretgreen"
### END HIDDEN TESTS
```
"""

COVER = """\
---
title: Tea for two
order: [second-cup, hottest-cup]
---
Two parts about tea.
"""


def write_answers(course: Course, name: str = "tea") -> Path:
    """Put a graded exercise of every kind of item into a course's answers."""
    folder = course.answers / name
    (folder / "data").mkdir(parents=True)
    (folder / "second-cup.case.md").write_text(CASE.replace("first-cup", "second-cup"))
    (folder / "hottest-cup.task.md").write_text(TASK)
    (folder / "exercise.md").write_text(COVER)
    (folder / "data" / "cups.csv").write_text("name,heat\nred,60\nblue,80.5\n")
    (course.answers / "salt.txt").write_text("0123456789abcdef0123456789abcdef\n")
    return folder


CONFIG = """\
from pathlib import Path

from casebook.grading.preprocessor import configure

config = get_config()
config.CourseDirectory.course_id = "tea"
configure(config, Path(__file__).parent)
"""


@pytest.fixture
def graded(course: Course) -> Course:
    """The same course with a graded exercise called tea, not yet released."""
    write_answers(course)
    (course.root / "nbgrader_config.py").write_text(CONFIG)
    return course


@pytest.fixture
def released(graded: Course) -> Course:
    """The same course with its exercise released, as nbgrader would (another test sees to that)."""
    from casebook.author.exercise import read_exercise
    from casebook.exercise.source import make_source
    from casebook.folder import mirror_folder, write_file

    exercise = read_exercise(graded.answers / "tea", graded.root)
    assert not isinstance(exercise, list), exercise
    source = make_source(graded, exercise)
    for name, data in source.answers.items():
        write_file(graded.answers / "tea" / name, data)
    mirror_folder(source.release, graded.exercises / "tea")
    return graded


SOLUTION = """\
# Task: hottest-cup (keep this line)
import csv


def hottest(cups):
    return max(cups, key=lambda cup: float(cup["heat"]))["name"]
"""


def answer(course: Course, learner: str = "m.smith", **changes: Any) -> Any:
    """Return a response file in which everything is right; `changes` replace answers by item, dashes as underscores."""
    from casebook.exercise.source import load_source
    from casebook.mark.learner import choose_variant
    from casebook.mark.response import Response

    source = load_source(course, "tea")
    variant = choose_variant(learner, "second-cup", 24)
    volume = source.halves.secrets["second-cup--volume"]["keys"][variant]
    right: dict[str, Any] = {
        "second-cup--volume": f"{volume:.4g}",
        "second-cup--warm": "warm",
        "second-cup--guests": ("elder", "guest"),
        "second-cup--order": ("boil", "steep", "pour"),
        "second-cup--note": "Tea, to the guests.",
        "hottest-cup--code": SOLUTION,
    }
    for name, value in changes.items():
        right[name.replace("__", "--").replace("_", "-")] = value
    items = [item for part in source.halves.public["parts"] for item in part["items"]]
    return Response(
        exercise="tea",
        learner=learner,
        variants={"second-cup": variant, "hottest-cup": 0},
        fingerprints={item["id"]: item["fingerprint"] for item in items},
        responses={name: value for name, value in right.items() if value is not None},
    )


@pytest.fixture
def write() -> Callable[..., Any]:
    """Return the function that answers the exercise as one learner; everything is right unless said otherwise."""
    return answer


@pytest.fixture(scope="session")
def _opened_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course whose exercise nbgrader itself released, made once: it takes seconds."""
    from casebook.exercise.release import release

    root = tmp_path_factory.mktemp("opened")
    (root / "book").mkdir()
    (root / "nbgrader_config.py").write_text(CONFIG)
    course = Course(root, root / "answers", TeaSubject())  # type: ignore[arg-type]
    write_answers(course)
    release(course, "tea")
    return root


@pytest.fixture
def opened(_opened_once: Path, tmp_path: Path, tea: TeaSubject) -> Course:
    """A course with a gradebook that knows its exercise, ready for hand-ins (for slow tests)."""
    root = tmp_path / "course"
    shutil.copytree(_opened_once, root)
    return Course(root, root / "answers", tea)  # type: ignore[arg-type]
