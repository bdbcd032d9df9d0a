"""A page's title in italics is a link; anything else in italics is not."""

from casebook.site.sphinx.writing.title import link_titles, link_titles_within

HREFS = {"The cup": "cup.html", "Tea & time": "time.html"}


def find(words: str) -> str:
    return HREFS.get(words, "")


def test_a_title_is_linked_as_readers_see_it() -> None:
    assert (
        link_titles("More in <em>Tea &amp; time</em>.", find)
        == 'More in <a href="time.html"><em>Tea &amp; time</em></a>.'
    )


def test_other_italics_stay() -> None:
    assert link_titles("<em>Warm</em> <em>The <b>cup</b></em>", find) == "<em>Warm</em> <em>The <b>cup</b></em>"


def test_every_text_of_a_reason_is_read() -> None:
    data = {"a": ["<em>The cup</em>", 3, None], "b": {"c": "plain"}}
    assert link_titles_within(data, find) == {
        "a": ['<a href="cup.html"><em>The cup</em></a>', 3, None],
        "b": {"c": "plain"},
    }
