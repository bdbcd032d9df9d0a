"""What platforms, browsers and people put around the name of a file: endings, and the number of a copy."""

import re

__all__ = ["read_again", "read_copy", "strip_endings"]

_COPY = re.compile(r"^(?P<stem>.*?)(?:(?: ?\((?P<round>[0-9]{1,3})\))|(?P<copy> - (?:copy|kopie|copie|copia)))$", re.IGNORECASE)  # fmt: skip


def strip_endings(name: str) -> str:
    """Return a name without endings, of which the last may hide another: ``response.json.txt``."""
    known = r"\.(?:json|ipynb|txt|csv|html?|docx|odt|rtf|md|text|log|zip|eml|gz|tgz|tar|xml|tsv)"
    return re.sub(rf"(?:{known})+$", "", name, flags=re.IGNORECASE)


def read_copy(stem: str) -> tuple[str, int]:
    """Return a name without the number that a browser gave to a copy, and that number."""
    found = _COPY.fullmatch(stem)
    if not found:
        return stem, 0
    return found["stem"], int(found["round"] or 1)


def read_again(stem: str) -> int:
    """Return the number that Canvas puts after the name of a file handed in again."""
    found = re.search(r"-([0-9]{1,2})$", stem)
    return int(found[1]) if found else 0
