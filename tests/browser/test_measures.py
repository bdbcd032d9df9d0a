"""What was promised of the first minute, held in a browser at the size of a phone: the table is printed by `measures.py`."""

from pathlib import Path
from typing import Any

from .measures import FAR, PHONE, Measures, Start, format_measures, measure_first, measure_start
from .test_steady import list_pages

# That no control moves in use, and that the verdict of every question comes into view, is held by test_steady.py.


def test_two_taps_and_no_scrolling_lead_to_the_first_answered_question(open_page: Any) -> None:
    page = open_page("index.html", width=PHONE["width"], has_touch=True)
    page.set_viewport_size(PHONE)
    page.locator(".cb-one.is-live").wait_for()
    start = measure_start(page)
    assert (start.taps, start.scrolled, start.seen) == (2, 0, True)
    assert start.verdict


def test_a_first_question_that_is_far_down_has_a_link_at_the_top_of_its_page_that_leads_to_it(
    open_page: Any, site: Path
) -> None:
    page = open_page("index.html", width=PHONE["width"])
    page.set_viewport_size(PHONE)
    base = page.url.removesuffix("index.html")
    far = []
    for path in list_pages(site, "data-page="):
        page.goto(f"{base}{path}")
        screens = measure_first(page)
        if screens is None or screens <= FAR:
            continue
        far.append(path)
        link = page.locator(".site-first")
        assert link.count() == 1, f"{path}: {screens:.1f} screens"
        assert link.bounding_box()["y"] < PHONE["height"], path
    assert len(far) > 5
    page.goto(f"{base}{far[0]}")
    page.locator(".site-first").click()
    page.wait_for_function(
        "() => Math.abs(document.querySelector('.cb-case, .cb-exercise').getBoundingClientRect().top) < 200"
    )


def test_the_table_names_what_breaks_a_promise() -> None:
    start = Start(taps=2, scrolled=0, verdict="Right.", seen=True)
    found = Measures(
        start=start,
        moved=["a.html: dose: 3"],
        checked=4,
        unseen=["b.html: cup--warm"],
        far=[("c.html", 4.25)],
        without=[],
    )
    table = format_measures(found)
    assert (
        "taps to the first answered question" in table
        and "b.html: cup--warm" in table
        and "4.2 screens  c.html" in table
    )
