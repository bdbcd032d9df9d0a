"""Tables as a listener needs them: every cell under a head that says something, numbers in line, words from the left.

What pandas and docutils write is plain enough to be read with patterns: no table stands inside another.
"""

import re
from collections.abc import Sequence

from markupsafe import Markup

from ....text.markup import as_html

__all__ = ["mend_tables"]

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b[^>]*>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[hd])\b([^>]*)>(.*?)</\1>", re.DOTALL)
_EMPTY_HEAD = re.compile(r"<th\b([^>]*)>((?:\s|&nbsp;|&#160;|</?p>)*)</th>")
_HEAD = re.compile(r"(<thead\b[^>]*>)(.*?)(</thead>)", re.DOTALL)
_BODY = re.compile(r"(<tbody\b[^>]*>)(.*?)(</tbody>)", re.DOTALL)
_ONE = r"[-\u2212+<>]?\s?\d[\d.,\u00a0 ]*\s?%?"
_NUMBER = re.compile(rf"{_ONE}(?: to {_ONE})?|NaN|inf|")
_SENTENCE = 125
_CLASS = re.compile(r'\sclass="([^"]*)"')


def mend_tables(body: str) -> Markup:
    """Return a page's body with its tables mended; what is right already stays as it is."""
    return as_html(_TABLE.sub(lambda table: _mend(table[0]), body))


def _words(cell: str) -> str:
    return re.sub(r"<[^>]*>|&nbsp;|&#160;", " ", cell).strip()


def _mend(table: str) -> str:
    framed = 'class="dataframe"' in table
    if framed:
        table = table.replace(' border="1"', "", 1).replace(' style="text-align: right;"', "")
        table = _HEAD.sub(_join_head, table, count=1)
    head = _HEAD.search(table)
    corner = _CELL.search(head[2]) if head else None
    if corner and not _words(corner[3]):
        # Nothing above the first column: its cells are heads of their rows.
        table = _BODY.sub(lambda body: f"{body[1]}{_ROW.sub(_lead_row, body[2])}{body[3]}", table)
    table = _EMPTY_HEAD.sub(r"<td\1>\2</td>", table)
    table = _scope(table)
    return _CELL.sub(_widen, _align(table) if framed else table)


def _join_head(head: re.Match[str]) -> str:
    """Put the name of the rows into the empty corner above it: pandas gives it a line to itself."""
    rows = _ROW.findall(head[2])
    if len(rows) != 2:
        return head[0]
    columns, names = (_CELL.findall(row) for row in rows)
    if len(columns) != len(names) or _words(columns[0][2]) or any(_words(cell[2]) for cell in names[1:]):
        return head[0]
    joined = [("th", names[0][1], names[0][2]), *columns[1:]]
    return f"{head[1]}<tr>{''.join(f'<{tag}{given}>{text}</{tag}>' for tag, given, text in joined)}</tr>{head[3]}"


def _lead_row(row: re.Match[str]) -> str:
    return _CELL.sub(lambda cell: f"<th{cell[2]}>{cell[3]}</th>", row[0], count=1)


def _scope(table: str) -> str:
    """Say of each head whether it speaks for its column or for its row."""
    for part, scope in ((_HEAD, "col"), (_BODY, "row")):
        if found := part.search(table):
            said = re.sub(r"<th\b(?![^>]*\bscope=)", f'<th scope="{scope}"', found[0])
            table = f"{table[: found.start()]}{said}{table[found.end() :]}"
    return table


def _align(table: str) -> str:
    """Mark the columns that hold numbers, so that they stand in line under their head."""
    body = _BODY.search(table)
    rows = [_CELL.findall(row) for row in _ROW.findall(body[2])] if body else []
    if not rows or any("span=" in given for row in rows for _, given, _ in row):
        return table
    width = max(len(row) for row in rows)
    numbers = [_are_numbers([row[column] for row in rows if column < len(row)]) for column in range(width)]

    def mark(row: re.Match[str]) -> str:
        places = iter(numbers)
        return _CELL.sub(lambda cell: _add_class(cell[0], "is-number") if next(places, False) else cell[0], row[0])

    return _ROW.sub(mark, table)


def _widen(cell: re.Match[str]) -> str:
    """Mark a cell that holds a sentence: on a phone its column is kept wide enough for one."""
    return _add_class(cell[0], "is-sentence") if cell[1] == "td" and len(_words(cell[3])) > _SENTENCE else cell[0]


def _are_numbers(cells: Sequence[tuple[str, str, str]]) -> bool:
    words = [_words(text) for _, _, text in cells]
    return any(words) and all(tag == "td" for tag, _, _ in cells) and all(_NUMBER.fullmatch(word) for word in words)


def _add_class(cell: str, name: str) -> str:
    if found := _CLASS.search(cell.partition(">")[0]):
        return cell.replace(found[0], f' class="{found[1]} {name}"', 1)
    return re.sub(r"^<(t[hd])", rf'<\1 class="{name}"', cell)
