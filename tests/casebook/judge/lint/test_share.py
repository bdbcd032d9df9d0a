"""A share with its interval."""

import pytest

from casebook.judge.lint.share import Share, score_interval


@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    # Newcombe, Stat Med 1998;17:857-872, table I, method 3, to the digits printed there.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_wilson_s(right: int, of: int, low: float, high: float) -> None:
    assert Share(right, of).interval == pytest.approx((low, high), abs=5.1e-5)


def test_a_share_of_nothing_is_said_as_such() -> None:
    assert str(Share(0, 0)) == "none yet"
    assert Share(0, 0).interval == (0.0, 1.0)


def test_a_share_is_said_with_its_interval_and_chance() -> None:
    assert str(Share(109, 241, 60.5)) == "109 of 241 (45 %, 95 % interval 39 to 52; chance 25 %)"


def test_a_wider_quantile_makes_a_wider_interval_and_its_ends_are_where_the_score_test_turns() -> None:
    low, high = score_interval(0.3, 50, z=2.5)
    assert low < score_interval(0.3, 50)[0] and high > score_interval(0.3, 50)[1]
    for end in (low, high):
        assert abs(0.3 - end) / (end * (1 - end) / 50) ** 0.5 == pytest.approx(2.5)
