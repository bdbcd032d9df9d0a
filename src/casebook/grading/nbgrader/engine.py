"""Importing nbgrader without its servers: half of the time it takes to start, and nothing that grading needs.

``import nbgrader`` loads four server extensions, checkers of internationalised addresses and of durations, a client for the
web and an unpacker of archives. Grading asks for none. Only a process of our own may call this, since others may want the
whole of nbgrader.
"""

import importlib
import importlib.util
import sys
from types import ModuleType

__all__ = ["load_engine"]

_NEEDED = ("api", "converters", "nbgraderformat", "preprocessors", "utils")
"""What grading and writing the gradebook ask of nbgrader."""

_MISSING = ("rfc3987_syntax", "isoduration")
"""Whoever imports these does without when they are not there."""

_EMPTY = {
    "requests": (),
    "setuptools": (),
    "setuptools.archive_util": ("unpack_archive", "unpack_tarfile", "unpack_zipfile"),
}
"""Imported by nbgrader for its hub and for collecting zips, which the grader has nothing to do with: names that hold nothing."""


def _stand_in(name: str) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(dict.fromkeys(_EMPTY[name]))
    return module


def load_engine() -> None:
    """Import what grading needs of nbgrader; does nothing special where nbgrader is loaded already."""
    spared: dict[str, ModuleType | None] = {}
    if "nbgrader" not in sys.modules:
        spec = importlib.util.find_spec("nbgrader")
        if spec is not None and spec.submodule_search_locations:
            package = ModuleType("nbgrader")
            package.__spec__, package.__file__ = spec, spec.origin
            package.__path__ = list(spec.submodule_search_locations)
            sys.modules["nbgrader"] = package
            package.__version__ = importlib.import_module("nbgrader._version").__version__  # type: ignore[attr-defined]
        spared = {name: _stand_in(name) for name in _EMPTY if name not in sys.modules}
    spared |= {name: None for name in _MISSING if name not in sys.modules}
    sys.modules.update(spared)  # type: ignore[arg-type]
    try:
        for name in _NEEDED:
            importlib.import_module(f"nbgrader.{name}")
    finally:
        for name in spared:
            sys.modules.pop(name, None)
