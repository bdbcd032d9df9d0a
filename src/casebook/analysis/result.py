"""The analysis of one exercise: put together, printed as a plain table, and written as CSV."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..folder import write_file
from ..grading.handin.account import shorten
from ..grading.handin.sheet import write_csv
from .advice import Advice, advise
from .interval import Estimate
from .item import ItemAnalysis, Pick, analyse_items
from .table import ResponseTable
from .whole import WholeTest, analyse_test

__all__ = ["ClassAnalysis", "analyse_class", "format_analysis", "write_analyses"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassAnalysis:
    """What a class's answers to one exercise tell: of the test, of each item, and what to look at."""

    table: ResponseTable
    whole: WholeTest
    items: tuple[ItemAnalysis, ...]
    advice: tuple[Advice, ...]


def analyse_class(table: ResponseTable, *, replicates: int = 1000, seed: int = 1) -> ClassAnalysis:
    """Return the analysis of a table; the same table and seed, the same numbers."""
    judged = table.judged
    items = analyse_items(table, replicates=replicates, seed=seed)
    whole = analyse_test(table.points[:, judged], table.most[judged], replicates=replicates, seed=seed)
    return ClassAnalysis(table=table, whole=whole, items=items, advice=advise(items))


def _say(estimate: Estimate | None, *, factor: float = 1.0, digits: int = 2) -> str:
    """Return an estimate with its interval; a dash for none."""
    if estimate is None:
        return "-"
    value, low, high = (f"{factor * part:.{digits}f}" for part in (estimate.value, estimate.low, estimate.high))
    return f"{value} ({low} to {high})"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.0f}"


_HEADER = ("", "facility %", "SD %", "guess %", "weight %", "in effect", "discrimination", "efficiency %", "marked", "omitted", "refused", "waiting")  # fmt: skip


def _make_row(number: int, item: ItemAnalysis) -> list[str]:
    counts = (item.marked, item.omitted, item.refused, item.waiting)
    return [
        str(number), _say(item.facility, factor=100, digits=0), _say(item.spread, factor=100, digits=0), _percent(item.version.guess),
        _percent(item.intended), _percent(item.effective), _say(item.discrimination), _percent(item.efficiency), *map(str, counts),
    ]  # fmt: skip


