"""What a file really is: a response, however it was wrapped on its way, a notebook, or something else.

The page says "Copy this text and send it instead" where downloads are blocked, so a response arrives as an online text,
a mail, a Word document or a note: in HTML, with curly quotes, hard spaces, entities, code fences and wrapped lines.
"""

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

from ..sheet import decode_text

__all__ = ["LARGEST_TEXT", "find_response", "is_notebook", "read_html", "read_words"]

LARGEST_TEXT = 5_000_000
"""The most bytes of a text in which a response is looked for: markup makes an ordinary one a few times longer."""

_KIND = "casebook-response"
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "blockquote",
        "section",
        "article",
        "header",
        "footer",
        "table",
        "ul",
        "ol",
        "dt",
        "dd",
    ]
)
_SILENT = frozenset(("script", "style", "head", "title"))
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
_HARD = {0xA0: " ", 0x202F: " ", 0x2007: " ", 0x2028: "\n", 0x2029: "\n", 0x85: "\n"}
_CURLY = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"
_ID = re.compile(r"[a-z0-9-]{1,200}")


class _Words(HTMLParser):
    """Gathers the words of a page, with a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def read_html(text: str) -> str:
    """Return the words of an HTML page."""
    reader = _Words()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


def _read_rtf(text: str) -> str:
    """Return the words of a rich text, roughly: enough to find a response that was pasted into it."""
    # Backslashes and braces of the text itself are written with a backslash; the others are the format's own.
    text = text.replace("\\\\", "\x03").replace("\\{", "\x01").replace("\\}", "\x02")
    text = re.sub(r"[\r\n]+", "", text)
    text = re.sub(r"\\u(-?[0-9]+) ?\??", lambda found: chr(int(found[1]) % 65536), text)
    text = re.sub(r"\\'([0-9a-fA-F]{2})", lambda found: bytes.fromhex(found[1]).decode("cp1252", "replace"), text)
    text = re.sub(r"\\[lr]dblquote ?", '"', text)
    text = re.sub(r"\\(?:par|line)\b ?", "\n", text)
    text = re.sub(r"\\[a-z]+-?[0-9]* ?", "", text)
    return text.replace("{", "").replace("}", "").translate({1: "{", 2: "}", 3: "\\"})


def _read_document(data: bytes) -> str:
    """Return the words of a Word or LibreOffice document; nothing for another archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {"word/document.xml", "content.xml"} & set(archive.namelist())
            if not names:
                return ""
            with archive.open(names.pop()) as file:
                xml = file.read(LARGEST_TEXT + 1)
    except Exception:  # a broken archive brings the errors of each way to compress
        return ""
    if len(xml) > LARGEST_TEXT:
        return ""
    text = re.sub(r"</w:p>|<w:br[^>]*>|<w:cr/>|</text:p>|<text:line-break/>", "\n", xml.decode("utf-8", "replace"))
    text = re.sub(r"<w:tab/>|<text:tab/>|<text:s[^>]*/>", " ", text)
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def read_words(data: bytes) -> str:
    """Return the text of a file, whatever it is written in; nothing for what is no text."""
    if data.startswith(b"PK\x03\x04"):
        return _read_document(data)
    text, _ = decode_text(data)
    if text.startswith("{\\rtf"):
        return _read_rtf(text)
    return text


def is_notebook(data: bytes) -> bool:
    """Return whether bytes are a Jupyter notebook, whatever the file is called."""
    if b'"cells"' not in data and b'"worksheets"' not in data:
        return False
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        # A broken notebook is one all the same, and is refused as such.
        return b'"cell_type"' in data and b'"nbformat' in data
    return isinstance(document, dict) and "nbformat" in document


def _mend_quotes(text: str) -> str:
    """Straighten the quotes that stand where JSON needs them; those inside of answers stay as they were typed."""
    text = re.sub(rf"(?<=[{{\[,:\s])[{_CURLY}]", '"', text)
    return re.sub(rf"[{_CURLY}](?=\s*[,:\]}}])", '"', text)


