"""Self-checks and facts in the page, answered as a reader would: by mouse, by keyboard, and without scripts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from casebook.mark.learner import choose_variant

from .find import Item, find_item, find_page, find_pages

PAGE = "pharmacology/one-infusion.html"


def read_card(page: Any, card: Any) -> tuple[dict[str, Any], dict[str, Any], int]:
    """Return a card's part, its secrets, and the variant this browser is shown."""
    data = json.loads(card.locator("script.cb-data").text_content())
    token = json.loads(page.evaluate("localStorage.getItem('casebook:token')"))
    attempt = json.loads(page.evaluate(f"localStorage.getItem('casebook:attempt:{data['part']['id']}')") or "0")
    return (
        data["part"],
        data["secrets"],
        choose_variant(f"{token}-{attempt}", data["part"]["id"], data["part"]["variants"]),
    )


def answer_rightly(form: Any, item: dict[str, Any], secret: dict[str, Any], variant: int) -> None:
    if item["kind"] in ("best", "all"):
        for key in secret["keys"]:
            form.locator(f"input[value={key}]").check()
    elif item["kind"] == "matching":
        keys = dict(key.split("=", 1) for key in secret["keys"])
        for stem, field in zip(item["stems"], form.locator(".cb-stem select").all(), strict=True):
            field.select_option(keys[stem["id"]])
    elif item["kind"] == "number":
        form.locator(".cb-number-input").fill(f"{secret['keys'][variant]:.4f}".replace(".", ","))
    elif item["kind"] == "order":
        for place, step in enumerate(secret["order"]):
            row = form.locator(f"[data-option={step}]")
            while form.locator(".cb-step").nth(place).get_attribute("data-option") != step:
                row.get_by_role("button", name="Move up").press("Enter")
        if (keep := form.get_by_role("button", name="Keep this order")).is_visible():
            keep.press("Enter")
    form.locator("button[type=submit]").press("Enter")


def check_explanations(form: Any, item: dict[str, Any], secret: dict[str, Any]) -> None:
    """Hold the page to a reason for everything on offer: of what was chosen at once, of the rest behind a button."""
    shown = form.locator(".cb-message:visible")
    if item["kind"] in ("best", "all"):
        assert shown.count() == len(secret["keys"])
        form.locator(".cb-rest").press("Enter")
        assert shown.count() == len(item["options"])
    elif item["kind"] == "matching":
        assert shown.count() == len(item["stems"])
        assert [each.split()[0] for each in form.locator(".cb-reason:visible").all_inner_texts()] == [
            "Right."
        ] * shown.count()
    elif item["kind"] == "order":
        assert shown.count() == len(item["options"])
        assert form.locator(".cb-place").all_inner_texts() == ["In its place."] * shown.count()
    else:
        assert shown.count() >= 1


def test_every_self_check_can_be_answered_rightly_and_every_answer_is_explained(open_page: Any, site: Path) -> None:
    asked = {"best", "all", "number", "order", "matching"}
    kinds = set()
    for name in find_pages(site, asked):
        page = open_page(name)
        for card in page.locator(".cb-case").all():
            part, secrets, variant = read_card(page, card)
            for item in part["items"]:
                form = card.locator(f"form[data-item={item['id']}]")
                answer_rightly(form, item, secrets[item["id"]], variant)
                status = form.get_by_role("status")
                marks = f"{item['points']:g} {'mark' if item['points'] == 1 else 'marks'}"
                assert status.inner_text() == f"Right. {item['points']:g} of {marks}."
                check_explanations(form, item, secrets[item["id"]])
                kinds.add(item["kind"])
    assert kinds == asked


def test_the_numbers_in_the_story_are_this_readers(open_page: Any) -> None:
    page = open_page(PAGE)
    card = page.locator(".cb-case").first
    part, _, variant = read_card(page, card)
    for place in card.locator("data[value]:visible").all():
        name = place.get_attribute("value")
        if name in part["numbers"]:
            assert place.text_content() == part["numbers"][name][variant]


