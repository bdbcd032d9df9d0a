"""A fact's words in HTML: whoever writes them and whoever links them agree on one form."""

from markupsafe import Markup

from casebook.text.fact_link import anchor_of, find_facts, link_facts, replace_facts, start_fact, write_fact
from casebook.text.markup import escape


def test_what_is_written_is_found_and_linked() -> None:
    written = write_fact("tea.dose_low", escape("2 & 3 g"))
    html = Markup(f"<p>Serve {written} warm.</p>")
    assert list(find_facts(html)) == ["tea.dose_low"]
    assert link_facts(html, "../register.html") == (
        '<p>Serve <a class="fact" href="../register.html#fact-tea-dose-low" data-fact="tea.dose_low">2 &amp; 3 g</a> warm.</p>'
    )


def test_a_fact_that_is_linked_already_is_found_and_left_alone() -> None:
    linked = link_facts(write_fact("tea.dose", escape("2 g")), "register.html")
    assert list(find_facts(linked)) == ["tea.dose"]
    assert link_facts(linked, "elsewhere.html") == linked


def test_on_the_registers_own_page_an_anchor_is_enough() -> None:
    assert start_fact("tea.dose", "") == '<a class="fact" href="#fact-tea-dose" data-fact="tea.dose">'


def test_facts_can_be_shown_in_another_way() -> None:
    html = write_fact("tea.dose", escape("2 g"))
    assert replace_facts(html, lambda fact, words: Markup(f"{words} ({anchor_of(fact)})")) == "2 g (fact-tea-dose)"


def test_what_is_html_already_is_not_escaped_again() -> None:
    assert escape(escape("5 < 6 & 'so on'")) == "5 &lt; 6 &amp; &#x27;so on&#x27;"
