"""Nothing moves under a finger: controls stay where they are while they are used, and the verdict comes to the eye."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

HEAD = 58  # the page's own head stays on top
WIDTHS = (360, 1440)
CASE = 'class="cb-card cb-case'

# Moves every control of every simulator to each of its ends, options and ticks, and says how far it moved on the screen.
DRIVE = """async () => {
    const rest = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const far = [];
    for (const fold of document.querySelectorAll(".cb-group")) fold.open = true;
    for (const simulator of document.querySelectorAll(".cb-simulator.is-live")) {
        const say = (input, moved) => {
            if (moved) far.push(`${simulator.getAttribute("aria-label")}: ${input.name || input.id}: ${moved}`);
        };
        for (const input of simulator.querySelectorAll(".cb-controls :is(input, select)")) {
            input.scrollIntoView({ block: "center" });
            await rest();
            const values = input.type === "range" ? [input.max, input.min, (Number(input.max) + Number(input.min)) / 2]
                : input.tagName === "SELECT" ? [...input.options].map((option) => option.value) : [null, null];
            for (const value of values) {
                const before = input.getBoundingClientRect().top;
                if (value === null) input.click();
                else {
                    input.value = value;
                    input.dispatchEvent(new Event(input.type === "range" ? "input" : "change", { bubbles: true }));
                }
                await rest();
                say(input, Math.round((input.getBoundingClientRect().top - before) * 10) / 10);
            }
        }
    }
    return far;
}"""


def list_pages(site: Path, *marks: str) -> list[str]:
    paths = sorted(path for path in site.rglob("*.html") if path.parent != site)
    return [
        path.relative_to(site).as_posix() for path in paths if all(mark in path.read_text("utf-8") for mark in marks)
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_no_control_of_any_simulator_moves_while_it_is_used(open_page: Any, site: Path, width: int) -> None:
    found = []
    pages = list_pages(site, 'class="cb-card cb-simulator')
    assert len(pages) >= 12
    for path in pages:
        page = open_page(path, width=width)
        page.locator(".cb-simulator.is-live").first.wait_for()
        found += [f"{path}: {line}" for line in page.evaluate(DRIVE)]
        page.close()
    assert found == []


# Answers every item of every case in a way that gives a verdict, and says where button, verdict and answer then are.
CHECK = """async () => {
    const rest = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const found = [];
    for (const form of document.querySelectorAll("form.cb-item")) {
        const button = form.querySelector("button[type=submit]");
        const first = form.querySelector("input[type=radio]:not(.cb-sure-input), input[type=checkbox]");
        const text = form.querySelector(".cb-number-input, .cb-text");
        if (first) first.click();
        else if (text) {
            text.value = "7";
            text.dispatchEvent(new Event("input", { bubbles: true }));
        }
        for (const select of form.querySelectorAll("select")) {
            select.selectedIndex = 1;
            select.dispatchEvent(new Event("change", { bubbles: true }));
        }
        button.scrollIntoView({ block: "center" });
        await rest();
        const before = button.getBoundingClientRect().top;
        button.click();
        await rest();
        const status = form.querySelector(".cb-status");
        const box = status.getBoundingClientRect();
        const own = form.querySelector(".cb-option:has(input:checked)");
        found.push({ id: form.dataset.item, said: status.innerText, moved: button.getBoundingClientRect().top - before,
                     top: box.top, bottom: box.bottom, own: own ? own.getBoundingClientRect().top : null, high: innerHeight });
    }
    return found;
}"""


def test_after_check_the_verdict_is_in_view_on_every_item_and_the_button_stays(open_page: Any, site: Path) -> None:
    count, own_seen, with_options = 0, 0, 0
    for path in list_pages(site, CASE):
        page = open_page(path, width=390)
        page.set_viewport_size({"width": 390, "height": 844})
        page.locator(".cb-case.is-live").first.wait_for()
        for each in page.evaluate(CHECK):
            where = f"{path} {each}"
            assert each["said"], where
            assert each["top"] >= HEAD, where
            assert each["bottom"] <= each["high"], where
            assert -700 < each["moved"] < 700, where
            count += 1
            if each["own"] is not None:
                with_options += 1
                own_seen += each["own"] >= HEAD
        page.close()
    assert count > 200
    # One's own option stays in sight with the verdict, but where an item is taller than the screen.
    assert own_seen >= 0.75 * with_options, (own_seen, with_options)


def test_reasons_of_what_nobody_chose_wait_behind_a_button(open_page: Any, site: Path) -> None:
    page = open_page(list_pages(site, CASE, 'data-kind="best"')[0], width=390)
    page.locator(".cb-case.is-live").first.wait_for()
    form = page.locator("form.cb-item[data-kind=best]").first
    form.locator("input[type=radio]:not(.cb-sure-input)").first.check()
    form.get_by_role("button", name="Check").click()
    shown = form.locator(".cb-reason:visible").count()
    options = form.locator(".cb-option").count()
    assert shown < options
    rest = form.locator(".cb-rest")
    rest.click()
    assert form.locator(".cb-reason:visible").count() == options
    rest.click()
    assert form.locator(".cb-reason:visible").count() == shown


def test_an_order_shows_which_steps_were_misplaced(open_page: Any, site: Path) -> None:
    page = open_page(list_pages(site, CASE, 'data-kind="order"')[0], width=390)
    form = page.locator("form.cb-item[data-kind=order]").first
    form.get_by_role("button", name="Check").click()
    expect(form.locator(".cb-status")).to_have_text("Move a step, or press \u201cKeep this order\u201d.")
    assert form.locator(".cb-place").count() == 0, "an order that nobody touched is no answer"
    form.get_by_role("button", name="Keep this order").click()
    form.get_by_role("button", name="Check").click()
    said = form.locator(".cb-place").all_inner_texts()
    assert len(said) == form.locator(".cb-step").count()
    assert any("Belongs at" in words for words in said)
    form.get_by_role("button", name="Move down").first.click()
    assert form.locator(".cb-place").count() == 0
