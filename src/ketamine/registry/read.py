"""The register: reads the facts, sources and claims once, checks them, and keeps them immutable."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ketamine.registry.fact import Citation, Claim, Fact, Source
from ketamine.registry.local import ServiceError, list_conventions, read_service_name, set_lines
from ketamine.registry.region import find_fault

HOME = "src/ketamine/registry"
CONFIDENCE = ("high", "medium", "low")
VERIFIED = ("page", "memory")
_METHODS = ("computed", "formula")

_COMMON = frozenset(
    {
        *(
            "id",
            "regions",
            "statement",
            "value",
            "range",
            "unit",
            "population",
            "sources",
            "confidence",
            "verified",
            "caveat",
        ),
        *("checked_on", "review_by", "exam", "local_protocol"),
    }
)
_PARTICULAR = frozenset(
    {
        *("arms", "bands", "clear_liquids_h", "comparator_percent", "cutoff", "cutoffs", "do_not_use_as_dose"),
        *("effect", "fatty_meal_h", "formula", "hazard_unit", "hazard_value", "light_meal_h", "method", "n"),
        *("nasal_mg", "ordered_steps", "parameters", "percent_56mg", "percent_84mg", "reuse", "steps", "threshold"),
    }
)
_ID = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+){1,3}")
# Spellings of units that would stand beside the right ones, and never be the same to a calculator.
_SLIPS = {
    **dict.fromkeys(("mins", "min.", "mns"), "min"), **dict.fromkeys(("hr", "hrs", "h.", "hr."), "h"),
    **dict.fromkeys(("sec", "secs", "s."), "s"), **dict.fromkeys(("yr", "yrs", "yr."), "years"),
    **dict.fromkeys(("wk", "wks"), "weeks"), **dict.fromkeys(("mgs", "mg.", "milligram", "milligrams", "Mg", "MG"), "mg"),
    **dict.fromkeys(("kgs", "kg.", "kilogram", "kilograms", "Kg", "KG"), "kg"),
    **dict.fromkeys(("mgs/kg", "mg/Kg", "mg/KG", "mg/kgs"), "mg/kg"), **dict.fromkeys(("mls", "ml", "ML", "cc"), "mL"),
    **dict.fromkeys(("mg/ml", "mgs/ml", "mg/mls", "mg/cc"), "mg/mL"), "ng/ml": "ng/mL", "ml/h": "mL/h", "l": "L", "l/h": "L/h",
    **dict.fromkeys(("percent", "pct"), "%"), **dict.fromkeys(("mmhg", "mmHG"), "mmHg"), "bpm": "beats per minute",
}  # fmt: skip
_PRESSURE = re.compile(r"\d+/\d+")
_REQUIRED = ("id", "statement", "sources", "confidence", "verified")


class RegistryError(ValueError):
    """The registry itself is broken. `problems` holds one line per fault: file:line: what is wrong - what to do."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


def freeze(value: Any) -> Any:
    """Make lists and tables read-only, all the way down."""
    if isinstance(value, Mapping):
        return MappingProxyType({key: freeze(each) for key, each in value.items()})
    if isinstance(value, list):
        return tuple(freeze(each) for each in value)
    return value


def read_table(name: str) -> Mapping[str, Any]:
    """Read one data file of the registry, such as "models/kinetics.toml", as a read-only table."""
    return _read_table(name)


@cache
def _read_table(name: str) -> Mapping[str, Any]:
    path = f"{HOME}/{name}"
    try:
        table = freeze(tomllib.loads(_read_text(_root().joinpath(name), path)))
    except tomllib.TOMLDecodeError as error:
        raise RegistryError([_say_broken(path, error)]) from None
    assert isinstance(table, Mapping)
    return table


def _read_text(file: Traversable, path: str) -> str:
    data = file.read_bytes()
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise RegistryError([f"{path}:{line}: cannot be read: it is not UTF-8 text - save it as UTF-8"]) from None


def _say_broken(path: str, error: tomllib.TOMLDecodeError) -> str:
    found = re.search(r"line (\d+)", str(error))
    return f"{path}:{found[1] if found else 1}: cannot be read: {error} - mend the quotes or brackets there"


def _root() -> Traversable:
    return files("ketamine.registry")


@cache
def load_sources() -> Mapping[str, Source]:
    """All sources by key. Raises RegistryError with every problem found.

    >>> load_sources()["fava2020"].year
    2020
    """
    path = f"{HOME}/sources.toml"
    return read_sources(_read_text(_root().joinpath("sources.toml"), path), path=path)


@cache
def load_facts() -> Mapping[str, Fact]:
    """All facts by id, in the order in which they are written. Raises RegistryError with every problem found.

    A service's own lines stand in for the course's where the environment names its file (see ketamine.registry.local); they
    are read once, so name the file before anything is read.

    >>> load_facts()["dosing.iv.standard_dose"].text
    '0.5 mg/kg'
    """
    folder = sorted(_root().joinpath("facts").iterdir(), key=lambda each: each.name)
    texts = {
        f"{HOME}/facts/{each.name}": _read_text(each, f"{HOME}/facts/{each.name}")
        for each in folder
        if each.name.endswith(".toml")
    }
    facts = read_facts(texts, sources=load_sources())
    service = read_service_name()
    return facts if service is None else adopt_service(facts, service)


