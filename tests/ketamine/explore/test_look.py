"""The explorer of the timetable shows the library's own timetable."""

from ketamine.explore import looks
from ketamine.rule.monitoring import timetable


def test_sessions_are_watched_when_the_timetable_says():
    explorer = looks()
    shown = explorer.evaluate({"session": "spray-3"})["table"]["rows"]
    assert [row["cells"][0] for row in shown] == [
        f"{look.minute:g}" for look in timetable("esketamine", end=10, until=130)
    ]
    assert len(explorer.evaluate({"session": "infusion-40"})["table"]["rows"]) == 13
