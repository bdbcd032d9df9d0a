"""Ketamine and esketamine for depression: sourced facts, kinetics, effects, dosing and rules.

For teaching, not for the care of a patient. Awaiting review by a clinician.

The package has never heard of courses. It offers facts (:mod:`ketamine.registry.read`), calculators
(:mod:`ketamine.subject`), the modules that compute them, and `play`, which follows an invented patient through a session. Importing it loads nothing heavy: numbers are
read from the registry, and numerical libraries imported, only when something asks for them.
"""

from ketamine.bedside.follow import play

__all__ = ["play"]
