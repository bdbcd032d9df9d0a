"""Each kind of question in each engine: answered by pointer and keys, marked, and the verdict where the eye is."""

from pathlib import Path

import pytest

from .walker import Walker

KINDS = ("best", "all", "number", "order", "matching")
HEAD = 58  # the page's own head stays on top

_VERDICT = """(css) => {
  const status = document.querySelector(css);
  const { top, bottom } = status.getBoundingClientRect();
  return status.textContent && { words: status.innerText, top, bottom, high: innerHeight };
}"""


def find_page(site: Path, kind: str) -> str:
    """Return the first page with a self-check of a kind."""
    for path in sorted(site.rglob("*.html")):
        text = path.read_text("utf-8")
        if 'class="cb-card cb-case' in text and f'data-kind="{kind}"' in text:
            return path.relative_to(site).as_posix()
    raise AssertionError(f"no self-check is of the kind {kind}")


def answer(walker: Walker, form: str, kind: str) -> None:
    """Answer as a reader would, rightly or not."""
    match kind:
        case "best":
            walker.click(f"{form} .cb-option input")
        case "all":
            walker.click(f"{form} .cb-option input")
            walker.click(f"{form} .cb-option input", nth=1)
        case "order":
            walker.click(f"{form} .cb-move", "Move down")
        case "matching":
            for place in range(walker.count(f"{form} select")):
                walker.choose(f"{form} select", 1, nth=place)
        case "number":
            walker.type(f"{form} .cb-number-input", "12,5")
        case _:
            walker.type(f"{form} textarea", "# seen")


@pytest.mark.parametrize("kind", KINDS)
def test_a_question_is_answered_marked_and_its_verdict_seen(walker: Walker, site: Path, kind: str) -> None:
    page = find_page(site, kind)
    walker.open(page)
    form = f"form.cb-item[data-kind={kind}]"
    walker.wait("(css) => document.querySelector(css)", f"{form} button[type=submit]")
    answer(walker, form, kind)
    walker.click(f"{form} button[type=submit]", "Check")
    found = walker.wait(_VERDICT, f"{form} .cb-status")
    assert " of " in found["words"] and "mark" in found["words"], found
    assert found["top"] >= HEAD and found["bottom"] <= found["high"], found
    assert walker.run("(css) => document.querySelector(css).innerText.length", f"{form} .cb-message") > 20
    walker.driver.reload()
    kept = walker.wait(_VERDICT, f"{form} .cb-status")
    assert kept["words"] == found["words"], "what was answered and marked is kept"


def test_a_number_that_can_be_read_in_two_ways_is_asked_back(walker: Walker, site: Path) -> None:
    walker.open(find_page(site, "number"))
    form = "form.cb-item[data-kind=number]"
    walker.type(f"{form} .cb-number-input", "1,250")
    walker.click(f"{form} button[type=submit]", "Check")
    assert "two ways" in walker.wait(_VERDICT, f"{form} .cb-status")["words"]


def test_a_fact_in_a_reason_is_marked_and_opens(walker: Walker, site: Path) -> None:
    opened = 0
    for path in sorted(site.rglob("*.html")):
        text = path.read_text("utf-8")
        if 'class="cb-card cb-case' not in text or 'data-kind="best"' not in text:
            continue
        walker.open(path.relative_to(site).as_posix())
        form = "form.cb-item[data-kind=best]"
        walker.click(f"{form} .cb-option input")
        walker.click(f"{form} button[type=submit]", "Check")
        walker.wait(_VERDICT, f"{form} .cb-status")
        seen = "(css) => [...document.querySelectorAll(css)].filter((each) => each.getClientRects().length)"
        links = walker.run(
            f"(css) => ({seen})(css).map((each) => getComputedStyle(each).textDecorationLine)", f"{form} a.fact"
        )
        assert set(links) <= {"underline"}, path
        if links:
            walker.click(f"{form} a.fact")
            walker.wait("() => document.querySelector('[role=dialog]')?.innerText.includes('Source')")
            walker.click("[role=dialog] button", "Close")
            opened += 1
        if opened == 2:
            return
    raise AssertionError("no reason names a fact")
