"""A case, a simulator and a graded hand-in with the keyboard alone, and what a screen reader is told of them."""

from pathlib import Path
from typing import Any

import pytest

from casebook.mark.mark import is_empty
from casebook.mark.response import read_response

CASE = "pharmacology/one-infusion.html"
EXERCISE = "dosing/infusion-arithmetic.html"

# What the focus can stop at; boxes that scroll stop it too, so a walk is lost when it has gone round twice.
STOPS = "document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]').length"

# Where the focus is, and whether a reader can see it: outlined, on the screen, and not under the head of the page.
FOCUS = """() => {
    const focused = document.activeElement;
    const form = focused.closest("form.cb-item");
    const row = focused.closest(".cb-option, .cb-box, .cb-sure-step") || focused;
    const { left, top, width, height } = row.getBoundingClientRect();
    const head = document.querySelector(".site-head");
    const outlined = [focused, row].some((each) => getComputedStyle(each).outlineStyle !== "none");
    const covered = !head.contains(focused) && head.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    return {
        tag: focused.tagName.toLowerCase(), type: focused.type || "", words: focused.textContent.trim(),
        classes: focused.className, item: form?.dataset.item ?? null, kind: form?.dataset.kind ?? null,
        answer: !focused.closest(".cb-sure"),
        shown: outlined && width > 0 && !covered && top < innerHeight,
    };
}"""


class Walk:
    """A reader who has only a keyboard."""

    def __init__(self, page: Any) -> None:
        self.page, self.here, self.steps = page, {}, 0

    def step(self) -> dict[str, Any]:
        """Go to the next stop, which must be one that can be seen."""
        self.page.keyboard.press("Tab")
        self.here = self.page.evaluate(FOCUS)
        self.steps += 1
        assert self.steps <= 2 * self.page.evaluate(STOPS), "the focus went round and did not arrive"
        assert self.here["shown"] or self.here["tag"] == "body", self.here
        return self.here

    def go(self, **wanted: Any) -> None:
        """Go on until the focus is on what is wanted."""
        self.steps = 0
        self.step()
        while not all(self.here[name] == value for name, value in wanted.items()):
            self.step()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


FIELD = {"order": "button", "matching": "select"}


@pytest.mark.parametrize(
    ("name", "kinds"),
    [(CASE, {"all", "number", "order", "matching"}), ("pharmacology/mechanism.html", {"best", "all"})],
)
def test_a_case_from_the_first_key_to_the_reasons(name: str, kinds: set[str], open_page: Any) -> None:
    page = open_page(name)
    walk = Walk(page)
    assert walk.step()["words"] == "Skip to the text"
    walk.press("Enter")
    met = set()
    for form in page.locator("form.cb-item").all()[:8]:
        item = form.get_attribute("data-item")
        kind = form.get_attribute("data-kind")
        walk.go(item=item, tag=FIELD.get(kind, "input"))
        met.add(kind)
        if kind == "best":
            walk.press("ArrowDown")
        elif kind == "all":
            walk.press("Space")
        elif kind == "number":
            walk.type("3.5")
        elif kind == "matching":
            walk.press("ArrowDown")
        elif kind == "order":
            while "Move down" not in walk.here["words"]:
                walk.step()
            walk.press("Enter")
            assert page.evaluate(FOCUS)["words"] == "Move down", "what moved keeps the focus"
        walk.go(item=item, type="submit")
        walk.press("Enter")
        assert form.get_by_role("status").first.inner_text().split(".")[0] in {
            "Right",
            "Partly right",
            "Not right yet" if kind == "number" else "Not right",
        }
        if kind in ("best", "all"):
            told, options = form.locator(".cb-reason:visible").count(), form.locator(".cb-option").count()
            rest = form.locator(".cb-rest")
            assert told and (told == options) == (not rest.count())
            if rest.count():
                walk.go(words=rest.inner_text())
                walk.press("Enter")
            assert form.locator(".cb-reason:visible").count() == options
        if kind == "matching":
            assert form.locator(".cb-reason:visible").count() == form.locator("select").count()
        if kind == "number":
            walk.go(tag="summary")
            walk.press("Enter")
            assert form.locator(".cb-answer").is_visible()
    assert kinds <= met


