"""A graded exercise in each engine: begun under a name, answered, kept over a reload, downloaded, and read by Python."""

import json
from typing import Any

import pytest

from casebook.mark.learner import name_folder
from casebook.mark.response import read_response

from .conftest import ROOT
from .test_question import answer
from .walker import Walker

PAGE = "pharmacology/exercise.html"
LEARNER = "M. Smith"

_PUT_IN = """(css, name, text) => {
  const input = document.querySelector(css);
  const holder = new DataTransfer();
  holder.items.add(new File([text], name, { type: "application/json" }));
  input.files = holder.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}"""


@pytest.fixture(scope="module")
def items() -> list[dict[str, Any]]:
    exercise = json.loads((ROOT / "exercises" / "pharmacology" / "exercise.json").read_text("utf-8"))
    return [item for part in exercise["parts"] for item in part["items"]]


def expect_answer(item: dict[str, Any]) -> Any:
    """Return what `answer` gives to an item, as the response file holds it."""
    options = [option["id"] for option in item.get("options", [])]
    return {
        "best": options[:1] and options[0], "all": tuple(options[:2]), "number": "12,5", "written": "# seen",
        "order": (*options[1:2], *options[:1], *options[2:]),
        "matching": tuple(f"{stem['id']}={options[0]}" for stem in item.get("stems", [])),
    }.get(item["kind"])  # fmt: skip


def test_an_exercise_is_begun_answered_kept_and_handed_in(walker: Walker, items: list[dict[str, Any]]) -> None:
    walker.open(PAGE)
    walker.click(".cb-gate button[type=submit]", "Start")
    assert walker.read(".cb-gate .cb-status") == "Write your name or number first."
    walker.type(".cb-name", LEARNER)
    walker.click(".cb-gate button[type=submit]", "Start")
    walker.wait("() => document.querySelectorAll('form.cb-item').length")
    for item in items:
        answer(walker, f"form[data-item={item['id']}]", item["kind"])
    assert f"All {len(items)} items are answered" in walker.read(".cb-done")

    walker.driver.reload()
    walker.wait("() => document.querySelector('.cb-done')")
    assert walker.read(".cb-who strong") == LEARNER
    walker.click(".cb-download", "Download my response file")
    path = walker.wait_for_file()
    assert path.name == f"pharmacology-{name_folder(LEARNER)}.json"
    response = read_response(path.read_bytes(), "pharmacology")
    assert (response.learner, response.host) == (LEARNER, "page")
    given = {item["id"]: response.responses[item["id"]] for item in items}
    for item in items:
        if item["kind"] == "code":
            assert "# seen" in str(given[item["id"]])
        else:
            assert given[item["id"]] == expect_answer(item), item["id"]

    walker.click(".cb-hand-in summary", "Check a file before you send it")
    walker.run(_PUT_IN, ".cb-hand-in input[type=file]", path.name, path.read_text("utf-8"))
    said = "() => document.querySelector('.cb-hand-in details:has([type=file]) [role=status]').innerText"
    assert "The file is whole, and every item is answered." in walker.wait(said)


def test_what_two_people_answer_on_one_computer_is_kept_apart(walker: Walker) -> None:
    walker.open(PAGE)
    walker.type(".cb-name", LEARNER)
    walker.click(".cb-gate button[type=submit]", "Start")
    walker.type("form[data-kind=number] .cb-number-input", "7")
    walker.click(".cb-who button", "Erase everything")
    walker.click(".cb-exercise .cb-question-place button, .cb-question-place button", "Erase")
    walker.wait("() => document.querySelector('.cb-name')")
    assert walker.run("() => document.querySelector('.cb-name').value") == ""
    assert "smith" not in str(walker.run("() => JSON.stringify({ ...localStorage })")).lower()
