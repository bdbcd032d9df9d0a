"""The unit table: every unit the library knows, and exact conversions between those that measure the same thing.

The table is closed: a unit that is not in it is an error, and so is a conversion between things that differ.
The only other numbers of the library come from the registry.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import total_ordering
from types import MappingProxyType
from typing import Annotated

# What a parameter or a result is measured in. A calculator's unit is read from these annotations.
Kilogram = Annotated[float, "kg"]
Pound = Annotated[float, "lb"]
Centimetre = Annotated[float, "cm"]
Year = Annotated[float, "year"]
Milligram = Annotated[float, "mg"]
MilligramPerKilogram = Annotated[float, "mg/kg"]
MilligramPerKilogramPerHour = Annotated[float, "mg/kg/h"]
MilligramPerMillilitre = Annotated[float, "mg/mL"]
MilligramPerMinute = Annotated[float, "mg/min"]
MilligramPerHour = Annotated[float, "mg/h"]
Millilitre = Annotated[float, "mL"]
MillilitrePerHour = Annotated[float, "mL/h"]
Minute = Annotated[float, "min"]
Hour = Annotated[float, "h"]
NanogramPerMillilitre = Annotated[float, "ng/mL"]
NanogramHourPerMillilitre = Annotated[float, "ng.h/mL"]
MicromolePerLitre = Annotated[float, "µmol/L"]
LitrePerHour = Annotated[float, "L/h"]
LitrePerMinute = Annotated[float, "L/min"]
Litre = Annotated[float, "L"]
Percent = Annotated[float, "%"]
Device = Annotated[float, "devices"]
Point = Annotated[float, "points"]
MillimetreOfMercury = Annotated[float, "mmHg"]
Count = Annotated[float, "1"]
Spray = Annotated[float, "sprays"]
Day = Annotated[float, "day"]


class UnitError(ValueError):
    """Two quantities were mixed that do not measure the same thing, or a unit is not in the table."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: what it measures, and how many of the first unit of its kind make one of it (exactly)."""

    symbol: str
    measures: str
    size: Fraction


_HOUR = Fraction(3600)
_KILOGRAM = Fraction(1000)
_POUND = Fraction("453.59237")  # the international avoirdupois pound, exact by definition
_INCH = Fraction("2.54")  # exact by definition


def _table() -> dict[str, Unit]:
    rows: dict[str, dict[str, int | Fraction]] = {
        "time": {"s": 1, "min": 60, "h": _HOUR, "day": 86400, "week": 604800},
        "mass": {
            **{"g": 1, "kg": _KILOGRAM, "mg": Fraction(1, 1000), "ug": Fraction(1, 10**6)},
            **{"ng": Fraction(1, 10**9), "lb": _POUND},
        },
        "volume": {"L": 1, "mL": Fraction(1, 1000), "uL": Fraction(1, 10**6)},
        "length": {"m": 1, "cm": Fraction(1, 100), "mm": Fraction(1, 1000), "in": _INCH / 100},
        "amount": {"mol": 1, "mmol": Fraction(1, 1000), "umol": Fraction(1, 10**6), "nmol": Fraction(1, 10**9)},
        "pressure": {"mmHg": 1, "kPa": Fraction(1000 * 760, 101325)},
        "fraction": {"1": 1, "%": Fraction(1, 100)},
        "score": {"points": 1},
        "count": {"devices": 1, "sprays": Fraction(1, 2)},
        "age": {"year": 1},
    }
    units = {symbol: Unit(symbol, kind, Fraction(size)) for kind, row in rows.items() for symbol, size in row.items()}
    compound = (
        "mg/kg mg/mL ug/mL ng/mL mg/L ug/L mg/min mg/h mL/h mL/min L/h L/min mg/kg/h mg/kg/min ug/kg/min ng.h/mL"
        " ng.min/mL umol/L nmol/mL nmol/L L/kg mg/dL mmol/L g/L"
    )
    units["dL"] = Unit("dL", "volume", Fraction(1, 10))
    for symbol in compound.split():
        units[symbol] = _compose(symbol, units)
    for rate in ("1/h", "1/min"):
        units[rate] = Unit(rate, "1/time", 1 / units[rate[2:]].size)
    return units


