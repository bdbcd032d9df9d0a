"""Acute effects: the teaching model of blood pressure, heart rate, dissociation and sedation during a session.

Three linear or algebraic steps and one curve: plasma S-ketamine, an effect site that lags behind it, a waning that lags
behind the site, and a saturating curve. Derived by hand from published group averages; it describes and does not explain.
Every output carries LABEL. It must not decide when a person may leave, whether to treat a pressure, or any dose.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

from ketamine.model.kinetics.dose import Schedule
from ketamine.model.kinetics.modal import Follower
from ketamine.model.kinetics.model import Model, ModelError, read_model
from ketamine.model.kinetics.person import People, typical_adult
from ketamine.model.kinetics.simulate import Curves, read_times, simulate
from ketamine.quantity.unit import PERCENT, convert
from ketamine.registry.read import read_table

if TYPE_CHECKING:
    from ketamine.model.kinetics.mode import Array

SITE, WANING = "effect site", "waning"
MEASURES = ("systolic", "diastolic", "heart_rate", "dissociation", "sedation")

DISAGREEMENTS = (
    "After the nasal spray the modelled peak of pressure is a few mmHg above the observed mean and comes before the trials' reading.",
    "Pressure falls more slowly than the trials say and faster than the US label says; both statements are real.",
    "Sessions with placebo raise pressure too. The model does not separate the situation from the drug.",
    "Dissociation is skewed to the right: the mean of a group lies well above its median.",
    "By mouth the effect rests on an assumed bioavailability and ignores norketamine.",
)
"""Where the model and the observations are known to differ. Show them."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How strongly each person responds: factors on the greatest effects and on the concentrations that give half of them."""

    systolic: Array
    diastolic: Array
    heart_rate: Array
    dissociation: Array
    sedation: Array


@dataclass(frozen=True, slots=True)
class Effects:
    """Changes from baseline over time, arrays of (people, times).

    `systolic` and `diastolic` in mmHg, `heart_rate` in beats/min, `dissociation` in points of a scale of 0 to 92,
    `sedation` the propensity, 0 to 1, to be less than fully awake. `site` and `waning` are in ng/mL of S-ketamine.
    """

    minutes: Array
    systolic: Array
    diastolic: Array
    heart_rate: Array
    dissociation: Array
    sedation: Array
    site: Array
    waning: Array
    model: str
    label: str
    disagreements: tuple[str, ...]


def label() -> str:
    """The sentence that must accompany every output of this model.

    Source: effects.toml, label_required_on_every_screen.
    """
    return str(read_table("models/effects.toml")["label_required_on_every_screen"])


def followers(model: Model) -> tuple[Follower, Follower]:
    """The effect site and the waning that follow plasma under a model, with their rates per h. Source: effects.toml, states."""
    states = read_table("models/effects.toml")["states"]
    halves = states["Ce"]["t_half_ke0_min"]
    half = halves["default_arterial_driver" if model.row["sampling"] == "arterial" else "default_venous_driver"]
    slower = states["M"]["t_half_M_min"]["default"]
    rates = (math.log(2) / convert(each, unit="min", to="h") for each in (half, slower))
    return Follower(SITE, next(rates)), Follower(WANING, next(rates), of=SITE)


def s_fraction(model: Model) -> float:
    """How much of the measured drug is S-ketamine under a model. Source: composite_racemic_venous, enantiomer_split."""
    return 1.0 if model.row["isomer"] == "S" else float(read_model().row["enantiomer_split"]["s_fraction"])


def typical_sensitivity(people: People) -> Sensitivity:
    """People who respond as the model's typical adult does, older ones with more pressure. Source: effects.toml, effects."""
    import numpy

    rows = read_table("models/effects.toml")["effects"]
    ones = numpy.ones(len(people))

    def older(row: Mapping[str, Any]) -> Array:
        return numpy.where(people.age >= row["older_age"], row["older_multiplier"], ones)

    return Sensitivity(older(rows["delta_SBP_mmHg"]), older(rows["delta_DBP_mmHg"]), ones, ones, ones)


def draw_sensitivity(people: People, *, seed: int) -> Sensitivity:
    """Draw how strongly each of these people responds. The same seed draws the same. Source: effects.toml, effects."""
    import numpy

    rows = read_table("models/effects.toml")["effects"]
    rng = numpy.random.default_rng(seed)
    systolic, other, heart, dissociation, sedation = rng.standard_normal((len(MEASURES), len(people)))
    shared = rows["delta_DBP_mmHg"]["correlation_with_SBP"]
    diastolic = shared * systolic + math.sqrt(1 - shared**2) * other
    plain = typical_sensitivity(people)
    return Sensitivity(
        systolic=plain.systolic * numpy.exp(rows["delta_SBP_mmHg"]["bsv_sd_log"] * systolic),
        diastolic=plain.diastolic * numpy.exp(rows["delta_DBP_mmHg"]["bsv_sd_log"] * diastolic),
        heart_rate=numpy.exp(rows["delta_HR_bpm"]["bsv_sd_log"] * heart),
        dissociation=numpy.exp(rows["cadss_total_0_92"]["bsv_sd_log"] * dissociation),
        sedation=numpy.exp(rows["sedation_probability_MOAAS_below_5"]["bsv_sd_log"] * sedation),
    )


