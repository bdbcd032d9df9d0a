"""Item analysis, beside hand-worked numbers and those that Moodle publishes."""

from dataclasses import replace

import numpy as np
import pytest

from casebook.analysis.item import ItemAnalysis, analyse_items, discriminative_efficiency, effective_weights
from casebook.analysis.table import ItemResponse, ResponseTable
from casebook.mark.mark import Status

from .classes import make_table

FIVE: list[list[float | None]] = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 1, 1], [0, 0, 0]]


def test_five_learners_worked_by_hand() -> None:
    first, second, third = analyse_items(make_table(FIVE))
    assert [each.facility and each.facility.value for each in (first, second, third)] == pytest.approx([0.6, 0.6, 0.4])
    # Covariances with the rest 0, 0.25 and 0.15; variances of an item 0.3, of the second's rest 0.5, of the third's 0.7.
    assert first.discrimination is not None and first.discrimination.value == pytest.approx(0)
    assert second.discrimination is not None and second.discrimination.value == pytest.approx(0.25 / 0.15**0.5)
    assert third.discrimination is not None and third.discrimination.value == pytest.approx(0.15 / 0.21**0.5)
    assert [each.efficiency for each in (first, second, third)] == pytest.approx([0, 1, 0.375])
    roots = np.sqrt([0.3, 0.55, 0.45])
    assert [each.effective for each in (first, second, third)] == pytest.approx(list(roots / roots.sum()))
    assert [each.intended for each in (first, second, third)] == pytest.approx([1 / 3] * 3)


# What Moodle's own quiz statistics give for a sample quiz of 25 attempts (its fixture qstats00.csv): covariance with the rest,
# variance, variance of the rest, largest covariance; then effective weight, discrimination index and efficiency in percent.
MOODLE = [
    (-0.022555556, 0.2037333333, 0.5002777794, 0.2385555565, 21.2922742344, -7.0650767526, -9.4550536967),
    (-0.1172777785, 0.26, 0.6334555578, 0.318833334, 18.8979800309, -28.8982125772, -36.7834118938),
    (-0.0098888894, 0.0177777796, 0.6609, 0.045666669, 4.443012573, -9.1230674268, -21.6545012165),
    (-0.0833888893, 0.2266666667, 0.5990111128, 0.2652222232, 18.9347251357, -22.6306444113, -31.4411395613),
    (-0.0436944444, 0.0933333333, 0.6529555563, 0.2063055556, 11.1450138688, -17.6997047674, -21.1794802584),
    (-0.2015555547, 0.24, 0.8220111101, 0.3539999995, 9.8081339177, -45.3785178421, -56.9365974439),
    (-0.0142499998, 0.11, 0.5774000005, 0.2190833335, 15.4788602394, -5.6543166602, -6.5043742058),
]


def test_effective_weights_are_moodle_s() -> None:
    found = effective_weights([covariance + variance for covariance, variance, *_ in MOODLE])
    assert [100 * (each or 0) for each in found] == pytest.approx([row[4] for row in MOODLE], abs=1e-5)


def test_discrimination_and_efficiency_are_moodle_s_formulas() -> None:
    """With the published covariances: the index over the two spreads, the efficiency over the largest covariance."""
    for covariance, variance, rest, largest, _, index, efficiency in MOODLE:
        assert 100 * covariance / (variance * rest) ** 0.5 == pytest.approx(index, abs=1e-5)
        assert 100 * covariance / largest == pytest.approx(efficiency, abs=1e-4)
    # Ours does the same sums from marks: item 1, 0, 1, 0 beside a rest of 2, 1, 3, 0 stands in its best order but for nothing.
    assert discriminative_efficiency(np.array([1.0, 0, 1, 0]), np.array([2.0, 1, 3, 0])) == pytest.approx(1)
    assert discriminative_efficiency(np.array([0.0, 1, 0, 1]), np.array([2.0, 1, 3, 0])) == pytest.approx(-1)


def test_an_item_whose_covariance_is_below_nothing_weighs_nothing_and_says_so() -> None:
    assert effective_weights([0.25, -0.1, 0.25]) == [0.5, None, 0.5]
    assert effective_weights([0.0, -1.0]) == [None, None]


