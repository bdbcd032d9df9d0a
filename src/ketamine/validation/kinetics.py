"""The kinetic targets: concentrations, areas, bioavailabilities and clearances that were measured, and ours beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ketamine.model.kinetics import simulate
from ketamine.model.kinetics.dose import film, infusion, single, spray
from ketamine.model.kinetics.mode import area
from ketamine.model.kinetics.model import Model, read_model
from ketamine.model.kinetics.person import draw_people, typical_adult
from ketamine.model.kinetics.structure import METABOLITE, PARENT, build_structure, expand
from ketamine.quantity.unit import PERCENT, convert
from ketamine.registry.read import read_table
from ketamine.validation.comparison import (
    COMPOSITE,
    ESK,
    Comparison,
    Prediction,
    around,
    between,
    judge,
    row_of,
)

OTTO = "otto_fanta_s_iv"
SIMONS = "simons_s_arterial"


def compare_levels() -> Iterator[Comparison]:
    """All kinetic targets, in the order of the registry. Source: targets.toml."""
    yield from _end_of_infusion()
    yield from _range()
    yield from _shape()
    yield from _s_ketamine()
    yield from _depots()
    yield from _oral()
    yield from _film()
    yield from _nasal()
    yield from _bands()


def _share(row: Any, name: str | None = None) -> float:
    """A tolerance in percent as a share; a row may give one for each of its metrics."""
    given = row["tolerance_pct"]
    return float(given if name is None else given[name]) / PERCENT


def _fine(last: float) -> Any:
    """Minutes from 0 to `last` in steps fine enough for a peak."""
    import numpy

    return numpy.linspace(0, last, round(last) * 2 + 1)


def _last() -> float:
    return float(read_table("settings.toml")["limit"]["minutes"]["high"])


def _mass(row: Any) -> float:
    dose = row["dose"]
    weight = read_table("models/kinetics.toml")["conventions"]["weight_reference_kg"]
    return float(dose["mg"] if "mg" in dose else dose["mg_per_kg"] * weight)


def _peak(curve: Any, *, times: Any) -> tuple[float, float]:
    index = int(curve.argmax())
    return float(curve[index]), float(times[index])


def _end_of_infusion() -> Iterator[Comparison]:
    row = row_of("iv_rac_0p5_40min_C40")
    for key in row["models"]:
        end = row["dose"]["duration_min"]
        found = simulate(infusion(_mass(row), duration=end), times=[end], model=read_model(key))
        yield judge(
            row,
            Prediction(
                f"end of {row['dose']['mg_per_kg']:g} mg/kg over {end:g} min" if _standard(row) else row["metric"],
                key,
                found[PARENT][0, 0],
                row["unit"],
            ),
            band=around(row["observed"], share=_share(row)),
        )


def _until(times: Any) -> str:
    """What an area is called that was taken from the start to the last of these minutes."""
    return f"area to {convert(float(times[-1]), unit='min', to='h'):g} h"


def _standard(row: Any) -> bool:
    from ketamine.registry.read import load_facts

    dose, minutes = (load_facts()[name].value for name in ("dosing.iv.standard_dose", "dosing.iv.standard_duration"))
    return bool(row["dose"] == {"mg_per_kg": dose, "duration_min": minutes})


def _range() -> Iterator[Comparison]:
    row = row_of("iv_rac_0p5_40min_range")
    virtual = read_table("settings.toml")["virtual"]
    people = draw_people(virtual["count"], seed=virtual["seed"])
    end = row["dose"]["duration_min"]
    found = simulate(infusion(row["dose"]["mg_per_kg"] * people.weight, duration=end), times=[end], people=people)
    low, high = row["observed_range"]
    inside = ((found[PARENT] >= low) & (found[PARENT] <= high)).mean()
    yield judge(
        row,
        Prediction(
            f"share of invented people whose peak lies within {low} to {high} {row['unit']}", COMPOSITE, inside, "share"
        ),
        band=between(row["share_inside"], 1.0),
    )


def _shape() -> Iterator[Comparison]:
    row = row_of("iv_rac_0p5_40min_shape")
    end = row["dose"]["duration_min"]
    for key in row["models"]:
        times = [row["ratio_to_min"], *row["ratio_times_min"]]
        found = simulate(infusion(_mass(row), duration=end), times=times, model=read_model(key))[PARENT][0]
        for minute, value, band in zip(times[1:], found[1:], row["observed_range"], strict=True):
            what = f"concentration at {minute} min, as a share of that at {times[0]} min"
            yield judge(row, Prediction(what, key, value / found[0], "share"), band=between(*band))


def _s_ketamine() -> Iterator[Comparison]:
    for target, output in (("iv_s_10mg_30min_curve", PARENT), ("iv_s_10mg_30min_norketamine", METABOLITE)):
        row = row_of(target)
        for key in row["models"]:
            times = [convert(each, unit="h", to="min") for each in row["t_h"]]
            found = simulate(
                infusion(row["dose"]["mg"], duration=row["dose"]["duration_min"]),
                times=times,
                model=read_model(key),
                people=typical_adult(row["dose"]["weight_kg"]),
                outputs=[output],
            )[output][0]
            for hours, value, observed in zip(row["t_h"], found, row["observed"], strict=True):
                what = f"S-{output} {hours:g} h after the start"
                yield judge(row, Prediction(what, key, value, row["unit"]), band=around(observed, share=_share(row)))
    row = row_of("iv_s_20mg_20min_arterial_peak")
    end = row["dose"]["duration_min"]
    for key in row["models"]:
        found = simulate(infusion(row["dose"]["mg"], duration=end), times=[end], model=read_model(key))[PARENT]
        yield judge(
            row,
            Prediction(row["metric"], key, found[0, 0], row["unit"]),
            band=around(row["observed"], share=_share(row)),
        )


def _depots() -> Iterator[Comparison]:
    depots = read_table("models/kinetics.toml")["absorption"]
    times = _fine(_last() / 2)
    row = row_of("im_rac_0p5_cmax")
    peak, when = _peak(simulate(single("im", mg=_mass(row)), times=times)[PARENT][0], times=times)
    for what, value, name, unit in (("peak", peak, "Cmax", row["unit"]), ("time of peak", when, "Tmax", "min")):
        observed = row["observed"]["Cmax" if name == "Cmax" else "Tmax_min"]
        yield judge(
            row, Prediction(f"{what} after IM", COMPOSITE, value, unit), band=around(observed, share=_share(row, name))
        )
    row = row_of("im_F")
    share = depots["im"]["F"]["value"]
    yield judge(
        row,
        Prediction("IM bioavailability", COMPOSITE, share, "share"),
        band=around(row["observed"], share=_share(row)),
    )
    row = row_of("sc_0p5")
    peak, when = _peak(simulate(single("sc", mg=_mass(row)), times=times)[PARENT][0], times=times)
    for what, value, name, unit in (("peak", peak, "Cmax", "ng/mL"), ("time of peak", when, "Tmax_min", "min")):
        band = tuple(row["observed_range"][name])
        yield judge(row, Prediction(f"{what} after SC (assumed)", COMPOSITE, value, unit), band=between(*band))


def _oral() -> Iterator[Comparison]:
    depots = read_table("models/kinetics.toml")["absorption"]
    times = _fine(_last() / 2)
    row = row_of("oral_rac_0p5_cmax")
    peak, _ = _peak(simulate(single("oral", mg=_mass(row)), times=times)[PARENT][0], times=times)
    yield judge(
        row,
        Prediction("peak after a dose by mouth", COMPOSITE, peak, row["unit"]),
        band=around(row["observed"], share=_share(row)),
    )
    row = row_of("oral_rac_25mg")
    found = simulate(single("oral", mg=_mass(row)), times=times, outputs=[PARENT, METABOLITE])
    peaks = {"Cmax": found[PARENT].max(), "F": depots["oral"]["F"]["value"], "NK_Cmax": found[METABOLITE].max()}
    names = {"Cmax": "peak by mouth", "F": "oral bioavailability", "NK_Cmax": "norketamine peak by mouth"}
    for name, value in peaks.items():
        unit = "share" if name == "F" else row["unit"]
        yield judge(
            row,
            Prediction(names[name], COMPOSITE, value, unit),
            band=around(row["observed"][name], share=_share(row, name)),
        )
    row = row_of("oral_F_band")
    for key, value in (
        (COMPOSITE, depots["oral"]["F"]["value"]),
        (ESK, _bioavailability(read_model(ESK), single("oral", mg=1))),
    ):
        yield judge(row, Prediction("oral bioavailability", key, value, "share"), band=between(*row["observed_range"]))
    row = row_of("sublingual_25mg")
    _, when = _peak(simulate(single("sublingual", mg=_mass(row)), times=times)[PARENT][0], times=times)
    value = depots["sublingual"]["F"]["value"]
    observed = row["observed"]
    yield judge(
        row,
        Prediction("sublingual bioavailability", COMPOSITE, value, "share"),
        band=around(observed["F"], share=_share(row, "F")),
    )
    hours = convert(when, unit="min", to="h")
    yield judge(
        row,
        Prediction("time of peak, sublingual", COMPOSITE, hours, "h"),
        band=around(observed["Tmax_h"], share=_share(row, "Tmax")),
    )


def _film() -> Iterator[Comparison]:
    import numpy

    row = row_of("film_s_50_100mg")
    times = _fine(_last() / 2 / 2)
    for name, output, table in (
        ("S-ketamine", PARENT, "observed"),
        ("S-norketamine", METABOLITE, "norketamine_observed"),
    ):
        for label, observed in row[table].items():
            mg = float(label.split()[0])
            curve = simulate(film(mg), times=times, model=read_model(SIMONS), outputs=[output])[output][0]
            peak, when = _peak(curve, times=times)
            values = (peak, when, float(numpy.trapezoid(curve, times)))
            for what, value, seen, unit in zip(
                ("peak", "time of peak", _until(times)), values, observed, ("ng/mL", "min", "ng.min/mL"), strict=True
            ):
                what = f"{name} {what}, {label} film"
                yield judge(row, Prediction(what, SIMONS, value, unit), band=around(seen, share=_share(row)))


def _bioavailability(model: Model, schedule: Any) -> float:
    """How much of a schedule reaches the circulation: area after it over area after the same amount given into blood."""
    structure = build_structure(model, people=typical_adult())
    modes = structure.modes[PARENT]
    inputs = [each for dose in schedule for each in expand(dose, model=model, structure=structure)]
    whole = sum(each.amount * area(modes[each.entry]()) for each in inputs)
    given = sum(dose.mg for dose in schedule)
    return float((whole / area(modes["central"]()) / given)[0])


def _nasal() -> Iterator[Comparison]:
    import numpy

    model = read_model(ESK)
    times = _fine(_last())
    row, second = row_of("nasal_esk_exposure_nonasian_under60"), row_of("nasal_noresk_nonasian_under60")
    peaks = {}
    for label in row["observed"]:
        mg = float(label.split()[0])
        schedule = spray(mg)
        found = simulate(schedule, times=times, model=model, outputs=[PARENT, METABOLITE])
        peaks[mg] = float(found[PARENT].max())
        for target, output, name in ((row, PARENT, "esketamine"), (second, METABOLITE, "noresketamine")):
            hours = convert(1, unit="min", to="h") * times
            values = (found[output].max(), numpy.trapezoid(found[output][0], hours))
            for what, value, seen, unit in zip(
                ("peak", _until(times)), values, target["observed"][label], ("ng/mL", "ng.h/mL"), strict=True
            ):
                made = judge(
                    target,
                    Prediction(f"{name} {what}, {label}", ESK, value, unit),
                    band=around(seen, share=_share(target)),
                )
                # the reason for the areas' misses does not excuse the peaks
                yield made if what != "peak" else _without_excuse(made)
        late = row_of("nasal_esk_tmax_label")
        _, when = _peak(found[PARENT][0], times=times)
        yield judge(
            late,
            Prediction(f"time of peak after the last device, {label}", ESK, when - schedule[-1].start, late["unit"]),
            band=between(*late["observed_range"]),
        )
    row = row_of("nasal_esk_F_label")
    most = max(peaks)
    share = _bioavailability(model, spray(most))
    yield judge(
        row,
        Prediction(f"bioavailability, {most:g} mg", ESK, share, "share"),
        band=around(row["observed"], share=_share(row)),
    )
    row = row_of("nasal_esk_dose_proportionality")
    for name, band in row["observed_range"].items():
        upper, lower = (float(each) for each in name.removeprefix("ratio_").split("_"))
        what = f"peak after {upper:g} mg over peak after {lower:g} mg"
        yield judge(row, Prediction(what, ESK, peaks[upper] / peaks[lower], "ratio"), band=between(*band))


def _without_excuse(made: Comparison) -> Comparison:
    from dataclasses import replace

    return replace(made, known="")


def _bands() -> Iterator[Comparison]:
    import math

    row = row_of("esk_terminal_half_life_label")
    for key in row["models"]:
        rates = build_structure(read_model(key), people=typical_adult()).modes[PARENT]["central"]().rates
        half = math.log(2) / float(rates.min())
        yield judge(row, Prediction("terminal half-life", key, half, "h"), band=between(*row["observed_range"]))
    row = row_of("iv_clearance_band")
    for key in row["models"]:
        modes = build_structure(read_model(key), people=typical_adult()).modes[PARENT]["central"]()
        # the band is printed in whole litres per hour: half of one lies on either side of what was measured
        low, high = row["observed_range"]
        yield judge(
            row,
            Prediction("clearance", key, float(1 / area(modes)[0]), row["unit"]),
            band=between(low - 1 / 2, high + 1 / 2, text=f"{low:g} to {high:g}"),
        )
    row = row_of("steady_state_psychedelic_series")
    yield judge(
        row,
        Prediction(
            "a linear model gives steady states in exact proportion to rate, as was measured",
            COMPOSITE,
            1.0,
            "correlation",
        ),
        band=between(row["least_correlation"], 1.0, text=row["observed"]),
    )
