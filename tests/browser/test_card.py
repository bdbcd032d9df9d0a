"""The cards for the clinic, printed: one page each, in letters that can be read at arm's length, made from facts, without a dose."""

import re
import unicodedata
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from casebook.site.paper.pdf import find_browser, plan_sheets, print_sheet
from ketamine.checklist import load_checklists
from ketamine.rule.event import emergency_triggers
from ketamine.rule.rule import read_rules

CARDS = sorted(
    path.stem for path in (Path(__file__).parents[2] / "book" / "cards").glob("*.md") if path.stem != "index"
)
LEAST = 13
"""Points."""

BAND = 11
"""Points, of what is said under the title."""

CHARTS = {
    "agitation", "consent", "first-visit", "leaving", "pump-sum", "spray-session", "suicidal-thoughts", "timetable",
}  # fmt: skip
"""Cards that belong to one patient; the others hang on a wall."""


def plain(markdown: str) -> str:
    """The words of a line as a reader sees them."""
    words = re.sub(r"\{fact\}`(.*?) <.*?>`", r"\1", markdown)
    return " ".join(words.replace("*", "").replace("_", "").split())


def print_card(page: Any, paper: str) -> list[str]:
    """The words of each printed page, without the room to write."""
    pages = PdfReader(BytesIO(page.pdf(format=paper))).pages
    # Fonts join letters, and a page's words do not come in the order in which they are seen.
    texts = [unicodedata.normalize("NFKC", each.extract_text()) for each in pages]
    return [" ".join(text.replace("_", "").split()) for text in texts]


def test_there_are_twelve() -> None:
    assert len(CARDS) == 12


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_one_page_of_either_paper_and_only_the_card_is_on_it(name: str, open_page: Any) -> None:
    toc = (Path(__file__).parents[2] / "book" / "_toc.yml").read_text(encoding="utf-8")
    order = re.findall(r"file: cards/(?!index)(\S+)", toc)
    page = open_page(f"cards/{name}.html")
    for paper in ("A4", "Letter"):
        (text,) = print_card(page, paper)
        assert text.startswith(page.locator("h1").inner_text())
        assert "For teaching: check against your protocol. Awaiting review by a clinician." in text
        assert re.search(r"Sources, checked \d+ \w+ 2026", text) and "to be looked at again on" in text
        assert "Teaching draft: not in force until filled in and signed." in text
        assert f"Card {1 + order.index(name)} of 12. Text: CC BY 4.0." in text
        assert ("Patient Date" in text) == (name in CHARTS) != ("For the wall." in text)
        for words in ("Print this card", "Contents", "page 2 of", "\u00a9", "Why each"):
            assert words not in text, words


@pytest.mark.parametrize("name", CARDS)
def test_a_card_can_be_read_at_arms_length_and_has_room_left(name: str, open_page: Any) -> None:
    page = open_page(f"cards/{name}.html")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 724, "height": 900})  # Letter less the margins of a card
    sizes = page.eval_on_selector_all(
        ".cb-poster :is(li, td, th, p)",
        """all => all.filter(one => one.checkVisibility() && !one.closest(".cb-poster-foot, .cb-poster-band"))
            .map(one => parseFloat(getComputedStyle(one).fontSize) * 0.75)""",
    )
    assert min(sizes) >= LEAST - 0.01
    band = page.eval_on_selector_all(
        ".cb-poster-band > p", "all => all.map(one => parseFloat(getComputedStyle(one).fontSize) * 0.75)"
    )
    assert band and min(band) >= BAND - 0.01
    assert page.evaluate("document.querySelector('.cb-poster').getBoundingClientRect().height") < 0.98 * 988


@pytest.mark.parametrize("name", CARDS)
def test_a_card_prints_no_dose_of_a_drug_that_rescues(name: str, open_page: Any) -> None:
    page = open_page(f"cards/{name}.html")
    # A source may be called by the strength of a product, as the label of the spray is.
    cited = page.locator(
        ".cb-poster-foot p", has_text=re.compile(r"^(?:Sources, checked|\u2020 Recalled, not checked)")
    )
    cited.evaluate_all("all => all.forEach(one => one.remove())")
    text = " ".join(print_card(page, "A4"))
    assert "Adopted here by" in text and "SPRAVATO (FDA)" not in text
    allowed = {"pump-sum": {"0.5 mg"}, "spray-session": {"28 mg", "84 mg"}}
    assert {" ".join(dose.split()) for dose in re.findall(r"[\d.]+\s*(?:mg|micrograms?|µg|g)\b", text)} <= allowed.get(
        name, set()
    )


