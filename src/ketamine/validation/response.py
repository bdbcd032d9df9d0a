"""The targets of the model of effects: pressure, dissociation and sedation that were measured, and ours beside them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from ketamine.model.effect import (
    SITE,
    WANING,
    Effects,
    draw_sensitivity,
    followers,
    respond,
    s_fraction,
    simulate_effects,
    typical_sensitivity,
)
from ketamine.model.kinetics.dose import infusion, spray
from ketamine.model.kinetics.model import read_model
from ketamine.model.kinetics.network import Flow, Input, build_network, propagate
from ketamine.model.kinetics.person import draw_people, typical_adult
from ketamine.quantity.unit import convert
from ketamine.registry.read import read_table
from ketamine.validation.comparison import (
    COMPOSITE,
    ESK,
    Comparison,
    Prediction,
    between,
    give_or_take,
    judge,
    row_of,
)


def compare_effects() -> Iterator[Comparison]:
    """All targets of the model of effects, in the order of the registry. Source: targets.toml."""
    yield from _infusion()
    yield from _spray()
    yield from _population()
    yield from _time_course()
    yield from _linearity()


def _times() -> Any:
    import numpy

    last = round(convert(read_table("models/effects.toml")["validity"]["time_range_h"][1], unit="h", to="min"))
    return numpy.arange(last + 1)


def _drip(row: Any) -> Any:
    weight = read_table("models/kinetics.toml")["conventions"]["weight_reference_kg"]
    return infusion(row["dose"]["mg_per_kg"] * weight, duration=row["dose"]["duration_min"])


def _rises(row: Any, found: Effects, *, model: str, label: str) -> Iterator[Comparison]:
    """How far the pressures of one session rise, and when, beside what was observed."""
    for name, what, value, unit in (
        ("SBP", "greatest rise of systolic pressure", found.systolic.max(), "mmHg"),
        ("DBP", "greatest rise of diastolic pressure", found.diastolic.max(), "mmHg"),
        ("peak_min", "when pressure is highest", found.minutes[found.systolic[0].argmax()], "min"),
    ):
        band = give_or_take(row["observed"][name], slack=row["tolerance"][name])
        yield judge(row, Prediction(f"{what}, {label}", model, value, unit), band=band)


def _infusion() -> Iterator[Comparison]:
    row = row_of("bp_iv_0p5_40min")
    yield from _rises(row, simulate_effects(_drip(row), times=_times()), model=COMPOSITE, label="infusion")


def _spray() -> Iterator[Comparison]:
    model = read_model(ESK)
    row = row_of("bp_nasal_under65")
    for mg in row["doses_mg"]:
        found = simulate_effects(spray(mg), times=_times(), model=model)
        yield from _rises(row, found, model=ESK, label=f"{mg} mg")
    older = row_of("bp_nasal_65plus")
    for mg in older["doses_mg"]:
        found = simulate_effects(spray(mg), times=_times(), model=model, people=typical_adult(age=older["age_y"]))
        for name, what, value in (
            ("SBP", "systolic", found.systolic.max()),
            ("DBP", "diastolic", found.diastolic.max()),
        ):
            yield judge(
                older,
                Prediction(
                    f"greatest rise of {what} pressure at {older['age_y']} and over, {mg} mg", ESK, value, "mmHg"
                ),
                band=give_or_take(older["observed"][name], slack=row["tolerance"][name]),
                use="info",
            )
    back = row_of("bp_return")
    found = simulate_effects(spray(back["dose_mg"]), times=back["at_min"], model=model)
    told = "; ".join(f"{who.replace('_', ' ')}: {when}" for who, when in back["observed"].items())
    for minute, value in zip(back["at_min"], found.systolic[0], strict=True):
        what = f"systolic rise left at {minute} min, {back['dose_mg']} mg"
        yield judge(back, Prediction(what, ESK, value, "mmHg"), band=between(-math.inf, math.inf, text=told))


def _population() -> Iterator[Comparison]:
    import numpy

    virtual = read_table("settings.toml")["virtual"]
    model = read_model(ESK)
    large, apart, asleep = (
        row_of(name) for name in ("bp_nasal_large_rise", "dissociation_incidence_nasal", "sedation_incidence_nasal")
    )
    older = read_table("models/effects.toml")["effects"]["delta_SBP_mmHg"]["older_age"]
    everybody = draw_people(virtual["count"], seed=virtual["seed"], model=model)
    people = everybody.select(everybody.age < older)
    sensitivity = draw_sensitivity(people, seed=virtual["seed"] + 1)
    noise = read_table("models/effects.toml")["effects"]["delta_SBP_mmHg"]["noise_sd"]
    shaken = noise * numpy.random.default_rng(virtual["seed"] + 2).standard_normal(len(people))
    for mg in large["doses_mg"]:
        found = simulate_effects(spray(mg), times=_times(), model=model, people=people, sensitivity=sensitivity)
        rises = found.systolic.max(axis=1) + shaken
        share = (rises >= large["threshold_mmHg"]).mean()
        yield judge(
            large,
            Prediction(
                f"share with a systolic rise of {large['threshold_mmHg']} mmHg or more, {mg} mg", ESK, share, "share"
            ),
            band=between(*large["observed_range"]),
        )
        share = (found.dissociation.max(axis=1) > apart["threshold"]).mean()
        yield judge(
            apart,
            Prediction(f"share whose dissociation passes {apart['threshold']} points, {mg} mg", ESK, share, "share"),
            band=between(*apart["observed_range"]),
        )
        low, high = asleep["observed_range"]
        yield judge(
            asleep,
            Prediction(f"share ever less than fully awake, {mg} mg", ESK, found.sedation.max(axis=1).mean(), "share"),
            band=between(low - asleep["tolerance_abs"], high + asleep["tolerance_abs"], text=f"{low:g} to {high:g}"),
        )


def _time_course() -> Iterator[Comparison]:
    row = row_of("dissociation_time_course")
    drip = _drip(row_of("bp_iv_0p5_40min"))
    sessions = [("infusion", drip, COMPOSITE), *((f"{mg} mg", spray(mg), ESK) for mg in row["doses_mg"])]
    for name, schedule, key in sessions:
        found = simulate_effects(schedule, times=_times(), model=read_model(key)).dissociation[0]
        for minute, most in zip(row["at_min"], row["most_share_of_peak"], strict=True):
            yield judge(
                row,
                Prediction(
                    f"dissociation left at {minute} min, as a share of its peak, {name}",
                    key,
                    found[minute] / found.max(),
                    "share",
                ),
                band=between(0.0, most),
            )


def _linearity() -> Iterator[Comparison]:
    """Plasma held at rising steps, as in the trial: the site and the waning follow, and effect is read at each step's end."""
    import numpy

    row = row_of("psychedelic_linearity")
    model = read_model()
    site, waning = followers(model)
    hours = convert(row["step_min"], unit="min", to="h")
    flows = [
        Flow(SITE, None, site.rate),
        Flow(SITE, WANING, waning.rate, copy=True),
        Flow(WANING, None, waning.rate),
    ]
    steps = row["steps_ng_per_mL"]
    inputs = [
        Input(SITE, level * s_fraction(model) * site.rate * hours, index * hours, hours)
        for index, level in enumerate(steps)
        if level
    ]
    ends = [(index + 1) * hours for index in range(len(steps))]
    states = propagate(build_network(flows, people=1), inputs=inputs, times=ends)
    found = respond(states[SITE], waning=states[WANING], sensitivity=typical_sensitivity(typical_adult()))
    yield judge(
        row,
        Prediction(
            "correlation of dissociation with plasma held at rising steps",
            COMPOSITE,
            numpy.corrcoef(steps, found["dissociation"][0])[0, 1],
            "correlation",
        ),
        band=between(row["least_correlation"], 1.0, text=row["observed"]),
    )
