"""A JSON document that a stranger may have written, read without trust: every way in which it can be none is one sentence."""

import json
from typing import Any

__all__ = ["BrokenDocument", "load_strictly"]


class BrokenDocument(ValueError):
    """What is wrong with a document, in a few words that a sentence may go on after.

    `is_damaged` says that it may have been whole once, and was cut off or changed on its way.
    """

    def __init__(self, what: str, *, is_damaged: bool = False) -> None:
        super().__init__(what)
        self.is_damaged = is_damaged


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise BrokenDocument("an entry is given twice")
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise BrokenDocument(f"the file holds {name}, which is no value")


def load_strictly(data: bytes) -> Any:
    """Return what JSON holds; raise `BrokenDocument` where an entry stands twice, a number is none, or it can't be read."""
    try:
        return json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise BrokenDocument("the file is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        early = error.pos >= len(error.doc.rstrip()) - 1 or error.msg.startswith("Unterminated string")
        where = "ends too early" if early else f"is broken at line {error.lineno}"
        raise BrokenDocument(f"the file {where}", is_damaged=True) from None
    except (RecursionError, ValueError) as error:
        if isinstance(error, BrokenDocument):
            raise
        raise BrokenDocument("the file is not a response file or any other of this course") from None
