"""Where the words of a chart stand."""

import random

from casebook.simulator.place import Area, Head, Plot, Words, lay_heads, measure_words, meets_curve, split_words

ROOM = Area(40, 20, 318, 240)


def frame(words: str, found: Words) -> Area:
    return Area(found.left, found.line - 12, found.left + measure_words(words, bold=True), found.line + 4)


def test_lines_break_between_words_and_a_long_word_stands_alone() -> None:
    assert split_words("one two three", 7) == ["one two", "three"]
    assert split_words("incomprehensibilities of tea", 7) == ["incomprehensibilities", "of tea"]
    assert split_words("", 7) == [""]


def test_words_stand_over_a_lone_point() -> None:
    found = Plot(ROOM).place_point("peak", 150, 100)
    assert found and found.lead is None
    assert found.line < 100 and found.left < 150 < found.left + measure_words("peak", bold=True)


def test_words_keep_to_the_room_and_off_what_is_there() -> None:
    drawn = random.Random(3)
    for _ in range(60):
        plot = Plot(ROOM)
        heights = [drawn.uniform(30, 230) for _ in range(8)]
        curve = plot.add_curve([(44 + 37 * index, height) for index, height in enumerate(heights)])
        x, y = 44 + 37 * 3, heights[3]
        plot.put_dot(x, y)
        before = list(plot.taken)
        found = plot.place_point("half at 144", x, y)
        assert found
        box = frame("half at 144", found)
        assert box.left >= ROOM.left and box.right <= ROOM.right and box.top >= ROOM.top and box.bottom <= ROOM.bottom
        assert not meets_curve(box, curve, 0)
        assert not any(box.touches(each) for each in before)


def test_words_that_find_no_room_beside_their_point_are_led_to_it() -> None:
    plot = Plot(ROOM)
    plot.taken.append(Area(100, 60, 200, 140))
    found = plot.place_point("peak", 150, 100)
    assert found and found.lead
    assert found.lead[:2] == (150, 100)
    assert not frame("peak", found).touches(Area(100, 60, 200, 140))


def test_words_without_any_room_are_left_out() -> None:
    plot = Plot(ROOM, taken=[ROOM])
    assert plot.place_point("peak", 150, 100) is None
    assert plot.place_zone("warm", 40, 60) is None


def test_a_name_stands_nearer_to_its_own_curve_than_to_any_other() -> None:
    plot = Plot(ROOM)
    high = plot.add_curve([(44, 200), (100, 60), (306, 120)])
    low = plot.add_curve([(44, 230), (100, 180), (306, 200)])
    for curve, other, y in ((high, low, 60), (low, high, 180)):
        found = plot.place_name("black", curve, 100, y)
        assert found
        box = frame("black", found)
        assert meets_curve(box, curve, 12) and not meets_curve(box, other, 6)


def test_the_words_of_a_zone_stand_in_it_at_the_right() -> None:
    plot = Plot(ROOM)
    plot.add_curve([(44, 230), (100, 50), (306, 220)])
    found = plot.place_zone("warm", 60, 120)
    assert found and 60 < found.line < 120
    assert found.left > 250


def test_no_upright_line_runs_through_the_words_of_another() -> None:
    assert lay_heads([(100, "tea")], low=6, high=316) == [Head(0, "start", 100)]
    one, other = lay_heads([(90, "pressure is read"), (180, "observed until here at least")], low=6, high=316)
    assert {one.row, other.row} == {0, 1}
    assert other.side == "end" and other.at <= 316
    close = lay_heads([(300, "a cup is poured"), (310, "and drunk")], low=6, high=316)
    assert all(each.side == "end" for each in close)
