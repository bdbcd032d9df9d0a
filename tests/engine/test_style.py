"""What each engine takes of the style sheets: every declaration, selector and condition is taken, or meant for another."""

from ..stylesheet import list_sheets, put_values, read_rules
from .walker import Walker

_ASK = """(declarations, selectors, conditions) => [
  ...declarations.filter(([name, value]) => !CSS.supports(name, value)).map(([name, value]) => `${name}: ${value}`),
  ...selectors.filter((each) => !CSS.supports(`selector(${each})`)),
  // What is not known is neither so nor not so.
  ...conditions.filter((each) => !matchMedia(each).matches && !matchMedia(each[0] === "(" ? `not (${each})` : `not ${each}`).matches),
  ...(typeof CSSContainerRule === "function" ? [] : ["@container"]),
]"""

OTHERS = "the same part by another engine's name: it has a rule of its own"
PHONE = "for phones, which enlarge text by themselves: no engine of a desk does"
BESIDE = "stands beside the same without or with a prefix, of which each engine takes one"
OLDER = "for older Safari: all three take the `list-style` beside it"
FRAME = "the bar of what scrolls has the system's colours where the engine lets nobody choose them"
PAPER = "keeps single lines from standing alone on paper, where the engine can"

# What an engine does not take and need not, with the reason.
MEANT = {
    "chromium": {
        ".cb-slider input::-moz-range-thumb": OTHERS,
        ".cb-slider input::-moz-range-track": OTHERS,
        ".mk-bar::-moz-progress-bar": OTHERS,
        ".my-bar::-moz-progress-bar": OTHERS,
        ".my-chapter > summary::-webkit-details-marker": OLDER,
    },
    "firefox": {
        "-webkit-box-decoration-break: clone": BESIDE,
        "-webkit-text-size-adjust: 100%": PHONE,
        "text-size-adjust: 100%": PHONE,
        "orphans: 3": PAPER,
        "widows: 3": PAPER,
        ".cb-slider input::-webkit-slider-runnable-track": OTHERS,
        ".cb-slider input::-webkit-slider-thumb": OTHERS,
        ".mk-bar::-webkit-progress-bar": OTHERS,
        ".mk-bar::-webkit-progress-value": OTHERS,
        ".my-bar::-webkit-progress-bar": OTHERS,
        ".my-bar::-webkit-progress-value": OTHERS,
        ".my-chapter > summary::-webkit-details-marker": OLDER,
    },
    "webkit": {
        "-webkit-text-size-adjust: 100%": PHONE,
        "text-size-adjust: 100%": PHONE,
        "box-decoration-break: clone": BESIDE,
        "scrollbar-color: #858077 #faf8f4": FRAME,
        ".cb-slider input::-moz-range-thumb": OTHERS,
        ".cb-slider input::-moz-range-track": OTHERS,
        ".mk-bar::-moz-progress-bar": OTHERS,
        ".my-bar::-moz-progress-bar": OTHERS,
        ".my-chapter > summary::-webkit-details-marker": OLDER,
    },
}


def test_every_engine_takes_what_the_style_sheets_say(walker: Walker) -> None:
    rules = [rule for path in list_sheets() for rule in read_rules(path.read_text("utf-8"))]
    values: dict[str, str] = {}
    for rule in rules:
        for name, value in rule.declarations:
            if name.startswith("--"):
                values.setdefault(name, value)
    styled = [rule for rule in rules if not rule.selectors[0].startswith("@")]
    pairs = {(name, put_values(value, values)) for rule in styled for name, value in rule.declarations}
    declarations = sorted(pair for pair in pairs if not pair[0].startswith("--"))
    selectors = sorted({each for rule in styled for each in rule.selectors})
    queries = {
        each.removeprefix("@media").strip() for rule in rules for each in rule.conditions if each.startswith("@media")
    }
    assert len(declarations) > 500 and len(selectors) > 400 and len(queries) > 4
    walker.open("index.html")
    dropped = walker.run(_ASK, declarations, selectors, sorted(queries))
    new = sorted(set(dropped) - set(MEANT[walker.name]))
    assert not new, f"{walker.name} does not take: {'; '.join(new)} - mend it, or list it in MEANT with the reason"
    gone = sorted(set(MEANT[walker.name]) - set(dropped))
    assert not gone, f"listed for {walker.name}, and taken or no longer there: {'; '.join(gone)}"


def test_an_engine_that_takes_something_not_is_heard(walker: Walker) -> None:
    walker.open("index.html")
    asked = walker.run(
        _ASK, [["text-decoration", "underline dotted"], ["colour", "red"]], ["a::-none-such"], ["(no-such)"]
    )
    assert set(asked) >= {"colour: red", "a::-none-such", "(no-such)"}
    assert ("text-decoration: underline dotted" in asked) == (walker.name == "webkit")
