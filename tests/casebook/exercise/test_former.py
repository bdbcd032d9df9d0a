"""What items were called before: answers given under an earlier fingerprint still count, until the item is edited."""

import json
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.former import FILE, note_former, read_former
from casebook.exercise.release import release
from casebook.exercise.source import load_source
from casebook.grading.marking.snapshot import is_changed
from casebook.grading.run.builder import make_snapshot
from casebook.mark.response import Response
from casebook.problem import CasebookError

BEFORE = "0123456789ab"
WARM = "second-cup--warm"


def find_item(course: Course) -> dict[str, Any]:
    document = json.loads((course.exercises / "tea" / "exercise.json").read_text())
    found: dict[str, Any] = next(item for part in document["parts"] for item in part["items"] if item["id"] == WARM)
    return found


@pytest.fixture
def renamed(released: Course) -> Course:
    """The course, released again with a record of what one of its items was called."""
    now = find_item(released)["fingerprint"]
    (released.answers / FILE).write_text(f'# before\n[was]\n{now} = ["{BEFORE}"]  # {WARM}\n')
    release(released, "tea")
    return released


def test_trainees_receive_what_an_item_was_called_and_its_hand_ins_are_marked(renamed: Course) -> None:
    assert find_item(renamed)["was"] == [BEFORE]
    snapshot = make_snapshot(load_source(renamed, "tea"), {})
    assert snapshot.former == {WARM: [BEFORE]}
    older = Response(exercise="tea", learner="J. Doe", fingerprints={WARM: BEFORE, "second-cup--guests": BEFORE})
    assert not is_changed(snapshot, older, WARM)
    assert is_changed(snapshot, older, "second-cup--guests"), "it was called so by another item only"


def test_an_edited_item_has_no_earlier_name(renamed: Course) -> None:
    path = renamed.answers / "tea" / "second-cup.case.md"
    before = path.read_text()
    assert before.count("- [x] warm:") == 1
    path.write_text(before.replace("- [x] warm:", "- [x] hot:"))
    release(renamed, "tea")
    assert "was" not in find_item(renamed)


def test_without_a_record_nothing_was_called_otherwise(tmp_path: Path) -> None:
    assert read_former(tmp_path / FILE, FILE) == {}
    part: Any = {"items": [{"id": "a", "fingerprint": BEFORE}]}
    note_former(part, {})
    assert part == {"items": [{"id": "a", "fingerprint": BEFORE}]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[was]\nx = [", "the file is not valid TOML"),
        ("other = 1\n", "no fingerprint"),
        (f"[was]\n{BEFORE} = 'a'\n", "no fingerprint"),
        (f"[was]\n{BEFORE} = []\n", "no fingerprint"),
        (f"[was]\n{BEFORE} = [1]\n", "no fingerprint"),
        (f"[was]\nwarm = ['{BEFORE}']\n", "no fingerprint"),
        ("", "the file is empty"),
    ],
)
def test_a_record_that_cant_be_read_is_refused_in_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(CasebookError, match=f"^answers/{FILE}:1: .*{said}.* - .+$"):
        read_former(tmp_path / FILE, f"answers/{FILE}")