def test_a_list_is_matched_with_keys_alone(open_page: Any) -> None:
    page = open_page("dosing/esketamine.html")
    walk = Walk(page)
    walk.step()
    walk.press("Enter")
    form = page.locator("form[data-kind=matching]").first
    item = form.get_attribute("data-item")
    (secret,) = page.locator("script.cb-data").evaluate_all(
        "(all, item) => all.map(one => JSON.parse(one.textContent).secrets?.[item]).filter(Boolean)", item
    )
    keys = dict(key.split("=") for key in secret["keys"])
    listed = form.locator("select").first.locator("option").evaluate_all("all => all.map(one => one.value)")
    stems = form.locator("select").all()
    assert len(stems) == len(keys) > 1
    # Which stem is which, the page does not say; its order is that of the data.
    order = page.locator("script.cb-data").evaluate_all(
        "(all, item) => all.flatMap(one => JSON.parse(one.textContent).part?.items ?? [])"
        ".find(one => one.id === item).stems.map(one => one.id)",
        item,
    )
    for stem in order:
        walk.go(item=item, tag="select")
        walk.press(*["ArrowDown"] * listed.index(keys[stem]))
    walk.go(item=item, type="submit")
    walk.press("Enter")
    said = form.get_by_role("status").first.inner_text()
    assert said == f"Right. {secret['points']} of {secret['points']} marks."


def test_a_simulator_is_moved_and_put_back(open_page: Any) -> None:
    page = open_page(CASE)
    walk = Walk(page)
    walk.step()
    walk.press("Enter")
    sentence = page.locator(".cb-simulator .cb-sentence").first
    before = sentence.inner_text()
    walk.go(type="range")
    walk.press("ArrowRight", "PageUp", "End")
    assert sentence.inner_text() != before
    walk.go(words="Reset")
    walk.press("Space")
    assert sentence.inner_text() == before


def test_a_graded_hand_in_from_the_name_to_the_file(open_page: Any) -> None:
    page = open_page(EXERCISE)
    walk = Walk(page)
    walk.go(classes="cb-name")
    walk.type("trainee-07")
    walk.press("Enter")
    page.locator("form.cb-item").first.wait_for()
    total = page.locator("form.cb-item").count()
    given: set[str] = set()
    while "Download my response file" not in walk.step()["words"]:
        item, kind = walk.here["item"], walk.here["kind"]
        field = walk.here["tag"]
        if item is None or item in given or not walk.here["answer"]:
            continue
        if kind in ("best", "all") and field == "input":
            walk.press("Space")
        elif kind == "matching" and field == "select":
            walk.press("ArrowDown")
        elif kind == "number" and field == "input":
            walk.type("12,5")
        elif kind in ("written", "code") and field == "textarea":
            walk.press("Control+End")
            walk.type("\n# seen and weighed")
        elif kind == "order" and walk.here["words"] == "Keep this order":
            walk.press("Space")
        else:
            continue
        given.add(item)
    assert len(given) == total
    with page.expect_download() as waiting:
        walk.press("Enter")
    response = read_response(Path(waiting.value.path()).read_bytes(), "infusion-arithmetic")
    assert response.learner == "trainee-07"
    assert set(response.responses) == given and not any(is_empty(each) for each in response.responses.values())


CONTROLS = {"radio", "checkbox", "textbox", "slider", "button", "combobox", "link", "searchbox", "spinbutton"}


def read_tree(page: Any) -> list[dict[str, Any]]:
    """Return what Chromium tells a screen reader: roles and names, with what is only there to hold others."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [
        {**node, "role": node["role"]["value"], "name": " ".join(node.get("name", {}).get("value", "").split())}
        for node in nodes
    ]


@pytest.mark.parametrize("name", [CASE, EXERCISE, "screening/contraindications.html", "search.html"])
def test_everything_one_can_use_has_a_name(name: str, open_page: Any) -> None:
    page = open_page(name)
    if name == EXERCISE:
        page.locator(".cb-name").fill("trainee-07")
        page.locator(".cb-name").press("Enter")
    tree = read_tree(page)
    controls = [node for node in tree if node["role"] in CONTROLS and not node["ignored"]]
    assert len(controls) > 10
    assert not [node for node in controls if not node["name"]]


def test_each_question_is_a_group_named_by_it_and_the_verdict_is_a_status(open_page: Any) -> None:
    page = open_page(CASE)
    questions = [" ".join(text.split()) for text in page.locator(".cb-case .cb-question").all_inner_texts()]
    groups = [node["name"] for node in read_tree(page) if node["role"] == "group"]
    assert len(questions) >= 8 and set(questions) <= set(groups)
    form = page.locator("form[data-kind=all]").first
    form.locator("input[type=checkbox]").first.check()
    form.locator("button[type=submit]").click()
    words = form.get_by_role("status").first.inner_text()
    by_id = {node["nodeId"]: node for node in read_tree(page)}

    def read_words(node: dict[str, Any]) -> str:
        return node["name"] or " ".join(
            read_words(by_id[child]) for child in node.get("childIds", ()) if child in by_id
        )

    assert words in [read_words(node).strip() for node in by_id.values() if node["role"] == "status"]
