"""What is given away of an exercise: a page, and an archive from which a Jupyter without a network can run the notebook."""

import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from casebook.author.course import Course
from casebook.problem import CasebookError
from casebook.site.handout import write
from casebook.site.handout.write import Handout, write_handout

CANARIES = ("Age comes before beauty", "Ten times too much", "what was served", "secretgreen")


@pytest.fixture
def handout(released: Course) -> Handout:
    return write_handout(released, "tea")


def test_the_archive_holds_the_release_and_wheels_in_one_folder(handout: Handout, released: Course) -> None:
    with zipfile.ZipFile(handout.archive) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    wheels = {name for name in held if name.endswith(".whl")}
    stems = {name.removeprefix("tea/").partition("-")[0] for name in wheels}
    assert stems == {"anywidget", "ketamine_casebook", "psygnal"}
    release = released.exercises / "tea"
    assert {name: data for name, data in held.items() if name not in wheels} == {
        f"tea/{path.relative_to(release).as_posix()}": path.read_bytes()
        for path in release.rglob("*")
        if path.is_file()
    }


def test_neither_holds_anything_of_the_answers(handout: Handout) -> None:
    with zipfile.ZipFile(handout.archive) as archive:
        texts = [archive.read(name) for name in archive.namelist() if not name.endswith(".whl")]
        wheels = [archive.open(name) for name in archive.namelist() if name.endswith(".whl")]
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as inside:
                assert not [name for name in inside.namelist() if "answers" in name.split("/")]
                texts += [inside.read(name) for name in inside.namelist()]
    for canary in CANARIES:
        assert not [text for text in [*texts, handout.page.read_bytes()] if canary.encode() in text]


def test_the_same_exercise_gives_the_same_archive(handout: Handout, released: Course) -> None:
    before = handout.archive.read_bytes()
    handout.archive.unlink()
    assert write_handout(released, "tea").archive.read_bytes() == before


def test_a_changed_exercise_has_to_be_released_first(released: Course) -> None:
    case = released.answers / "tea" / "second-cup.case.md"
    case.write_text(case.read_text().replace("The iced one", "The cold one"))
    with pytest.raises(CasebookError, match="run casebook release tea"):
        write_handout(released, "tea")
    assert not (released.root / write.FOLDER).exists()


@pytest.mark.slow
def test_a_new_environment_without_a_network_installs_what_the_first_cell_says(
    handout: Handout, tmp_path: Path
) -> None:
    venv.create(tmp_path / "own", with_pip=True)
    python = next((tmp_path / "own").glob("*/python"))
    with zipfile.ZipFile(handout.archive) as archive:
        archive.extractall(tmp_path)
    wheels = re.findall(r'"([^"]*\.whl)"', _say_first(python, tmp_path / "tea"))
    assert len(wheels) == 3
    # What Jupyter brings along itself can't be had here without a network, and is not what is asked.
    install = [str(python), "-m", "pip", "install", "--no-index", "--no-deps", *wheels]
    subprocess.run(install, cwd=tmp_path / "tea", check=True, capture_output=True)
    there = "import psygnal, importlib.util as u; print(*map(bool, map(u.find_spec, ['casebook', 'ketamine', 'anywidget'])))"
    run = subprocess.run([str(python), "-c", there], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["True"] * 3
    assert list((tmp_path / "own").glob("share/jupyter/labextensions/anywidget/package.json"))


def _say_first(python: Path, folder: Path) -> str:
    import json

    cells = json.loads((folder / "tea.ipynb").read_bytes())["cells"]
    (first,) = (cell for cell in cells if cell["metadata"]["nbgrader"]["grade_id"] == "exercise_set-up")
    run = subprocess.run([str(python), "-c", "".join(first["source"])], cwd=folder, capture_output=True, text=True)
    assert run.returncode == 1
    return run.stderr


def test_without_the_library_the_first_cell_says_in_words_what_to_do(handout: Handout, tmp_path: Path) -> None:
    with zipfile.ZipFile(handout.archive) as archive:
        archive.extractall(tmp_path)
    # Python alone, as in an environment to which nobody added anything.
    (tmp_path / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" -I -S "$@"\n')
    (tmp_path / "python").chmod(0o755)
    said = _say_first(tmp_path / "python", tmp_path / "tea")
    assert said.startswith("This Jupyter lacks the library of the course.")
    assert re.search(
        r'^ +%pip install "anywidget-\S+\.whl" "ketamine_casebook-\S+\.whl" "psygnal-\S+\.whl"$', said, re.MULTILINE
    )
    assert "Traceback" not in said
    for wheel in (tmp_path / "tea").glob("*.whl"):
        wheel.unlink()
    assert "in the zip that your educator" in _say_first(tmp_path / "python", tmp_path / "tea")
