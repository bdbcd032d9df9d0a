"""Case text as Markdown, with three roles and one placeholder: what it leans on, and how it is shown.

``{fact}`id` `` shows a fact, ``{fact}`words <id>` `` shows words and opens the fact, ``{calc}`name(a, b)` `` shows a
calculated number, ``{{ weight }}`` a number of the story. Raw HTML is never passed on.
"""

import html
import json
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup

from .case import Call, Text

__all__ = [
    "Draw",
    "Reference",
    "as_html",
    "blank_numbers",
    "embed_json",
    "escape",
    "fill_numbers",
    "find_broken",
    "find_references",
    "indent",
    "load_parser",
    "parse_call",
    "put_numbers",
    "render_html",
    "render_lines",
    "render_plain",
    "split_info",
    "strip_references",
]

_PLACEHOLDER = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_ROLE = re.compile(r"\{([A-Za-z][\w-]*)\}`([^`]*)`")
_ANY = re.compile(f"{_ROLE.pattern}|{_PLACEHOLDER.pattern}")
_DATA = re.compile(r'<data value="([^"]*)">(.*?)</data>', re.DOTALL)
_DRAWN = re.compile(r'<div class="cb-drawn" data-drawn="([0-9 ]+)"(?: hidden)?>(.*?)</div>', re.DOTALL)
_HELD = re.compile("\ue000([0-9]+)\ue001")
_INFO = re.compile(r"\{([^{}]*)\}(.*)", re.DOTALL)
_GAP = re.compile(r"\{\{ ([^{}]*) \}\}")
_LABELLED = re.compile(r"(.+?)\s*<([^<>]+)>", re.DOTALL)
_CALL = re.compile(r"\s*([a-z][a-z0-9_]*)\s*\(([^()]*)\)\s*")
_ARGUMENT = re.compile(r"(?:([a-z][a-z0-9_]*)\s*=\s*)?([a-z][a-z0-9_.]*)")

Draw = Callable[[str, str], str]
"""Makes HTML of a figure, from the first line of its block and from what stands in it."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Something a text leans on: a fact (with the words shown, if any), a calculation or a number of the story."""

    role: str
    target: str
    label: str
    line: int


def parse_call(source: str, line: int) -> Call | None:
    """Read ``name(a, b, dose=c)``; None when it has any other form.

    >>> print(parse_call("volume(weight, dose=tea.dose)", 3))
    volume(weight, dose=tea.dose)
    >>> parse_call("volume(2 + 2)", 3) is None
    True
    """
    found = _CALL.fullmatch(source)
    if not found:
        return None
    arguments = []
    for part in filter(None, (part.strip() for part in found[2].split(","))):
        argument = _ARGUMENT.fullmatch(part)
        if not argument:
            return None
        arguments.append((argument[1] or "", argument[2]))
    return Call(found[1], tuple(arguments), line)


def _reference(match: re.Match[str], line: int) -> Reference:
    role, content, placeholder = match.groups()
    if role is None:
        return Reference("number", placeholder, "", line)
    content = re.sub(r"\s+", " ", content)  # a role may run over the end of a line, as words do
    labelled = _LABELLED.fullmatch(content) if role == "fact" else None
    if labelled:
        return Reference(role, labelled[2].strip(), labelled[1].strip(), line)
    return Reference(role, content.strip(), "", line)


def find_references(text: Text) -> Iterator[Reference]:
    """Yield what a text leans on, in order, each with its line; the words that stand for a fact may lean on numbers.

    >>> [each.role for each in find_references(Text("Give {{ weight }} {fact}`in {{ cups }} <tea.dose>`.", 1))]
    ['number', 'fact', 'number']
    """
    for match in _ANY.finditer(text.source):
        line = text.line + text.source.count("\n", 0, match.start())
        reference = _reference(match, line)
        yield reference
        yield from find_references(Text(reference.label, line))


