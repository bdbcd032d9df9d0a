"""The code of the book, run before its pages are read: as many notebooks at a time as this computer has cores.

Jupyter Book runs one page's code after another as it reads the pages. Here the same cells run beforehand, in the same
kernels, and go into the same cache, where it finds them. Each output is kept with what it was made from: the modules
that the cells loaded and the subject's data. One that leans on a file that changed since is made again.

A cell that fails is left for Jupyter Book to run once more and to report.
"""

import asyncio
import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from myst_nb.core.read import create_nb_reader
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell

from ...digest import digest_environment, digest_subject_data, find_packages

__all__ = ["forget_outdated", "run_notebooks"]

_MOST = 8
"""Kernels at a time at most: each takes a few hundred megabytes."""

# Runs as a notebook's last cell and is taken away again.
_ASK = (
    'print(__import__("json").dumps([path for module in list(__import__("sys").modules.values()) '
    'if isinstance(path := getattr(module, "__file__", None), str)]))'
)
_USED = "casebook"
_ENVIRONMENT, _DATA = "environment", "data"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A page whose code has to run: where it is, its notebook, and how the cache reads it again."""

    path: Path
    notebook: Any
    form: Any


def _count_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def _digest_file(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""


def note_used(modules: Iterable[str], packages: Mapping[str, Path], subject: Any) -> dict[str, str]:
    """Return what the modules loaded by a notebook were, as far as they belong to the course's own packages."""
    used = {_ENVIRONMENT: digest_environment(), _DATA: digest_subject_data(subject)}
    for module in modules:
        for name, folder in packages.items():
            path = Path(module)
            if path.is_relative_to(folder):
                used[f"{name}/{path.relative_to(folder).as_posix()}"] = _digest_file(path)
    return used


def _holds(used: Any, packages: Mapping[str, Path], subject: Any) -> bool:
    """Return whether everything an output was made from is as it was."""
    if not isinstance(used, dict):
        return False
    now = {_ENVIRONMENT: digest_environment(), _DATA: digest_subject_data(subject)}
    for place in used.keys() - now.keys():
        name, _, rest = place.partition("/")
        now[place] = _digest_file(packages[name] / rest) if name in packages else ""
    return now == used


def forget_outdated(kept: Any, subject: Any) -> None:
    """Take from the cache whatever leans on something that has changed, or doesn't say what it leans on."""
    _digest_file.cache_clear()
    packages = find_packages(subject)
    for record in kept.list_cache_records():
        if not _holds((record.data or {}).get(_USED), packages, subject):
            # Its file may be gone already: somebody emptied the folder by hand.
            with suppress(KeyError):
                kept.remove_cache(record.pk)


def _read_notebook(env: Any, path: Path) -> _Waiting | None:
    """Return a page as the notebook that Jupyter Book will make of it; None if it is none."""
    text = path.read_text(encoding="utf-8")
    reader = create_nb_reader(str(path), env.myst_config, env.mystnb_config, text)
    return _Waiting(path, reader.read(text), reader.read_fmt) if reader else None


async def _run(page: _Waiting, timeout: int, free: asyncio.Semaphore) -> tuple[float, list[str]] | None:
    """Run a notebook's cells in place; return how many seconds they took and the modules they loaded; None if one failed."""
    page.notebook.cells.append(new_code_cell(_ASK))  # type: ignore[no-untyped-call]
    client = NotebookClient(
        page.notebook, timeout=timeout, record_timing=False, resources={"metadata": {"path": str(page.path.parent)}}
    )
    async with free:
        started = perf_counter()
        try:
            await client.async_execute()
        except (CellExecutionError, CellTimeoutError, DeadKernelError):
            return None
        finally:
            asked = page.notebook.cells.pop()
    return perf_counter() - started, json.loads("".join(output["text"] for output in asked.outputs))


async def _run_all(pages: Iterable[_Waiting], timeout: int) -> list[tuple[float, list[str]] | None]:
    free = asyncio.Semaphore(max(1, min(_count_cores(), _MOST)))
    return await asyncio.gather(*(_run(page, timeout, free) for page in pages))


def run_notebooks(app: Any, env: Any, docnames: list[str]) -> None:
    """Run the code of the pages about to be read whose outputs are not kept from before, and keep the outputs."""
    config = env.mystnb_config
    if config.execution_mode != "cache":
        return
    kept = get_cache(config.execution_cache_path or ".jupyter_cache")
    forget_outdated(kept, app.casebook_subject)
    waiting = []
    for docname in docnames:
        # What can't be read is for the build itself to report.
        with suppress(OSError, ValueError):
            page = _read_notebook(env, Path(env.doc2path(docname)))
            if page is None:
                continue
            try:
                kept.match_cache_notebook(page.notebook)
            except KeyError:
                waiting.append(page)
    if not waiting:
        return
    packages = find_packages(app.casebook_subject)
    ran = asyncio.run(_run_all(waiting, config.execution_timeout))
    for page, done in zip(waiting, ran, strict=True):
        if done is None:
            continue
        seconds, modules = done
        record = kept.add_nb_to_project(str(page.path), **({"read_data": page.form} if page.form else {}))
        about = {"execution_seconds": seconds, _USED: note_used(modules, packages, app.casebook_subject)}
        kept.cache_notebook_bundle(
            CacheBundleIn(page.notebook, record.uri, data=about), check_validity=False, overwrite=True
        )
