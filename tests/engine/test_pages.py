"""Every page in every engine: quiet, no wider than a phone, its facts to be seen; and on each page one fact opened."""

import re
from pathlib import Path

from .test_question import find_page
from .walker import PHONE, Walker

NARROW = (320, 700)

# What keeps a page from fitting: how many pixels it is too wide, and the outermost element that sticks out.
_TOO_WIDE = """() => {
  const room = document.documentElement.clientWidth;
  const over = document.documentElement.scrollWidth - room;
  if (over <= 0) return null;
  const out = [...document.body.querySelectorAll("*")].filter((each) => each.getBoundingClientRect().right > room + 0.5);
  return `${over} px too wide: ${out[0]?.outerHTML.slice(0, 160) ?? "no element"}`;
}"""

_FACTS = """() => {
  const facts = [...document.querySelectorAll("a.fact")];
  const isMarked = (style) => style.textDecorationLine === "underline" && style.textDecorationStyle === "dotted";
  const plain = facts.filter((each) => !isMarked(getComputedStyle(each)));
  return { count: facts.length, plain: plain.length, first: plain[0]?.outerHTML.slice(0, 160) };
}"""

_CARD = """() => {
  const card = document.querySelector("[role=dialog]");
  if (!card) return null;
  const { left, right, top, bottom } = card.getBoundingClientRect();
  const rows = [...card.querySelectorAll("dt")].map((each) => each.textContent);
  const row = (name) => card.querySelectorAll("dd")[rows.indexOf(name)]?.innerText.trim();
  return {
    inside: left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight && bottom - top > 80,
    source: row("Source"), certainty: row("Certainty"),
  };
}"""

_STEPS = """() => {
  const row = document.querySelector(".site-steps");
  const above = row.previousElementSibling.getBoundingClientRect().bottom;
  const { top, bottom } = row.getBoundingClientRect();
  return [...row.children].map((step) => step.getBoundingClientRect())
    .filter((step) => step.top < Math.max(top - 0.5, above - 2) || step.bottom > bottom + 0.5).length;
}"""

OPENED = "main a.fact"
CLOSE = "[role=dialog] button"


def list_pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def open_fact(walker: Walker) -> str:
    """Open the first fact that is seen, look at its card, close it; return what is amiss."""
    walker.click(OPENED)
    card = walker.wait(_CARD)
    if not (card["inside"] and card["source"] and card["certainty"]):
        return f"its card is {card}"
    walker.click(CLOSE, "Close")
    left = walker.run("() => [document.querySelector('[role=dialog]') !== null, document.activeElement.className]")
    return "" if left == [False, "fact"] else f"after Close there is {left}"


def test_every_page_is_quiet_fits_a_phone_and_shows_and_opens_its_facts(walker: Walker, site: Path) -> None:
    amiss: list[str] = []
    facts = opened = 0
    pages = list_pages(site)
    # Each kind of page is among them.
    for kind in (
        "index", "404", "progress", "today", "search", "changes", "start/pre-test", "pharmacology/one-infusion",
        "pharmacology/exercise", "evidence/register", "contribute/commands",
    ):  # fmt: skip
        assert f"{kind}.html" in pages
    for page in pages:
        walker.open(page, PHONE)
        found = walker.run(_FACTS)
        facts += found["count"]
        said = [f"{found['plain']} facts are not marked: {found['first']}" if found["plain"] else ""]
        said.append(walker.run(_TOO_WIDE))
        if walker.run(
            "(css) => [...document.querySelectorAll(css)].some((each) => each.getClientRects().length)", OPENED
        ):
            opened += 1
            said.append(open_fact(walker))
        walker.driver.set_size(*NARROW)
        said.append(walker.run(_TOO_WIDE))
        amiss += [f"{page}: {each}" for each in [*said, *walker.listen()] if each]
    assert not amiss, "\n".join(amiss)
    assert facts > 500 and opened > 30, (facts, opened)


def test_a_word_sought_from_any_page_is_found_and_leads_there(walker: Walker) -> None:
    walker.open("dosing/infusion.html")
    walker.type(".site-search input", "bladder")
    walker.press("Enter")
    walker.wait("() => document.querySelectorAll('.search-results a').length")
    assert "bladder" in walker.read(".search-results").lower()
    walker.click(".search-results a")
    walker.wait(
        "() => !location.pathname.endsWith('search.html') && document.readyState === 'complete' && document.querySelector('main')"
    )
    assert "bladder" in walker.read("main").lower()


def test_the_register_is_shortened_by_words_and_certainty(walker: Walker) -> None:
    walker.open("evidence/register-adverse-events.html", (1280, 900))
    whole = walker.count(".fact-entry")
    walker.type(".cb-filter input", "bladder")
    shown = "() => [...document.querySelectorAll('.fact-entry')].filter((each) => each.getClientRects().length).length"
    assert 0 < walker.wait(f"() => {{ const count = ({shown})(); return count < {whole} && count; }}") < 40
    said = walker.read(".cb-filter-status")
    assert re.match(rf"\d+ of {whole} entries", said), said


def test_what_was_answered_stands_in_my_progress(walker: Walker, site: Path) -> None:
    walker.open(find_page(site, "best"))
    walker.click("form[data-kind=best] .cb-option input")
    walker.click("form[data-kind=best] button[type=submit]")
    walker.wait("() => document.querySelector('form[data-kind=best] .cb-status').textContent")
    walker.open("progress.html")
    walker.wait("() => document.querySelector('.my-overview')")
    assert re.search(r"\b1 of \d+", walker.read("main")), walker.read("main")[:400]


def test_the_contents_open_and_close_on_a_phone(walker: Walker) -> None:
    walker.open("pharmacology/one-infusion.html")
    seen = "() => document.querySelector('.site-contents').getClientRects().length > 0"
    assert not walker.run(seen)
    walker.click(".site-menu")
    assert walker.run(seen)
    walker.press("Escape")
    assert not walker.run(seen)


def test_the_steps_of_a_chapter_stand_in_their_own_row(walker: Walker) -> None:
    walker.open("pharmacology/one-infusion.html")
    walker.wait("() => document.querySelectorAll('.site-steps > *').length > 3")
    assert walker.run(_STEPS) == 0
    walker.run("() => { document.querySelector('.site-steps').style.alignItems = 'flex-end'; }")
    walker.run("() => { document.querySelector('.site-steps').style.height = '0'; }")
    assert walker.run(_STEPS) > 0, "nothing is found where it is planted"


def test_the_colours_are_chosen_and_kept(walker: Walker) -> None:
    walker.open("index.html")
    colour = "() => getComputedStyle(document.body).backgroundColor"
    seen = {walker.run(colour)}
    walker.click(".site-theme")
    seen.add(walker.run(colour))
    walker.click(".site-theme")
    last = walker.run(colour)
    seen.add(last)
    assert len(seen) == 2
    walker.driver.reload()
    assert walker.run(colour) == last
