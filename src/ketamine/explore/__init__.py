"""Explorers: what a simulator needs to let a learner move something and see what follows, as plain data.

Each is described by its controls, what it says, and data from which a page can repeat the library's answer.
"""

from ketamine.explore.eligibility import eligibility
from ketamine.explore.forest import people, trials
from ketamine.explore.infusion import one_infusion
from ketamine.explore.look import looks
from ketamine.explore.pace import relapse
from ketamine.explore.part.explorer import Explorer
from ketamine.explore.pump import pump
from ketamine.explore.readiness import readiness
from ketamine.explore.route import routes
from ketamine.explore.score import score
from ketamine.explore.sign import signs
from ketamine.explore.timeline import infusion_effects, spray_effects


def list_explorers() -> tuple[Explorer, ...]:
    """Every explorer of the course, as its pages use them. Source: explore.toml."""
    return (
        one_infusion(),
        routes(),
        spray_effects(),
        infusion_effects(),
        pump(),
        eligibility(),
        looks(),
        readiness("esketamine"),
        readiness("racemic"),
        signs(),
        trials(),
        people(),
        relapse(),
        score("madrs"),
        score("phq9"),
    )


__all__ = [
    "Explorer",
    "eligibility",
    "infusion_effects",
    "list_explorers",
    "looks",
    "one_infusion",
    "people",
    "pump",
    "readiness",
    "relapse",
    "routes",
    "score",
    "signs",
    "spray_effects",
    "trials",
]
