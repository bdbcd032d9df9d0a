"""Numbers as people type and read them: decimal commas, thousands marks, units.

A misread number in a dose is the error this course exists to prevent, so whatever could be read in two
ways is refused with a sentence, never guessed. `web/number.js` is the page's port of `read_number`; a test
runs both over the same table.
"""

import math
import re
from dataclasses import dataclass

__all__ = ["Refusal", "format_number", "format_quantity", "read_number", "same_unit", "settle"]

_LONGEST = 40
_SETTLED = 12
_NOTHING = 1e-12
_SPACES = "\u0020\u00a0\u2007\u2009\u202f"
_APOSTROPHES = "'\u2019"
_NUMBER = re.compile(rf"([+-]?)([0-9][0-9.,{_SPACES}{_APOSTROPHES}]*|[.,][0-9]+)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something typed was not taken as a number, in words for the person who typed it."""

    message: str


def same_unit(one: str, other: str) -> bool:
    """Return whether two units are one, however they are typed.

    >>> same_unit("mcg/kg", "\u00b5g / kg"), same_unit("ug", "mg")
    (True, False)
    """

    def plain(text: str) -> str:
        text = re.sub(r"\s+", "", text.replace("\u00b5", "u").replace("\u03bc", "u"))
        return text.replace("\u00b7", ".").lower().replace("mcg", "ug")

    return plain(one) == plain(other)


def _cut(whole: str, fraction: str) -> str:
    """Return a number of three decimals as it can be written without looking like thousands."""
    left = fraction.rstrip("0")
    return f"{whole}.{left}{'0' if len(left) == 3 else ''}" if left else whole


def _read_digits(digits: str) -> float | Refusal:
    """Read digits with their marks: at most one decimal mark, thousands only in whole groups of three."""
    marks = {mark for mark in digits if not mark.isdigit()}
    groupers = marks - {".", ","}
    if len(groupers) > 1 or (groupers and len(marks) > 2):
        return Refusal("Use one decimal point or comma and no other marks.")
    points, commas = digits.count("."), digits.count(",")
    decimal = ""
    if points and commas:
        decimal = max(".,", key=digits.rfind)
        if digits.count(decimal) > 1:
            return Refusal("There is more than one decimal mark. Use one point or one comma.")
    elif points + commas == 1:
        decimal = "." if points else ","
        whole, fraction = digits.split(decimal)
        if len(fraction) == 3 and re.fullmatch(r"[1-9][0-9]{0,2}", whole):
            return Refusal(
                f"{digits} can be read in two ways. Write {whole}{fraction} or {_cut(whole, fraction)}, whichever you mean."
            )
    elif points + commas > 1:
        groupers = {"." if points else ","}
    if decimal:
        groupers = marks - {decimal}
    whole, _, fraction = digits.partition(decimal) if decimal else (digits, "", "")
    if decimal and not fraction:
        return Refusal("The number ends in a decimal mark. Write the digits that follow it, or leave it out.")
    if groupers:
        grouper = groupers.pop()
        if grouper in fraction:
            return Refusal("There is a thousands mark after the decimal mark. Write the number without it.")
        groups = whole.split(grouper)
        regular = re.fullmatch(r"[1-9][0-9]{0,2}", groups[0]) and all(
            re.fullmatch(r"[0-9]{3}", group) for group in groups[1:]
        )
        if len(groups) > 1 and not regular:
            return Refusal("Thousands are grouped in threes. Write the number without thousands marks.")
        whole = "".join(groups)
    return float(f"{whole or '0'}.{fraction or '0'}")


def read_number(typed: str, unit: str = "") -> float | Refusal:
    """Read a number a person typed beside the unit shown, or say why it can't be read.

    `typed` may use a decimal point or comma, and spaces, points, commas or apostrophes between groups of three
    digits. The unit shown beside the field may be repeated after the number; any other text is refused.
    ``1,250`` and ``1.250`` are refused because they are one number in Boston and another in Berlin.

    >>> read_number("12,5 mL", "mL")
    12.5
    >>> read_number("1,250").message.partition(".")[0]
    '1,250 can be read in two ways'
    """
    text = typed.strip(_SPACES + "\t\r\n").replace("\u2212", "-")
    if not text:
        return Refusal("Nothing is written here yet.")
    if len(text) > _LONGEST:
        return Refusal("That is too long for a number.")
    found = _NUMBER.fullmatch(text)
    if not found:
        return Refusal("Write digits only, such as 12.5.")
    sign, digits, rest = found.groups()
    rest = rest.strip(_SPACES + "\t\r\n")
    if rest and not (unit and same_unit(rest, unit)):
        if re.fullmatch(r"[eE][+-]?[0-9]+.*", rest):
            return Refusal("Write the number out in full, without a power of ten.")
        shown = f" The unit is {unit} already; write the number alone." if unit else " Write the number alone."
        return Refusal(f"\u201c{rest}\u201d is not part of a number.{shown}")
    digits = digits.strip(_SPACES)
    value = _read_digits(digits)
    if isinstance(value, Refusal):
        return value
    return -value if sign == "-" else value


def _round_figures(value: float, digits: int) -> str:
    """Return a finite value at so many figures, as a whole number and a power of ten.

    Rounded in two steps. The last binary digits of a computed number hang on the processor and the library that computed
    it, and 12.25 may come out as 12.249999999999998: rounded to three figures at once, the two would part.
    """
    mantissa, _, exponent = f"{value:.{_SETTLED - 1}e}".partition("e")
    kept, rest = divmod(int(mantissa.lstrip("-").replace(".", "")), unit := 10 ** (_SETTLED - digits))
    # Halves away from nothing, as people round.
    figures = kept + (2 * rest >= unit)
    return f"{'-' if value < 0 else ''}{figures}e{int(exponent) + 1 - digits}"


def settle(value: float, digits: int = 9) -> float:
    """Return a computed number as it is kept: at `digits` figures, twelve at most, halves away from nothing.

    Wherever a computed number becomes data it is settled first, so that no file hangs on the processor that made it.
    Less than 1e-12 is what numbers that ought to cancel have left: nothing.

    >>> settle(139.45160836622512), settle(139.4516083662252)
    (139.451608, 139.451608)
    >>> settle(0.1 + 0.2), settle(12.249999999999998, 3), settle(12.250000000000002, 3)
    (0.3, 12.3, 12.3)
    """
    if abs(value) < _NOTHING:
        return 0.0
    return float(_round_figures(value, digits)) if math.isfinite(value) else value


def format_number(value: float, digits: int = 3) -> str:
    """Return a value at `digits` significant figures, never in powers of ten, with no trailing zeros.

    >>> format_number(12.25), format_number(12.249999999999998), format_number(0.00012)
    ('12.3', '12.3', '0.00012')
    """
    if value == 0:
        return "0"
    # A trainee's notebook formats no number until something is marked.
    from decimal import Decimal

    text = format(Decimal(_round_figures(value, digits)), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace("-", "\u2212")


def _round_place(value: float, decimals: int) -> str:
    from decimal import ROUND_HALF_UP, Decimal  # late for the same reason

    rounded = Decimal(repr(settle(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return format(rounded, "f").replace("-", "\u2212")


def format_quantity(value: float, unit: str, digits: int = 3, *, decimals: int | None = None) -> str:
    """Return a value with its unit as prose shows it: ``0.7 mL``, ``12 %``, with a space that does not break.

    With `decimals` it is shown to that place, whatever its figures: people are whole.

    >>> print(format_quantity(0.7, "mL"), format_quantity(3, "1"))
    0.7\u00a0mL 3
    """
    number = format_number(value, digits) if decimals is None else _round_place(value, decimals)
    return f"{number}\u00a0{unit}" if unit and unit != "1" else number
