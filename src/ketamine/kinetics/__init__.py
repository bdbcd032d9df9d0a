"""Kinetics: how much ketamine is in the blood, exactly solved, for every model of the registry that can be.

For teaching, not for dosing. Nothing here needs an ODE solver: the models are linear, so they have exact solutions.
"""

from ketamine.kinetics.dose import Dose, Schedule, bolus, film, infusion, shift, single, spray
from ketamine.kinetics.modal import Follower, Pulse, add_pulses
from ketamine.kinetics.model import Model, ModelError, load_models, read_model
from ketamine.kinetics.one import (
    clearance,
    concentration_after,
    exposure,
    half_time,
    infusion_concentration,
    peak_concentration,
)
from ketamine.kinetics.person import People, draw_people, typical_adult
from ketamine.kinetics.simulate import Curves, bake, simulate

__all__ = [
    "Curves",
    "Dose",
    "Follower",
    "Model",
    "ModelError",
    "People",
    "Pulse",
    "Schedule",
    "add_pulses",
    "bake",
    "bolus",
    "clearance",
    "concentration_after",
    "draw_people",
    "exposure",
    "film",
    "half_time",
    "infusion",
    "infusion_concentration",
    "load_models",
    "peak_concentration",
    "read_model",
    "shift",
    "simulate",
    "single",
    "spray",
    "typical_adult",
]
