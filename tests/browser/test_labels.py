"""The words in a chart: whole, beside what they name, and never on each other, on a number or on a curve."""

from pathlib import Path
from typing import Any

import pytest

from .test_steady import list_pages

WIDTHS = (320, 360, 390, 1440)

# What is wrong in the charts that are shown now. A text's box is its letters': the line's own air above and below is left out.
LOOK = """(root) => {
    const wrong = [];
    for (const chart of root.querySelectorAll("svg.cb-chart")) {
        if (!chart.getClientRects().length) continue;
        const frame = chart.getBoundingClientRect();
        const texts = [...chart.querySelectorAll("text")].map((text) => {
            const box = text.getBoundingClientRect();
            const air = box.height * 0.18;
            return { text, words: text.textContent, left: box.left, right: box.right, top: box.top + air, bottom: box.bottom - air };
        });
        texts.forEach((one, place) => {
            const card = root.getBoundingClientRect();
            if (one.left < card.left || one.right > card.right) wrong.push(`${one.words} is cut`);
            for (const other of texts.slice(0, place)) {
                if (one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom) {
                    wrong.push(`${one.words} lies on ${other.words}`);
                }
            }
        });
        const named = texts.filter(({ text }) => text.matches(".cb-point-text, .cb-name, .cb-start-text, .cb-zone-text"));
        for (const path of chart.querySelectorAll(".cb-line, .cb-start")) {
            const scale = frame.width / chart.viewBox.baseVal.width;
            const far = path.getTotalLength();
            for (let along = 0; along <= far; along += 3) {
                const point = path.getPointAtLength(along);
                const [x, y] = [frame.left + point.x * scale, frame.top + point.y * scale];
                for (const { words, left, right, top, bottom } of named) {
                    if (x > left && x < right && y > top && y < bottom) wrong.push(`a curve runs through ${words}`);
                }
            }
        }
        const size = Math.min(...texts.map(({ text }) => parseFloat(getComputedStyle(text).fontSize))) * frame.width / chart.viewBox.baseVal.width;
        if (size < 10.5) wrong.push(`letters of ${size}`);
    }
    return [...new Set(wrong)];
}"""

# Puts the controls at many settings, the same ones each time, and looks at each.
TRY = f"""async (count) => {{
    const look = {LOOK};
    const wrong = [];
    let [seed, seen] = [7, 0];
    const draw = (most) => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
    const rest = () => new Promise((done) => requestAnimationFrame(() => done()));
    for (const simulator of document.querySelectorAll(".cb-simulator.is-live")) {{
        if (!simulator.querySelector("svg.cb-chart")) continue;
        const fields = [...simulator.querySelectorAll(".cb-controls input[type=range]")];
        const boxes = [...simulator.querySelectorAll(".cb-controls :is(input[type=radio], input[type=checkbox])")];
        for (let time = 0; time < count; time += 1) {{
            for (const field of fields) {{
                const steps = Math.round((field.max - field.min) / field.step);
                field.value = Number(field.min) + draw(steps + 1) * field.step;
                field.dispatchEvent(new Event("input", {{ bubbles: true }}));
            }}
            if (boxes.length) boxes[draw(boxes.length)].click();
            await rest();
            seen += 1;
            const said = [...simulator.querySelectorAll("output")].map((each) => each.textContent);
            const ticked = boxes.filter((each) => each.checked).map((each) => each.value);
            for (const line of look(simulator)) wrong.push(`${{simulator.getAttribute("aria-label")}} ${{[...said, ...ticked]}}: ${{line}}`);
        }}
    }}
    return {{ seen, wrong }};
}}"""


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_of_a_chart_lies_on_another_at_any_setting(open_page: Any, site: Path, width: int) -> None:
    wrong, seen = [], 0
    for path in list_pages(site, 'class="cb-card cb-simulator', 'class="cb-chart'):
        page = open_page(path, width=width)
        page.locator(".cb-simulator.is-live").first.wait_for()
        found = page.evaluate(TRY, 40)
        seen += found["seen"]
        wrong += [f"{path}: {line}" for line in found["wrong"]]
        page.close()
    assert seen >= 400
    assert wrong == []


@pytest.mark.parametrize("width", WIDTHS)
def test_no_word_of_a_chart_lies_on_another_without_a_script(open_page: Any, site: Path, width: int) -> None:
    wrong, seen = [], 0
    for path in list_pages(site, 'class="cb-card cb-simulator', 'class="cb-chart'):
        page = open_page(path, width=width, scripts=False)
        for simulator in page.locator(".cb-simulator").all():
            wrong += [f"{path}: {line}" for line in simulator.evaluate(LOOK)]
            seen += 1
        page.close()
    assert seen >= 10
    assert wrong == []


def test_every_route_is_named_in_the_chart(open_page: Any) -> None:
    for width in WIDTHS:
        page = open_page("pharmacology/routes.html", width=width)
        simulator = page.locator(".cb-simulator").first
        simulator.locator("xpath=self::*[contains(@class,'is-live')]").wait_for()
        ticked = simulator.locator("input[type=checkbox]:checked").count()
        assert simulator.locator(".cb-name:visible").count() == ticked == 5
        page.close()
