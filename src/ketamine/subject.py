"""What the subject lends to a course: sourced quantities by name, and calculators by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType

from ketamine import bedside, dosing, mistake, syringe
from ketamine.calculator import Calculator, describe
from ketamine.fact import Fact, Source
from ketamine.kinetics import one
from ketamine.register import load_facts, load_sources

DOSE = dosing.STANDARD_DOSE
DURATION = dosing.STANDARD_DURATION
CEILING = "dosing.iv.local_ceiling"
_LIMITS = frozenset({CEILING})  # choices of the course: they say what is refused, and never what the answer is

_ARITHMETIC: tuple[tuple[Callable[..., float], tuple[str, ...]], ...] = (
    (dosing.infusion_dose, (DOSE, CEILING)),
    (dosing.infusion_volume, (DOSE, CEILING)),
    (dosing.infusion_rate, (DOSE, DURATION, CEILING)),
    (dosing.infusion_rate_per_hour, (DOSE, DURATION, CEILING)),
    (dosing.infusion_rate_per_kilogram, (DOSE, DURATION, CEILING)),
    (dosing.bag_concentration, (DOSE, CEILING)),
    (dosing.pump_rate, (DURATION, "dosing.calc.rate_formula")),
    (dosing.diluent_volume, (DOSE, CEILING)),
    (dosing.dose_delivered, (DOSE, DURATION, CEILING)),
    (dosing.dose_wasted, (DOSE, DURATION, CEILING)),
    (dosing.weight_from_pounds, ()),
    (dosing.molar_concentration, ()),
    (dosing.mass_concentration, ()),
    (syringe.rounded_volume, ()),
    (syringe.rounding_error, ()),
    (syringe.rounding_limit, ()),
    (syringe.drawn_dose, ()),
    (dosing.hydrochloride_mass, ("form.vial.base_salt",)),
    (dosing.base_mass, ("form.vial.base_salt",)),
    (dosing.esketamine_devices, ("form.esk.device_strength", "dosing.esk.max")),
    (dosing.ideal_weight_man, ("dosing.calc.ibw_devine",)),
    (dosing.ideal_weight_woman, ("dosing.calc.ibw_devine",)),
    (dosing.adjusted_weight_man, ("dosing.calc.ibw_devine", "dosing.calc.adjbw")),
    (dosing.adjusted_weight_woman, ("dosing.calc.ibw_devine", "dosing.calc.adjbw")),
)

_KINETIC: tuple[tuple[Callable[..., float], tuple[str, ...]], ...] = (
    (one.peak_concentration, (DOSE, DURATION, CEILING)),
    (one.concentration_after, (DOSE, DURATION, CEILING)),
    (one.half_time, (DOSE, DURATION, CEILING)),
    (one.clearance, ()),
    (one.exposure, (DOSE, CEILING)),
)

_MISTAKES: tuple[tuple[Callable[..., float], tuple[str, ...]], ...] = (
    (mistake.infusion_dose_weight_in_pounds, (DOSE,)),
    (mistake.infusion_dose_tenfold, (DOSE,)),
    (mistake.infusion_dose_tenth, (DOSE,)),
    (mistake.infusion_dose_inverted, (DOSE,)),
    (mistake.infusion_dose_induction, ("dosing.iv.seed_error_2mgkg",)),
    (mistake.infusion_volume_weight_in_pounds, (DOSE,)),
    (mistake.infusion_volume_tenfold, (DOSE,)),
    (mistake.infusion_volume_tenth, (DOSE,)),
    (mistake.infusion_volume_inverted, (DOSE,)),
    (mistake.infusion_volume_upside_down, (DOSE,)),
    (mistake.infusion_volume_without_dose, ()),
    (mistake.infusion_rate_for_one_hour, (DOSE,)),
    (mistake.infusion_rate_without_weight, (DOSE, DURATION)),
    (mistake.infusion_rate_per_hour_as_per_minute, (DOSE, DURATION)),
    (mistake.pump_rate_as_per_minute, (DURATION,)),
    (mistake.pump_rate_for_one_hour, ()),
    (mistake.pump_rate_inverted, (DURATION,)),
    (mistake.dose_delivered_whole, (DOSE,)),
    (mistake.dose_delivered_remaining, (DOSE, DURATION)),
    (mistake.dose_wasted_delivered, (DOSE, DURATION)),
    (mistake.weight_from_pounds_inverted, ()),
    (mistake.hydrochloride_mass_inverted, ("form.vial.base_salt",)),
    (mistake.base_mass_inverted, ("form.vial.base_salt",)),
    (mistake.esketamine_devices_per_spray, ("form.esk.device_strength",)),
    (mistake.peak_concentration_without_distribution, (DOSE, "pk.vd.racemic")),
    (mistake.peak_concentration_as_bolus, (DOSE,)),
    (mistake.peak_concentration_in_salt, (DOSE, DURATION)),
    (mistake.peak_concentration_at_steady_state, (DOSE, DURATION)),
    (mistake.exposure_without_units, (DOSE,)),
)


class Subject:
    """Ketamine and esketamine for depression, as a course sees them. Everything is read when first asked for."""

    name = "ketamine"
    notice = "For teaching, not for the care of a patient."
    review = "Awaiting review by a clinician."

    @cached_property
    def facts(self) -> Mapping[str, Fact]:
        """All facts by id."""
        return load_facts()

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """All sources by key."""
        return load_sources()

    @cached_property
    def calculators(self) -> Mapping[str, Calculator]:
        """All calculators by name, the right ones first, then the predicted mistakes."""
        entries = list(bedside.list_entries())
        right = [
            describe(
                function,
                facts=tuple(each for each in facts if each not in _LIMITS),
                limits=tuple(each for each in facts if each in _LIMITS),
            )
            for function, facts in (
                *_ARITHMETIC,
                *_KINETIC,
                *((function, facts) for function, facts, slip in entries if not slip),
            )
        ]
        slips = (*_MISTAKES, *((function, facts) for function, facts, slip in entries if slip))
        wrong = [describe(function, facts=facts, mistake=True) for function, facts in slips]
        return MappingProxyType({each.name: each for each in right + wrong})


subject = Subject()
