"""The invented class: the same every time, varied, and taken in without a word of complaint."""

import random
from pathlib import Path

import pytest

from casebook.author.course import Course
from casebook.exercise.source import load_source
from casebook.folder import read_folder
from casebook.grading.handin.collect import collect
from casebook.grading.handin.sample import make_sample_class
from casebook.kind import KINDS, mark
from casebook.problem import CasebookError


def make(course: Course, folder: Path, seed: int = 1) -> int:
    return make_sample_class(course, "tea", learners=14, seed=seed, folder=folder)


def test_the_same_seed_gives_the_same_class(released: Course, tmp_path: Path) -> None:
    assert make(released, tmp_path / "a") == make(released, tmp_path / "b") == 16
    assert read_folder(tmp_path / "a") == read_folder(tmp_path / "b")
    make(released, tmp_path / "c", seed=2)
    assert read_folder(tmp_path / "a") != read_folder(tmp_path / "c")


def test_some_hand_in_pages_some_notebooks_and_some_twice(released: Course, tmp_path: Path) -> None:
    make(released, tmp_path / "class")
    names = sorted(read_folder(tmp_path / "class"))
    assert "trainee-01.json" in names and "trainee-07-first.json" in names
    assert {"trainee-03/response.json", "trainee-03/tea.ipynb"} <= set(names)
    assert "trainee-03.json" not in names


def test_all_of_it_is_collected(released: Course, tmp_path: Path) -> None:
    make(released, tmp_path / "class")
    summary = collect(released, "tea", tmp_path / "class")
    assert summary.collected == 14 and summary.refused == ()
    assert "trainee-07: handed in 2 times; the later one counts (trainee-07.json)" in summary.text
    assert not any("names" in note for note in summary.notes)


def test_making_a_class_again_replaces_it_and_nothing_else(released: Course, tmp_path: Path) -> None:
    make(released, tmp_path / "class")
    make(released, tmp_path / "class")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(CasebookError, match="it holds other files"):
        make(released, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").exists()


@pytest.mark.parametrize("item", ["volume", "warm", "guests", "order"])
def test_the_able_are_right_and_the_others_err_as_predicted(released: Course, item: str) -> None:
    secret = load_source(released, "tea").halves.secrets[f"second-cup--{item}"]
    for seed in range(40):
        variant = seed % 24
        right = KINDS[secret["kind"]].invent(secret, variant, random.Random(seed), 1.0)
        assert mark(secret, list(right) if isinstance(right, tuple) else right, variant).status == "right", right
        wrong = KINDS[secret["kind"]].invent(secret, variant, random.Random(seed), 0.0)
        got = mark(secret, list(wrong) if isinstance(wrong, tuple) else wrong, variant)
        assert got.status in ("wrong", "partly"), wrong
