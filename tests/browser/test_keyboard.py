"""A case, a simulator and a graded hand-in with the keyboard alone, and what a screen reader is told of them."""

from pathlib import Path
from typing import Any

import pytest

from casebook.mark.mark import is_empty
from casebook.mark.response import read_response

CASE = "pharmacology/one-infusion.html"
EXERCISE = "pharmacology/exercise.html"
MOST = 400

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
        assert self.steps < MOST, "the end was not reached"
        assert self.here["shown"] or self.here["tag"] == "body", self.here
        return self.here

    def go(self, **wanted: Any) -> None:
        """Go on until the focus is on what is wanted."""
        self.step()
        while not all(self.here[name] == value for name, value in wanted.items()):
            self.step()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)


def test_a_case_from_the_first_key_to_the_reasons(open_page: Any) -> None:
    page = open_page(CASE)
    walk = Walk(page)
    assert walk.step()["words"] == "Skip to the text"
    walk.press("Enter")
    kinds = []
    for form in page.locator("form.cb-item").all()[:8]:
        item = form.get_attribute("data-item")
        kind = form.get_attribute("data-kind")
        walk.go(item=item, tag="button" if kind == "order" else "input")
        kinds.append(kind)
        if kind == "best":
            walk.press("ArrowDown")
        elif kind == "all":
            walk.press("Space")
        elif kind == "number":
            walk.type("3.5")
        elif kind == "order":
            while "Move down" not in walk.here["words"]:
                walk.step()
            walk.press("Enter")
            assert page.evaluate(FOCUS)["words"] == "Move down", "what moved keeps the focus"
        walk.go(item=item, type="submit")
        walk.press("Enter")
        assert form.get_by_role("status").first.inner_text().split(".")[0] in {"Right", "Partly right", "Not right yet"}
        if kind in ("best", "all"):
            assert form.locator(".cb-reason:visible").count() == form.locator(".cb-option").count()
        if kind == "number":
            walk.go(tag="summary")
            walk.press("Enter")
            assert form.locator(".cb-answer").is_visible()
    assert {"best", "all", "number", "order"} == set(kinds)


def test_a_list_is_matched_with_keys_alone(open_page: Any) -> None:
    page = open_page("dosing/esketamine.html")
    walk = Walk(page)
    walk.step()
    walk.press("Enter")
    for presses in (3, 2, 4, 3):
        walk.go(item="spray-calendar--pace", tag="select")
        walk.press(*["ArrowDown"] * presses)
    walk.go(item="spray-calendar--pace", type="submit")
    walk.press("Enter")
    form = page.locator("form[data-item=spray-calendar--pace]")
    assert form.get_by_role("status").first.inner_text() == "Right. 4 of 4 marks."


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
    response = read_response(Path(waiting.value.path()).read_bytes(), "pharmacology")
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
    form = page.locator("form[data-kind=best]").first
    form.locator("input[type=radio]").first.check()
    form.locator("button[type=submit]").click()
    words = form.get_by_role("status").first.inner_text()
    by_id = {node["nodeId"]: node for node in read_tree(page)}

    def read_words(node: dict[str, Any]) -> str:
        return node["name"] or " ".join(
            read_words(by_id[child]) for child in node.get("childIds", ()) if child in by_id
        )

    assert words in [read_words(node).strip() for node in by_id.values() if node["role"] == "status"]