def adopt_service(facts: Mapping[str, Fact], service: Path) -> Mapping[str, Fact]:
    """The facts with the lines of a service's file in place of the course's conventions. Raises RegistryError. Source: the service's file."""
    try:
        text = service.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError([f"{service}: cannot be read: {error} - name a file that is there and is text"]) from None
    kinds = {}
    for name in ("monitoring.toml", "screening.toml"):
        kinds.update({f"{name} {kind}": rows for kind, rows in read_table(f"rules/{name}").items()})
    try:
        return set_lines(facts, text, path=str(service), conventions=list_conventions(kinds))
    except ServiceError as error:
        raise RegistryError([str(error)]) from None


@cache
def load_claims() -> Mapping[str, Claim]:
    """All claims of popular articles by id. Raises RegistryError with every problem found."""
    path = f"{HOME}/claims.toml"
    text = _read_text(_root().joinpath("claims.toml"), path)
    return read_claims(text, path=path, facts=load_facts(), sources=load_sources())


def read_sources(text: str, *, path: str) -> Mapping[str, Source]:
    """Read the text of a source file; `path` is what problems call it."""
    problems: list[str] = []
    sources: dict[str, Source] = {}
    fields = set(Source.__dataclass_fields__)
    optional = {"authors", "year", "journal_or_body", "doi", "pmid", "address"}
    for line, entry in _entries(text, "source", "key", path, problems):
        where = f"{path}:{line}: source {entry.get('key', '?')}"
        faults = _unknown(entry, fields) + _missing(entry, sorted(fields - optional))
        if entry.get("key") in sources:
            faults.append("is written twice - give one of them another key")
        problems += [f"{where} {fault}" for fault in faults]
        if not faults:
            values: dict[str, Any] = {name: entry.get(name) for name in fields}
            sources[entry["key"]] = Source(**values)
    _stop(problems)
    return MappingProxyType(sources)


def read_claims(
    text: str, *, path: str, facts: Mapping[str, Fact], sources: Mapping[str, Source]
) -> Mapping[str, Claim]:
    """Read the text of a claims file and check that the facts and sources it names exist."""
    problems: list[str] = []
    claims: dict[str, Claim] = {}
    fields = set(Claim.__dataclass_fields__)
    for line, entry in _entries(text, "claim", "id", path, problems):
        where = f"{path}:{line}: claim {entry.get('id', '?')}"
        faults = _unknown(entry, fields) + _missing(entry, sorted(fields))
        faults += [
            f"names the unknown fact {each} - mend the id" for each in entry.get("facts", []) if each not in facts
        ]
        faults += [_absent(each) for each in entry.get("sources", []) if each not in sources]
        if entry.get("id") in claims:
            faults.append("is written twice - give one of them another id")
        problems += [f"{where} {fault}" for fault in faults]
        if not faults:
            claims[entry["id"]] = Claim(**{name: freeze(value) for name, value in entry.items()})
    _stop(problems)
    return MappingProxyType(claims)


def read_facts(texts: Mapping[str, str], *, sources: Mapping[str, Source]) -> Mapping[str, Fact]:
    """Read fact files, given as path -> text. Raises RegistryError with every problem of every file."""
    problems: list[str] = []
    facts: dict[str, Fact] = {}
    for path, text in texts.items():
        head: dict[str, Any] = {}
        for line, entry in _entries(text, "fact", "id", path, problems, head):
            where = f"{path}:{line}: fact {entry.get('id', '?')}"
            merged = {name: head.get(name) for name in ("regions", "checked_on", "review_by")} | entry
            faults = _faults(merged, sources)
            if not isinstance(head.get("topic"), str):
                faults.append('has no topic - write topic = "..." at the top of the file')
            if entry.get("id") in facts:
                faults.append("is written twice - give one of them another id")
            problems += [f"{where} {fault}" for fault in faults]
            if not faults:
                facts[entry["id"]] = _fact(merged, topic=head["topic"], path=path, line=line)
    _stop(problems)
    return MappingProxyType(facts)


def _stop(problems: list[str]) -> None:
    if problems:
        raise RegistryError(problems)


