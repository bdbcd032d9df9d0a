"""Pages on their way to paper: other anchors, links within the document, and answers at its end."""

import re

from casebook.site.paper.paper import (
    PrintedPage,
    Sheet,
    compose,
    gather_facts,
    has_facts,
    read_leaf,
)

CARD = """
<section class="cb-card cb-case" id="case-cup" aria-label="Self-check: A cup">
<div class="cb-card-head"><span class="cb-kind">Self-check</span> <h2 class="cb-card-title">A cup</h2></div>
<div class="cb-card-body"><div class="cb-item"><fieldset><legend class="cb-question">Who is <em>first</em>?</legend>
<ul><li><label><input type="radio" name="q" value="a"> <span>The guest</span></label></li></ul></fieldset>
<details class="cb-details"><summary>Answer and reasons</summary><ul class="cb-key"><li>Yes: The guest.
<a class="fact" href="register.html#fact-tea">three minutes</a></li></ul></details>
<div class="cb-later" aria-hidden="true"><button>Check</button></div></div></div>
<script type="application/json" class="cb-data">{}</script></section>
"""

PAGE = f"""<html><body><nav>Contents</nav><article class="prose" id="text">
<section id="the-cup"><h1>The cup</h1>
<p>See <a href="#pour">below</a>, <a href="../start.html">the start</a>, <a href="../start.html#gone">a place that is gone</a>,
<a href="other.html">a page that is not printed</a>, <a href="https://example.org/">a site</a>.</p>
<section id="pour"><h2>Pour</h2><img src="../_images/cup.png" alt="id=&quot;x&quot;"><svg viewBox="0 0 1 1"><path d="M0 0"/></svg></section>
{CARD}</section></article><p class="site-notice"><strong>For teaching.</strong> Awaiting review.</p></body></html>"""

START = '<article class="prose"><section id="start"><h1>Start</h1><p>Here.</p></section></article>'

REGISTER = """<article><h1>Register</h1>
<div class="fact-entry" id="fact-tea"><p>Three minutes.</p></div><div class="fact-entry is-low" id="fact-milk"><p>Milk last.</p></div></article>"""


def make_sheet(*leaves: PrintedPage) -> Sheet:
    return Sheet("Tea", "", "For teaching.", leaves)


def make_leaves() -> tuple[PrintedPage, PrintedPage]:
    return read_leaf("start", START, 1), read_leaf("chapter/cup", PAGE, 2)


def test_a_page_gives_its_title_its_text_and_its_notice() -> None:
    leaf = read_leaf("chapter/cup", PAGE, 2)
    assert (leaf.title, leaf.notice) == ("The cup", "<strong>For teaching.</strong> Awaiting review.")
    assert "Contents" not in leaf.article


def test_headings_go_down_as_deep_as_the_page_stands() -> None:
    html = compose(make_sheet(*make_leaves()), "")
    assert "<h1>Start</h1>" in html
    assert "<h2>The cup</h2>" in html and "<h3>Pour</h3>" in html


def test_links_lead_within_the_document_out_of_it_or_nowhere() -> None:
    html = compose(make_sheet(*make_leaves()), "")
    links = dict(re.findall(r"<a([^>]*)>([^<]*)</a>", html.partition("<main>")[2].replace("\n", " ")))
    found = {words: (re.search('href="([^"]*)"', given) or ["", ""])[1] for given, words in links.items()}
    assert found["below"] == "#p-chapter-cup--pour"
    assert found["a place that is gone"] == "#p-start"
    assert found["a site"] == "https://example.org/"
    assert 'id="p-chapter-cup--pour"' in html
    assert "<a>a page that is not printed</a>" in html
    anchors = set(re.findall(r'\bid="([^"]*)"', html))
    assert set(re.findall(r'href="#([^"]*)"', html)) <= anchors


def test_pictures_are_found_from_the_sites_folder_and_drawings_stay_as_they_are() -> None:
    html = compose(make_sheet(*make_leaves()), "")
    assert '<img src="_images/cup.png" alt="id=&quot;x&quot;">' in html
    assert '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>' in html


def test_answers_stand_after_the_text_and_nowhere_in_it() -> None:
    html = compose(make_sheet(*make_leaves()), "")
    text, _, answers = html.partition('<section class="cb-key-sheet')
    assert "Who is <em>first</em>?" in text and "Yes: The guest" not in text
    assert "Who is <em>first</em>?" in answers and "Yes: The guest" in answers
    assert '<a href="#key-p-chapter-cup--case-cup">Answers and reasons</a>' in text
    assert '<h3 id="key-p-chapter-cup--case-cup">A cup</h3>' in answers
    for left in ("Check", "<script", "<details", "<summary", "Answer and reasons"):
        assert left not in html


def test_a_table_folded_on_screen_lies_open_under_its_caption() -> None:
    page = "<article><h1>T</h1><details><summary>Some settings</summary><table><tr><td>1</td></tr></table></details></article>"
    html = compose(make_sheet(read_leaf("t", page, 1)), "")
    assert '<p class="paper-summary">Some settings</p><table>' in html


def test_the_table_of_a_figure_stays_with_its_question() -> None:
    table = '<details class="cb-figure-text"><summary>The same as a table</summary><table><tr><td>128</td></tr></table></details>'
    page = PAGE.replace("<fieldset>", f"<fieldset><figure>{table}</figure>")
    text, _, answers = compose(make_sheet(read_leaf("chapter/cup", page, 1)), "").partition(
        '<section class="cb-key-sheet'
    )
    assert "<figure>" in text and '<p class="paper-summary">The same as a table</p><table><tr><td>128</td>' in text
    assert "128" not in answers and "Yes: The guest" in answers


def test_an_exercise_keeps_its_questions_and_says_how_to_hand_in() -> None:
    page = (
        '<article><h1>T</h1><div class="cb-exercise-body"><form class="cb-gate" aria-hidden="true">Start</form><noscript>'
        '<p class="cb-notice">Scripts are switched off.</p><p>What now?</p></noscript></div></article>'
    )
    html = compose(make_sheet(read_leaf("t", page, 1)), "")
    assert "What now?" in html and "To hand in your answers" in html
    assert "switched off" not in html and "cb-gate" not in html


def test_page_numbers_come_in_once_they_are_known() -> None:
    sheet = make_sheet(*make_leaves())
    known = {"p-start": 3, "p-chapter-cup": 4, "key-p-chapter-cup--case-cup": 9}
    html = compose(sheet, "", find_page=known.get)
    assert '<a href="#p-start">Start</a><span class="paper-page">3</span>' in html
    assert 'Answers and reasons</a><span class="paper-page">9</span>' in html
    assert "data-page" not in html and "data-page" not in compose(sheet, "")


def test_a_chapter_takes_along_the_facts_it_names_and_no_others() -> None:
    cup = make_leaves()[1]
    facts = gather_facts([cup], [read_leaf("chapter/register", REGISTER, 1)], title="Facts")
    assert "Three minutes." in facts.article and "Milk last." not in facts.article
    html = compose(make_sheet(cup, facts), "")
    assert 'href="#p-chapter-register--fact-tea"' in html and 'id="p-chapter-register--fact-tea"' in html


def test_only_a_page_of_facts_is_a_register() -> None:
    claims = '<article><h1>Claims</h1><div class="fact-entry" id="tea-c01"><p>It was said.</p></div></article>'
    assert has_facts(read_leaf("chapter/register", REGISTER, 1))
    assert not has_facts(read_leaf("chapter/claims", claims, 1))
