"""Plots that belong to the library, each with words that say the same.

Colours can be told apart by the colour-blind, and lines by their style on a photocopy. matplotlib is imported only here.
For teaching, not for the care of a patient.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO
from textwrap import fill
from typing import TYPE_CHECKING, Any

from ketamine.model.effect import label, simulate_effects
from ketamine.model.kinetics.dose import Schedule, infusion
from ketamine.model.kinetics.model import Model, ModelError, read_model
from ketamine.model.kinetics.person import draw_people, typical_adult
from ketamine.model.kinetics.simulate import simulate
from ketamine.model.kinetics.structure import PARENT
from ketamine.model.strip import draw_strip
from ketamine.quantity.limit import quantity_of
from ketamine.quantity.unit import PERCENT, Kilogram, MilligramPerKilogram, Minute, convert
from ketamine.registry.read import read_table
from ketamine.rule.monitoring import timetable
from ketamine.trial.harm import list_harms
from ketamine.trial.trial import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure and the words that replace it for whoever cannot see it.

    The words stand below it too, unless a shorter `caption` does, as where a table beside it says the same.
    """

    figure: Figure
    text: str
    caption: str = ""

    def _repr_html_(self) -> str:
        """The picture as a notebook or a page shows it: drawn in place, with its words as text alternative and caption."""
        words = escape(self.text)
        image = b64encode(self._draw()).decode()
        return (
            f'<figure style="margin: 0"><img alt="{words}" src="data:image/svg+xml;base64,{image}" style="max-width: 100%">'  # not clinical: width of a picture
            f"<figcaption>{escape(self.caption) or words}</figcaption></figure>"
        )

    def _draw(self) -> bytes:
        """The figure as SVG, the same bytes every time."""
        import matplotlib

        paper = BytesIO()
        with matplotlib.rc_context({"svg.hashsalt": "ketamine", "svg.fonttype": "path"}):
            self.figure.savefig(paper, format="svg", metadata={"Date": None})
        return paper.getvalue()


def _look() -> Mapping[str, Any]:
    return dict(read_table("settings.toml")["plot"])


def _figure(*, width: float | None = None, height: float | None = None) -> tuple[Any, Any]:
    from matplotlib.figure import Figure

    look = _look()
    size = (look["width"] if width is None else width, look["height"] if height is None else height)
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(alpha=look["grid"])
    return figure, axes


def _minutes(last: Minute) -> Any:
    import numpy

    return numpy.arange(last + 1, dtype=float)


def plot_infusion(
    *,
    dose: MilligramPerKilogram | None = None,
    duration: Minute | None = None,
    until: Minute | None = None,
    seed: int | None = None,
) -> Picture:
    """Plasma after one infusion in invented people: the median, the middle nine tenths, and a few of them one by one.

    Source: composite_racemic_venous and the variability that it borrows.
    """
    import numpy

    look = _look()
    model = read_model()
    per_kilogram = quantity_of("dosing.iv.standard_dose") if dose is None else dose
    minutes = _minutes(_four_hours() if until is None else until)
    people = draw_people(look["people"], seed=look["seed"] if seed is None else seed, model=model)
    schedule = infusion(per_kilogram * people.weight, duration=duration)
    curves = simulate(schedule, times=minutes, model=model, people=people)[PARENT]
    low, middle, high = numpy.percentile(curves, look["percentiles"], axis=0)
    figure, axes = _figure()
    axes.fill_between(minutes, low, high, color=look["colours"][0], alpha=look["band"], label="nine in ten people")
    for index in range(look["individuals"]):
        axes.plot(
            minutes,
            curves[index],
            color=look["colours"][-1],
            linewidth=1 / 2,
            label="single people" if not index else None,
        )
    axes.plot(minutes, middle, color=look["colours"][0], linewidth=2, label="median")
    axes.set(
        xlabel="Minutes after the start",
        ylabel="Ketamine in venous plasma (ng/mL)",
        ylim=(0, None),
        xlim=(0, minutes[-1]),
    )
    axes.legend(frameon=False)
    end = int(schedule[0].duration)
    text = (
        f"Ketamine in venous plasma after {per_kilogram:g} mg/kg over {end} minutes in {len(people)} invented people."
        f" The median rises to {middle[end]:.0f} ng/mL at minute {end}, where nine in ten people lie between {low[end]:.0f}"
        f" and {high[end]:.0f}, and has fallen to {middle[-1]:.0f} ng/mL by minute {minutes[-1]:.0f}."
        f" Model: {model.row['label']}."
    )
    return Picture(figure, text)


def _four_hours() -> int:
    """How long a session is drawn: as long as the model of effects goes, in min."""
    hours = read_table("models/effects.toml")["validity"]["time_range_h"][1]
    return int(convert(hours, unit="h", to="min"))