def _entries(
    text: str, table: str, first: str, path: str, problems: list[str], head: dict[str, Any] | None = None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield each entry with its line, found by its first field, which names it."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(_say_broken(path, error))
        return
    entries = document.pop(table, [])
    if head is not None:
        head.update(document)
    starts = [number for number, line in enumerate(text.splitlines(), 1) if line.strip() == f"[[{table}]]"]
    written = text.splitlines()
    for start, entry in zip(starts, entries, strict=True):
        named = start < len(written) and written[start].split("=")[0].strip() == first
        if not named:
            problems.append(f"{path}:{start}: {first} must be the first line of a {table} - move it up")
        yield start + 1, entry


def _unknown(entry: Mapping[str, Any], known: set[str] | frozenset[str]) -> list[str]:
    return [f"has the unknown field {each} - mend its name or remove it" for each in entry if each not in known]


def _missing(entry: Mapping[str, Any], required: list[str] | tuple[str, ...]) -> list[str]:
    return [f"has no {each} - add it" for each in required if entry.get(each) in (None, "") and each not in entry]


def _absent(key: str) -> str:
    return f"cites the unknown source {key} - mend the key, or add the source to sources.toml"


def _faults(entry: Mapping[str, Any], sources: Mapping[str, Source]) -> list[str]:
    faults = _unknown(entry, _COMMON | _PARTICULAR) + _missing(entry, _REQUIRED)
    cited = entry.get("sources", [])
    if "sources" in entry and not cited:
        faults.append("has no sources - name at least one")
    for each in cited:
        if not isinstance(each, Mapping) or not set(each) <= {"key", "section"} or "key" not in each:
            faults.append('has a source that is not {key = "...", section = "..."} - write it so')
        elif each["key"] not in sources:
            faults.append(_absent(each["key"]))
    for name, allowed in (("confidence", CONFIDENCE), ("verified", VERIFIED), ("method", _METHODS)):
        if name in entry and entry[name] not in allowed:
            faults.append(f"has {name} {entry[name]!r} - write one of {', '.join(allowed)}")
    regional = find_fault(entry.get("regions"))
    if regional:
        faults.append(regional)
    for name in ("checked_on", "review_by"):
        if type(entry.get(name)) is not date:
            faults.append(f"has no date in {name} - write it as 2026-11-20, without quotes")
    for name in ("exam", "local_protocol", "do_not_use_as_dose"):
        if name in entry and not isinstance(entry[name], bool):
            faults.append(f"has {name} = {entry[name]!r} - write true or false")
    if not (isinstance(entry.get("id"), str) and _ID.fullmatch(entry["id"])):
        faults.append("has an id that is not two to four words - join words of small letters, digits and _ with points")
    if ("value" in entry or "range" in entry) and not entry.get("unit"):
        faults.append("has a number without a unit - add unit")
    first = str(entry.get("unit", "")).partition(" ")[0]
    if first in _SLIPS:
        faults.append(f"has the unit {entry['unit']} - write {_SLIPS[first]}")
    for name in ("value", "range"):
        given = entry.get(name)
        quoted = [each for each in (given if isinstance(given, list) else [given]) if _is_quoted(each)]
        if quoted:
            faults.append(f"has a number in quotes in {name} - write {str(quoted[0]).strip()} without them")
    if ("hazard_value" in entry) != ("hazard_unit" in entry):
        faults.append("has a hazard_value without a hazard_unit, or the reverse - write both")
    if "range" in entry and not _is_range(entry["range"]):
        faults.append("has a range that is not two rising numbers - write range = [low, high]")
    if isinstance(entry.get("value"), bool) or not isinstance(entry.get("value", 0), (int, float, str, list)):
        faults.append("has a value that is not a number - write value = 40")
    if entry.get("local_protocol") and not entry.get("caveat"):
        faults.append("is a rescue drug without a caveat - say that the local protocol decides")
    if not isinstance(entry.get("statement", ""), str) or not entry.get("statement", "x").strip():
        faults.append("has an empty statement - write a sentence")
    return faults


def _is_quoted(value: Any) -> bool:
    """A text that is nothing but a number."""
    return isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]+(?:[.,][0-9]+)?\s*", value) is not None


def _is_range(pair: Any) -> bool:
    """Two rising numbers, or two pressures such as 140/90, which have no order of their own."""
    if not isinstance(pair, list) or len(pair) != 2:
        return False
    if all(isinstance(each, str) and _PRESSURE.fullmatch(each) for each in pair):
        return True
    return all(type(each) in (int, float) for each in pair) and bool(pair[0] < pair[1])


def _fact(entry: Mapping[str, Any], *, topic: str, path: str, line: int) -> Fact:
    hazard = bool(entry.get("do_not_use_as_dose")) or "hazard_value" in entry
    details = {name: freeze(value) for name, value in entry.items() if name in _PARTICULAR}
    value, pair = entry.get("value"), entry.get("range", (None, None))
    if hazard or not isinstance(value, (int, float)):
        if value is not None:
            details["value"] = freeze(value)
        value = None
    if hazard or isinstance(pair[0], str):
        if "range" in entry:
            details["range"] = freeze(entry["range"])
        pair = (None, None)
    return Fact(
        id=entry["id"],
        topic=topic,
        regions=tuple(entry["regions"]),
        statement=entry["statement"],
        value=value,
        low=pair[0],
        high=pair[1],
        unit=entry.get("unit"),
        population=entry.get("population"),
        citations=tuple(Citation(each["key"], each.get("section")) for each in entry["sources"]),
        confidence=entry["confidence"],
        verified=entry["verified"],
        caveat=entry.get("caveat"),
        checked_on=entry["checked_on"],
        review_by=entry["review_by"],
        exam=entry.get("exam", True),
        local_protocol=entry.get("local_protocol", False),
        hazard=hazard,
        computed="method" in entry,
        path=path,
        line=line,
        details=MappingProxyType(details),
    )
