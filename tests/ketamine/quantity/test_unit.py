"""The unit table is closed and exact, and agrees with pint."""

from fractions import Fraction

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ketamine.quantity.unit import UNITS, Quantity, UnitError, conversion_factor, convert, read_unit, show_unit

PAIRS = [(one, other) for one in UNITS for other in UNITS if UNITS[one].measures == UNITS[other].measures]
OURS = {
    "%": "percent",
    "1": "dimensionless",
    "in": "inch",
    "uL": "microliter",
    "ng.h/mL": "ng*h/mL",
    "ng.min/mL": "ng*min/mL",
}
PINT = pint.UnitRegistry()
SCORES = {"points", "devices", "sprays", "year"}


@pytest.mark.parametrize(("one", "other"), [pair for pair in PAIRS if not SCORES & set(pair)])
def test_every_conversion_agrees_with_pint(one, other):
    expected = PINT.Quantity(1, OURS.get(one, one)).to(OURS.get(other, other)).magnitude
    # pint's millimetre of mercury is rounded in the sixth place
    assert float(conversion_factor(one, to=other)) == pytest.approx(
        expected, rel=1e-6 if "mmHg" in (one, other) else 1e-12
    )


@given(pair=st.sampled_from(PAIRS), amount=st.floats(1e-9, 1e9))
def test_there_and_back_is_the_same(pair, amount):
    one, other = pair
    assert conversion_factor(one, to=other) * conversion_factor(other, to=one) == 1
    assert convert(convert(amount, unit=one, to=other), unit=other, to=one) == pytest.approx(amount, rel=1e-14, abs=0)


@pytest.mark.parametrize(
    ("one", "other"), [("mg", "mL"), ("mg/kg", "mg"), ("min", "kg"), ("ng/mL", "umol/L"), ("mg/h", "mL/h")]
)
def test_what_measures_something_else_cannot_be_mixed(one, other):
    with pytest.raises(UnitError, match="one cannot become the other"):
        convert(1, unit=one, to=other)


def test_an_unknown_unit_is_refused():
    with pytest.raises(UnitError, match="not in the table"):
        read_unit("furlong")


def test_micro_may_be_written_with_its_sign():
    assert read_unit("µg/mL") == read_unit("ug/mL")
    assert Quantity(1, "µmol/L") == Quantity(1, "umol/L")


def test_micro_is_shown_with_its_sign_and_nothing_else_is_touched():
    assert [show_unit(each) for each in ("umol/L", "ug/kg/min", "uL")] == ["µmol/L", "µg/kg/min", "µL"]
    assert str(Quantity(0.78, "umol/L")) == "0.78 µmol/L"
    changed = {symbol for symbol in UNITS if show_unit(symbol) != symbol}
    assert changed == {"ug", "uL", "umol", "ug/mL", "ug/L", "ug/kg/min", "umol/L"}
    assert all(read_unit(show_unit(symbol)) == UNITS[symbol] for symbol in UNITS)


def test_exact_by_definition():
    assert conversion_factor("lb", to="kg") == Fraction("0.45359237")
    assert conversion_factor("in", to="cm") == Fraction("2.54")
    assert conversion_factor("mg/min", to="mg/h") == 60
    assert conversion_factor("mg/L", to="ng/mL") == 1000


def test_quantities_add_up_in_the_first_ones_unit():
    assert Quantity(1, "h") + Quantity(30, "min") == Quantity(1.5, "h")
    assert Quantity(1, "g") - Quantity(500, "mg") == Quantity(0.5, "g")
    assert Quantity(500, "mg") < Quantity(1, "g")
    assert Quantity(1, "h") == Quantity(60, "min") and Quantity(1, "h") >= Quantity(59, "min")
    assert hash(Quantity(1, "h")) == hash(Quantity(60, "min"))
    assert Quantity(1, "mg") != Quantity(1, "mL") and Quantity(1, "mg") != 1
    with pytest.raises(UnitError, match="the second has no unit"):
        Quantity(1, "h") + 5
    assert str(Quantity(0.5, "mg/kg")) == "0.5 mg/kg"
    with pytest.raises(UnitError, match="measures mass"):
        Quantity(1, "mg") + Quantity(1, "mL")
    with pytest.raises(UnitError, match="not in the table"):
        Quantity(1, "spoon")
