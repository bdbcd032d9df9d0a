"""The explorer of a scale says what the library's arithmetic of scales says."""

import pytest

from ketamine.explore import score


@pytest.mark.parametrize(
    ("scale", "before", "after", "tone", "words"),
    [
        ("madrs", 32, 35, "wrong", "no lower"),
        ("madrs", 32, 32, "wrong", "no lower"),
        ("madrs", 32, 16, "right", "a response. Not remission"),
        ("madrs", 32, 17, "mind", "no response, and no remission"),
        ("madrs", 32, 10, "right", "response, and remission"),
        ("madrs", 14, 9, "mind", "too small to be called a response"),
        ("madrs", 1, 0, "mind", "can't be judged"),
        ("madrs", 10, 5, "mind", "can't be judged"),
        ("madrs", 11, 5, "right", "response, and remission"),
        ("madrs", 10, 12, "wrong", "no lower"),
        ("phq9", 20, 4, "right", "response, and remission"),
    ],
)
def test_verdicts(scale, before, after, tone, words):
    result = score(scale).evaluate({"before": before, "after": after})
    assert result["tone"] == tone
    assert words in result["template"]


def test_bands_and_marks():
    result = score("phq9").evaluate({"before": 20, "after": 9})
    assert (result["numbers"]["band_before"], result["numbers"]["band_after"]) == ("severe", "mild")
    assert [mark["at"] for mark in result["bars"]["marks"]] == [10, 4]
