"""Scores: totals, bands, response, remission, change."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.rule.scale import (
    ScaleError,
    add_items,
    is_meaningful,
    is_positive,
    is_reliable,
    is_remission,
    is_response,
    load_scales,
    name_band,
    percent_change,
    reliable_change,
)

BANDS = {
    "phq9": [(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "moderately severe"), (20, "severe"), (28, None)],
    "gad7": [(0, "minimal"), (5, "mild"), (10, "moderate"), (15, "severe"), (22, None)],
    "madrs": [(0, "none"), (7, "mild"), (20, "moderate"), (35, "severe"), (61, None)],
    "qids": [(0, "none"), (6, "mild"), (11, "moderate"), (16, "severe"), (21, "very severe"), (28, None)],
    "hamd17": [(0, "none"), (8, "mild"), (14, "moderate"), (19, "severe"), (23, "very severe"), (53, None)],
    "dast10": [(0, "none"), (1, "low"), (3, "moderate"), (6, "substantial"), (9, "severe"), (11, None)],
    "stopbang": [(0, "low"), (3, "intermediate"), (5, "high"), (9, None)],
}


@pytest.mark.parametrize("scale", BANDS)
def test_every_band_begins_and_ends_where_it_should(scale):
    for (start, name), (following, _) in zip(BANDS[scale], BANDS[scale][1:], strict=False):
        assert {name_band(scale, total=start), name_band(scale, total=following - 1)} == {name}
    with pytest.raises(ScaleError, match="cannot be"):
        name_band(scale, total=BANDS[scale][-1][0])


def test_ranges():
    ranges = {scale.id: (scale.low, scale.high) for scale in load_scales().values()}
    assert ranges == {
        "phq9": (0, 27),
        "gad7": (0, 21),
        "auditc": (0, 12),
        "cgis": (1, 7),
        "madrs": (0, 60),
        "qids": (0, 27),
        "hamd17": (0, 52),
        "dast10": (0, 10),
        "stopbang": (0, 8),
        "cadss": (0, 92),
        "asrm": (0, 20),
        "aldrete": (0, 10),
        "padss": (0, 10),
    }


def test_items_are_added_up():
    found = add_items("phq9", items=[3, 2, 1, 0, 3, 2, 1, 0, 0])
    assert (found.total, found.least, found.most, found.missing, found.alerts) == (12, 12, 12, (), ())
    assert add_items("gad7", items=[3] * 7).total == 21
    assert add_items("auditc", items=[4] * 3).total == 12


def test_a_missing_item_is_never_filled_in():
    found = add_items("phq9", items=[3, None, 1, 0, 3, 2, 1, 0, 0])
    assert (found.total, found.least, found.most, found.missing) == (None, 10, 13, (2,))


def test_the_last_item_of_the_phq9_asks_for_a_same_day_assessment_if_it_is_not_a_clear_no():
    for answer in (1, None):
        (alert,) = add_items("phq9", items=[0] * 8 + [answer]).alerts
        assert "same-day" in alert
    assert add_items("phq9", items=[3] * 8 + [0]).alerts == ()


@given(items=st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=9, max_size=9))
def test_bounds_hold_whatever_is_missing(items):
    found = add_items("phq9", items=items)
    assert 0 <= found.least <= found.most <= 27
    assert (found.total is None) == bool(found.missing)
    worst = add_items("phq9", items=[3 if item is None else item for item in items])
    assert worst.total == found.most


@pytest.mark.parametrize(
    ("scale", "items", "words"),
    [
        ("phq9", [0] * 8, "9 items"),
        ("phq9", [4] + [0] * 8, "from 0 to 3"),
        ("phq9", [True] + [0] * 8, "Item 1"),
        ("gad7", [4] + [0] * 6, "from 0 to 3"),
        ("auditc", [5] + [0] * 2, "from 0 to 4"),
        ("madrs", [0] * 10, "permission-needed"),
        ("qids", [0] * 16, "permission-needed"),
        ("cadss", [0] * 23, "permission-needed"),
        ("cssrs", [0], "no scale"),
    ],
)
def test_items_that_cannot_be_added_up_are_refused(scale, items, words):
    with pytest.raises(ScaleError, match=words):
        add_items(scale, items=items)


def test_response_remission_and_change():
    assert is_response("madrs", before=34, after=17) and not is_response("madrs", before=34, after=18)
    assert is_response("phq9", before=20, after=10) and not is_response("phq9", before=20, after=11)
    assert is_remission("madrs", total=10) and not is_remission("madrs", total=11)
    assert is_remission("madrs", total=12, lenient=True) and not is_remission("madrs", total=13, lenient=True)
    assert is_remission("phq9", total=4) and not is_remission("phq9", total=5)
    assert is_remission("qids", total=5) and not is_remission("qids", total=6)
    assert is_meaningful("phq9", before=15, after=10) and not is_meaningful("phq9", before=15, after=11)
    assert is_meaningful("madrs", before=30, after=24) and not is_meaningful("madrs", before=30, after=25)
    assert percent_change("madrs", before=40, after=30) == 25
    assert percent_change("aldrete", before=5, after=10) == 100


def test_cut_offs():
    assert is_positive("auditc", total=3, sex="women") and not is_positive("auditc", total=3, sex="men")
    assert is_positive("auditc", total=4, sex="men") and not is_positive("auditc", total=2, sex="women")
    assert is_positive("asrm", total=6) and not is_positive("asrm", total=5)
    assert is_positive("aldrete", total=9) and not is_positive("aldrete", total=8)
    assert is_positive("padss", total=9) and not is_positive("padss", total=8)


@pytest.mark.parametrize(
    "call",
    [
        lambda: is_positive("auditc", total=3),
        lambda: is_positive("madrs", total=3),
        lambda: is_response("gad7", before=10, after=2),
        lambda: is_remission("gad7", total=2),
        lambda: is_remission("phq9", total=2, lenient=True),
        lambda: is_meaningful("gad7", before=10, after=2),
        lambda: percent_change("madrs", before=0, after=2),
        lambda: name_band("cadss", total=4),
        lambda: name_band("madrs", total=6.5),
        lambda: reliable_change(before=1, after=2, sd=0, reliability=0.9),
        lambda: reliable_change(before=1, after=2, sd=1, reliability=1),
    ],
)
def test_what_no_fact_defines_is_refused(call):
    with pytest.raises(ScaleError):
        call()


def test_scores_may_come_out_of_a_table_of_data_and_must_be_scores():
    assert name_band("phq9", total=np.int64(9)) == "mild"
    assert add_items("phq9", items=list(np.ones(9, dtype=int))).total == 9
    with pytest.raises(ScaleError, match="scores are numbers"):
        reliable_change(before=20, after=float("nan"), sd=5, reliability=0.8)


def test_reliable_change_as_in_its_paper():
    """Jacobson and Truax 1991: 47.5 to 32.5, SD 10, reliability 0.80 gives an index of -2.37."""
    index = reliable_change(before=47.5, after=32.5, sd=10, reliability=0.80)
    assert index == pytest.approx(-2.37, abs=0.005)
    assert is_reliable(index) and not is_reliable(1.9)
    assert is_reliable(1.9, confidence=0.9)


@pytest.mark.parametrize("scale", BANDS)
def test_bands_cover_the_range_without_gap_or_overlap(scale):
    found = load_scales()[scale]
    ends = sorted(found.bands.values())
    assert (ends[0][0], ends[-1][1]) == (found.low, found.high)
    assert all(following[0] == band[1] + 1 for band, following in pairwise(ends))
