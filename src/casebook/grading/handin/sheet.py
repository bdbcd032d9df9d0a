"""Tables as people have them: CSV in any encoding and with any separator, Excel; and CSV that is safe to open again."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ...problem import CasebookError

__all__ = ["Spreadsheet", "decode_text", "guard_cell", "read_sheet", "write_csv"]

_SEPARATORS = (",", ";", "\t", "|")
_MOST_ROWS = 50_000
_NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?%?")
# Excel, Sheets and LibreOffice take the full-width forms for the plain ones in some languages.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True)
class Spreadsheet:
    """A table: its rows of text, with which encoding and separator it came, and the line in the file of each row.

    `separator` is empty for an Excel workbook.
    """

    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    encoding: str = "utf-8"
    separator: str = ","


def decode_text(data: bytes) -> tuple[str, str]:
    """Return a text of unknown origin and its encoding: by its mark, by its zeros, as UTF-8, or as Windows wrote it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace"), "utf-16"
    if data.startswith(b"\xef\xbb\xbf"):
        return data.decode("utf-8-sig", "replace"), "utf-8-sig"
    even, odd = data[0:200:2].count(0), data[1:200:2].count(0)
    half = max(1, len(data[:200]) // 4)
    if odd > half and even < half // 2 + 1:
        return data.decode("utf-16-le", "replace"), "utf-16-le"
    if even > half and odd < half // 2 + 1:
        return data.decode("utf-16-be", "replace"), "utf-16-be"
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return data.decode("latin-1"), "latin-1"


def _show(value: object, pattern: str) -> str:
    """Return a cell of a workbook as its owner sees it: whole numbers whole, and leading zeros that a format adds."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and re.fullmatch("0+", pattern):
        return f"{value:0{len(pattern)}}"
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    return str(value)


def _read_workbook(data: bytes, shown: str) -> Spreadsheet:
    # Optional, and slow to import: only an Excel file needs it.
    try:
        import openpyxl
    except ModuleNotFoundError:
        raise CasebookError(f"{shown}: reading Excel needs the extra course - or save it as CSV") from None
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        rows = []
        for cells in book.worksheets[0].iter_rows(max_row=_MOST_ROWS):
            rows.append(tuple(_show(cell.value, getattr(cell, "number_format", "") or "") for cell in cells))
    except Exception:  # openpyxl raises what its parsers raise
        raise CasebookError(
            f"{shown}: the Excel file can't be read - open it, and save it as .xlsx or CSV again"
        ) from None
    return Spreadsheet(tuple(rows), tuple(range(1, len(rows) + 1)), "utf-8", "")


def _parse(text: str, separator: str) -> tuple[list[tuple[str, ...]], list[int]]:
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    rows, lines = [], []
    before = 0
    for row in reader:
        rows.append(tuple(row))
        lines.append(before + 1)
        before = reader.line_num
        if len(rows) > _MOST_ROWS:
            break
    return rows, lines


def _choose_separator(text: str) -> str:
    """Return what stands between cells: what parts the first lines into most, and into equally many, cells."""
    head = [line for line in text.split("\n", 40)[:40] if line.strip()][:12]
    best, most = ",", (0.0, 0)
    for separator in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(head, delimiter=separator)]
        except csv.Error:
            continue
        widest = max(widths, default=1)
        score = (sum(width == widest for width in widths) / max(1, len(widths)) * (widest > 1), widest)
        if score > most:
            best, most = separator, score
    return best


def read_sheet(data: bytes, shown: str) -> Spreadsheet:
    """Read a table; `shown` names it in messages. Raises `CasebookError` in one sentence for what is none."""
    if data.startswith(b"PK\x03\x04"):
        if b"opendocument" in data[:200]:
            raise CasebookError(f"{shown}: a LibreOffice sheet can't be read here - save it as .xlsx or CSV")
        return _read_workbook(data, shown)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise CasebookError(f"{shown}: an old Excel file (.xls) can't be read here - save it as .xlsx or CSV")
    text, encoding = decode_text(data)
    text = text.lstrip("\ufeff").replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    skipped = 0
    told = re.match(r'"?sep=(.)"?\n', text)
    if told:
        text, skipped = text[told.end() :], 1
    separator = told[1] if told else _choose_separator(text)
    try:
        rows, lines = _parse(text, separator)
    except csv.Error:
        raise CasebookError(
            f"{shown}: a cell is longer than any name - look for a quotation mark that nothing closes"
        ) from None
    return Spreadsheet(tuple(rows), tuple(line + skipped for line in lines), encoding, separator)


def guard_cell(text: str) -> str:
    """Return text that a spreadsheet takes for text, even when it starts like a formula; numbers stay numbers."""
    if _NUMBER.fullmatch(text) or text in ("-", "+"):
        return text
    return (
        f"'{text}"
        if unicodedata.normalize("NFKC", text).lstrip(" ").startswith(_FORMULA[:4]) or text[:1] in _FORMULA
        else text
    )


def write_csv(rows: Iterable[Sequence[str]], *, separator: str = ",", encoding: str = "utf-8") -> bytes:
    """Return rows as CSV; every text is quoted, so that no other separator can part it, and no cell is a formula."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([guard_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode(encoding, "replace")