def find_broken(text: Text) -> Iterator[int]:
    """Yield the lines on which a role or a placeholder is begun and not ended, a quote for a backtick included."""
    left = _ANY.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text.source)
    for match in re.finditer(r"\{[A-Za-z][\w-]*\}[`'\"\u00b4\u2018-\u201d]|\{(?:fact|calc)\}\s*[`'\"]|\{\{|\}\}", left):
        yield text.line + left.count("\n", 0, match.start())


def strip_references(source: str) -> str:
    """Return a text with every reference and every code span blanked, for rules about the words that are left.

    >>> strip_references("Give {fact}`tea.dose` now").split()
    ['Give', 'now']
    """
    blank = _ANY.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)
    return re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", lambda match: re.sub(r"[^\n]", " ", match[0]), blank, flags=re.DOTALL)


def _lead_rows(state: Any) -> None:
    """Make the first cell of each row its head where nothing stands above the first column; an empty head says nothing."""
    first = corner = False
    for place, token in enumerate(state.tokens):
        if token.type == "thead_open":
            first, corner = True, False
        elif token.type == "tr_open":
            first = True
        elif first and token.type in ("th_open", "td_open"):
            first = False
            if token.type == "th_open":
                corner = not state.tokens[place + 1].content.strip()
            if corner:
                token.tag = "td" if token.type == "th_open" else "th"
                if token.tag == "th":
                    token.attrSet("scope", "row")
                # A cell is always three: its beginning, its words and its end.
                state.tokens[place + 2].tag = token.tag


@cache
def load_parser() -> Any:
    """Return the Markdown parser: CommonMark, tables and quotes as printers set them; no raw HTML, no pictures."""
    # Reading and marking answers goes without it: a trainee's notebook never loads it.
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "smartquotes"])
    parser.disable(["image", "html_block", "html_inline", "autolink"])
    parser.core.ruler.push("lead_rows", _lead_rows)
    parser.add_render_rule("fence", _render_fence)
    return parser


def split_info(info: str) -> tuple[str, str]:
    """Return the name in braces that a fenced block begins with, and its caption; no name where it is plain code.

    >>> split_info("{trace} Pressure and pulse"), split_info("python")
    (('trace', 'Pressure and pulse'), ('', 'python'))
    """
    found = _INFO.match(info.strip())
    return (found[1].strip(), found[2].strip()) if found else ("", info.strip())


