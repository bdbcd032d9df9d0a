"""How long pages take is added up from the pages, and said as the page's script says it."""

import re
from pathlib import Path

import pytest

from casebook.site.sphinx.after.minutes import fill_minutes, say_minutes

PLACE = '<span class="site-minutes" data-of="{}">{}</span>'


def test_a_page_says_what_others_take_and_says_it_anew_when_they_change(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<html lang="en" data-minutes="12">')
    (tmp_path / "b.html").write_text('<html lang="en" data-minutes="21">')
    (tmp_path / "plans.html").write_text(PLACE.format("a", "") + PLACE.format("a b", "about 5 min"))
    fill_minutes(tmp_path)
    assert (tmp_path / "plans.html").read_text() == PLACE.format("a", "12 min") + PLACE.format("a b", "about 35 min")
    (tmp_path / "b.html").write_text('<html lang="en" data-minutes="80">')
    fill_minutes(tmp_path)
    assert "about 1 h 30 min" in (tmp_path / "plans.html").read_text()


@pytest.mark.parametrize("minutes", range(1, 400, 3))
def test_a_sum_is_said_as_nearly_as_it_is_known(minutes: int) -> None:
    hours, least = re.fullmatch(r"about (?:(\d+) h)? ?(?:(\d+) min)?", say_minutes(minutes)).groups(default="0")  # type: ignore[union-attr]
    said = 60 * int(hours) + int(least)
    assert said > 0 and abs(said - minutes) <= (7.5 if said >= 60 else 4)
