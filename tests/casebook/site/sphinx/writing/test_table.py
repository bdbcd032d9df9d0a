"""Tables as pandas and docutils write them, and as a listener needs them."""

import re

import pandas

from casebook.site.sphinx.writing.table import mend_tables


def cells(html: str) -> list[list[str]]:
    """Return each row's cells as tag, scope and text."""
    return [
        [f"{tag}{'/' + scope if scope else ''} {text}" for tag, scope, text in
         re.findall(r'<(t[hd])(?:[^>]*scope="(\w+)")?[^>]*>(?:<p>)?(.*?)(?:</p>)?</t[hd]>', row)]
        for row in re.findall(r"<tr.*?</tr>", html, re.S)
    ]  # fmt: skip


def test_a_head_that_says_nothing_is_no_head_and_rows_get_theirs() -> None:
    html = (
        '<table class="table"><thead><tr><th class="head"></th><th><p>Sedation</p></th></tr></thead>'
        "<tbody><tr><td><p>Ask</p></td><td><p>the name</p></td></tr></tbody></table>"
    )
    assert cells(mend_tables(html)) == [["td ", "th/col Sedation"], ["th/row Ask", "td the name"]]


def test_a_table_whose_first_column_has_a_head_keeps_its_cells() -> None:
    html = "<table><thead><tr><th>You see</th></tr></thead><tbody><tr><td>tears</td></tr></tbody></table>"
    assert cells(mend_tables(html)) == [["th/col You see"], ["td tears"]]


def test_the_name_that_pandas_gives_to_rows_stands_above_them() -> None:
    frame = pandas.DataFrame({"of": ["trials", "wards"], "%": [41, 8]}, index=pandas.Index(["a", "b"], name="effect"))
    mended = mend_tables(frame.to_html())
    assert cells(mended) == [
        ["th/col effect", "th/col of", "th/col %"],
        ["th/row a", "td trials", "td 41"],
        ["th/row b", "td wards", "td 8"],
    ]
    assert "border=" not in mended and "style=" not in mended


def test_numbers_stand_in_line_and_words_do_not() -> None:
    frame = pandas.DataFrame(
        {
            "share": ["55%", "4%"],
            "interval": ["+4% to +24%", "\u22122% to 30%"],
            "dose": ["0.5 mg/kg", "1"],
            "gap": [None, 1.5],
        }
    )
    mended = mend_tables(frame.to_html())
    numbers = re.findall(r'<t[hd][^>]*class="is-number"[^>]*>(.*?)</t[hd]>', mended)
    assert numbers == ["share", "interval", "gap", "55%", "+4% to +24%", "NaN", "4%", "\u22122% to 30%", "1.5"]


def test_a_cell_with_a_sentence_is_marked_so_that_a_phone_gives_it_room() -> None:
    sentence = "A negative culture does not exclude the harm: all nine daily users of the first series had sterile urine, severe cystitis too."
    mended = mend_tables(pandas.DataFrame({"certainty": ["high"], "found": [sentence]}).to_html())
    assert re.findall(r'<td class="is-sentence">(.*?)</td>', mended) == [sentence]


def test_text_around_tables_stays_as_it_is() -> None:
    html = "<p>A <th> in words</p>\n<table><tbody><tr><td>1</td></tr></tbody></table>\n<p>after</p>"
    assert mend_tables(html) == html
