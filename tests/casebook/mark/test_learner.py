"""One person, one spelling, one set of numbers."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.mark.learner import choose_variant, fold_learner, hash_text, name_folder, shuffle_ids


def test_spelling_does_not_make_two_learners() -> None:
    assert fold_learner("M.Smith") == fold_learner("m.smith ") == "m.smith"
    assert fold_learner("Jo\u0308rg  Wei\u00df") == fold_learner("J\u00d6RG\u00a0WEISS") == "j\u00f6rg weiss"


@given(st.text(max_size=50))
def test_folding_twice_changes_nothing(learner: str) -> None:
    assert fold_learner(fold_learner(learner)) == fold_learner(learner)


def test_the_hash_is_the_published_one() -> None:
    """Golden values: changing the hash would give every learner other numbers."""
    assert [hash_text(text) for text in ("", "a", "m.smith\nfirst-infusion")] == [2872998923, 444641715, 3881913531]


def test_a_returning_learner_sees_the_same_numbers() -> None:
    assert choose_variant("M.Smith", "first-infusion", 24) == choose_variant(" m.smith", "first-infusion", 24)


def test_learners_spread_evenly_over_the_variants() -> None:
    counts = [0] * 24
    for number in range(2400):
        counts[choose_variant(f"trainee-{number:04}", "first-infusion", 24)] += 1
    assert min(counts) > 60
    assert max(counts) < 150


@given(st.permutations(["check", "draw", "label", "start"]))
def test_the_order_shown_says_nothing_of_the_order_written(ids: list[str]) -> None:
    assert shuffle_ids(tuple(ids), "case--item") == shuffle_ids(("check", "draw", "label", "start"), "case--item")


@pytest.mark.parametrize(
    "learner", ["../../etc/passwd", "x" * 300, "J\u00f6rg Wei\u00df", "", ".", "con/../a", "\u674e\u96f7", "a\x00b"]
)
def test_any_learner_has_a_safe_folder(learner: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", name_folder(learner))
    assert ".." not in name_folder(learner)


def test_a_plain_id_is_its_own_folder() -> None:
    assert name_folder("M.Smith ") == "m.smith"


@given(st.text(max_size=80), st.text(max_size=80))
def test_different_learners_have_different_folders(one: str, other: str) -> None:
    assert (name_folder(one) == name_folder(other)) == (fold_learner(one) == fold_learner(other))