def test_a_predicted_mistake_is_named_and_the_answer_stays_closed(open_page: Any) -> None:
    page = open_page(PAGE)
    card = page.locator(".cb-case").first
    part, secrets, variant = read_card(page, card)
    item = next(item for item in part["items"] if item["kind"] == "number")
    secret = secrets[item["id"]]
    form = card.locator(f"form[data-item={item['id']}]")
    for mistake in secret["predictions"]:
        form.locator(".cb-number-input").fill(f"{mistake['values'][variant]:.6f}")
        form.get_by_role("button", name="Check").click()
        said = form.locator(".cb-explanation > div > .cb-message").inner_text()
        plain = page.evaluate(
            "html => new DOMParser().parseFromString(html, 'text/html').body.textContent", mistake["message"]
        )
        assert said.split()[:4] == plain.split()[:4]
        assert not form.locator(".cb-answer").is_visible()
    form.get_by_text("Show the answer").click()
    assert form.locator(".cb-answer strong").inner_text() == secret["shown"][variant]


def test_a_number_that_can_be_misread_is_refused_in_words(open_page: Any) -> None:
    page = open_page(PAGE)
    form = page.locator("form[data-kind=number]").first
    form.locator(".cb-number-input").fill("1,250")
    form.get_by_role("button", name="Check").click()
    assert "can be read in two ways" in form.get_by_role("status").inner_text()
    assert form.locator(".cb-number-input").get_attribute("aria-invalid") == "true"
    form.locator(".cb-number-input").fill("3,5")
    form.locator(".cb-number-input").press("Tab")
    assert form.locator(".cb-heard").inner_text().startswith("Understood as 3.5")


@pytest.mark.parametrize("typed", ["0.5 mg", "1e9", "12", "1,250"])
@pytest.mark.parametrize("touch", [False, True])
def test_check_stays_under_the_finger_that_presses_it(typed: str, touch: bool, open_page: Any) -> None:
    page = open_page("dosing/infusion.html", width=360, has_touch=touch)
    form = page.locator("form[data-kind=number]").first
    form.locator(".cb-number-input").fill("0,5")
    form.get_by_role("button", name="Check").press("Enter")
    form.locator(".cb-number-input").click()
    page.keyboard.press("Control+a")
    page.keyboard.type(typed)
    check = form.get_by_role("button", name="Check")
    check.scroll_into_view_if_needed()
    before = check.bounding_box()
    # At the upper edge, which is the first to be left by a button that moves down.
    x, y = before["x"] + before["width"] / 2, before["y"] + 3
    if touch:
        page.touchscreen.tap(x, y)
    else:
        page.mouse.move(x, y)
        page.mouse.down()
        assert check.bounding_box() == before
        page.mouse.up()
    assert form.get_by_role("status").inner_text()


def test_what_was_said_of_a_number_goes_as_soon_as_another_is_typed(open_page: Any) -> None:
    page = open_page(PAGE)
    form = page.locator("form[data-kind=number]").first
    field = form.locator(".cb-number-input")
    field.fill("1/2")
    form.get_by_role("button", name="Check").click()
    assert "is not part of a number" in form.get_by_role("status").inner_text()
    field.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("0,5")
    assert form.get_by_role("status").inner_text() == ""
    assert form.locator(".cb-heard").inner_text().startswith("Understood as 0.5")
    assert field.get_attribute("aria-invalid") is None
    page.keyboard.type("5")
    assert form.locator(".cb-heard").inner_text().startswith("Understood as 0.55")
    page.keyboard.press("Control+a")
    page.keyboard.type("7")
    assert form.locator(".cb-heard").inner_text() == ""


def list_reasoned(stem: Item, item: Item, secret: Item) -> tuple[str, list[str], list[str]]:
    """Return a stem's key, the wrong options with a reason of their own there, and those without."""
    options = [option["id"] for option in item["options"]]
    key = next(option for option in options if f"{stem['id']}={option}" in secret["keys"])
    wrong = [option for option in options if option != key]
    own = [option for option in wrong if f"{stem['id']}={option}" in secret["messages"]]
    return key, own, [option for option in wrong if option not in own]


def is_telling(item: Item, secret: Item) -> bool:
    """Return whether of four stems the third has an option without a reason, and the last a mistake with one."""
    reasoned = [list_reasoned(stem, item, secret) for stem in item["stems"]]
    # A reason with the learner's own numbers in it reads otherwise on the page than in the data.
    fixed = not any("<data" in reason for reason in secret["messages"].values())
    return fixed and len(reasoned) == 4 and bool(reasoned[2][2] and reasoned[3][1])