def _lay_out(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _tell_whole(analysis: ClassAnalysis) -> Iterator[str]:
    table, whole = analysis.table, analysis.whole
    unread = (
        f"; {len(table.unread)} handed in what can't be read: {', '.join(shorten(name, 40) for name in table.unread)}"
    )
    late = f"; {len(table.late)} came late" if table.late else ""
    learners = "1 learner" if len(table.learners) == 1 else f"{len(table.learners)} learners"
    yield f"{table.exercise}: {learners}{late}{unread if table.unread else ''}"
    waiting = [
        item.version.name for item in analysis.items if item.waiting and not item.marked and item.version.current
    ]
    without = f", without {', '.join(waiting)}, where most answers wait for a person" if waiting else ""
    yield f"  over {whole.learners} with a mark on each of {whole.items} items{without}; in brackets 95 % intervals"
    of = f" of {whole.most:g} marks"
    named = {"mean": (whole.mean, of), "standard deviation": (whole.spread, " marks"), "standard error of measurement": (whole.error, " marks"),
             "alpha": (whole.alpha, ""), "omega": (whole.omega, "")}  # fmt: skip
    for name, (estimate, unit) in named.items():
        if estimate is not None:
            yield f"  {name}: {_say(estimate)}{unit}"
    yield from (f"  {remark}" for remark in whole.remarks)
    if table.left_out:
        yield f"  left out for the class: {', '.join(table.left_out)}"


def _tell_choices(item: ItemAnalysis) -> Iterator[str]:
    for choice in (*item.choices, *item.mistakes):
        # Of a long list for several stems, what nobody took says nothing.
        if choice.taken.right or (not choice.group and choice in item.choices):
            low, high = choice.taken.interval
            share = f"{choice.taken.right:.0f} of {choice.taken.of} ({100 * low:.0f} to {100 * high:.0f} %)"
            thirds = ", ".join(str(count) for count in choice.thirds)
            what = "key" if choice.key else "mistake" if choice in item.mistakes else "option"
            yield f"      {what} {choice.name}: {share}; lower, middle, upper third: {thirds}"


def format_analysis(analysis: ClassAnalysis) -> str:
    """Return the analysis for a screen: the test, what to look at, a table of items, and who chose what."""
    lines = [*_tell_whole(analysis), "", "  Look at these first"]
    weighed = [each for each in analysis.advice if each.concern.is_a_flag]
    lines += [f"  {each}" for each in weighed] or ["  nothing: these answers prove nothing against any item"]
    few = [each for each in analysis.advice if not each.concern.is_a_flag]
    if few:
        lines += ["", "  Too few to say", *(f"  {each.item}: {each.why}" for each in few)]
    rows = [_HEADER, *(_make_row(number, item) for number, item in enumerate(analysis.items, 1))]
    lines += ["", *_lay_out(rows), ""]
    for number, item in enumerate(analysis.items, 1):
        earlier = "" if item.version.current else ", an earlier version"
        lines += [f"  {number} {item.version.name}{earlier}: {item.version.place}", *_tell_choices(item)]
    return "\n".join(lines)


def _bounds(estimate: Estimate | None) -> list[str]:
    if estimate is None:
        return ["", "", ""]
    return [f"{value:.6g}" for value in (estimate.value, estimate.low, estimate.high)]


def _three(name: str) -> list[str]:
    return [name, f"{name}_low", f"{name}_high"]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _list_tests(analyses: Sequence[ClassAnalysis]) -> Iterator[list[str]]:
    names = ("mean", "spread", "alpha", "omega", "error")
    yield ["exercise", "learners", "items", "most", *(column for name in names for column in _three(name)), "remarks"]
    for each in analyses:
        whole = each.whole
        numbers = [text for estimate in (whole.mean, whole.spread, whole.alpha, whole.omega, whole.error) for text in _bounds(estimate)]  # fmt: skip
        yield [each.table.exercise, str(whole.learners), str(whole.items), _number(whole.most), *numbers, "; ".join(whole.remarks)]  # fmt: skip


def _list_items(analyses: Sequence[ClassAnalysis]) -> Iterator[list[str]]:
    head = ["exercise", "item", "file", "line", "fingerprint", "current", "kind", "points", "marked", "omitted", "refused", "late", "waiting"]  # fmt: skip
    yield [*head, *_three("facility"), *_three("spread"), "guess", "intended", "effective", *_three("discrimination"), "efficiency"]  # fmt: skip
    for each in analyses:
        for item in each.items:
            version = item.version
            yield [
                each.table.exercise, version.name, version.path, str(version.line), version.fingerprint,
                "yes" if version.current else "no", version.kind, _number(version.points), str(item.marked), str(item.omitted),
                str(item.refused), str(item.late), str(item.waiting), *_bounds(item.facility), *_bounds(item.spread),
                _number(version.guess), _number(item.intended), _number(item.effective), *_bounds(item.discrimination),
                _number(item.efficiency),
            ]  # fmt: skip


def _list_choices(analyses: Sequence[ClassAnalysis]) -> Iterator[list[str]]:
    yield ["exercise", "item", "fingerprint", "what", "name", *_three("taken"), "count", "of", "lower_third", "middle_third", "upper_third", *_three("standing")]  # fmt: skip
    for each in analyses:
        for item in each.items:
            named: list[tuple[str, Pick]] = [("key" if choice.key else "option", choice) for choice in item.choices]
            for what, choice in (*named, *(("mistake", choice) for choice in item.mistakes)):
                share = _bounds(Estimate(choice.taken.rate, *choice.taken.interval))
                counts = [f"{choice.taken.right:.0f}", str(choice.taken.of), *map(str, choice.thirds)]
                yield [each.table.exercise, item.version.name, item.version.fingerprint, what, choice.name, *share, *counts, *_bounds(choice.standing)]  # fmt: skip


def _list_variants(analyses: Sequence[ClassAnalysis]) -> Iterator[list[str]]:
    yield ["exercise", "item", "fingerprint", "variant", "learners", "facility", *_three("difference")]
    for each in analyses:
        for item in each.items:
            for own in item.variants:
                yield [each.table.exercise, item.version.name, item.version.fingerprint, str(own.variant), str(own.learners), _number(own.facility), *_bounds(own.difference)]  # fmt: skip


def _list_advice(analyses: Sequence[ClassAnalysis]) -> Iterator[list[str]]:
    yield ["exercise", "item", "place", "concern", "why", "do"]
    for each in analyses:
        yield from ([each.table.exercise, own.item, own.place, own.concern, own.why, own.do] for own in each.advice)


def write_analyses(analyses: Sequence[ClassAnalysis], folder: Path) -> tuple[Path, ...]:
    """Write the tables of several exercises into a folder as CSV; returns the files."""
    tables = {"tests": _list_tests, "items": _list_items, "choices": _list_choices, "variants": _list_variants, "advice": _list_advice}  # fmt: skip
    paths = []
    for name, make in tables.items():
        paths.append(folder / f"{name}.csv")
        write_file(paths[-1], write_csv(list(make(analyses))))
    return tuple(paths)
