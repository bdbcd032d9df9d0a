"""A response is found in whatever wraps it, and comes out as it went in."""

import codecs
import html
import json
import quopri
import textwrap
from collections.abc import Callable

import pytest

from casebook.grading.handin.platform.pasted import find_response, is_notebook
from casebook.mark.response import Response, read_response, write_response

from .platforms import paste, word

RESPONSE = Response(
    exercise="tea",
    learner="Jürgen O'Neil",
    variants={"first-cup": 3},
    fingerprints={"first-cup--volume": "ab12"},
    responses={
        "first-cup--volume": "12,5",
        "second-cup--order": ("boil", "pour", "wait-a-while"),
        "second-cup--note": 'He said "no", and <b>left</b> at 5 & 6 o\'clock. ' * 3,
        "hottest-cup--code": "def f(x):\n    return x['a'] < 3 and \"ü\"\n",
    },
)
DATA = write_response(RESPONSE)
TEXT = DATA.decode()


def curl(text: str) -> str:
    """Return a text as Word's autocorrection leaves it."""
    return "".join(
        "\u201c"
        if letter == '"' and (place == 0 or text[place - 1] in " [{\n")
        else "\u201d"
        if letter == '"'
        else letter
        for place, letter in enumerate(text)
    )


def rich(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}").replace("\n", "\\par\n")
    return "{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Calibri;}}\\pard " + "".join(f"\\u{ord(letter)}?" if ord(letter) > 127 else letter for letter in escaped) + "}"  # fmt: skip


WRAPPED: dict[str, bytes] = {
    "as saved": DATA,
    "with a mark": codecs.BOM_UTF8 + DATA,
    "utf-16": TEXT.encode("utf-16"),
    "utf-16 without a mark": TEXT.encode("utf-16-le"),
    "utf-16 big end first": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "latin-1": TEXT.encode("latin-1"),
    "Windows lines": TEXT.replace("\n", "\r\n").encode(),
    "on one line": json.dumps(json.loads(TEXT)).encode(),
    "an online text": paste(DATA),
    "an online text in pre": b"<pre>" + html.escape(TEXT).encode() + b"</pre>",
    "an online text with breaks": ("<div dir='ltr'>" + html.escape(TEXT, quote=False).replace("\n", "<br />\n") + "</div>").encode(),
    "a page shown as text": html.escape(paste(DATA).decode()).encode(),
    "entities without a page": html.escape(TEXT).encode(),
    "a code fence": f"Here is my file:\n\n```json\n{TEXT}```\nThanks!".encode(),
    "a greeting before and after": f"Dear all,\n{{see below}}\n{TEXT}\n-- \nJ.".encode(),
    "hard spaces": TEXT.replace("\n  ", "\n\u00a0\u00a0").replace('": "', '":\u00a0"').encode(),
    "zero-width spaces": TEXT.replace(",\n", ",\u200b\n").encode(),
    "a quoted mail": "\n".join(f"> {line}" for line in TEXT.splitlines()).encode(),
    "backslashes of Markdown": TEXT.replace("{\n", "\\{\n").replace("[\n", "\\[\n").replace("-", "\\-").encode(),
    "a Word document": word(DATA),
    "a rich text": rich(TEXT).encode("ascii"),
    "quoted printable, decoded by the mail": quopri.decodestring(quopri.encodestring(DATA)),
}  # fmt: skip


@pytest.mark.parametrize("how", WRAPPED)
def test_a_response_is_found(how: str) -> None:
    found = find_response(WRAPPED[how])
    assert found is not None
    assert read_response(found, "tea") == RESPONSE


def plain(**responses: str) -> Response:
    return Response(exercise="tea", learner="m.smith", responses=responses)


@pytest.mark.parametrize(
    "wrap",
    [
        curl,
        lambda text: curl(text).replace("  ", "\u00a0 "),
        lambda text: "\n".join(textwrap.fill(line, 40, break_on_hyphens=False) for line in text.splitlines()),
        lambda text: "\n".join(f"> {part}" for line in text.splitlines() for part in textwrap.wrap(line, 40, break_on_hyphens=False)),
    ],
    ids=["curly quotes", "curly quotes and hard spaces", "wrapped lines", "wrapped and quoted lines"],
)  # fmt: skip
def test_a_response_survives_what_editors_and_mails_do_to_it(wrap: Callable[[str], str]) -> None:
    answer = "Given 18.6 mg of 40 mg, stopped at minute 24 because the patient was frightened; the rest was wasted."
    response = plain(note=answer, volume="12.5")
    found = find_response(wrap(write_response(response).decode()).encode())
    assert found is not None and read_response(found, "tea").responses == {"note": answer, "volume": "12.5"}


def test_curly_quotes_that_somebody_typed_stay() -> None:
    response = plain(note="She said \u201cno\u201d and left.")
    assert find_response(write_response(response)) == write_response(response)
    pasted = find_response(paste(write_response(response)))
    assert pasted is not None and read_response(pasted).responses["note"] == "She said \u201cno\u201d and left."


def test_a_response_that_was_cut_off_comes_back_to_be_refused() -> None:
    cut = b"<p>" + TEXT[: len(TEXT) // 2].encode()
    found = find_response(cut)
    assert found is not None
    with pytest.raises(ValueError, match="the file"):
        read_response(found, "tea")


def test_of_two_pasted_responses_the_lower_counts() -> None:
    both = write_response(plain(note="first")) + b"\n\n" + write_response(plain(note="second"))
    found = find_response(both)
    assert found is not None and read_response(found).responses["note"] == "second"


@pytest.mark.parametrize("data", [b"", b"Hello", b"%PDF-1.4", b"{}", b"{" * 5_000, b"\x00" * 300, b"<html>" * 500])
def test_what_holds_no_response_holds_none(data: bytes) -> None:
    assert find_response(data) is None


def test_a_notebook_is_one_whatever_it_is_called() -> None:
    assert is_notebook(b'{"cells": [], "nbformat": 4}') and is_notebook(b'{"worksheets": [], "nbformat": 3}')
    assert not is_notebook(DATA) and not is_notebook(b'{"cells": 3}')
