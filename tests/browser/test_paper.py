"""Without scripts and on paper: every page can be read, every self-check question has its answer, and nothing is cut."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

PAGE = "pharmacology/one-infusion.html"
# A4 less the margins that the print style sets, in a browser's pixels.
PAPER = 658

READ = """() => {
    const seen = (element) => element?.checkVisibility();
    const lost = [];
    const article = document.querySelector("article");
    if (article.innerText.trim().length < 40) lost.push("the page has no text");
    for (const item of document.querySelectorAll(".cb-case .cb-item")) {
        const question = item.querySelector(".cb-question");
        const answer = item.querySelector("details");
        const words = (question?.innerText || "").slice(0, 60);
        if (!seen(question)) lost.push(`a question can't be seen: ${words}`);
        if (!answer || answer.open || !seen(answer.querySelector("summary"))) lost.push(`no answer to open: ${words}`);
        else if (answer.textContent.trim().length < 40) lost.push(`an empty answer: ${words}`);
    }
    for (const card of document.querySelectorAll(".cb-simulator")) {
        if (![...card.querySelectorAll(".cb-sentence, .cb-figure svg, .cb-result table")].some(seen)) lost.push("an empty simulator");
        if (seen(card.querySelector(".cb-controls"))) lost.push("controls without effect");
    }
    for (const card of document.querySelectorAll(".cb-exercise")) {
        if (![...card.querySelectorAll(".cb-question")].some(seen)) lost.push("an exercise without questions");
    }
    for (const fact of article.querySelectorAll("span.fact")) lost.push(`a fact leads nowhere: ${fact.textContent}`);
    return { lost, questions: document.querySelectorAll(".cb-case .cb-item").length };
}"""

CUT = """(width) => {
    const wide = (element) => element.getBoundingClientRect().right > width + 1 || element.scrollWidth > element.clientWidth + 1;
    const parts = document.querySelectorAll("main pre, main table, main .cb-card, main img, main svg, main .cb-scroll, main .output");
    return [...parts].filter((part) => part.checkVisibility() && !(part instanceof SVGElement) && wide(part))
        .map((part) => part.outerHTML.slice(0, 120));
}"""


CODE = """() => [...document.querySelectorAll(".cell_input .highlight")].map((code) => ({
    folded: Boolean(code.closest("details.cb-made")), seen: code.checkVisibility(), words: code.textContent.slice(0, 40),
}))"""


def list_pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_without_scripts_every_page_reads_and_on_paper_nothing_is_cut(site: Path, address: str, open_page: Any) -> None:
    page = open_page("index.html", scripts=False)
    # Every page of the site one after another, on a computer that may have other work: no page of it is slow by itself.
    page.set_default_navigation_timeout(60000)
    wrong, questions = [], 0
    for name in list_pages(site):
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(f"{address}/{name}")
        read = page.evaluate(READ)
        questions += read["questions"]
        wrong += [f"{name}: {lost}" for lost in read["lost"]]
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPER, "height": 900})
        wrong += [f"{name}, cut on paper: {part}" for part in page.evaluate(CUT, PAPER)]
    assert not wrong, "\n".join(wrong)
    assert questions > 150


def print_text(page: Any) -> str:
    pages = PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    return "\n".join(" ".join(each.extract_text().split()) for each in pages)


def test_a_printed_page_ends_with_the_answers_to_this_readers_numbers(open_page: Any) -> None:
    page = open_page(PAGE)
    page.get_by_role("button", name="New numbers").first.click()
    story = " ".join(page.locator(".cb-case .cb-story").first.inner_text().split())
    text = print_text(page)
    body, _, key = text.rpartition("Answers and reasons")
    assert story in body and not [words for words in ("Yes: ", " is right here.") if words in body]
    # The reasons of what is ticked, and under each stem of what is matched.
    assert key.count("Yes: ") >= 3 and key.count(" is right here.") >= 11 and "Answers that show a slip:" in key
    for card in page.locator(".cb-case .cb-card-title").all_inner_texts():
        assert card in key
    number = page.locator("form[data-kind=number]").first
    number.locator(".cb-number-input").fill("1")
    number.locator("button[type=submit]").click()
    number.get_by_text("Show the answer").click()
    assert number.locator(".cb-answer strong").inner_text().replace("\u00a0", " ") in key
    assert not page.locator(".cb-key-sheet").count()


def test_an_exercise_printed_before_its_start_has_its_questions(open_page: Any) -> None:
    page = open_page("pharmacology/exercise.html")
    text = print_text(page)
    assert "Yours are drawn from the name you give when you start." in text
    assert text.count("mark") > 10 and "Stopped early" in text and "scripts are switched off" not in text
    assert "vitals.csv" in text and "def largest_rise" in text
    page.evaluate(
        "for (const kind of ['beforeprint', 'beforeprint', 'afterprint']) window.dispatchEvent(new Event(kind))"
    )
    assert page.get_by_role("button", name="Start").is_visible() and not page.locator(".cb-on-paper").count()
    page.get_by_label("Your name or number").fill("ada")
    page.get_by_role("button", name="Start").click()
    text = print_text(page)
    for words in ("with one learner\u2019s numbers", "Erase", "Downloads are blocked", "Check a file", "Still open"):
        assert words not in text, words


def test_the_controls_of_the_page_are_not_printed(open_page: Any) -> None:
    text = print_text(open_page(PAGE))
    for words in ("Check", "New numbers", "Reset", "Search", "Contents", "Download as a notebook"):
        assert words not in text.replace("New numbers are", "").replace("Checked", ""), words


def test_the_register_is_printed_whole(open_page: Any, site: Path) -> None:
    found = 0
    for topic in sorted(site.glob("evidence/register-*.html")):
        page = open_page(f"evidence/{topic.name}")
        page.emulate_media(media="print")
        hidden = page.evaluate(
            "() => [...document.querySelectorAll('.fact-entry')].filter((each) => getComputedStyle(each).contentVisibility !== 'visible').length"
        )
        assert hidden == 0, topic.name
        found += page.locator(".fact-entry").count()
    assert found > 300


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_drill_is_one_sheet_of_either_paper_and_names_no_dose(paper: str, open_page: Any) -> None:
    page = open_page("events/emergency-drill.html")
    pages = PdfReader(BytesIO(page.pdf(format=paper))).pages
    text = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1
    assert "The reader says" in text and "What we found" in text and "Signed" in text
    assert not re.search(r"\d\s*(?:mg|mL|µg|micrograms?|milligrams?)\b", text)


def test_the_empty_cells_of_a_sheet_are_high_enough_to_write_in(open_page: Any) -> None:
    page = open_page("events/emergency-drill.html")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": PAPER, "height": 900})
    heights = page.eval_on_selector_all(
        ".cb-sheet td",
        "all => all.filter(one => !one.textContent.trim()).map(one => one.getBoundingClientRect().height)",
    )
    assert len(heights) >= 20 and min(heights) >= 22


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_paper_is_white_whatever_the_screen(scheme: str, open_page: Any) -> None:
    page = open_page(PAGE, color_scheme=scheme)
    page.emulate_media(media="print", color_scheme=scheme)
    colours = page.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]")
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def test_the_code_of_every_cell_is_folded_on_screen_and_left_out_on_paper(open_page: Any, site: Path) -> None:
    found = 0
    for path in list_pages(site):
        if "cb-made" not in (site / path).read_text("utf-8"):
            assert "cell_input" not in (site / path).read_text("utf-8"), path
            continue
        page = open_page(path, width=360)
        for code in page.evaluate(CODE):
            assert code["folded"] and not code["seen"], (path, code["words"])
            found += 1
        page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
        page.emulate_media(media="print")
        assert not [code for code in page.evaluate(CODE) if code["seen"]], path
        page.close()
    assert found > 40