def test_each_stem_of_a_list_is_marked_and_explained_by_itself(open_page: Any, site: Path) -> None:
    name, item, secret = find_item(site, "matching", is_telling)
    page = open_page(name)
    form = page.locator(f"form[data-item={item['id']}]")
    lists = form.get_by_role("combobox")
    assert lists.count() == 4
    letters = {option["id"]: chr(ord("A") + place) for place, option in enumerate(item["options"])}
    (left, _, _), (right, mistakes, _), (third, _, [other, *_]), (last, [mistake, *_], _) = (
        list_reasoned(stem, item, secret) for stem in item["stems"]
    )

    def read_message(place: int, option: str) -> str:
        html = secret["messages"][f"{item['stems'][place]['id']}={option}"]
        read = "html => new DOMParser().parseFromString(html, 'text/html').body.textContent"
        return " ".join(page.evaluate(read, html).split())

    lists.nth(1).select_option(right)
    lists.nth(2).select_option(other)
    lists.nth(3).select_option(mistake)
    assert lists.nth(2).locator("option:checked").inner_text().startswith(f"{letters[other]}. ")
    form.get_by_role("button", name="Check").click()
    assert (
        form.get_by_role("status").first.inner_text()
        == f"Partly right. {item['points'] / 4:g} of {item['points']:g} marks."
    )
    said = [" ".join(each.split()) for each in form.locator(".cb-reason").all_inner_texts()]
    assert said[0].startswith("Not answered.") and f"{letters[left]} is right here." in said[0]
    assert read_message(0, left) in said[0] and "wrong here" not in said[0]
    assert said[1].startswith("Right.") and read_message(1, right) in said[1] and "wrong here" not in said[1]
    assert not any(read_message(1, option) in said[1] for option in mistakes)
    assert (
        said[2].startswith("No.") and f"{letters[third]} is right here." in said[2] and "is wrong here." not in said[2]
    )
    assert said[3].startswith("No.") and f"{letters[last]} is right here." in said[3]
    assert f"{letters[mistake]} is wrong here." in said[3] and read_message(3, mistake) in said[3]
    for place in range(4):
        described = lists.nth(place).get_attribute("aria-describedby")
        assert form.locator(".cb-reason").nth(place).get_attribute("id") == described
    page.reload()
    kept = [" ".join(each.split()) for each in form.locator(".cb-reason").all_inner_texts()]
    assert kept == said, "what was answered and marked is kept"
    lists.nth(0).select_option(left)
    assert form.get_by_role("status").first.inner_text() == ""
    assert form.locator(".cb-reason:visible").count() == 0


@pytest.mark.parametrize("width", [320, 1440])
def test_a_list_and_its_stems_stand_where_they_stood_before_the_script(width: int, open_page: Any, site: Path) -> None:
    looks = """([where]) => {
        const item = document.querySelector(where);
        const top = item.getBoundingClientRect().top;
        return [...item.querySelectorAll(".cb-list, .cb-list + .cb-label, .cb-stem, .cb-select")].map((each) => {
            const { left, width, height, top: at } = each.getBoundingClientRect();
            return [left, width, height, at - top].map(Math.round);
        }).concat([[item.querySelector(".cb-list + .cb-label").textContent]]);
    }"""
    where, item, _ = find_item(site, "matching", is_telling)
    name = item["id"]
    before = open_page(where, width=width, scripts=False).evaluate(looks, [f"#item-{name}"])
    page = open_page(where, width=width)
    page.locator(f"form[data-item={name}]").wait_for()
    after = page.evaluate(looks, [f"form[data-item={name}]"])
    assert len(before) == 1 + 1 + 2 * 4 + 1
    assert after == before
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_new_numbers_are_new_and_kept(open_page: Any) -> None:
    page = open_page(PAGE)
    card = page.locator(".cb-case").first
    before = card.locator(".cb-story").inner_text()
    card.locator("form[data-kind=number] .cb-number-input").first.fill("5")
    card.get_by_role("button", name="New numbers").click()
    after = card.locator(".cb-story").inner_text()
    assert after != before
    assert card.locator("form[data-kind=number] .cb-number-input").first.input_value() == ""
    page.reload()
    assert page.locator(".cb-case").first.locator(".cb-story").inner_text() == after


