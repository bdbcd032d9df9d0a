"""One setting as it is shown."""

from typing import Any

from casebook.simulator import draw, start_values


def test_the_sentence_holds_settings_and_results(tea: Any) -> None:
    shown = draw(tea, values=start_values(tea))
    assert shown.sentence == "2.5 g for 20 min reach 50 in a thin one with milk."


def test_the_figure_says_what_it_shows_and_marks_it(tea: Any) -> None:
    figure = draw(tea, values=start_values(tea)).figure
    assert 'aria-label="A cooling cup: Strength against time"' in figure
    assert ">top 50</text>" in figure and ">poured</text>" in figure
    assert figure.count("cb-foot") == 2, "for a page's width and for a phone's"


def test_only_controls_to_compare_leave_the_start_behind(tea: Any) -> None:
    assert "cb-line" in draw(tea, values=start_values(tea)).figure
    assert "cb-start" not in draw(tea, values={**start_values(tea), "cup": "thick"}).figure
    assert 'class="cb-start"' in draw(tea, values={**start_values(tea), "weight": 4}).figure


def test_a_table_is_read_by_its_rows(tea: Any) -> None:
    assert '<th scope="row">&lt;leaves&gt;</th><td>2.5 g</td>' in draw(tea, values=start_values(tea)).body


def test_findings_name_their_fact_and_what_is_unknown_stands_apart(tea: Any) -> None:
    body = draw(tea, values=start_values(tea)).body
    assert (
        '<li class="is-wrong"><strong>Mind.</strong> <span class="fact" data-fact="tea.lemon">curdles</span></li>'
        in body
    )
    assert "<summary>1 not asked</summary>" in body
    assert "<summary>How</summary><p>So</p><ol><li>left</li><li>right</li></ol>" in body
