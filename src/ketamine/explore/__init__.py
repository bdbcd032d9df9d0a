"""Explorers: what a simulator needs to let a learner move something and see what follows, as plain data.

Each is described by its controls, what it says, and data from which a page can repeat the library's answer.
"""

from ketamine.explore.explorer import Explorer
from ketamine.explore.infusion import infusion
from ketamine.explore.route import routes


def list_explorers() -> tuple[Explorer, ...]:
    """Every explorer of the course, as its pages use them. Source: explore.toml."""
    return (infusion(), routes())


__all__ = ["Explorer", "infusion", "list_explorers", "routes"]
