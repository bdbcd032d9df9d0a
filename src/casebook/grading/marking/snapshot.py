"""All that grading one exercise needs, as plain data: no database, no shared disk, the same wherever it is sent."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ...exercise.cell import item_of
from ...mark.learner import choose_variant
from ...mark.response import Response, recall_variant
from ..outcome import Flag

__all__ = ["CHANGED", "UNKNOWN", "Snapshot", "choose_shown", "is_changed", "keep_settings", "say_changed"]

CHANGED = "this item was changed after it was handed in, so a person marks it"
"""What is said of an item that can't be marked by a hand-in that met it before."""

UNKNOWN = "this item was changed after it was handed in, and what it showed then is not on record, so a person marks it"
"""What is said when its new key is to count, and nobody knows whether only the key was changed."""

_CLASSES = ("Execute", "ExecutePreprocessor", "IgnorePattern", "LimitOutput", "OverwriteCells")
"""The classes of nbgrader whose settings can change what grading gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """An exercise as the grader sees it.

    `released` is the notebook trainees were given, as text; `cells` holds nbgrader's record of each cell by its
    `grade_id` (source, checksum, points); `secrets` what marks each item, and whether that is done from the response file; `fingerprints` and `variants` by item what it is now
    and how many sets of numbers it has, `former` the fingerprints it had before (`casebook.exercise.former`); `files` what lies beside the notebook, base64; `settings` nbgrader's, by class; `plain` tells an
    assignment that was made with nbgrader alone. `agreed` holds the items whose new key counts for who met them before: ``shown`` by
    fingerprint and variant why it does not for some, ``as_shown`` whether it does where nothing is on record.
    """

    exercise: str
    released: str
    kernelspec: Mapping[str, str]
    cells: Mapping[str, Mapping[str, Any]]
    secrets: Mapping[str, Mapping[str, Any]]
    fingerprints: Mapping[str, str]
    variants: Mapping[str, int]
    former: Mapping[str, list[str]]
    files: Mapping[str, str]
    settings: Mapping[str, Mapping[str, Any]]
    plain: bool = False
    agreed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def write(self) -> bytes:
        """Return the snapshot as bytes to send."""
        data = asdict(self)
        if not self.agreed:  # as it was written before there were any, so that nothing is graded again for it
            del data["agreed"]
        return json.dumps(data, sort_keys=True, ensure_ascii=True).encode()

    @classmethod
    def read(cls, data: bytes) -> "Snapshot":
        """Return the snapshot that `write` wrote."""
        return cls(**json.loads(data))

    @property
    def id(self) -> str:
        """What changes whenever grading could come out otherwise."""
        return hashlib.sha256(self.write()).hexdigest()

    @property
    def runs_code(self) -> bool:
        """Return whether any mark depends on running what trainees wrote."""
        return self.plain or any(secret["kind"] == "code" for secret in self.secrets.values())

    def is_marked_here(self, grade_id: str) -> bool:
        """Return whether a cell's marks come from the response file and not from running the notebook."""
        return bool(self.secrets.get(grade_id, {}).get("marked"))

    def is_furniture(self, grade_id: str) -> bool:
        """Return whether a cell only shows something, so that grading need not run it."""
        if self.plain:
            return False
        return grade_id.startswith("exercise_") or self.is_marked_here(item_of(grade_id)) or grade_id.endswith("_show")


def keep_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return, of a course's nbgrader settings, those that can change what grading gives, as plain data."""
    kept = {name: settings[name] for name in _CLASSES if name in settings}
    return json.loads(json.dumps(kept, default=str))  # type: ignore[no-any-return]


def choose_shown(snapshot: Snapshot, response: Response, item: str) -> tuple[int | None, Flag | None]:
    """Return which set of numbers a learner saw in an item, None when it can't be known, and what is odd about it."""
    count = snapshot.variants.get(item, 1)
    expected = choose_variant(response.learner, item.rpartition("--")[0], count)
    shown = recall_variant(response, item, count)
    if not 0 <= shown < count:
        return None, Flag("variant", item, f"the file names a set of numbers ({shown}) that the case does not have")
    if shown != expected:
        what = "the numbers shown are not those of the name in the file; marked on the numbers shown"
        return shown, Flag("variant", item, what)
    return shown, None


def say_changed(snapshot: Snapshot, response: Response, item: str) -> str:
    """Return why an item can't be marked by what was handed in, since it was another then or none; nothing where it can be."""
    if not response.fingerprints:
        return ""
    # An item the hand-in has not heard of was added later; one without a fingerprint tells nothing.
    known = response.fingerprints.get(item)
    if known in ("", snapshot.fingerprints.get(item), *snapshot.former.get(item, ())):
        return ""
    if known is None:
        return "this item was added after it was handed in, so a person decides about its marks"
    agreed = snapshot.agreed.get(item)
    return CHANGED if agreed is None else _say_unlike(snapshot, response, item, known, agreed)


def _say_unlike(snapshot: Snapshot, response: Response, item: str, known: str, agreed: Mapping[str, Any]) -> str:
    """Return why the new key does not count for a hand-in that met the item before; nothing where it does."""
    shown = agreed["shown"].get(known)
    if shown is None:
        return "" if agreed["as_shown"] else UNKNOWN
    case, count = item.rpartition("--")[0], snapshot.variants.get(item, 1)
    variant = recall_variant(response, item, len(shown))
    drawn_alike = case in response.variants or count == len(shown)
    why = shown[variant] if drawn_alike and 0 <= variant < len(shown) else "it showed other numbers then"
    return f"this item was changed after it was handed in, and {why}, so a person marks it" if why else ""


def is_changed(snapshot: Snapshot, response: Response, item: str) -> bool:
    """Return whether an item's key, numbers or marks changed after this learner met it, and the new key does not count for them."""
    return bool(say_changed(snapshot, response, item))