def _mend_all_quotes(text: str) -> str:
    return re.sub(rf"[{_CURLY}]", '"', text)


def _mend_escapes(text: str) -> str:
    """Take away the backslashes that Markdown editors put before punctuation."""
    return re.sub(r"\\([_\[\]*#>~`{}()+.!|:-])", r"\1", text)


def _unwrap(text: str) -> str:
    """Join lines that a mail program broke inside of a string, where JSON allows no break."""
    return re.sub(r"[ \t]*\r?\n[ \t>]*", " ", text)


_MENDINGS: tuple[Callable[[str], str], ...] = (
    lambda text: text,
    lambda text: text.translate(_HARD | _INVISIBLE),
    lambda text: _mend_quotes(text.translate(_HARD | _INVISIBLE)),
    lambda text: _mend_escapes(_mend_quotes(text.translate(_HARD | _INVISIBLE))),
    lambda text: re.sub(r"(?m)^[ \t]*>[ \t]?", "", _mend_quotes(text.translate(_HARD | _INVISIBLE))),
    lambda text: _unwrap(_mend_quotes(text.translate(_HARD | _INVISIBLE))),
    lambda text: _unwrap(_mend_all_quotes(_mend_escapes(text.translate(_HARD | _INVISIBLE)))),
)


def _tidy(document: dict[str, Any]) -> dict[str, Any]:
    """Join names that a wrapped line has parted; what people wrote stays as it is."""

    def join(text: Any) -> Any:
        short = re.sub(r"\s+", "", text) if isinstance(text, str) else text
        return short if isinstance(text, str) and short != text and re.search(r"-\s|\s-", text) and _ID.fullmatch(short) else text  # fmt: skip

    for name in ("variants", "fingerprints", "responses"):
        entries = document.get(name)
        if isinstance(entries, dict):
            document[name] = {
                re.sub(r"\s+", "", key): [join(each) for each in value] if isinstance(value, list) else join(value)
                for key, value in entries.items()
            }
    return document


def _load_at(text: str) -> Iterator[dict[str, Any]]:
    """Yield every response document in a text, each where it begins."""
    decoder = json.JSONDecoder()
    start = text.find("{")
    tried = 0
    while start >= 0 and tried < 2_000:
        tried += 1
        try:
            found, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            start = text.find("{", start + 1)
            continue
        if isinstance(found, dict) and found.get("kind") == _KIND:
            yield found
        start = text.find("{", end)


def _views(text: str) -> Iterator[str]:
    """Yield a text as typed, and as the page or the escaped page in which it may stand."""
    yield text
    if "<" in text or "&" in text:
        words = read_html(text)
        yield words
        if "&quot;" in words or "&lt;" in words or "&#" in words:
            yield read_html(words)
    elif "&quot;" in text:
        yield html.unescape(text)


def find_response(data: bytes) -> bytes | None:
    """Return the response that a file holds, as the course would have saved it; None when there is none.

    A file that is meant to be one and can't be read comes back as it is, for `read_response` to say what is wrong; of
    several different ones in a file the last is taken, since people paste below.
    """
    if len(data) > LARGEST_TEXT:
        return None
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _is_plain(data):
        return data
    text = read_words(data)
    if _KIND not in re.sub(r"[\s\\]", "", text.translate(_INVISIBLE)):
        return None
    for view in _views(text):
        for mend in _MENDINGS:
            found = list(_load_at(mend(view)))
            if found:
                return json.dumps(_tidy(found[-1]), ensure_ascii=False, indent=1).encode("utf-8", "replace")
    return text.encode("utf-8", "replace")


def _is_plain(data: bytes) -> bool:
    """Return whether bytes are JSON as the course saves it, which is left to `read_response` to judge."""
    try:
        text = data.decode("utf-8-sig")
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("kind") == _KIND
