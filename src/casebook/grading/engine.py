"""Importing nbgrader without its servers: half of the time it takes to start, and nothing that grading needs.

``import nbgrader`` loads four server extensions, and checkers of internationalised addresses and of durations. Grading asks
for none, and whoever imports the checkers does without. Only a process of our own may call this, since others may want the
whole of nbgrader.
"""

import importlib
import importlib.util
import sys
from types import ModuleType

__all__ = ["load_engine"]

_SLOW = ("rfc3987_syntax", "isoduration")


def load_engine() -> None:
    """Import what grading needs of nbgrader; does nothing special where nbgrader is loaded already."""
    spared = [name for name in _SLOW if name not in sys.modules]
    if "nbgrader" not in sys.modules:
        spec = importlib.util.find_spec("nbgrader")
        if spec is not None and spec.submodule_search_locations:
            package = ModuleType("nbgrader")
            package.__spec__, package.__file__ = spec, spec.origin
            package.__path__ = list(spec.submodule_search_locations)
            sys.modules["nbgrader"] = package
            package.__version__ = importlib.import_module("nbgrader._version").__version__  # type: ignore[attr-defined]
    for name in spared:
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        importlib.import_module("casebook.grading.grade")
    finally:
        for name in spared:
            sys.modules.pop(name, None)
