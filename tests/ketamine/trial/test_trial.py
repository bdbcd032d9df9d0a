"""The table of trials, against what their papers say."""

import pytest

from ketamine.registry.read import load_facts
from ketamine.trial.estimate import EstimateError
from ketamine.trial.trial import compare_arms, forest, load_trials, number_needed_in

TRIALS = {trial.label: trial for trial in load_trials()}
# label: (difference in points, low, high) as published or as in the registry
PUBLISHED = {
    "ELEKT-D, ketamine v ECT, 3 weeks": (14.2, 3.9, 24.2),
    "KetECT, ketamine v ECT": (-16.3, -30, -2),
    "Murrough 2013, ketamine v midazolam, 24 h": (35.8, 12, 54),
    "TRANSFORM-2, esketamine v placebo spray, day 28": (17.3, 4, 30),
    "TRANSFORM-1, 56 mg v placebo spray, day 28": (15.2, 2, 28),
    "TRANSFORM-1, 84 mg v placebo spray, day 28": (14.2, 1, 27),
    "TRANSFORM-3, 65 and over, day 28": (13.7, -1, 27),
    "ESCAPE-TRD, esketamine v quetiapine, week 8": (9.5, 3, 16),
    "SUSTAIN-1 remitters, relapse": (-18.7, -32, -5),
    "SUSTAIN-1 responders, relapse": (-31.8, -47, -14),
    "KARMA-Dep 2, ketamine v midazolam": (13.6, -10, 35),
    "Lii 2023, ketamine under anaesthesia, day 1": (10, -19, 37),
    "Grunebaum 2018, ideation, day 1": (25, 3, 44),
    "Abbar 2022, ideation, day 3": (31.4, 15, 45),
    "Feder 2021, post-traumatic stress, 2 weeks": (46.7, 11, 69),
    "Rodriguez 2013, obsessive-compulsive disorder, first phase": (50, 5, 79),
    "Correia 2020, S-ketamine v racemate, 24 h": (5.3, -17, 26),
    "Daly 2018, 84 mg v placebo spray, day 8": (35.6, 10, 62),
}


@pytest.mark.parametrize("label", PUBLISHED)
def test_differences_and_intervals(label):
    found = compare_arms(TRIALS[label])
    assert [100 * each for each in (found.value, found.low, found.high)] == pytest.approx(PUBLISHED[label], abs=0.6)


def test_numbers_needed_of_the_maintenance_trial_are_the_registered_ones():
    assert (
        round(number_needed_in(TRIALS["SUSTAIN-1 remitters, relapse"]).value + 0.5)
        == load_facts()["fu.maintenance.esk_nnt"].value
    )
    assert number_needed_in(TRIALS["SUSTAIN-1 responders, relapse"]).text.startswith("4 to benefit")
    assert "to harm" in number_needed_in(TRIALS["KetECT, ketamine v ECT"]).text


def test_standardised_differences_where_means_and_deviations_are_known():
    rows = {row.label: row.estimate.value for row in forest(measure="standardised difference")}
    assert rows == pytest.approx(
        {
            "Berman 2000, ketamine v saline": -1.19,
            "Singh 2016, twice weekly, day 15": -1.11,
            "Singh 2016, three times weekly, day 15": -2.17,
            "ASPIRE II, 24 h": -0.30,
        },
        abs=0.01,
    )


def test_designs_that_must_not_be_pooled_are_marked_with_a_reason():
    marked = {trial.label for trial in TRIALS.values() if not trial.poolable}
    assert marked == {
        "Berman 2000, ketamine v saline",
        "Rodriguez 2013, obsessive-compulsive disorder, first phase",
        "SUSTAIN-1 remitters, relapse",
        "SUSTAIN-1 responders, relapse",
        "TRANSFORM-1, 84 mg v placebo spray, day 28",
    }
    assert all(trial.because for trial in TRIALS.values() if not trial.poolable)
    assert all("crossover" not in trial.caveat.lower() or not trial.poolable for trial in TRIALS.values())


def test_other_measures():
    assert compare_arms(TRIALS["Grunebaum 2018, ideation, day 1"], measure="odds ratio").value == pytest.approx(
        2.85, abs=0.01
    )
    ratio = compare_arms(TRIALS["SUSTAIN-1 remitters, relapse"], measure="risk ratio")
    assert ratio.high < 1
    for measure in ("guess", "standardised difference"):
        with pytest.raises(EstimateError):
            compare_arms(TRIALS["KetECT, ketamine v ECT"], measure=measure)
    with pytest.raises(EstimateError, match="compares means"):
        compare_arms(TRIALS["ASPIRE II, 24 h"])


def test_for_which_outcomes_less_is_better():
    assert {trial.label for trial in TRIALS.values() if not trial.good} == {
        "ASPIRE II, 24 h",
        "Berman 2000, ketamine v saline",
        "SUSTAIN-1 remitters, relapse",
        "SUSTAIN-1 responders, relapse",
        "Singh 2016, three times weekly, day 15",
        "Singh 2016, twice weekly, day 15",
    }
