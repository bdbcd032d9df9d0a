"""Hidden lines of cells, and outputs of a trainee's that show one of them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ...exercise.cell import read_hidden
from .quarantine import join_lines

__all__ = ["holds_secret", "list_secrets"]

_TELLING = 12  # a shorter run of letters and digits proves nothing about where it came from


def _squeeze(text: str) -> str:
    """Return only letters and digits, so that quoting, escaping and colours can't disguise a text."""
    return re.sub(r"[\W_]+", "", re.sub(r"\x1b\[[0-9;]*m|\\[nrt]", "", text))


def list_secrets(sources: Iterable[str]) -> frozenset[str]:
    """Return the hidden lines of cells, in the form in which `holds_secret` looks for them."""
    lines = (_squeeze(line) for source in sources for line in read_hidden(source))
    return frozenset(line for line in lines if len(line) >= _TELLING)


def holds_secret(output: Mapping[str, Any], secrets: Iterable[str]) -> bool:
    """Return whether an output shows a hidden line, as a traceback or a printed history would."""
    parts = [join_lines(output.get("text", "")), str(output.get("evalue", "")), *map(str, output.get("traceback", []))]
    parts += [join_lines(value) for name, value in output.get("data", {}).items() if name.startswith("text/")]
    shown = _squeeze("\n".join(parts))
    return any(secret in shown for secret in secrets)
