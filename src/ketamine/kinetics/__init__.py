"""Kinetics: how much ketamine is in the blood, exactly solved, for every model of the registry that can be.

For teaching, not for dosing. Nothing here needs an ODE solver: the models are linear, so they have exact solutions.
"""

from ketamine.kinetics.model import Model, ModelError, load_models, read_model
from ketamine.kinetics.one import (
    clearance,
    concentration_after,
    exposure,
    half_time,
    infusion_concentration,
    peak_concentration,
)

__all__ = [
    "Model",
    "ModelError",
    "clearance",
    "concentration_after",
    "exposure",
    "half_time",
    "infusion_concentration",
    "load_models",
    "peak_concentration",
    "read_model",
]
