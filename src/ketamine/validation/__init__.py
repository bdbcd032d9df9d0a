"""Validation: every number observed in people beside what the models predict, gathered.

Kinetic targets are in `kinetics`, those of the effects in `response`; `comparison` is what both make.
"""

from ketamine.validation.comparison import Comparison, rows, tabulate
from ketamine.validation.kinetics import compare_levels
from ketamine.validation.response import compare_effects


def compare_with_targets() -> tuple[Comparison, ...]:
    """Every target of the registry, compared. Takes a few seconds: two of them need many invented people.

    Source: targets.toml.
    """
    found = [*compare_levels(), *compare_effects()]
    missing = {row["id"] for row in rows("pk") + rows("pd")} - {each.target for each in found}
    if missing:
        raise LookupError(f"Targets without a comparison: {', '.join(sorted(missing))}. Write one for each.")
    return tuple(found)


__all__ = ["Comparison", "compare_with_targets", "tabulate"]
