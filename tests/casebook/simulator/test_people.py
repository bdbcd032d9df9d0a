"""People out of a hundred, as text a browser draws."""

from casebook.simulator.people import draw_people


def test_as_many_are_full_as_were_counted() -> None:
    groups = [{"words": "with <milk>", "count": 37}, {"words": "without", "count": 0}]
    svg = draw_people({"total": 100, "groups": groups}, label="Cups")
    assert svg.count("<circle") == 2 * 200, "for a page and for a phone"
    assert svg.count("is-full") == 2 * 37
    assert "with &lt;milk&gt;" in svg
