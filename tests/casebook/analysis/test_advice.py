"""What a teacher is told to look at: planted faults are found, sound items are left in peace."""

from dataclasses import replace

import numpy as np
import pytest

from casebook.analysis.advice import Concern, advise
from casebook.analysis.item import analyse_items
from casebook.analysis.table import ResponseTable, Version

from .classes import draw_class, make_table


def concerns(table: ResponseTable, **settings: int) -> dict[str, set[Concern]]:
    found: dict[str, set[Concern]] = {}
    for each in advise(analyse_items(table, **settings)):
        found.setdefault(each.item, set()).add(each.concern)
    return found


def test_a_wrong_key_is_named_with_file_line_fingerprint_and_the_answer_that_may_be_right() -> None:
    table = draw_class(60, np.random.default_rng(5), wrong=3)
    (found,) = [each for each in advise(analyse_items(table)) if each.concern is Concern.KEY]
    assert str(found).startswith("tea.case.md:3 (f3): i3: key may be wrong: a: who gives this answer does better")
    assert str(found).endswith(" - read the key and this answer again")


def test_what_everybody_knows_is_too_easy_only_when_enough_have_answered() -> None:
    assert Concern.EASY in concerns(make_table([[1.0, n % 2] for n in range(60)]))["i0"]
    assert concerns(make_table([[1.0, n % 2] for n in range(20)]))["i0"] == {Concern.FEW}


def test_an_option_is_idle_only_when_the_interval_is_under_one_in_twenty() -> None:
    def ask(learners: int) -> set[Concern]:
        table = make_table([[n % 2, (n // 2) % 2] for n in range(learners)])
        asked = replace(table.versions[0], options=("a", "b", "c"), keys=frozenset("a"))
        entries = {**table.entries}
        for row, name in enumerate(table.learners):
            entries[name, 0] = replace(entries[name, 0], chosen=("a" if row % 2 else "b",))
        return concerns(replace(table, versions=(asked, table.versions[1]), entries=entries), replicates=50)["i0"]

    assert Concern.IDLE in ask(80) and Concern.IDLE not in ask(40)


def test_an_item_that_those_who_know_fail_is_told_without_options() -> None:
    rows: list[list[float | None]] = [[float(n < 12), *[float(n >= 4 * k) for k in range(1, 6)]] for n in range(24)]
    assert concerns(make_table(rows))["i0"] == {Concern.MISLEADS}


def test_two_versions_are_told_with_the_fingerprint_of_the_earlier() -> None:
    table = make_table([[1.0, float(n % 2)] for n in range(6)])
    old = Version(name="i0", fingerprint="before", current=False)
    (found,) = [each for each in advise(analyse_items(replace(table, versions=(*table.versions, old)))) if each.concern is Concern.VERSIONS]  # fmt: skip
    assert "met an earlier one (before)" in found.why


@pytest.mark.parametrize("rows", [[[1.0, 0.0]], [[None, None]] * 9, [[1.0, 1.0]] * 9, [[0.0, 0.0]] * 9])
def test_a_class_that_tells_nothing_gives_no_verdict(rows: list[list[float | None]]) -> None:
    assert concerns(make_table(rows)) == {"i0": {Concern.FEW}, "i1": {Concern.FEW}}


@pytest.mark.slow
def test_of_forty_learners_a_wrong_key_is_found_in_four_of_five_classes_and_sound_items_are_left_alone() -> None:
    luck = np.random.default_rng(17)
    found = false = 0
    for number in range(200):
        wrong = int(luck.integers(20))
        told = concerns(draw_class(40, luck, wrong=wrong), replicates=300, seed=number + 1)
        bad = {item for item, what in told.items() if what & {Concern.KEY, Concern.MISLEADS}}
        found += f"i{wrong}" in bad
        false += len(bad - {f"i{wrong}"})
    assert found / 200 >= 0.8
    assert false / (200 * 19) < 0.02
