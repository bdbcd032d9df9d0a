"""Plans: every page and item they name is there, and a slip is told with its line."""

import pytest

from casebook.author.bank_reader import read_bank
from casebook.author.course import Course
from casebook.judge.check import check_course
from casebook.judge.plan import check_plans, read_plans

PLAN = '[[plan]]\nid = "{}"\ntitle = "Cook"\nabout = "You boil."\npages = [\n  "tea/index",\n]\n'
ADVICE = '[[advice]]\nitem = "first-cup--{}"\nabout = "the cup"\npages = ["tea/index"]\n'
WHOLE = "".join(ADVICE.format(item) for item in ("volume", "warm", "guests", "order", "note"))


def find(course: Course, text: str) -> list[str]:
    (course.book / "plans.toml").write_text(text)
    plans, problems = read_plans(course)
    return [str(problem) for problem in [*problems, *check_plans(plans, read_bank(course))]]


def test_sound_plans_are_read_in_the_order_written(course: Course) -> None:
    assert find(course, PLAN.format("cook") + PLAN.format("host") + WHOLE) == []
    plans, _ = read_plans(course)
    assert [plan.id for plan in plans.plans] == ["cook", "host"]
    assert plans.plans[1].pages == ("tea/index",)
    assert len(plans.advice) == 5


def test_a_course_needs_no_plans(course: Course) -> None:
    plans, problems = read_plans(course)
    assert (plans.plans, plans.advice, problems) == ((), (), [])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PLAN.format("cook").replace("tea/index", "tea/indx"), "book/plans.toml:6: there is no page tea/indx - name a page of the book, did you mean tea/index?"),
        (PLAN.format("cook").replace('"tea/index",', '"tea/index", "tea/index",'), "book/plans.toml:1: tea/index stands twice in one list - keep it once"),
        (PLAN.format("cook") * 2, "book/plans.toml:8: two plans are called cook - give one another id"),
        (PLAN.format("own"), "book/plans.toml:1: an entry can't be used: own can't be an id - use small letters"),
        (PLAN.format("The Cook"), "The Cook can't be an id"),
        ('[[plan]]\nid = "cook"\ntitle = "Cook"\nabout = "."\npages = []\n', "an entry can't be used: it has no pages - write pages ="),
        ('[[plan]]\nid = "cook"\npages = ["tea/index"]\n', "it has no title"),
        ("[[plans]]\n", "it is headed plans - write [[plan]] or [[advice]]"),
        ("[[plan]]\nminutes = 3\n", "it has no entry called minutes"),
        (WHOLE.replace("--warm", "--wram"), "book/plans.toml:5: there is no item first-cup--wram - name an item of a self-check, as case--item, did you mean first-cup--warm?"),
        (WHOLE.replace("--warm", "--volume"), "book/plans.toml:5: first-cup--volume has advice twice - put all its pages into one entry"),
        (ADVICE.format("volume"), "book/tea/first-cup.case.md:21: warm leads to no page - add [[advice]] for first-cup--warm to book/plans.toml"),
        ("[[plan]", "book/plans.toml:1: the file is not valid TOML"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line(course: Course, text: str, said: str) -> None:
    assert said in "\n".join(find(course, text))


def test_check_judges_the_plans(course: Course) -> None:
    from datetime import date

    (course.book / "plans.toml").write_text(PLAN.format("cook").replace("tea/index", "tea/gone"))
    problems = [str(problem) for problem in check_course(course, as_of=date(2026, 11, 20))]
    assert [each for each in problems if each.startswith("book/plans.toml:6: there is no page tea/gone")]