def test_nothing_is_lost_where_storage_is_denied(open_page: Any, site: Path) -> None:
    page = open_page(find_page(site, "best", "number"))
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('denied'); } });"
    )
    page.reload()
    form = page.locator("form[data-kind=best]").first
    form.locator("input").first.check()
    form.get_by_role("button", name="Check").click()
    assert form.get_by_role("status").inner_text()
    page.get_by_role("button", name="New numbers").first.click()


@pytest.mark.parametrize("how", ["tap", "keyboard"])
def test_a_fact_opens_to_its_source_and_closes(how: str, open_page: Any) -> None:
    page = open_page(PAGE)
    fact = page.locator("article a.fact[data-fact='dosing.iv.standard_dose']").first
    if how == "tap":
        fact.click()
    else:
        fact.focus()
    card = page.get_by_role("dialog", name="Where this comes from")
    assert card.is_visible()
    text = card.inner_text()
    for words in (
        "The standard studied antidepressant dose",
        "Certainty",
        "High",
        "Source",
        "Checked",
        "20 November 2026",
    ):
        assert words in text
    assert (
        card.get_by_role("link", name="Open in the register")
        .get_attribute("href")
        .endswith("#fact-dosing-iv-standard-dose")
    )
    if how == "keyboard":
        page.keyboard.press("Tab")
        assert card.evaluate("element => element.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").count()
    assert fact.evaluate("element => element === document.activeElement")


_COVERS = """(link) => {
  const card = document.querySelector(".cb-fact-card").getBoundingClientRect();
  const line = link.getClientRects()[0];
  return card.top < line.bottom && card.bottom > line.top && card.left < line.right && card.right > line.left;
}"""


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 420), (1280, 500)])
def test_a_card_never_covers_its_link_and_stays_once_clicked(width: int, height: int, open_page: Any) -> None:
    page = open_page("events/pressure.html", width=width)
    page.set_viewport_size({"width": width, "height": height})
    links = page.locator("main p a.fact:visible, main li a.fact:visible")
    link, other, card = links.nth(0), links.nth(1), page.get_by_role("dialog", name="Where this comes from")
    for place in (0.2, 0.5, 0.8):
        link.evaluate(
            "(one, place) => scrollBy({ top: one.getBoundingClientRect().top - innerHeight * place, behavior: 'instant' })",
            place,
        )
        x, y = link.evaluate("(one) => { const line = one.getClientRects()[0]; return [line.left + 4, line.top + 8]; }")
        page.mouse.move(x, y)
        card.wait_for()
        assert not link.evaluate(_COVERS), place
        page.mouse.down()
        page.mouse.up()
        said = card.inner_text()
        other.dispatch_event("mouseover")
        page.wait_for_timeout(400)
        assert card.inner_text() == said, "the pointer on its way to the card crosses other links"
        page.keyboard.press("Escape")
        page.mouse.move(1, 1)
        assert not card.count()


def test_facts_in_reasons_open_too(open_page: Any, site: Path) -> None:
    def has_facts(item: Item, secret: Item) -> bool:
        return all('class="fact' in reason for reason in secret["messages"].values())

    name, item, secret = find_item(site, "best", has_facts)
    page = open_page(name)
    form = page.locator(f"form[data-item={item['id']}]")
    form.locator(f"input[value={secret['keys'][0]}]").check()
    form.get_by_role("button", name="Check").click()
    form.locator(".cb-reason a.fact:visible").first.click()
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    form.locator(".cb-rest").click()
    form.locator(".cb-option:not(.is-key) .cb-reason a.fact").first.click()
    assert page.get_by_role("dialog").is_visible()


def test_without_scripts_every_question_has_its_answer_within_reach(open_page: Any) -> None:
    page = open_page(PAGE, scripts=False)
    for card in page.locator(".cb-case").all():
        items = card.locator(".cb-item")
        assert items.count() >= 4
        for item in items.all():
            assert item.locator(".cb-question").is_visible()
            answer = item.locator(":scope > details.cb-details")
            assert answer.count() == 1
            assert not answer.locator("li, strong").first.is_visible()
            answer.locator("summary").click()
            assert answer.locator("strong").first.is_visible()
    fact = page.locator("article a.fact").first
    fact.click()
    assert re.search(r"/evidence/register-[a-z-]+\.html#fact-", page.url)
