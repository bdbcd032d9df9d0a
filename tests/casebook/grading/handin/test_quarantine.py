"""What trainees wrote, made harmless: nbgrader's own renderer shows it as text and nothing else."""

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.grading.handin.quarantine import (
    clean_cell,
    clean_line,
    clean_outputs,
    clean_text,
    quote_text,
    unquote_text,
)

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "![x](attachment:evil.svg)",
    "$$\\href{javascript:alert(1)}{x}$$",
    "\\begin{equation}<script>alert(1)</script>\\end{equation}",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "~~~\n<b>bold</b>\n~~~",
    "````\n```\n<script>\n",
    "    <script>indented</script>",
    "a\x00b\x08c\u202ed",
    "x" * 5000,
    "&lt;script&gt;",
    "# heading\n\n- list\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "<!-- comment",
    "{{ cell }} {% include 'x' %}",
]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def read_page(markdown: str) -> _Tags:
    from nbconvert.filters import markdown2html

    tags = _Tags()
    tags.feed(markdown2html(markdown))
    tags.close()
    return tags


@pytest.mark.parametrize("text", HOSTILE)
def test_quoted_text_is_one_block_of_plain_text(text: str) -> None:
    page = read_page(quote_text(text))
    assert page.tags == ["pre", "code"]
    assert "".join(page.text.split()) == "".join(clean_text(text).split())


@given(st.text(alphabet=st.sampled_from("`~$\\<>&[]()!{}*_#-|=\n\t \r\x0b\u2028ab"), max_size=60))
def test_no_run_of_marks_breaks_out_of_the_block(text: str) -> None:
    assert read_page(quote_text(text)).tags == ["pre", "code"]


def test_long_lines_are_broken_so_that_they_can_be_read() -> None:
    assert max(map(len, quote_text("word " * 100).split("\n"))) <= 96


def test_outputs_keep_text_errors_and_real_pictures() -> None:
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["one\n", "two\n"]},
        {"output_type": "display_data", "data": {"text/html": "<script>", "image/svg+xml": "<svg onload=x>"}},
        {"output_type": "display_data", "data": {"application/javascript": "alert(1)", "text/plain": "plain"}},
        {
            "output_type": "display_data",
            "data": {"image/png": pixel},
            "metadata": {"image/png": {"width": '"><script>'}},
        },
        {"output_type": "display_data", "data": {"image/png": '"><script>alert(1)</script>'}},
        {"output_type": "execute_result", "execution_count": 3, "data": {"text/plain": "2.0", "text/html": "<b>"}},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["<script>"]},
        {"output_type": "update_display_data"},
    ]
    clean = clean_outputs(outputs)
    assert [output["output_type"] for output in clean] == [
        "stream", "display_data", "display_data", "display_data", "display_data", "execute_result", "error",
    ]  # fmt: skip
    assert clean[0]["text"] == "one\ntwo\n"
    assert [list(output["data"]) for output in clean[1:6]] == [[], ["text/plain"], ["image/png"], [], ["text/plain"]]
    assert all(output.get("metadata", {}) == {} for output in clean)


def test_outputs_stop_at_a_size() -> None:
    outputs = [{"output_type": "stream", "name": "stdout", "text": "x" * 700_000}] * 50
    clean = clean_outputs(outputs)
    assert sum(len(output["text"]) for output in clean) < 1_100_000


def test_a_cell_a_trainee_added_keeps_its_code_and_loses_its_power() -> None:
    cell = {
        "cell_type": "markdown", "source": "<script>", "metadata": {"x": 1}, "attachments": {"a.svg": {}},
    }  # fmt: skip
    assert clean_cell(cell)
    assert cell == {"cell_type": "markdown", "source": "```\n<script>\n```", "metadata": {}}
    assert not clean_cell({"cell_type": "raw", "source": "<script>", "metadata": {}})


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n  failed: b", "a failed: b"),
        ("\x1b[2J\x1b[Hgone", "\ufffd[2J\ufffd[Hgone"),
        ("\x1b]0;title\x07", "\ufffd]0;title\ufffd"),
        ("one\u2028two\x85three\r\nfour", "one\ufffdtwo\ufffdthree four"),
        ("\u202edlrow \ud800", "\ufffddlrow \ufffd"),
        ("Zo\u00eb \u738b\u82b3", "Zo\u00eb \u738b\u82b3"),
    ],
)
def test_a_line_for_a_terminal_is_one_line_of_plain_text(text: str, line: str) -> None:
    assert clean_line(text) == line


def test_of_many_outputs_the_first_of_each_kind_stays() -> None:
    empty: dict[str, object] = {"output_type": "error", "ename": "", "evalue": "", "traceback": []}
    value = {
        "output_type": "execute_result",
        "execution_count": "<script>",
        "data": {"image/png": [1, 2], "text/plain": "1"},
    }
    clean = clean_outputs([*[empty] * 100_000, value, {"output_type": "stream", "name": "stderr", "text": "x"}])
    assert len(clean) <= 1_002 and [output["output_type"] for output in clean[-2:]] == ["execute_result", "stream"]
    assert clean[-2]["execution_count"] is None and list(clean[-2]["data"]) == ["text/plain"]


def test_errors_count_for_what_is_kept() -> None:
    long = {"output_type": "error", "ename": "E", "evalue": "x" * 10_000, "traceback": ["y" * 50_000] * 10}
    clean = clean_outputs([long] * 200)
    assert sum(len(output["evalue"]) + sum(map(len, output["traceback"])) for output in clean) < 1_300_000


def test_what_is_no_text_in_an_output_is_left_out() -> None:
    deep: list[object] = []
    for _ in range(5_000):
        deep = [deep]
    (clean,) = clean_outputs([{"output_type": "error", "ename": deep, "evalue": deep, "traceback": [deep, "kept"]}])
    assert clean == {"output_type": "error", "ename": "", "evalue": "", "traceback": ["", "kept"]}


@pytest.mark.parametrize("text", ["Tea", "a\n\nb", "```\nx\n```\nand more", "`` ` ``", "x = 1\n```python\ny\n```"])
def test_what_was_quoted_is_read_back(text: str) -> None:
    assert unquote_text(quote_text(text)) == text
    assert unquote_text("```python\nx = 1\n```\n") == "x = 1"
    assert unquote_text("```\na\n```\nb\n```\nc\n```") == "```\na\n```\nb\n```\nc\n```"
