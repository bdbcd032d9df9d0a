"""What shuts code in: what a box may read, what it is told, and the line that says what is in force."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from casebook.grading.box.isolation import Fence, list_places, list_readable
from casebook.grading.box.sandbox import Box, Place, Zygote
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


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of modules that running Python needs as a whole, in which somebody puts a course."""
    library = tmp_path / "library"
    for name in ("bin", "lib", "share"):
        (library / name).mkdir(parents=True)
        (library / name / "needed").touch()
    monkeypatch.setattr(sys, "prefix", str(library))
    return library


def reaches(readable: list[Path], path: Path) -> bool:
    return any(path.resolve().is_relative_to(place.resolve()) for place in readable)


@pytest.mark.parametrize("where", ["share/course", "course", "lib/python/site-packages/course"])
def test_a_course_among_the_libraries_is_gone_around(library: Path, where: str) -> None:
    course = library / where
    course.mkdir(parents=True)
    (course / "gradebook.db").touch()
    (course.parent / "beside").touch()
    (course.parent / "back").symlink_to(course)
    readable = list_readable([course])
    assert not reaches(readable, course / "gradebook.db")
    assert all(reaches(readable, library / name / "needed") for name in ("bin", "lib", "share"))
    assert reaches(readable, course.parent / "beside")


def test_an_environment_made_in_the_course_s_own_folder_is_read_in_parts(library: Path) -> None:
    (library / "answers").mkdir()
    (library / "gradebook.db").touch()
    readable = list_readable([library, library / "answers"])
    assert not reaches(readable, library / "gradebook.db") and not reaches(readable, library / "answers")
    assert all(reaches(readable, library / name / "needed") for name in ("bin", "lib", "share"))


def test_an_environment_below_the_course_s_folder_is_read_whole(library: Path) -> None:
    readable = list_readable([library.parent])
    assert reaches(readable, library / "lib" / "needed") and not reaches(readable, library.parent / "gradebook.db")


def test_private_answers_in_an_environment_are_gone_around_too(library: Path, tmp_path: Path) -> None:
    answers = library / "share" / "exam"
    answers.mkdir()
    readable = list_readable([tmp_path / "course", answers])
    assert not reaches(readable, answers) and reaches(readable, library / "share" / "needed")


def may_mount() -> bool:
    rights = next(line for line in Path("/proc/self/status").read_text().split("\n") if line.startswith("CapEff"))
    return bool(int(rights.split()[1], 16) >> 21 & 1)


ABOVE = {
    "usr-local": Path("/usr/local/share"),
    "opt": Path("/opt"),
    "home": Path.home(),
    "environment": Path(sys.prefix) / "share",
}
PLACES = [name for name, above in ABOVE.items() if os.access(above, os.W_OK)]  # an ordinary user has the last two
PLACES += ["mounted"] if may_mount() and "opt" in PLACES else []


@pytest.fixture(params=PLACES)
def elsewhere(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder with a secret, where Python's libraries or a home are; `mounted` shows it among them a second time."""
    above = {**ABOVE, "mounted": Path("/opt")}
    folder = Path(tempfile.mkdtemp(dir=above[request.param], prefix="casebook-test-"))
    (folder / "answers").mkdir()
    (folder / "answers" / "key.task.md").write_text("the secret key")
    (folder / "gradebook.db").write_text("the secret marks")
    folder.chmod(0o755)
    again = Path("/usr/local/share") / folder.name
    if request.param == "mounted":
        again.mkdir()
        subprocess.run(["mount", "--bind", str(folder), str(again)], check=True)
    try:
        yield folder
    finally:
        if request.param == "mounted":
            subprocess.run(["umount", str(again)], check=True)
            again.rmdir()
        shutil.rmtree(folder)


LOOK = """
import os
found = []
for top, folders, files in os.walk('/'):
    if top == '/proc':
        folders.clear()
    found += [os.path.join(top, name) for name in files if name in ('key.task.md', 'gradebook.db')]
[name for name in found if 'casebook-test-' in name]
"""


@pytest.mark.slow
def test_wherever_a_course_lies_none_of_it_is_seen(elsewhere: Path) -> None:
    with Zygote(hidden=[elsewhere, elsewhere / "answers"]) as zygote, zygote.connect() as line:
        assert zygote.fence.level == "full"
        with Box(line, {}, Limits(), zygote.fence) as box:

            def tell(source: str) -> object:
                answer = box.run(source, test=False, seconds=60)
                assert answer.reply["status"] == "ok", answer
                return answer.outputs[0]["data"]["text/plain"]

            assert tell(LOOK) == "[]"
            assert tell(f"os.path.exists({str(elsewhere / 'gradebook.db')!r})") == "False"
            assert tell("import csv, json, decimal, IPython; 1") == "1"


def test_a_folder_is_known_by_all_its_names(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path)
    assert list_places([link])[0] == tmp_path.resolve()


@pytest.mark.slow
def test_what_is_still_seen_makes_the_level_less_than_full() -> None:
    # The one thing of the machine's own that a box keeps, named as if it were a course's.
    with Zygote(hidden=[Path("/dev/null")]) as zygote:
        assert not zygote.fence.files and zygote.fence.level != "full"
