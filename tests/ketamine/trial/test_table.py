"""The trial table as a page uses it."""

import pandas as pd
import pytest

from ketamine.trial.table import tabulate_trials


def test_the_table_is_ready_for_a_data_frame():
    frame = pd.DataFrame(tabulate_trials()).set_index("trial")
    row = frame.loc["ELEKT-D, ketamine v ECT, 3 weeks"]
    assert (row.treated, row.controls, row.treated_result, row.control_result) == (195, 170, 108, 70)
    assert 100 * row.difference == pytest.approx(14.2, abs=0.05)
    assert row.number_needed.startswith("8 to benefit")
    assert "Anand" in row.source
    means = frame.loc["ASPIRE II, 24 h"]
    assert pd.isna(means.difference) and means.treated_result == -15.7
    assert frame.fact.notna().all() and frame.source.str.len().min() > 10