def _render_fence(self: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
    """Return a fenced block as HTML: a figure is drawn by whoever can, anything else is code."""
    token, draw = tokens[place], env.get("draw")
    drawn = draw and split_info(token.info)[0]
    return str(draw(token.info, token.content) if drawn else self.fence(tokens, place, options, env))


def render_html(
    source: str, show: Callable[[Reference], str], *, inline: bool = False, draw: Draw | None = None
) -> Markup:
    """Render case Markdown to HTML; `show` gives the HTML of each reference, the rest is escaped.

    `inline` leaves out the paragraph around a one-line text such as an option. `draw` gives the HTML of a fenced block
    whose first line names a figure in braces, from that line and the block as the author wrote it.

    >>> print(render_html("*Warm* <b> {fact}`tea.dose`", lambda reference: escape(reference.target), inline=True))
    <em>Warm</em> &lt;b&gt; tea.dose
    """
    written: list[re.Match[str]] = []

    def hold(match: re.Match[str]) -> str:
        written.append(match)
        return f"\ue000{len(written) - 1}\ue001"

    def draw_written(info: str, body: str) -> str:
        assert draw is not None
        return draw(info, _HELD.sub(lambda match: written[int(match[1])][0], body))

    held = _ANY.sub(hold, source.replace("\ue000", "").replace("\ue001", ""))
    env = {"draw": draw_written} if draw else {}
    rendered: str = load_parser().renderInline(held) if inline else load_parser().render(held, env)
    return Markup(_HELD.sub(lambda match: show(_reference(written[int(match[1])], 0)), rendered).strip())


def render_plain(source: str, show: Callable[[Reference], str]) -> str:
    """Return the same Markdown with each reference replaced by plain words."""
    return _ANY.sub(lambda match: show(_reference(match, 0)), source)


def escape(text: str) -> Markup:
    """Return text that is safe inside HTML and inside a quoted attribute; what is HTML already stays as it is.

    >>> print(escape("5 < 6 & 'so on'"))
    5 &lt; 6 &amp; &#x27;so on&#x27;
    """
    return text if isinstance(text, Markup) else Markup(html.escape(text, quote=True))


def as_html(text: str) -> Markup:
    """Return text that is HTML already, as what it is: parts of it that were words have been escaped."""
    return Markup(text)


def embed_json(data: Any) -> str:
    """Return data as JSON that can stand inside a script element of a page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def put_numbers(text: str, numbers: Mapping[str, Sequence[str]], variant: int | None) -> Markup:
    """Return HTML with each ``<data value=NAME>`` and each figure showing what one learner saw.

    Without a variant, what differs from learner to learner is a gap.
    """

    def show(match: re.Match[str]) -> str:
        texts = numbers.get(html.unescape(match[1]), ())
        return escape(_pick(texts, variant)) if (variant or 0) < len(texts) else match[2]

    return Markup(_DATA.sub(show, _put_figures(text, variant)))


def _put_figures(html: str, variant: int | None) -> str:
    """Return HTML with each figure that differs from learner to learner as one of them saw it; a gap without a variant."""

    def pick(match: re.Match[str]) -> str:
        seen, first = str(variant or 0) in match[1].split(), "0" in match[1].split()
        if variant is None:
            return "<p>(the learner's own figure)</p>" if first else ""
        return match[2] if seen else ""

    return _DRAWN.sub(pick, html)


def fill_numbers(words: str, numbers: Mapping[str, Sequence[str]], variant: int | None) -> str:
    """Return plain words with each ``{{ NAME }}`` showing what one learner saw, as `put_numbers` does in HTML."""

    def show(match: re.Match[str]) -> str:
        texts = numbers.get(match[1], ())
        return _pick(texts, variant) if (variant or 0) < len(texts) else match[0]

    return _GAP.sub(show, words)


def blank_numbers(words: str) -> str:
    """Return plain words with an ellipsis for each ``{{ NAME }}``.

    >>> blank_numbers("How much for {{ weight }}?")
    'How much for …?'
    """
    return _GAP.sub("…", words)


def _pick(texts: Sequence[str], variant: int | None) -> str:
    return "(the learner's own number)" if variant is None and len(texts) > 1 else texts[variant or 0]


def indent(text: str, columns: int) -> str:
    """Return a text that belongs to an entry of a list: every line but the first is set in."""
    return textwrap.indent(text, " " * columns).strip()


def render_lines(source: str, show: Callable[[Reference], str], *, inline: bool = False) -> str:
    """Return the words of a text, a line for each paragraph, entry of a list, row of a table, or line of a figure.

    `show` gives the plain words of each reference; nothing here is HTML.
    """
    shown: list[str] = []

    def hold(match: re.Match[str]) -> str:
        shown.append(show(_reference(match, 0)))
        return f"\ue000{len(shown) - 1}\ue001"

    held = _ANY.sub(hold, source.replace("\ue000", "").replace("\ue001", ""))
    tokens = load_parser().parseInline(held) if inline else load_parser().parse(held)
    parts: list[str] = []
    for token in tokens:
        if token.type == "inline":
            parts += (_word_token(child) for child in token.children)
        elif token.type in ("fence", "code_block"):
            kind, caption = split_info(token.info)
            parts += ["\n", f"{caption}\n" if kind else "", token.content]
        elif token.type in ("td_open", "th_open"):
            parts.append(" | ")
        elif not token.hidden and token.type not in ("td_close", "th_close"):
            parts.append("\n- " if token.type == "list_item_open" else "\n")
    words = _HELD.sub(lambda match: shown[int(match[1])], "".join(parts))
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip().removeprefix("| ") for line in words.split("\n"))
    return "\n".join(line for line in lines if line)


def _word_token(token: Any) -> str:
    """Return the words of a piece of a line: breaks end it, emphasis and links leave only what they hold."""
    return "\n" if token.type in ("softbreak", "hardbreak") else str(token.content)