def _compose(symbol: str, units: dict[str, Unit]) -> Unit:
    first, *rest = symbol.split("/")
    size, kind = Fraction(1), ""
    for part in first.split("."):
        size, kind = size * units[part].size, kind + ("." if kind else "") + units[part].measures
    for part in rest:
        size, kind = size / units[part].size, f"{kind}/{units[part].measures}"
    return Unit(symbol, kind, size)


UNITS = MappingProxyType(_table())
"""Every unit by symbol. Micro is written u here; readers see its sign (show_unit), and either is understood."""


def read_unit(symbol: str) -> Unit:
    """The unit of that symbol; raises UnitError for one that is not in the table."""
    try:
        return UNITS[symbol.replace("µ", "u").replace("μ", "u")]
    except KeyError:
        raise UnitError(f"The unit {symbol!r} is not in the table; it knows {', '.join(UNITS)}.") from None


def show_unit(symbol: str) -> str:
    """A unit as a reader sees it: micro is the sign and not a u. Source: the unit table.

    >>> show_unit("ug/kg/min")
    'µg/kg/min'
    """
    return "/".join(f"µ{part[1:]}" if part in ("ug", "uL", "umol") else part for part in symbol.split("/"))


def conversion_factor(unit: str, *, to: str) -> Fraction:
    """How many of the unit `to` make one `unit`, exactly. Raises UnitError if they measure different things.

    Source: the unit table.

    >>> conversion_factor("mg/min", to="mg/h")
    Fraction(60, 1)
    """
    one, other = read_unit(unit), read_unit(to)
    if one.measures != other.measures:
        raise UnitError(
            f"{unit} measures {one.measures} and {to} measures {other.measures}; one cannot become the other."
        )
    return one.size / other.size


def convert(amount: float, *, unit: str, to: str) -> float:
    """Express an amount given in `unit` in the unit `to`. Raises UnitError if they measure different things.

    Source: the unit table.

    >>> convert(2, unit="h", to="min")
    120.0
    """
    factor = conversion_factor(unit, to=to)
    return amount * factor.numerator / factor.denominator


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """An amount with its unit. Adding or comparing two converts the second; what measures something else is a UnitError.

    Only == between things that differ is no error: they are not equal.
    """

    amount: float
    unit: str

    def __post_init__(self) -> None:
        read_unit(self.unit)

    def to(self, unit: str) -> Quantity:
        """The same quantity in another unit. Raises UnitError if that measures something else."""
        return Quantity(convert(self.amount, unit=self.unit, to=unit), unit)

    def __add__(self, other: Quantity) -> Quantity:
        """The sum, in this quantity's unit."""
        return Quantity(self.amount + self._same(other), self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        """The difference, in this quantity's unit."""
        return Quantity(self.amount - self._same(other), self.unit)

    def __lt__(self, other: Quantity) -> bool:
        """Whether this is less."""
        return self.amount < self._same(other)

    def __eq__(self, other: object) -> bool:
        """Whether the two are the same amount of the same thing, in whatever units."""
        if not isinstance(other, Quantity) or read_unit(self.unit).measures != read_unit(other.unit).measures:
            return False
        return self.amount == self._same(other)

    def __hash__(self) -> int:
        """Equal quantities hash alike, whatever their units."""
        return hash(read_unit(self.unit).measures)

    def _same(self, other: Quantity) -> float:
        if not isinstance(other, Quantity):
            raise UnitError(f"{self} and {other!r} cannot be mixed: the second has no unit.")
        return other.to(self.unit).amount

    def __str__(self) -> str:
        """The amount and its unit, as prose shows them: micro with its own sign."""
        return f"{self.amount:g} {show_unit(self.unit)}"


MINUTES_PER_HOUR = 60
YEARS_PER_DECADE = 10
POUNDS_PER_KILOGRAM = float(_KILOGRAM / _POUND)
NANOGRAMS_PER_ML_PER_MG_PER_L = 1000
PERCENT = 100
"""How many percent make a whole."""
