"""How a package hangs together: who imports whom, read from the source without running it, and what may be asked of that."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path

Imports = Mapping[str, frozenset[str]]


def read_imports(package: Path, *, lazy: bool = True) -> dict[str, frozenset[str]]:
    """Modules of a package -> the modules of it that they import anywhere: at the top, in a function, or for types alone.

    Names are dotted, without the package's own: "" is its door, "rule" the door of a folder, "rule.event" a module. Without
    `lazy`, only what is imported as soon as a module is.
    """
    paths = {_name(path, package): path for path in sorted(package.rglob("*.py"))}
    return {
        name: frozenset(_imported(path, package=package, known=paths.keys(), lazy=lazy)) - {name}
        for name, path in paths.items()
    }


def _name(path: Path, package: Path) -> str:
    parts = path.relative_to(package).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _find_source(node: ast.ImportFrom, path: Path, package: Path) -> str:
    """The module that an import names, written out where it is relative: one dot is the folder the file lies in."""
    if not node.level:
        return node.module or ""
    folders = path.relative_to(package.parent).parts[:-1]
    return ".".join([*folders[: len(folders) - node.level + 1], *([node.module] if node.module else [])])


def _imported(path: Path, *, package: Path, known: Container[str], lazy: bool) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree) if lazy else tree.body:
        if isinstance(node, ast.ImportFrom):
            source = _find_source(node, path, package)
            named = [f"{source}.{alias.name}" for alias in node.names]
            found = [each if _within(each, package.name) in known else source for each in named]
        elif isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        else:
            continue
        for each in found:
            name = _within(each, package.name)
            if name is not None and name in known:
                yield name


def _within(name: str, package: str) -> str | None:
    if name == package:
        return ""
    return name.removeprefix(f"{package}.") if name.startswith(f"{package}.") else None


def find_climbs(imports: Imports, *, order: Sequence[str]) -> list[str]:
    """Imports that go up: `order` names the rooms from the ground; a module may import from its own room and from those below.

    A room is a folder or a module; the longest name in `order` that a module's begins with is its room. A module that
    `order` gives no room is told of too.
    """
    floors = {room: floor for floor, room in enumerate(order)}
    rooms = {name: _find_room(name, floors) for name in imports}
    found = [f"{name} stands in no order" for name, room in sorted(rooms.items()) if room is None]
    for name, others in imports.items():
        for other in sorted(others):
            below, above = floors.get(rooms[other] or "-"), floors.get(rooms[name] or "-")
            if below is not None and above is not None and below > above:
                found.append(f"{name} imports {other}, which stands above it")
    return found


def _find_room(name: str, rooms: Container[str]) -> str | None:
    parts = name.split(".")
    begun = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((each for each in begun if each in rooms), None)


def find_cycles(imports: Imports) -> list[tuple[str, ...]]:
    """Groups of modules that import each other, directly or through others, each group by name."""
    reached = {name: _reach(name, imports) for name in imports}
    groups = {
        tuple(sorted(other for other in reached[name] if name in reached[other]))
        for name in imports
        if name in reached[name]
    }
    return sorted(groups)


def _reach(name: str, imports: Imports) -> frozenset[str]:
    seen: set[str] = set()
    waiting = list(imports[name])
    while waiting:
        each = waiting.pop()
        if each not in seen:
            seen.add(each)
            waiting += imports[each]
    return frozenset(seen)


def find_longest_chain(imports: Imports) -> tuple[str, ...]:
    """The longest chain of modules of which each imports the next. Raises ValueError where there is a cycle."""
    if cycles := find_cycles(imports):
        raise ValueError(f"no longest chain: {cycles[0]} import each other")
    chains: dict[str, tuple[str, ...]] = {}

    def follow(name: str) -> tuple[str, ...]:
        if name not in chains:
            chains[name] = (name, *max((follow(each) for each in sorted(imports[name])), key=len, default=()))
        return chains[name]

    return max((follow(name) for name in imports), key=len, default=())


def count_files(package: Path) -> dict[str, int]:
    """How many files each folder under a package holds, whatever they are; what Python makes by itself is not counted."""
    folders = [each for each in package.rglob("*") if each.is_dir() and each.name != "__pycache__"]
    return {
        folder.relative_to(package).as_posix(): sum(each.is_file() for each in folder.iterdir()) for folder in folders
    }


def find_twice(package: Path) -> dict[str, list[str]]:
    """Public functions and classes that two modules of a package define under one name -> those modules."""
    found: dict[str, list[str]] = {}
    for path in sorted(package.rglob("*.py")):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
                found.setdefault(node.name, []).append(_name(path, package))
    return {name: places for name, places in found.items() if len(places) > 1}


def find_stems_twice(package: Path) -> dict[str, list[str]]:
    """File names that two modules of a package share -> those modules. Doors of folders are no names."""
    found: dict[str, list[str]] = {}
    for path in sorted(package.rglob("*.py")):
        if path.stem != "__init__":
            found.setdefault(path.stem, []).append(_name(path, package))
    return {stem: places for stem, places in found.items() if len(places) > 1}
