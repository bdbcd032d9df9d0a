"""What the cells of an exercise say, and what of them no trainee may see."""

from casebook.exercise.cell import cut_secrets, read_hidden
from casebook.exercise.rubric import write_rubric


def test_a_rubric_leaves_gaps_for_numbers_that_differ_by_learner() -> None:
    secret = {
        "rubric": [{"marks": 2.0, "text": "", "words": "States {{ dose }} of tea"}],
        "numbers": {"dose": ["41\u00a0mg", "52\u00a0mg"]},
    }
    assert "- 2: States (the learner's own number) of tea" in write_rubric(secret, None)
    assert "- 2: States 52\u00a0mg of tea" in write_rubric(secret, 1)


def test_a_region_that_never_ends_is_cut_to_the_last_line() -> None:
    source = "# shown\n### BEGIN HIDDEN TESTS\nassert secret\n"
    assert cut_secrets(source) == "# shown"
    assert read_hidden(source) == ["assert secret", ""]
