"""A page for the wall: boxes to tick, room to write, its foot, and nothing of what stands below it on paper."""

import re

import pytest

from ..conftest import Book, Build

PAGES = {
    "index": "# Tea\n\n```{toctree}\npour\nsteps\nplain\nregister\nbad\n```\n",
    "pour": (
        "# Pouring\n\nName ____________ Cup ____\n\n## Before\n\n```{checklist} pour\n```\n\n- Seen by ________\n- {fact}`Pot once scalded <tea.scald>`\n\n"
        "```{poster}\n:use: chart\n```\n\nMore of it: [Tea](index.md).\n\n- not a box\n\n## Later\n\nOn the screen ____ only.\n"
    ),
    "steps": (
        "# Steps\n\n```{checklist} pour\n:numbered:\n```\n\n```{checklist} pour\n:columns: 2\n```\n\n"
        "```{checklist} pour\n:write: What, Warm, Seen by\n```\n\n```{poster}\n```\n"
    ),
    "plain": "# Plain\n\n```{checklist} pour\n```\n\n```{checklist} clock\n```\n\nNothing to fill in: ____.\n",
    "register": "# Register\n\n```{register}\n```\n",
    "bad": "# Bad\n\n```{checklist} poor\n```\n",
}


@pytest.fixture(scope="module")
def tea(build_book: Build) -> Book:
    return build_book(PAGES)


def read_sheet(tea: Book, page: str) -> str:
    found = re.search(r'<section class="[^"]*cb-poster cb-points-14".*</section>', tea.read(page), re.DOTALL)
    assert found
    return found[0]


def test_a_line_shows_its_number_as_a_fact_and_says_whose_rule_it_is(tea: Book) -> None:
    sheet = read_sheet(tea, "pour.html")
    assert (
        'At most <a class="fact" href="register.html#fact-tea-dose" data-fact="tea.dose">half</a> a <strong>cup</strong>'
        in sheet
    )
    assert re.search(r'<span class="cb-whose"><a class="fact"[^>]*>China label</a></span>', sheet)
    assert re.search(r'<span class="cb-whose cb-local"><a class="fact"[^>]*>local</a></span>', sheet)
    assert re.search(r'<a class="fact"[^>]*data-fact="tea.warm">Pot on the table</a>', sheet)


def test_a_fact_in_heavy_letters_is_the_link_of_its_line_and_stands_in_no_other(tea: Book) -> None:
    assert re.search(
        r'<li>(?:<p>)?<strong><a class="fact"[^>]*data-fact="tea.dose">half past</a></strong>, sharp',
        tea.read("plain.html"),
    )


def test_lists_above_the_foot_are_boxes_and_those_below_are_not(tea: Book) -> None:
    sheet = read_sheet(tea, "pour.html")
    lists = re.findall(r"<ul class=\"([^\"]*)\">\s*<li>(?:<p>)?(.{8})", sheet, re.DOTALL)
    assert [("cb-ticks" in classes, words) for classes, words in lists] == [
        (True, "At most "), (True, "Seen by\u00a0"), (False, "not a bo"),
    ]  # fmt: skip


def test_underscores_are_room_to_write_that_a_screen_reader_names(tea: Book) -> None:
    sheet = read_sheet(tea, "pour.html")
    blanks = re.findall(r'<span class="cb-blank" role="img" aria-label="to fill in">(_+)</span>', sheet)
    assert blanks[2:4] == ["_" * 12, "_" * 4]  # after the patient's name and the date
    assert "____" in tea.read("plain.html") and "cb-blank" not in tea.read("plain.html")


def test_what_stands_below_the_foot_is_left_out_on_paper_at_every_depth(tea: Book) -> None:
    sheet = read_sheet(tea, "pour.html")
    foot = sheet.index("cb-poster-foot")
    assert sheet.index("More of it") > foot
    assert '<p class="cb-off-paper">More of it' in sheet
    assert re.search(r'<section class="cb-off-paper" id="later">', sheet)
    assert "cb-off-paper" not in sheet[:foot]


def test_the_foot_says_what_it_is_for_its_sources_and_when_they_were_looked_at(tea: Book) -> None:
    words = re.sub(r"<[^>]*>", "", read_sheet(tea, "pour.html").partition("cb-poster-foot")[2])
    assert "For teaching: check against your protocol. Awaiting review." in words
    assert "Sources, checked 20 November 2026: Cup 1999." in words
    assert re.search(r"mark [0-9a-f]{6}\. Card 1 of 2\. Text: CC BY 4\.0\.", words)
    assert "Adopted here by" in words


def test_under_the_title_stands_that_it_is_a_draft_and_what_its_signs_mean(tea: Book) -> None:
    band = re.search(r'<div class="cb-poster-band[^"]*">(.*?)</div>', read_sheet(tea, "pour.html"), re.DOTALL)
    assert band
    words = re.sub(r"<[^>]*>", "", band[1])
    assert "Teaching draft: not in force until filled in and signed. For one chart." in words
    assert "local: no label or trial sets it." in words and "\u2020: not yet checked" in words
    assert re.search(r"Patient\u00a0_+ Date\u00a0_+", words)
    assert "Patient" not in read_sheet(tea, "steps.html")


def test_a_figure_of_the_course_s_own_has_room_for_another_beside_it(tea: Book) -> None:
    sheet = read_sheet(tea, "pour.html")
    assert re.search(r'>local</a></span> <span class="cb-ours">ours\u00a0<span class="cb-blank"', sheet)
    assert sheet.count("cb-ours") == 1 and "cb-ours" not in tea.read("plain.html")


def test_what_is_recalled_has_a_dagger_and_is_not_said_to_be_checked(tea: Book) -> None:
    sheet = read_sheet(tea, "pour.html")
    assert re.search(r">Pot once scalded</a><sup[^>]*>\u2020</sup>", sheet)
    words = re.sub(r"<[^>]*>", "", sheet.partition("cb-poster-foot")[2])
    assert "\u2020 Recalled, not checked: Cup 1999." in words
    assert "\u2020" not in read_sheet(tea, "steps.html").replace("\u2020: not", "")


def test_the_same_lines_can_be_steps_columns_or_rows_to_write_in(tea: Book) -> None:
    sheet = read_sheet(tea, "steps.html")
    assert re.search(r"<ol[^>]*>\s*<li>(?:<p>)?At most", sheet)
    assert "cb-columns-2" in sheet
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", sheet, re.DOTALL)
    assert [len(re.findall(r"<t[hd]", row)) for row in rows] == [3, 3, 3, 3]


def test_a_page_without_a_foot_is_no_sheet(tea: Book) -> None:
    assert "cb-poster" not in re.sub(r"<link.*", "", tea.read("plain.html"))


def test_a_list_that_is_not_there_is_named_with_the_place(tea: Book) -> None:
    assert "bad.md:3: there is no checklist poor - name one of pour, clock" in tea.warnings.replace("book/", "")
