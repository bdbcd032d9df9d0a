"""The most cautious option: it may not be the key too often, over a case or over the bank."""

from collections.abc import Callable

import pytest

from casebook.author.reader import read_case
from casebook.judge.lint.caution import count_cautious, find_all_cautious, find_cautious_habit
from casebook.judge.lint.wording import Wording, word_item
from casebook.text.case import Case

Said = tuple[Case, list[Wording]]

HEAD = "---\nid: cups\ntitle: Cups\nobjectives: [tea-1]\nlevel: apply\nminutes: 5\ncautious:\n{}---\nA guest.\n\n"
ITEM = "## cup-{0}: Which, number {0}?\n- [{1}] wait: Wait {0}\n  > No.\n- [{2}] pour: Pour {0}\n  > Yes.\n- [ ] spill: Spill {0}\n  > No.\n"
MATCHING = """## match: Which for each? (matching)
- wait: Wait
- pour: Pour
- spill: Spill
- drink: Drink

1. one: The first
   - = wait
     > So.
   - x pour
     > Not so.
2. two: The second
   - = pour
     > So.
   - x wait
     > Not so.
"""


@pytest.fixture
def say(tea: object) -> Callable[[str, str], Said]:
    def make(keys: str, extra: str = "") -> Said:
        lines = "".join(f"  cup-{at}: wait\n" for at in range(len(keys))) + ("  match: wait\n" if extra else "")
        items = "".join(ITEM.format(at, *(("x", " ") if key == "w" else (" ", "x"))) for at, key in enumerate(keys))
        case = read_case((HEAD.format(lines) + items + extra).encode(), "book/tea/cups.case.md")
        assert isinstance(case, Case), [str(problem) for problem in case]
        return case, [word_item(item, case, tea) for item in case.items]  # type: ignore[arg-type]

    return make


@pytest.mark.parametrize(("keys", "right"), [("www", 3), ("wpp", 1), ("ppp", 0)])
def test_keys_that_are_the_most_cautious_option_are_counted(say: Callable[..., Said], keys: str, right: int) -> None:
    case, wordings = say(keys)
    share = count_cautious(case, wordings)
    assert (share.right, share.of, share.chance) == (right, 3, pytest.approx(1))


def test_each_stem_of_matching_counts(say: Callable[..., Said]) -> None:
    share = count_cautious(*say("", MATCHING))
    assert (share.right, share.of) == (1, 2)


def test_a_case_in_which_caution_is_always_right_is_found(say: Callable[..., Said]) -> None:
    (flaw,) = find_all_cautious(*say("www"))
    assert flaw.what == "all 3 keys are the most cautious option"
    for keys in ("wwp", "ww"):
        assert list(find_all_cautious(*say(keys))) == []


def test_a_bank_is_judged_by_its_share(say: Callable[..., Said]) -> None:
    ((_, what, fix),) = find_cautious_habit([say("wpw")] * 10)
    assert what.startswith("over the bank, the most cautious option is the key in 20 of 30 (67 %")
    assert fix.startswith("at most 35% of such keys")
    assert list(find_cautious_habit([say("wpp")] * 10)) == []
    assert list(find_cautious_habit([say("www")] * 3)) == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("  cup-0: wiat\n", "book/tea/cups.case.md:8: the item cup-0 has no option wiat - name one of its options, did you mean wait?"),
        ("  cup-9: wait\n", "book/tea/cups.case.md:8: there is no item cup-9 - name an item, did you mean cup-0?"),
        ("  cup-0:\n", "book/tea/cups.case.md:8: the item cup-0 has no option of that name"),
    ],
)  # fmt: skip
def test_an_author_s_slip_is_told_with_its_line(lines: str, said: str) -> None:
    found = read_case((HEAD.format(lines) + ITEM.format(0, "x", " ")).encode(), "book/tea/cups.case.md")
    assert isinstance(found, list)
    assert said in "\n".join(map(str, found))


def test_a_list_where_names_are_needed_is_told(say: Callable[..., Said]) -> None:
    text = HEAD.format("").replace("cautious:\n", "cautious: wait\n") + ITEM.format(0, "x", " ")
    found = read_case(text.encode(), "book/tea/cups.case.md")
    assert isinstance(found, list)
    assert "book/tea/cups.case.md:7: cautious is not a list of items with an option each" in str(found[0])