def plot_models(keys: Sequence[str], *, schedule: Schedule, weight: Kilogram | None = None) -> Picture:
    """The same doses through several models: how far the models themselves disagree. Source: the models' citations."""
    look = _look()
    minutes = _minutes(_four_hours())
    figure, axes = _figure()
    said = []
    for index, key in enumerate(keys):
        model = read_model(key)
        try:
            curve = simulate(schedule, times=minutes, model=model, people=typical_adult(weight))[PARENT][0]
        except ModelError as refusal:
            said.append(f"{model.row.get('label', key)} cannot: {refusal}")
            continue
        style = {
            "color": look["colours"][index % len(look["colours"])],
            "linestyle": look["styles"][index % len(look["styles"])],
        }
        axes.plot(minutes, curve, label=f"{model.row['label']}: {model.row['sampling']}", **style)
        said.append(
            f"{model.row['label']} ({model.row['sampling']}): peak {curve.max():.0f} ng/mL, {curve[-1]:.0f} at the end"
        )
    axes.set(
        xlabel="Minutes after the start", ylabel="Plasma concentration (ng/mL)", ylim=(0, None), xlim=(0, minutes[-1])
    )
    # beneath the curves: the names are long
    figure.legend(loc="outside lower left", frameon=False, fontsize="small")
    return Picture(figure, "The same dose through several models. " + "; ".join(said) + ".")


