"""What a build may keep from the last one: nothing that leans on a fact, a calculator or a line of the engine that changed."""

import hashlib
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ..subject import Subject, load_subject
from .asset import digest_assets

__all__ = ["find_subject"]

_SOURCES = {".py", ".toml", ".json", ".csv", ".html", ".js", ".css"}
_KEPT_CACHES = 3

# The parts of the engine that a notebook of the book shows something with.
_SHOWING = {"simulator", "chart", "markup", "quantity"}


def _digest(paths: Iterable[Path]) -> str:
    seen = hashlib.sha256()
    for path in sorted(paths):
        seen.update(path.name.encode())
        seen.update(path.read_bytes())
    return seen.hexdigest()


def list_sources(folder: Path) -> list[Path]:
    """Return the files of a package that decide what it does."""
    return [path for path in folder.rglob("*") if path.suffix in _SOURCES and "__pycache__" not in path.parts]


def list_subject_sources(subject: Subject) -> list[Path]:
    """Return the files of the package that a subject comes from, its data included."""
    package = sys.modules.get(type(subject).__module__.partition(".")[0])
    place = getattr(package, "__file__", None)
    return list_sources(Path(place).parent) if place and Path(place).name == "__init__.py" else []


def find_subject(app: Any, config: Any) -> None:
    """Find the subject once, and make what changed since the last build count.

    A change of the engine or the subject reads every page again. Notebooks are run again when the subject changes, or
    what shows its simulators: their outputs are kept by their own source alone, which would let a page show an old number.
    """
    subject = load_subject(config.casebook_subject)
    app.casebook_subject = subject
    theirs = list_subject_sources(subject)
    engine = Path(__file__).parents[1]
    facts = hashlib.sha256("".join(repr(fact) for fact in subject.facts.values()).encode()).hexdigest()
    config.casebook_digest = f"{digest_assets()}-{facts}-{_digest([*list_sources(engine), *theirs])}"
    shown = [path for path in list_sources(engine) if path.relative_to(engine).parts[0].removesuffix(".py") in _SHOWING]
    if "nb_execution_cache_path" in config and not config.nb_execution_cache_path:
        caches = Path(app.outdir).parent / ".jupyter_cache"
        config.nb_execution_cache_path = str(caches / _digest([*theirs, *shown])[:12])
        forget_caches(caches)


def forget_caches(folder: Path) -> None:
    """Drop the outputs of notebooks but for the few latest states of the course."""
    if not folder.is_dir():
        return
    caches = sorted((path for path in folder.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for cache in caches[:-_KEPT_CACHES]:
        shutil.rmtree(cache, ignore_errors=True)
