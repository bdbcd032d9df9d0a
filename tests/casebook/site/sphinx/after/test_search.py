"""What the search page looks through: what the course says is told from what it only quotes."""

from casebook.site.sphinx.after.search import write_index

from ..index import read_index

PAGE = """<article><section id="tea"><h1>Tea</h1><p>Words.</p>
<div class="fact-entry" id="fact-warm" data-confidence="high"><p class="fact-statement">Serve it warm.</p></div>
<div class="fact-entry" id="claim-1" data-verdict="wrong"><p class="fact-statement">Tea cures all.</p><p>Nobody showed it.</p></div>
</section></article>"""


def test_a_claim_is_never_called_a_fact(tmp_path):
    (tmp_path / "tea.html").write_text(PAGE, encoding="utf-8")
    index = read_index(write_index(tmp_path, {"tea": "Tea"}, []))
    assert ["fact", "tea.html#fact-warm", "Tea", "Serve it warm.", ""] in index["places"]
    claim = ["claim", "tea.html#claim-1", "Tea", "Judged wrong: “Tea cures all.”", "Nobody showed it."]
    assert claim in index["places"]


def test_what_only_a_control_says_is_not_searched(tmp_path):
    controls = '<select><option>Choose me</option></select><div aria-hidden="true"><p>How sure</p></div><p>After.</p>'
    (tmp_path / "tea.html").write_text(PAGE.replace("<p>Words.</p>", f"<p>Words.</p>{controls}"), encoding="utf-8")
    index = read_index(write_index(tmp_path, {"tea": "Tea"}, []))
    said = [text for *_, text in index["places"]]
    assert said[0] == "Words. After." and not any("Choose me" in text or "How sure" in text for text in said)