@pytest.mark.parametrize("name", CARDS)
def test_the_number_to_call_has_six_centimetres_and_no_room_to_write_begins_a_line(name: str, open_page: Any) -> None:
    page = open_page(f"cards/{name}.html")
    assert not [each for each in page.locator("h2").all_inner_texts() if each.startswith("Call") and "_" in each]
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 724, "height": 900})
    number = page.locator("section:has(> .cb-urgent) > p:has-text('Number') .cb-blank")
    if number.count():
        assert number.first.bounding_box()["width"] > 60 * 96 / 25.4
    alone = page.eval_on_selector_all(
        ".cb-poster :is(li, p) .cb-blank",
        """all => all.filter(one => one.checkVisibility() && one.closest("p, li")).filter(one => {
            const edge = one.closest("p, li").getBoundingClientRect().left;
            return one.getClientRects()[0].left - edge < 4 && one.previousSibling?.textContent.trim();
        }).map(one => one.parentElement.textContent)""",
    )
    assert alone == []


def test_boxes_stand_clear_of_the_frame_on_a_screen(open_page: Any) -> None:
    page = open_page("cards/breathing.html")
    page.set_viewport_size({"width": 1440, "height": 900})
    frame, line = page.locator(".cb-urgent").first, page.locator(".cb-urgent > li").first
    assert line.bounding_box()["x"] - frame.bounding_box()["x"] > 10


def test_every_condition_for_leaving_is_on_its_card(open_page: Any) -> None:
    (text,) = print_card(open_page("cards/leaving.html"), "Letter")
    lines = {line.rule: plain(line.text) for line in load_checklists()["leaving"].lines}
    rules = {row["id"] for row in read_rules("monitoring.toml", "readiness")}
    assert rules - lines.keys() == {"local-minimum"}  # said on the line of the spray, so that one of the two can be met
    assert [words for words in lines.values() if words not in text] == []


def test_every_emergency_sign_is_on_its_card(open_page: Any) -> None:
    (text,) = print_card(open_page("cards/call.html"), "Letter")
    assert [each for each in emergency_triggers() if each not in text.replace("\u2019", "'")] == []
    cards = {
        "breathing": "breathing",
        "pressure": "pressure",
        "heart": "heart",
        "danger": "agitation",
        "suicide": "suicidal-thoughts",
        "dose": "pump-sum",
    }
    told = set()
    for topic, name in cards.items():
        (text,) = print_card(open_page(f"cards/{name}.html"), "Letter")
        for line in load_checklists()[f"{topic}-call"].lines:
            assert plain(line.text) in text, line.rule
            told.add(line.rule)
    assert {row["id"] for row in read_rules("monitoring.toml", "escalation") if row["level"] == "emergency"} <= told


def test_the_button_prints_and_is_not_offered_without_scripts(open_page: Any) -> None:
    page = open_page("cards/leaving.html")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print this card").click()
    assert page.evaluate("window.printed")
    assert not open_page("cards/leaving.html", scripts=False).locator(".cb-print").is_visible()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_all_cards_are_in_one_file_for_each_paper(paper: str, course: Any, site: Path) -> None:
    sheets = plan_sheets(course)
    name = "cards.pdf" if paper == "A4" else "cards-letter.pdf"
    pages = PdfReader(BytesIO(print_sheet(course, find_browser(), name, sheets[name]))).pages
    assert len(pages) == len(CARDS)
    for leaf, printed in zip(sheets[name].leaves, pages, strict=True):
        assert leaf.title in printed.extract_text()
    width, height = (float(side) for side in pages[0].mediabox[2:])
    assert (round(width), round(height)) in (
        {(595, 842), (596, 842), (596, 843), (595, 841)} if paper == "A4" else {(612, 792)}
    )


def test_ready_to_leave_prints_its_questions_with_empty_boxes_on_one_page(open_page: Any) -> None:
    page = open_page("monitoring/leaving.html")
    asked = [row for row in read_rules("monitoring.toml", "readiness") if "esketamine" in row["drugs"]]
    pages = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    texts = [" ".join(each.extract_text().split()) for each in pages]
    labels = page.eval_on_selector_all(".cb-form-line", "all => all.map(one => one.firstChild.textContent.trim())")
    assert len(labels) == len(asked)
    assert any(all(label in text for label in labels) for text in texts)
    assert not any("Not known, and so not met" in text or "Stay: what is not known" in text for text in texts)
    boxes = page.eval_on_selector_all(
        ".cb-form-line", "all => all.map(one => one.querySelectorAll('.cb-form-box').length)"
    )
    assert min(boxes) >= 3


def test_three_doors_prints_every_question_once_with_boxes(open_page: Any) -> None:
    page = open_page("screening/contraindications.html")
    page.emulate_media(media="print")
    fields = {row["field"] for row in read_rules("screening.toml", "rule")}
    form = page.locator(".cb-form").last
    assert form.locator(".cb-form-line").count() == len(fields) + 1  # and which drug
    assert form.is_visible() and not page.locator(".cb-simulator-findings .cb-sentence").last.is_visible()


def test_what_is_folded_in_a_simulator_is_open_on_paper(open_page: Any) -> None:
    page = open_page("pharmacology/one-infusion.html")
    text = " ".join(each.extract_text() for each in PdfReader(BytesIO(page.pdf(format="A4"))).pages)
    assert "some settings" in " ".join(text.split())
