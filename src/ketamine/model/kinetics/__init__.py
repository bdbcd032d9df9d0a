"""Kinetics: how much ketamine is in the blood, exactly solved, for every model of the registry that can be.

For teaching, not for dosing. Nothing here needs an ODE solver: the models are linear, so they have exact solutions.
"""

from ketamine.model.kinetics.dose import Dose, Schedule, bolus, film, infusion, shift, single, spray
from ketamine.model.kinetics.modal import Follower, Pulse, add_pulses
from ketamine.model.kinetics.model import Model, ModelError, load_models, read_model
from ketamine.model.kinetics.person import People, draw_people, typical_adult
from ketamine.model.kinetics.simulate import Curves, bake, simulate

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
    "draw_people",
    "film",
    "infusion",
    "load_models",
    "read_model",
    "shift",
    "simulate",
    "single",
    "spray",
    "typical_adult",
]
