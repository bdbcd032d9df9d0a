"""A question as a marker reads it: the learner's numbers, no trace of the register, one block of HTML."""

from typing import Any

from casebook.author.course import Course
from casebook.exercise.source import load_source
from casebook.grading.nbgrader.question import tell_question, tell_story
from casebook.mark.learner import choose_variant
from casebook.mark.response import find_shown


def test_story_and_question_hold_the_numbers_one_learner_was_shown(released: Course, write: Any) -> None:
    part = load_source(released, "tea").halves.public["parts"][0]
    told = set()
    for learner in ("m.smith", "j.doe", "a.ng"):
        variant = find_shown(write(released, learner), "second-cup--note", part["variants"])
        assert variant == choose_variant(learner, "second-cup", part["variants"])
        story = tell_story(part, variant)
        told.add(story)
        assert part["numbers"]["weight"][variant] in story and "data-fact" not in story and "\n\n" not in story
    assert len(told) > 1


def test_numbers_that_nobody_knows_are_named_and_not_guessed(released: Course) -> None:
    part = load_source(released, "tea").halves.public["parts"][0]
    assert "(the learner&#x27;s own number)" in tell_story(part, None)


def test_a_question_is_one_block_with_its_text(released: Course) -> None:
    part = load_source(released, "tea").halves.public["parts"][0]
    for item in part["items"]:
        told = tell_question(part, item, 0)
        assert told.startswith("<p><strong>") and "\n\n" not in told and "data-fact" not in told
