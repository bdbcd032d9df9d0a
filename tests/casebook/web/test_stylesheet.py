"""The style sheets keep to what all three engines take; what one of them is asked at run time is in tests/engine."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from ...stylesheet import FOLDER, Rule, list_sheets, put_values, read_rules, split_outside

# Parts of a control that WebKit and Chromium name in one way and Firefox in another.
PARTS = {
    "::-webkit-slider-thumb": "::-moz-range-thumb",
    "::-webkit-slider-runnable-track": "::-moz-range-track",
    "::-webkit-progress-value": "::-moz-progress-bar",
}
# What WebKit takes with a prefix only.
PREFIXED = ("box-decoration-break", "user-select", "backdrop-filter", "text-size-adjust")


def find_faults(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield what one of the engines would leave out, and what it would take with it."""
    rules = list(rules)
    selectors = {each for rule in rules for each in rule.selectors}
    for rule in rules:
        where = ", ".join(rule.selectors)
        names = {name for name, _ in rule.declarations}
        for name, value in rule.declarations:
            # WebKit takes the line alone; with a variable in it, it drops the line that a link has by itself as well.
            if name == "text-decoration" and len(split_outside(value, " ")) > 1:
                yield f"{where}: text-decoration: {value} - write text-decoration-line, -style and -color"
            if name in PREFIXED and f"-webkit-{name}" not in names:
                yield f"{where}: {name} - write -webkit-{name} beside it"
            if name == "overflow-clip-margin":
                yield f"{where}: overflow-clip-margin - WebKit has none: clip-path: inset() with a minus does the same"
        own = [each for each in rule.selectors if re.search(r"::-(webkit|moz)-", each)]
        if own and len(rule.selectors) > 1:
            yield f"{where}: an engine that does not know {own[0]} drops the whole rule - write a rule for each"
        for webkit, moz in PARTS.items():
            for one, other in ((webkit, moz), (moz, webkit)):
                for each in rule.selectors:
                    if one in each and each.replace(one, other) not in selectors:
                        yield f"{each} has no rule of the same for {other}"


@pytest.mark.parametrize("path", list_sheets(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_style_sheet_keeps_to_what_three_engines_take(path: Path) -> None:
    assert list(find_faults(read_rules(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("a { text-decoration: underline dotted red; }", "text-decoration-line"),
        ("@media print { a { text-decoration: underline dotted var(--c); } }", "text-decoration-line"),
        ("input::-webkit-slider-thumb { width: 1px; }", "::-moz-range-thumb"),
        ("input::-moz-range-track { width: 1px; }", "::-webkit-slider-runnable-track"),
        ("a, b::-moz-progress-bar { width: 1px; } b::-webkit-progress-value { width: 1px; }", "a rule for each"),
        ("p { box-decoration-break: clone; }", "-webkit-box-decoration-break"),
        ("p { overflow: clip; overflow-clip-margin: 6px; }", "clip-path"),
    ],
)
def test_what_one_engine_would_drop_is_found(planted: str, said: str) -> None:
    assert said in " ".join(find_faults(read_rules(planted)))


def test_what_all_take_is_left_alone() -> None:
    innocent = (
        "a { text-decoration: none; } a:is(:hover, :focus)::after { content: ';,{'; text-decoration: underline; }"
    )
    assert list(find_faults(read_rules(innocent.replace("{'", "'")))) == []


def test_rules_are_read_with_their_conditions_and_margins() -> None:
    text = """/* a { b: c } */ a, b:is(c, d) { color: var(--x, rgb(1 2 3)); background: url("a;b") !important }
    @media print { @page { size: A4; @bottom-center { content: "x" } } e { f: g; } }"""
    first, margin, page, last = read_rules(text)
    assert first.selectors == ("a", "b:is(c, d)")
    assert first.declarations == (("color", "var(--x, rgb(1 2 3))"), ("background", 'url("a;b")'))
    assert (margin.selectors, margin.conditions) == (("@bottom-center",), ("@media print", "@page"))
    assert page.declarations == (("size", "A4"),)
    assert (last.declarations, last.conditions) == ((("f", "g"),), ("@media print",))


def test_variables_are_replaced_by_what_they_stand_for() -> None:
    values = {"--a": "var(--b) solid", "--b": "1px"}
    assert put_values("var(--a) var(--c, red) var(--d)", values) == "1px solid red "
