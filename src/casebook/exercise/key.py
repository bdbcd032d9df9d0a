"""What a notebook's hidden cells call when plain nbgrader grades it: one answer of the response file, marked.

Such a cell holds the key, so it must never fail: the traceback would print it. It returns its marks as the cell's
value, which nbgrader reads as partial credit. `casebook grade` marks the same answers without running any cell.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..kind import KINDS, mark
from ..mark.response import FILE_NAME, read_response, recall_variant

__all__ = ["make_key", "score"]


def make_key(secret: Mapping[str, Any]) -> str:
    """Return the least that marks an item, as JSON: its key without messages or named mistakes."""
    key = {"kind": secret["kind"], "points": secret["points"], **KINDS[secret["kind"]].bare(secret)}
    if "predictions" in key:
        key["predictions"] = []
    return json.dumps(key, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def score(item: str, key: str) -> float:
    """Return the marks that the answer to one item earns, read from the response file in this folder.

    `item` is the item's name, `key` what `make_key` returned for it. Nothing answered, no file and a file that can't
    be read all give 0.0; nothing is ever raised.
    """
    try:
        secret = json.loads(key)
        response = read_response(Path(FILE_NAME).read_bytes())
        count = len(secret["keys"] if secret["kind"] == "number" else secret.get("session", {}).get("patients", "1"))
        variant = recall_variant(response, item, count)
        earned = mark(secret, response.responses.get(item), variant).points
        return float(min(max(earned, 0.0), secret["points"]))
    except Exception:
        return 0.0
