"""Case text: Markdown with references, and no way for it to become a program."""

import pytest

from casebook.text.case import Text
from casebook.text.markup import (
    Reference,
    fill_numbers,
    find_broken,
    find_references,
    put_numbers,
    render_html,
    render_lines,
    render_plain,
)


def show(reference: Reference) -> str:
    return f"<b>{reference.role}:{reference.target}:{reference.label}</b>"


def test_references_are_found_with_their_lines() -> None:
    text = Text("Give {fact}`a.b`,\nor {fact}`words <a.c>`,\n{calc}`f(x, y=z)` to {{ weight }}.", 5)
    assert list(find_references(text)) == [
        Reference("fact", "a.b", "", 5),
        Reference("fact", "a.c", "words", 6),
        Reference("calc", "f(x, y=z)", "", 7),
        Reference("number", "weight", "", 7),
    ]


def test_a_number_in_the_words_for_a_fact_is_found_as_it_is_shown() -> None:
    assert list(find_references(Text("Or\n{fact}`in {{ weight }} <a.c>`.", 5))) == [
        Reference("fact", "a.c", "in {{ weight }}", 6),
        Reference("number", "weight", "", 6),
    ]


def test_quotes_are_set_as_printers_set_them_but_not_in_code() -> None:
    assert render_html("""the spray's "label", `x["a"]`""", show, inline=True) == (
        "the spray\u2019s \u201clabel\u201d, <code>x[&quot;a&quot;]</code>"
    )


def test_a_role_may_run_over_the_end_of_a_line() -> None:
    assert list(find_references(Text("see {fact}`more\nwords <a.b>`", 1))) == [
        Reference("fact", "a.b", "more words", 1)
    ]


def test_a_role_that_is_not_closed_is_found_on_its_line() -> None:
    assert list(find_broken(Text("see {fact}`a.b`\nand {fact}`a.c\nor {{ weight", 4))) == [5, 6]


def test_references_are_shown_and_the_rest_is_markdown() -> None:
    assert (
        render_html("*Give* {fact}`a.b` **now**", show, inline=True)
        == "<em>Give</em> <b>fact:a.b:</b> <strong>now</strong>"
    )
    assert render_html("One\n\nTwo", show) == "<p>One</p>\n<p>Two</p>"
    assert render_plain("Give {{ weight }}", lambda reference: "82 kg") == "Give 82 kg"


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](http://example.org/x.png)",
        "[x](javascript:alert(1))",
        "<http://example.org>",
    ],
)
def test_html_pictures_and_programs_do_not_pass(source: str) -> None:
    rendered = render_html(source, show)
    for tag in ("<script", "<img", 'href="javascript'):
        assert tag not in rendered


def test_a_reference_cant_be_forged_with_the_placeholder_we_use() -> None:
    assert render_html("\ue0000\ue001 {{ w }}", show, inline=True) == "0 <b>number:w:</b>"


def test_the_words_of_a_text_are_a_line_for_each_block() -> None:
    source = (
        "It is *warm* & {{ w }}.\n\n- one\n- [two](#x)\n\n| a | b |\n| - | - |\n| 1 | |\n\n> quoted\n> on\n\n    code"
    )
    lines = render_lines(source, lambda reference: "50\u00a0kg")
    assert lines == "It is warm & 50 kg.\n- one\n- two\na | b\n1 |\nquoted\non\ncode"
    assert render_lines("1. *first*", lambda reference: "", inline=True) == "1. first"


def test_a_gap_in_plain_words_is_filled_as_it_is_in_html() -> None:
    numbers = {"a": ["<x>", "<y>"], "b": ["1"]}
    assert fill_numbers("{{ a }} and {{ b }}", numbers, 1) == "<y> and {{ b }}"
    assert fill_numbers("{{ a }} and {{ b }}", numbers, None) == "(the learner's own number) and 1"
    assert fill_numbers("{{ c }}", numbers, 0) == "{{ c }}"


def test_numbers_are_escaped_and_unknown_ones_stay_as_they_are() -> None:
    html = '<data value="a">1</data> <data value="b">2</data>'
    assert put_numbers(html, {"a": ["<x>", "<y>"]}, 1) == "&lt;y&gt; 2"


def test_where_nothing_stands_above_the_first_column_its_cells_are_the_heads_of_their_rows() -> None:
    corner = "| | Age | Pulse |\n| --- | --- | --- |\n| W | 71 | 88 |\n| X | 40 | |"
    shown = str(render_html(corner, lambda reference: ""))
    assert "<th></th>" not in shown and shown.count('<th scope="row">') == 2
    assert '<th scope="row">W</th>\n<td>71</td>' in shown and "<td></td>\n<th>Age</th>" in shown
    plain = "| Who | Age |\n| --- | --- |\n| W | 71 |"
    assert 'scope="row"' not in render_html(plain, lambda reference: "")


FIGURE = "```{pump} Pump 2\nrate: {{ rate }}\n```"


def test_a_figure_is_drawn_by_whoever_can_and_code_stays_code() -> None:
    given: list[tuple[str, str]] = []

    def draw(info: str, body: str) -> str:
        given.append((info, body))
        return "<figure></figure>"

    assert render_html(f"{FIGURE}\n\n```\n{{{{ rate }}}}\n```", show, draw=draw) == (
        "<figure></figure><pre><code><b>number:rate:</b>\n</code></pre>"
    )
    assert given == [("{pump} Pump 2", "rate: {{ rate }}\n")]
    assert "<code" in render_html(FIGURE, show)


def test_in_plain_words_a_figure_is_its_caption_and_its_rows() -> None:
    assert render_lines(f"See:\n\n{FIGURE}", lambda reference: "60 mL/h") == "See:\nPump 2\nrate: 60 mL/h"


def test_of_a_figure_with_many_looks_one_learner_sees_one() -> None:
    html = '<div class="cb-drawn" data-drawn="0 2">A</div><div class="cb-drawn" data-drawn="1" hidden>B</div>'
    assert [put_numbers(html, {}, variant) for variant in (0, 1, 2)] == ["A", "B", "A"]
    assert put_numbers(html, {}, None) == "<p>(the learner's own figure)</p>"