def test_facility_has_wilson_s_interval_and_parted_marks_a_narrower_one() -> None:
    """Wilson for 81 of 263 is 0.2553 to 0.3662. Source: R. G. Newcombe, Stat Med 1998;17:857-872, method 3."""
    (whole,) = analyse_items(make_table([[1.0]] * 81 + [[0.0]] * 182), replicates=20)
    assert whole.facility is not None
    assert (whole.facility.low, whole.facility.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    (half,) = analyse_items(make_table([[0.4], [0.5], [0.6], [0.5]] * 5), replicates=20)
    assert half.facility is not None and half.facility.high - half.facility.low < 0.1


def choose(table: ResponseTable, column: int, chosen: list[str], **version: object) -> ResponseTable:
    """Return the table with what each learner chose of one item."""
    versions = list(table.versions)
    versions[column] = replace(versions[column], **version)  # type: ignore[arg-type]
    entries = dict(table.entries)
    for learner, name in zip(table.learners, chosen, strict=True):
        entries[learner, column] = replace(entries[learner, column], chosen=(name,) if name else ())
    return replace(table, versions=tuple(versions), entries=entries)


def test_options_are_counted_by_thirds_and_equal_scores_are_not_parted() -> None:
    rows: list[list[float | None]] = [[1, 1, 1], [1, 1, 1], [1, 1, 0], [0, 1, 0], [0, 0, 0], [0, 0, 0]]
    table = choose(make_table(rows), 0, ["a", "a", "a", "b", "b", "c"], options=("a", "b", "c", "d"), keys=frozenset("a"), guess=0.25)  # fmt: skip
    first = analyse_items(table)[0]
    counts = {each.name: (int(each.taken.right), each.thirds, each.key) for each in first.choices}
    assert counts == {"a": (3, (0, 1, 2), True), "b": (2, (1, 1, 0), False), "c": (1, (1, 0, 0), False), "d": (0, (0, 0, 0), False)}  # fmt: skip
    level = analyse_items(choose(make_table([[1.0, 1.0]] * 6), 0, ["a"] * 6, options=("a",), keys=frozenset("a")))[0]
    assert level.choices[0].thirds == (0, 6, 0)


def test_predicted_mistakes_are_counted() -> None:
    table = make_table(FIVE)
    entries = {**table.entries, ("t003", 0): replace(table.entries["t003", 0], mistake="spilt")}
    made = replace(table, versions=(replace(table.versions[0], mistakes=("spilt", "doubled")), *table.versions[1:]), entries=entries)  # fmt: skip
    assert [(each.name, each.taken.right) for each in analyse_items(made)[0].mistakes] == [("spilt", 1), ("doubled", 0)]


def variants(shares: dict[int, list[float]]) -> ItemAnalysis:
    flat = [(variant, mark) for variant, listed in shares.items() for mark in listed]
    table = make_table([[mark, 1.0] for _, mark in flat])
    entries = {**table.entries}
    for row, (variant, _) in enumerate(flat):
        name = table.learners[row]
        entries[name, 0] = replace(entries[name, 0], variant=variant)
    return analyse_items(replace(table, entries=entries), replicates=50)[0]


def test_a_variant_stands_beside_all_others() -> None:
    """With two variants the corrected interval is of 97.5 %: Newcombe's example 56/70 and 48/80, widened, holds 0.2."""
    first, second = variants({0: [1.0] * 56 + [0.0] * 14, 1: [1.0] * 48 + [0.0] * 32}).variants
    assert (first.learners, first.facility, first.difference.value) == (70, 0.8, pytest.approx(0.2))
    assert second.difference.value == pytest.approx(-0.2)
    # At 95 % it is 0.0524 to 0.3339 (Stat Med 1998;17:873-890, table II a, method 10); here it is wider.
    assert 0.0 < first.difference.low < 0.0524 and 0.3339 < first.difference.high < 0.4
    assert variants({0: [1.0] * 9}).variants == ()


@pytest.mark.parametrize(
    "rows", [[], [[1.0, 0.0]], [[1.0, 1.0]] * 9, [[0.0, 0.0]] * 9, [[None, None]] * 9, [[1.0]] * 9, [[1.0, None]] * 9]
)  # fmt: skip
def test_no_class_gives_a_number_that_is_none(rows: list[list[float | None]]) -> None:
    for each in analyse_items(make_table(rows, None if rows else [1.0, 1.0])):
        estimates = [found for found in (each.facility, each.spread, each.discrimination) if found]
        numbers = [part for found in estimates for part in (found.value, found.low, found.high)]
        numbers += [value for value in (each.effective, each.efficiency, each.intended) if value is not None]
        assert np.isfinite(numbers).all()


def test_of_an_item_that_waits_for_a_person_nothing_is_told_by_those_who_wrote_nothing() -> None:
    rows: list[list[float | None]] = [
        [1, 1, None],
        [1, 0, None],
        [0, 1, None],
        [0, 0, None],
        [1, 1, None],
        [0, 0, None],
    ]
    table = make_table([*rows, [0, 1, 0]])
    note = analyse_items(table)[2]
    assert (note.marked, note.waiting, note.facility, note.intended) == (0, 6, None, 0.0)


def test_an_earlier_version_stands_apart_and_is_no_part_of_the_test() -> None:
    table = make_table([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 1, 1], [0, 0, 0], [1, 0, 1], [0, 1, 0]])
    old = replace(table.versions[0], fingerprint="before", current=False)
    entries = dict(table.entries)
    del entries["t006", 0]
    entries["t006", 3] = ItemResponse(points=None, status=Status.WAITS)
    found = analyse_items(replace(table, versions=(*table.versions, old), entries=entries))
    assert (found[0].marked, found[3].marked, found[3].waiting) == (6, 0, 1)
    assert [each.intended for each in found] == pytest.approx([1 / 3, 1 / 3, 1 / 3, 0])
