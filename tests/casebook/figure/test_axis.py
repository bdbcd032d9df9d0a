"""Axes: round steps, few ticks, and coordinates that are the same everywhere."""

import pytest

from casebook.figure.axis import find_step, find_ticks, to_place, wrap_words


@pytest.mark.parametrize(
    ("span", "most", "minutes", "step"),
    [(60, 6, True, 10), (40, 6, True, 10), (120, 6, True, 30), (3, 6, True, 0.5), (43, 4, False, 20), (9, 3, False, 5),
     (0.07, 5, False, 0.02), (10, 5, False, 2), (1000, 4, False, 500)],
)  # fmt: skip
def test_a_step_is_round_and_gives_few_ticks(span: float, most: int, minutes: bool, step: float) -> None:
    found = find_step(span, most, minutes=minutes)
    assert found == pytest.approx(step)
    assert len(find_ticks(0, span, found)) <= most + 1


def test_a_value_lies_between_the_ends_as_on_the_scale() -> None:
    assert [to_place(value, (0, 10, 200, 100)) for value in (0, 5, 10)] == [200, 150, 100]


def test_words_are_wrapped_and_none_is_lost() -> None:
    assert wrap_words("a trial with a name", 8) == ["a trial", "with a", "name"]
    assert wrap_words("immeasurable", 4) == ["immeasurable"]
