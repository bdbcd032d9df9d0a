"""What shuts code in: what a box may read, what it is told, and the line that says what is in force."""

import sys
from pathlib import Path

import pytest

from casebook.grading.box.isolation import Fence, list_readable
from casebook.grading.box.sandbox import Box, Place
from casebook.grading.outcome import Limits


def test_modules_beside_a_course_are_not_read_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course, library = tmp_path / "courses" / "tea", tmp_path / "library"
    (course / "src").mkdir(parents=True)
    library.mkdir()
    for place in (course, course.parent, course / "src", library):
        monkeypatch.syspath_prepend(str(place))
    readable = list_readable([course])
    assert library in readable and course / "src" in readable
    assert course not in readable and course.parent not in readable
    assert Path(sys.prefix) in readable


@pytest.mark.parametrize(
    ("fence", "says"),
    [
        (Fence(), "isolation none: nothing; lacking: own processes, no network, own files, Landlock, seccomp, limits"),
        (Fence(limits=True), "isolation partial: limits; lacking: own processes, no network, own files, Landlock, seccomp"),
        (Fence(True, True, False, True, False, True), "isolation enough: own processes, no network, Landlock, limits; lacking: own files, seccomp"),
        (Fence(True, True, True, True, True, True), "isolation full: own processes, no network, own files, Landlock, seccomp, limits"),
    ],
)  # fmt: skip
def test_one_line_says_what_is_in_force(fence: Fence, says: str) -> None:
    assert fence.text == says
    assert fence.is_enough == (fence.level in ("enough", "full"))


@pytest.mark.slow
def test_this_machine_shuts_code_in_fully(place: Place) -> None:
    assert place.fence.text == Fence(True, True, True, True, True, True).text


@pytest.mark.slow
def test_code_sees_next_to_nothing_of_the_machine(place: Place) -> None:
    with Box(place.line, {"data.csv": "YQ=="}, Limits(), place.fence) as box:

        def tell(expression: str) -> str:
            (output,) = box.run(expression, test=False, seconds=20).outputs
            return str(output.get("data", output)["text/plain"])

        assert tell("import os; sorted(os.listdir('/box/work'))") == "['data.csv']"
        assert tell("len([name for name in os.listdir('/proc') if name.isdigit()])") == "1"
        assert tell("set(os.environ) & {'HUB_TOKEN', 'USER', 'LOGNAME'}") == "set()"
        assert tell("os.getuid() != 0") == "True"
        assert tell(f"os.path.exists({str(Path.cwd() / 'pyproject.toml')!r})") == "False"
        assert tell("os.access('/', os.W_OK), os.access('/usr', os.W_OK)") == "(False, False)"
        assert tell("import socket; [name for _, name in socket.if_nameindex()]") == "['lo']"
