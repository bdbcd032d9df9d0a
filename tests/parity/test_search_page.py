"""The index of the search: what Python packs, the page unpacks."""

import json
from typing import Any

import pytest

from casebook.site.sphinx.after.pack import pack_text

TEXTS = (
    "",
    "a",
    json.dumps(["0.5 mg/kg, 40 min", 'a "word" & <another>', "back\\slash"]),
    "na\u00efve \u2013 \u201c\u2265 160\u201d \u03b2-blocker \U0001f642 \U0001f643 " * 3,
    " ".join(f"word{number} word" for number in range(3000)),
    # More words than there are letters: the rarest are spelt.
    " ".join("".join(chr(97 + number // 26**place % 26) for place in range(4)) for number in range(60_000)),
)


def test_what_is_packed_is_unpacked_letter_for_letter(run_page: Any) -> None:
    packs = [pack_text(text) for text in TEXTS]
    assert run_page("search/pack.js", "unpack", [[pack] for pack in packs]) == list(TEXTS)
    assert all("<" not in f"{pack['text']}{pack['letters']}" for pack in packs), "a script needs no escape for it"


def test_what_is_packed_is_short() -> None:
    text = "The pressure is taken before, at forty minutes, and until it declines. " * 50
    pack = pack_text(text)
    assert len(pack["text"]) <= 16 * 50 and len(pack["words"]) < 200


def test_a_text_of_two_lines_is_refused() -> None:
    with pytest.raises(ValueError, match="one line"):
        pack_text("one\ntwo")
