"""One hand-in packed and unpacked, and a stranger's notebook read."""

import json
from typing import Any

import pytest

from casebook.grading.handin.submission import Submission, pack_submission, read_notebook, unpack_submission
from casebook.mark.response import Refused


def test_packing_and_unpacking_gives_the_same() -> None:
    for submission in (Submission("m", None, None), Submission("m", b"\xff\x00", b"{}")):
        assert unpack_submission(pack_submission(submission)) == submission


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{", "broken"),
        (b"\xff\xfe", "broken"),
        (b"[" * 100_000, "broken"),
        (b"[]", "not a notebook"),
        (b'{"nbformat": 3, "cells": []}', "not a notebook"),
        (b'{"nbformat": 3, "worksheets": [1]}', "not a notebook"),
        (b'{"nbformat": true, "cells": []}', "not a notebook"),
        (b'{"nbformat": 2, "worksheets": []}', "not a notebook"),
        (b'{"nbformat": 4, "cells": [1]}', "a cell that is none"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 1}]}', "a cell that is none"),
        (b" " * 20_000_001, "20,000,001 bytes"),
    ],
)
def test_what_is_no_notebook_is_refused_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_notebook(data)


def read(document: dict[str, Any]) -> list[tuple[str, str]]:
    cells = read_notebook(json.dumps(document).encode())["cells"]
    return [(cell["cell_type"], cell["source"]) for cell in cells]


def test_a_notebook_of_version_3_and_a_later_one_are_read() -> None:
    old = [{"cell_type": "code", "input": ["x = 1\n", "y"]}, {"cell_type": "heading", "source": "Tea", "level": 2}]
    assert read({"nbformat": 3, "worksheets": [{"cells": old}]}) == [("code", "x = 1\ny"), ("raw", "Tea")]
    assert read({"nbformat": 5, "cells": [{"cell_type": "code", "source": "x"}]}) == [("code", "x")]


def test_a_cell_of_another_program_s_kind_is_text() -> None:
    assert read({"nbformat": 4, "cells": [{"cell_type": "sql", "source": "select 1"}]}) == [("raw", "select 1")]
