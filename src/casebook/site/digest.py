"""What a build is made from, in a few letters: they change when a file, a fact or an installed version does."""

import hashlib
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from ..subject import Subject

__all__ = [
    "digest_environment",
    "digest_files",
    "digest_sources",
    "digest_subject_data",
    "find_packages",
    "list_source_files",
]

_LEFT_OUT = {".pyc", ".pyo"}


def digest_files(folder: Path, paths: Iterable[Path]) -> str:
    """Return what changes when one of a folder's files does, or comes, goes or moves."""
    seen = hashlib.sha256()
    for path in sorted(paths):
        data = path.read_bytes()
        seen.update(f"{path.relative_to(folder).as_posix()}\n{len(data)}\n".encode())
        seen.update(data)
    return seen.hexdigest()


def list_source_files(folder: Path) -> list[Path]:
    """Return the files below a folder that decide anything: all but hidden ones and what Python makes of its own."""
    return [
        path
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in _LEFT_OUT and not path.name.startswith(".")
    ]


def find_packages(subject: Subject) -> dict[str, Path]:
    """Return the folders of the packages that a book is made with, by name: the engine's, and the subject's own."""
    packages = {"casebook": Path(__file__).parents[1]}
    name = type(subject).__module__.partition(".")[0]
    place = getattr(sys.modules.get(name), "__file__", None)
    if place and Path(place).name == "__init__.py":
        packages[name] = Path(place).parent
    return packages


def digest_sources(subject: Subject) -> str:
    """Return what changes when a file of the engine or of the subject's package does."""
    return "-".join(digest_files(folder, list_source_files(folder))[:16] for folder in find_packages(subject).values())


def digest_subject_data(subject: Subject) -> str:
    """Return what changes when a fact does, or anything else in the subject's package that is no code."""
    seen = hashlib.sha256("".join(repr(fact) for fact in subject.facts.values()).encode())
    for name, folder in find_packages(subject).items():
        if name != "casebook":
            data = (path for path in list_source_files(folder) if path.suffix != ".py")
            seen.update(digest_files(folder, data).encode())
    return seen.hexdigest()[:16]


def digest_environment() -> str:
    """Return what changes when this Python does, or the version of anything installed beside it."""
    # Not `sys.path`: some packages put their own folders on it when they are imported, and others then saw other versions.
    places = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    installed = {path.name for place in places for path in Path(place).glob("*.dist-info")}
    return hashlib.sha256("\n".join([sys.version, *sorted(installed)]).encode()).hexdigest()[:16]