def place_sensitivity(people: People, *, places: Mapping[str, float]) -> Sensitivity:
    """People who respond as the one at a place among a hundred does: `places` from 1 to 99 for pressure, pulse, dissociation, sedation.

    50 is typical and left out; more is a stronger response. The diastolic goes with the systolic as far as the two hang together.
    Raises ModelError for any other name or place. Source: effects.toml, effects.
    """
    import numpy

    rows = read_table("models/effects.toml")
    (low, high), placed = (rows["invented_patient"][name] for name in ("places", "placed"))
    for name, place in places.items():
        if name not in placed or not low <= place <= high:
            raise ModelError(f"A place is from {low} to {high} for {', '.join(placed)}; {name} {place:g} is none.")
    effects, plain = rows["effects"], typical_sensitivity(people)
    of = {name: NormalDist().inv_cdf(places.get(name, PERCENT / 2) / PERCENT) for name in placed}
    shared = effects["delta_DBP_mmHg"]["correlation_with_SBP"]
    ones = numpy.ones(len(people))
    return Sensitivity(
        systolic=plain.systolic * math.exp(effects["delta_SBP_mmHg"]["bsv_sd_log"] * of["pressure"]),
        diastolic=plain.diastolic * math.exp(effects["delta_DBP_mmHg"]["bsv_sd_log"] * shared * of["pressure"]),
        heart_rate=ones * math.exp(effects["delta_HR_bpm"]["bsv_sd_log"] * of["pulse"]),
        # these two spread the concentration that gives half: who responds more needs less
        dissociation=ones * math.exp(-effects["cadss_total_0_92"]["bsv_sd_log"] * of["dissociation"]),
        sedation=ones * math.exp(-effects["sedation_probability_MOAAS_below_5"]["bsv_sd_log"] * of["sedation"]),
    )


def respond(site: Array, *, waning: Array, sensitivity: Sensitivity) -> dict[str, Array]:
    """The effects of a site concentration and a waning, both in ng/mL of S-ketamine, (people, times).

    Source: effects.toml, effects.
    """
    import numpy

    found = {name: numpy.empty(site.shape) for name in MEASURES}
    size = max(1, int(read_table("settings.toml")["numerics"]["block_bytes"] / (site.itemsize * site.shape[-1])))
    for first in range(0, len(site), size):
        block = slice(first, first + size)
        _respond(found, site=site, waning=waning, sensitivity=sensitivity, block=block)
    return found


def _respond(found: dict[str, Array], *, site: Array, waning: Array, sensitivity: Sensitivity, block: slice) -> None:
    """Fill in the effects of one block of people."""
    import numpy

    tables = read_table("models/effects.toml")
    rows = tables["effects"]
    half = rows["common_C50_ng_per_mL"]["default"]
    felt = site[block] / (1 + waning[block] / tables["states"]["X"]["M50_ng_per_mL"]["default"])
    systolic, diastolic, heart = (rows[name] for name in ("delta_SBP_mmHg", "delta_DBP_mmHg", "delta_HR_bpm"))
    scores, sleep = rows["cadss_total_0_92"], rows["sedation_probability_MOAAS_below_5"]
    powers = {each["g"] for each in (systolic, diastolic, heart)}
    curves = {power: _saturate(felt / half, power=power) for power in powers}
    for name, row, most in (
        ("systolic", systolic, systolic["SBP_max"] * sensitivity.systolic),
        ("diastolic", diastolic, diastolic["DBP_max"] * sensitivity.diastolic),
        ("heart_rate", heart, heart["HR_max"] * sensitivity.heart_rate),
    ):
        numpy.multiply(curves[row["g"]], most[block, None], out=found[name][block])
    graded = _saturate(felt / (half * sensitivity.dissociation)[block, None], power=scores["g"])
    numpy.multiply(scores["Emax"], graded, out=found["dissociation"][block])
    found["sedation"][block] = _saturate(felt / (sleep["C50s"] * sensitivity.sedation)[block, None], power=sleep["g"])


def _saturate(ratio: Array, *, power: float) -> Array:
    """Hill's curve: ratio to a power, over one plus the same."""
    import numpy

    # whole and half powers by products and a root: several times faster than the general power, and as exact
    whole, rest = divmod(power, 1)
    lifted = (
        ratio ** int(whole) if rest == 0 else ratio ** int(whole) * numpy.sqrt(ratio) if rest * 2 == 1 else ratio**power
    )
    result: Array = lifted / (1 + lifted)
    return result


def simulate_effects(
    schedule: Schedule,
    *,
    times: Any,
    model: Model | None = None,
    people: People | None = None,
    sensitivity: Sensitivity | None = None,
) -> Effects:
    """The effects of a schedule of doses over time in min, for everybody at once. Source: effects.toml (kt_pd1).

    Raises ModelError beyond the time for which the model was made, and wherever the kinetics do.
    """
    chosen, everybody = model or read_model(), people or typical_adult()
    latest = read_table("models/effects.toml")["validity"]["time_range_h"][1]
    last = convert(float(read_times(times)[-1]), unit="min", to="h")
    if last > latest:
        raise ModelError(f"The model of effects ends {latest} h after the start of a session; {last:g} h is beyond it.")
    curves: Curves = simulate(
        schedule, times=times, model=chosen, people=everybody, outputs=(), followers=followers(chosen)
    )
    share = s_fraction(chosen)
    site, waning = curves[SITE], curves[WANING]
    if share < 1:
        site *= share
        waning *= share
    found = respond(site, waning=waning, sensitivity=sensitivity or typical_sensitivity(everybody))
    most, highest = (
        read_table("models/effects.toml")["validity"]["concentration_range_ng_per_mL_S"][1],
        float(site.max()),
    )
    beyond = (
        f"The model was made for up to {most:g} ng/mL of S-ketamine at the effect site; here it reaches {highest:.0f}, and nothing"
        " was measured there to compare it with.",
    ) * (highest > most)
    return Effects(
        minutes=curves.minutes,
        **found,
        site=site,
        waning=waning,
        model=chosen.key,
        label=label(),
        disagreements=DISAGREEMENTS + beyond,
    )