def plot_effects(schedule: Schedule, *, model: Model | None = None, weight: Kilogram | None = None) -> Picture:
    """Pressure, heart rate and dissociation of a typical adult over a session. Source: effects.toml."""
    look = _look()
    minutes = _minutes(_four_hours())
    found = simulate_effects(schedule, times=minutes, model=model, people=typical_adult(weight))
    figure, axes = _figure()
    said = []
    for index, (name, values, unit) in enumerate(
        (
            ("systolic pressure", found.systolic[0], "mmHg"),
            ("diastolic pressure", found.diastolic[0], "mmHg"),
            ("heart rate", found.heart_rate[0], "per minute"),
            ("dissociation", found.dissociation[0], "points of 92"),
        )
    ):
        every = max(1, len(minutes) // (len(look["markers"]) * 2))
        axes.plot(
            minutes,
            values,
            label=f"{name} ({unit})",
            color=look["colours"][index],
            linestyle=look["styles"][index],
            marker=look["markers"][index],
            markevery=every,
        )
        said.append(f"{name} is highest, +{values.max():.0f} {unit}, at minute {minutes[values.argmax()]:.0f}")
    axes.set(xlabel="Minutes after the start", ylabel="Change from before", ylim=(0, None), xlim=(0, minutes[-1]))
    axes.legend(frameon=False)
    # one sentence to a line, large enough to be read
    axes.set_title(label().replace(". ", ".\n"), fontsize="small", loc="left")
    return Picture(figure, f"A typical adult's session: {'; '.join(said)}. {found.label}")


def plot_timetable(drug: str, *, end: Minute, until: Minute) -> Picture:
    """When to look at what, as dots on a timeline. Source: monitoring.toml."""
    look = _look()
    rows = timetable(drug, end=end, until=until)
    names = list(dict.fromkeys(name for row in rows for name in row.what))
    figure, axes = _figure(height=look["row_height"] * (len(names) + 2 * 2))
    for index, name in enumerate(names):
        when = [row.minute for row in rows if name in row.what]
        axes.plot(when, [index] * len(when), look["markers"][index % len(look["markers"])], color=look["colours"][0])
    axes.axvspan(0, end, color=look["colours"][1], alpha=look["band"])
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set(xlabel="Minutes after the start (shaded: drug going in)")
    said = "; ".join(f"minute {row.minute:g}: {', '.join(row.what)}" for row in rows)
    return Picture(figure, f"When to look. {said}.")


def plot_forest(*, measure: str = "risk difference") -> Picture:
    """What trials found, with intervals; open marks must not be pooled. No pooled line is drawn. Source: trials.toml."""
    look = _look()
    rows = forest(measure=measure)
    figure, axes = _figure(height=look["row_height"] * (len(rows) + 2 * 2 + 2))
    ratio = "ratio" in measure
    times = PERCENT if measure == "risk difference" else 1
    said = []
    for index, row in enumerate(rows):
        value, low, high = (times * each for each in (row.estimate.value, row.estimate.low, row.estimate.high))
        colour = look["colours"][0] if row.good else look["colours"][1]
        axes.plot([low, high], [index, index], color=colour)
        axes.plot(
            [value],
            [index],
            look["markers"][1 if row.good else -1],
            color=colour,
            markerfacecolor=colour if row.poolable else "white",
        )
        note = ("" if row.good else ", less is better") + ("" if row.poolable else ", not to be pooled")
        said.append(f"{row.label}: {value:.2g} ({low:.2g} to {high:.2g}){note}")
    axes.axvline(1 if ratio else 0, color=look["colours"][-1], linewidth=1)
    names = [fill(row.label, look["name_letters"]) for row in rows]
    axes.set_yticks(range(len(rows)), names, fontsize="small")
    axes.invert_yaxis()
    if ratio:
        axes.set_xscale("log")
    unit = " (percentage points)" if times > 1 else ""
    sure = f"{rows[0].estimate.confidence * PERCENT:g} % interval" if rows else ""
    # short lines: the axis is narrow beside long labels, and a longer one would run off the paper
    marks = "square: more is better\ntriangle: less is better\nopen: not to be pooled"
    axes.set(xlabel=f"{measure.capitalize()}{unit}\n{sure}\n{marks}")
    return Picture(figure, f"{measure.capitalize()}{unit}. " + "; ".join(said) + ".")


def plot_strips(names: Sequence[str]) -> Picture:
    """Rhythm strips below each other, lettered from A, on paper of large squares; the words tell beats and form and no name.

    Source: strips.toml.
    """
    look = _look()
    paper = read_table("models/strips.toml")["paper"]
    strips = [draw_strip(name) for name in names]
    figure, axes = _figure(width=look["strip_width"], height=look["strip_height"] * len(strips))
    said = []
    for place, strip in enumerate(strips):
        letter = chr(ord("A") + place)
        floor = -place * look["strip_gap"]
        axes.plot(strip.times, [floor + height for height in strip.heights], color=look["colours"][-1], linewidth=1)
        said.append(f"{letter}: {strip.words}")
    axes.set_yticks([-place * look["strip_gap"] for place in range(len(strips))], [each[0] for each in said])
    squares = round(paper["seconds"] / paper["large_square"])
    axes.set_xticks([place * paper["large_square"] for place in range(squares + 1)], minor=True)
    axes.grid(visible=True, which="minor", axis="x", alpha=look["grid"])
    axes.grid(visible=False, axis="y")
    axes.set(xlim=(0, paper["seconds"]), xlabel=f"seconds (fine lines: large squares)\n{paper['label']}")
    return Picture(figure, f"{paper['label']} {'. '.join(said)}.")


def plot_harms(unit: str) -> Picture:
    """Harm per 1,000 of a unit on a logarithmic axis, each with its interval; nothing is pooled. Source: harms.toml.

    A filled mark is a rate. An open triangle is the bound where no event was seen. A dashed line is a lower bound.
    """
    look = _look()
    per = read_table("settings.toml")["statistics"]["per"]
    harms = list_harms(unit)
    names = [fill(harm.label, look["name_letters"]) for harm in harms]
    figure, axes = _figure(height=look["row_height"] * (len(harms) + 2 * 2 + 2))
    axes.set_xscale("log")
    left = min(per * (harm.estimate.low or harm.estimate.high) for harm in harms) / 2
    said = []
    for index, harm in enumerate(harms):
        value, low, high = (per * each for each in (harm.estimate.value, harm.estimate.low, harm.estimate.high))
        colour = look["colours"][1] if harm.lower_bound else look["colours"][0]
        axes.plot(
            [low or left, high], [index, index], color=colour, linestyle=look["styles"][1 if harm.lower_bound else 0]
        )
        if harm.events == 0:
            axes.plot([high], [index], look["markers"][-1], color=colour, markerfacecolor="white")
            said.append(f"{harm.label}: none in {harm.of:,}, so at most about {_plain(high)}")
            continue
        axes.plot([value], [index], look["markers"][1 if harm.lower_bound else 0], color=colour)
        note = ", at least" if harm.lower_bound else ""
        said.append(f"{harm.label}: {_plain(value)} ({_plain(low)} to {_plain(high)}){note}")
    axes.set_yticks(range(len(harms)), names, fontsize="small")
    axes.invert_yaxis()
    sure = f"{harms[0].estimate.confidence * PERCENT:g} % interval"
    # short lines, as in the forest plot
    marks = "dot: looked for\nsquare: at least, as reported or recalled\nopen triangle: none seen, at most"
    axes.xaxis.set_major_formatter(lambda number, _: f"{number:g}")
    axes.set(xlabel=f"Per {per:,} {unit}, each step tenfold\n{sure}\n{marks}", xlim=(left, None))
    return Picture(figure, f"Harm per {per:,} {unit}, {sure}. " + "; ".join(said) + ".")


def _plain(number: float) -> str:
    """A rate as a reader writes it: two figures, and no powers of ten."""
    return f"{number:.0f}" if number >= PERCENT else f"{number:.2g}"
