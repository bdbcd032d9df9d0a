"""The second test: for each item another of the same objective, the same one every time."""

from casebook.author.counterpart import choose_counterparts
from casebook.author.reader import read_case
from casebook.text.case import Case, Kind

HEAD = "---\nid: {0}\ntitle: A case\nobjectives: [{1}]\nlevel: apply\nminutes: 5\n---\nA guest sits down.\n"
BEST = (
    "\n## {0}: Which cup?\n- [x] warm: The warm one\n  > {{fact}}`tea.warm`.\n- [ ] iced: The iced one\n  > Not here.\n"
)
ALL = "\n## {0}: Who is served? (all)\n- [x] a: One\n  > Yes.\n- [x] b: Two\n  > Yes.\n- [ ] c: Nobody\n  > No.\n"
NOTE = "\n## {0}: Write it down (written)\n- 2: what\n- 1: to whom\n"


def make(name: str, objective: str, *items: str) -> Case:
    case = read_case((HEAD.format(name, objective) + "".join(items)).encode(), f"book/tea/{name}.case.md")
    assert isinstance(case, Case), case
    return case


FIRST = make("first-test", "tea-1", BEST.format("one"), BEST.format("two"))
OTHERS = (
    make("milk", "tea-2", BEST.format("warm")),
    make("jug", "tea-1", NOTE.format("note"), ALL.format("who"), BEST.format("cup")),
    make("pot", "tea-1", BEST.format("cup"), BEST.format("lid")),
)


def choose(*cases: Case) -> list[str]:
    return [item.name for _, item in choose_counterparts(cases, FIRST.items).values()]


def test_an_item_gets_another_of_its_objective_and_kind_from_the_top_of_a_case() -> None:
    assert choose(FIRST, *OTHERS) == ["pot--cup", "pot--lid"]


def test_the_order_of_the_bank_changes_nothing() -> None:
    assert choose(*reversed(OTHERS), FIRST) == choose(FIRST, *OTHERS)


def test_another_kind_serves_where_there_is_none_but_a_written_one_never() -> None:
    assert choose(FIRST, OTHERS[1]) == ["jug--cup", "jug--who"]
    found = choose_counterparts([FIRST, OTHERS[1]], FIRST.items)
    assert Kind.WRITTEN not in {item.kind for _, item in found.values()}


def test_no_item_serves_twice_and_the_test_itself_never() -> None:
    assert choose(FIRST) == []
    assert choose(FIRST, make("cup", "tea-1", BEST.format("only"))) == ["cup--only"]
