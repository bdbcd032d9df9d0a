"""Who a learner is, and which numbers they are shown.

Nothing here is a secret: it only has to be the same for the same person, every time, in Python and in the
page (`web/learner.js`).
"""

import re
import unicodedata

__all__ = ["choose_variant", "fold_learner", "hash_text", "name_folder", "shuffle_ids"]

_SPACE = re.compile(r"[\t\n\v\f\r\x1c-\x1f \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")


def fold_learner(learner: str) -> str:
    """Return the one spelling under which a learner is known: ``M.Smith`` and ``m.smith `` are one person.

    Unicode NFC, runs of white space as one space, trimmed, casefolded, NFC again.

    >>> fold_learner("  M.  Smith ") == fold_learner("m. smith")
    True
    """
    text = unicodedata.normalize("NFC", learner)
    text = _SPACE.sub(" ", text).strip(" ")
    return unicodedata.normalize("NFC", text.casefold())


def hash_text(text: str) -> int:
    """Return a 32-bit hash of a text: FNV-1a over its UTF-8 bytes, then mixed so that near texts differ."""
    value = 0x811C9DC5
    for byte in text.encode("utf-8", "surrogatepass"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        value = ((value ^ (value >> shift)) * factor) & 0xFFFFFFFF
    return value ^ (value >> 16)


def choose_variant(learner: str, case: str, count: int) -> int:
    """Return which of a case's `count` sets of numbers this learner sees: always the same one.

    >>> choose_variant("m.smith", "first-cup", 24) == choose_variant("M.Smith ", "first-cup", 24)
    True
    """
    return hash_text(f"{fold_learner(learner)}\n{case}") % count


def shuffle_ids(ids: tuple[str, ...], token: str) -> tuple[str, ...]:
    """Return ids in an order that depends on a token and not on the order given (which may be the key).

    >>> shuffle_ids(("pour", "boil", "wait"), "cup") == shuffle_ids(("boil", "wait", "pour"), "cup")
    True
    """
    return tuple(sorted(ids, key=lambda name: (hash_text(f"{token}\n{name}"), name)))


def name_folder(learner: str) -> str:
    """Return the folder name that stands for a learner: safe on every file system, different for different people.

    A plain id such as ``m.smith`` stands for itself; anything else keeps its plain letters and gets a hash.

    >>> name_folder("M.Smith")
    'm.smith'
    >>> name_folder("Smith, M.").startswith("smith-m-")
    True
    """
    folded = fold_learner(learner)
    if re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,62}[a-z0-9]|[a-z0-9]", folded) and ".." not in folded:
        return folded
    plain = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "learner"
    return f"{stem}-{hash_text(folded):08x}"
