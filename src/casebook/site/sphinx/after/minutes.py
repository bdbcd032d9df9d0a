"""How long pages take, written where another page says it: each page's own figure is known when all are written."""

import re
from pathlib import Path

__all__ = ["fill_minutes", "read_minutes", "say_minutes"]

_MINUTES = re.compile(r'<html\b[^>]* data-minutes="(\d+)"')
_PLACE = re.compile(r'(<span class="site-minutes" data-of="([^"]*)">)[^<]*(</span>)')


def read_minutes(folder: Path, page: str) -> int:
    """Return how long a page takes, as the finished page says it: no build reads or renders a page for this."""
    path = folder / f"{page}.html"
    found = _MINUTES.search(path.read_text(encoding="utf-8")) if path.is_file() else None
    return max(1, int(found[1])) if found else 1


def say_minutes(minutes: int) -> str:
    """Return minutes in words, as `reader/progress.js` says them: to five minutes, and to a quarter of an hour from an hour on.

    >>> say_minutes(18), say_minutes(95), say_minutes(316)
    ('about 20 min', 'about 1 h 30 min', 'about 5 h 15 min')
    """
    if minutes < 55:
        return f"about {max(5, (minutes + 2) // 5 * 5)} min"
    hours, quarters = divmod((2 * minutes + 15) // 30, 4)
    return f"about {hours} h{f' {15 * quarters} min' if quarters else ''}"


def fill_minutes(folder: Path) -> None:
    """Write into every finished page how long the pages that it names take, also where an earlier build wrote it."""
    for path in sorted(folder.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        if 'class="site-minutes"' not in html:
            continue

        def say(found: re.Match[str]) -> str:
            total = [read_minutes(folder, page) for page in found[2].split()]
            words = f"{total[0]} min" if len(total) == 1 else say_minutes(sum(total))
            return f"{found[1]}{words}{found[3]}"

        filled = _PLACE.sub(say, html)
        if filled != html:
            path.write_text(filled, encoding="utf-8", newline="\n")
