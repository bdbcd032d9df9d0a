"""A text that sends its reader to a page names one that is there."""

from datetime import date

from casebook.author.course import Course
from casebook.judge.check import check_course


def find(course: Course) -> list[str]:
    return [str(each) for each in check_course(course, as_of=date(2026, 11, 20)) if each.rule == "unknown-title"]


def test_a_title_that_no_page_has_is_named_with_its_line(graded: Course) -> None:
    page = graded.book / "tea" / "index.md"
    page.write_text("# The first cup\n\nMore in *The first\ncup* and, see *The first cap*.\n")
    assert find(graded) == [
        "book/tea/index.md:4: no page is called The first cap - name a page by its whole title, did you mean The first cup?; "
        "or write no italics here"
    ]


def test_a_reason_of_a_self_check_is_read_too(graded: Course) -> None:
    (graded.book / "tea" / "index.md").write_text("# The first cup\n")
    [case] = graded.book.rglob("*.case.md")
    lines = case.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("  > "))
    lines[at] += " More in *The last cup*."
    case.write_text("\n".join(lines) + "\n")
    assert [said.split(" - ")[0] for said in find(graded)] == [
        f"book/tea/first-cup.case.md:{at + 1}: no page is called The last cup"
    ]
