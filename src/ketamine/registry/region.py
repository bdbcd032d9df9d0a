"""Whose rule a fact is: the regions, what names them, and which of them follows another."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

GENERAL = "general"
"""What a fact says that holds wherever the drug is given, as far as is known."""


@dataclass(frozen=True, slots=True)
class Region:
    """A country or a union with rules of its own. `words` name it in a sentence; `follows` is the region whose facts it takes over.

    One with `members` stands for all of them together, such as the United Kingdom.
    """

    id: str
    name: str
    words: tuple[str, ...]
    follows: str | None = None
    members: tuple[str, ...] = ()


@cache
def load_regions() -> Mapping[str, Region]:
    """All regions by id, in the order in which readers see them. Source: regions.toml.

    >>> load_regions()["ireland"].follows
    'eu'
    """
    rows = tomllib.loads(files("ketamine.registry").joinpath("regions.toml").read_text(encoding="utf-8"))["region"]
    return MappingProxyType(
        {
            row["id"]: Region(
                id=row["id"],
                name=row["name"],
                words=tuple(row["words"]),
                follows=row.get("follows"),
                members=tuple(row.get("members", ())),
            )
            for row in rows
        }
    )


def holds_in(regions: Iterable[str], country: str) -> bool:
    """Whether a rule of these regions holds in a country: named itself, general, or of the region that it follows. Source: regions.toml.

    >>> holds_in(("eu",), "ireland"), holds_in(("eu",), "switzerland")
    (True, False)
    """
    named = tuple(regions)
    return GENERAL in named or country in named or load_regions()[country].follows in named


def list_countries() -> tuple[str, ...]:
    """The regions that a fact may name, without those that stand for several. Source: regions.toml."""
    return tuple(name for name, region in load_regions().items() if not region.members)


def find_fault(regions: object) -> str | None:
    """What is wrong with the regions written into a fact, in words, or None. Source: regions.toml."""
    known = (GENERAL, *list_countries())
    if not isinstance(regions, list) or not regions:
        return 'has no regions - write regions = ["general"], or the countries whose rule it is'
    for each in regions:
        if each not in known:
            return f"has the unknown region {each!r} - write one of {', '.join(known)}"
    if len(set(regions)) < len(regions):
        return "names a region twice - remove one"
    if GENERAL in regions and len(regions) > 1:
        return f"is {GENERAL} and regional at once - keep {GENERAL}, or the countries"
    return None
