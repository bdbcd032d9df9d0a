"""Ketamine and esketamine for depression: sourced facts, kinetics, effects, dosing and rules.

For teaching, not for the care of a patient. Awaiting review by a clinician.

The package has never heard of courses. It offers facts (:mod:`ketamine.registry.read`), calculators
(:mod:`ketamine.subject`) and the modules that compute them. Importing it loads nothing heavy: numbers are
read from the registry, and numerical libraries imported, only when something asks for them.
"""
