"""The two halves of an item: what a learner may see, and what they may not before they answer.

For a graded case only the public half is ever written to `exercises/` or the site; for a self-check both go into the
page. Both are plain data. `casebook.kind.split` makes them.
"""

from typing import Any, TypedDict

__all__ = ["PublicItem", "PublicPart", "SecretHalf"]


class PublicItem(TypedDict, total=False):
    """What a learner sees of an item; `question`, `body` and texts are HTML, `options` have ids and texts, `unit` is shown.

    `was` are earlier fingerprints of the same question (`casebook.exercise.former`).
    """

    id: str
    kind: str
    points: float
    question: str
    body: str
    options: list[dict[str, str]]
    unit: str
    fingerprint: str
    was: list[str]
    starter: str
    data: list[dict[str, str]]
    session: dict[str, Any]


class PublicPart(TypedDict, total=False):
    """What a learner sees of a case (or of a code task, which is a case of one item).

    `numbers` gives for each placeholder name its text in every variant; texts hold ``<data value="name">``.
    """

    id: str
    title: str
    minutes: float
    intro: str
    variants: int
    numbers: dict[str, list[str]]
    items: list[PublicItem]


class SecretHalf(TypedDict, total=False):
    """What marks and explains an item. Which entries it has follows from `kind`.

    `keys` are option ids (best, all) or the right number of every variant (number); `allowed` the distance still
    right; `shown` the key as text; `predictions` the named mistakes; `messages` HTML by option id.
    """

    kind: str
    points: float
    unit: str
    keys: list[Any]
    allowed: list[float]
    shown: list[str]
    predictions: list[dict[str, Any]]
    message: str
    otherwise: str
    messages: dict[str, str]
    order: list[str]
    rubric: list[dict[str, Any]]
    session: dict[str, Any]
    rules: dict[str, Any]
    numbers: dict[str, list[str]]
