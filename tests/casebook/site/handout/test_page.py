"""An exercise as a page of one file: complete in itself, without keys, and under a policy that lets nothing else in."""

import base64
import hashlib
import json
import re

import pytest

from casebook.author.course import Course
from casebook.exercise.source import load_source
from casebook.site.handout.page import make_exercise_page
from casebook.text.fact_link import write_fact
from casebook.text.markup import escape


@pytest.fixture
def page(released: Course) -> str:
    return make_exercise_page(load_source(released, "tea").halves.public).decode()


def test_the_page_holds_the_public_document_and_no_key_no_reason_no_rubric_and_no_test(page: str) -> None:
    (held,) = re.findall(r'<script type="application/json" class="cb-data">(.*?)</script>', page, re.DOTALL)
    assert json.loads(held)["kind"] == "casebook-exercise"
    for secret in (
        "Age comes before beauty",
        "Ten times too much",
        "what was served",
        "secretgreen",
        "BEGIN HIDDEN",
        "return max(",
    ):
        assert secret not in page


def test_the_page_asks_for_no_other_file(page: str) -> None:
    head = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"<link\b|\ssrc=|url\(|https?:", head)


def test_its_policy_names_its_own_two_scripts_and_no_other(page: str) -> None:
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    (allowed,) = re.findall(r"script-src ([^;]*);", page)
    assert len(digests) == 2
    assert allowed == " ".join(f"'sha256-{digest}'" for digest in digests)


def test_a_fact_is_told_in_words_that_lead_nowhere_since_there_is_no_register(released: Course) -> None:
    public = load_source(released, "tea").halves.public
    story = {"intro": f"<p>Pour {write_fact('tea.dose', escape('2 g'))} now.</p>"}
    parts = [{**public["parts"][0], **story}, *public["parts"][1:]]
    page = make_exercise_page({**public, **story, "parts": parts}).decode()
    written = re.sub(r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL)
    assert written.count("<p>Pour 2 g now.</p>") == 2
    assert "data-fact" not in written


def test_the_same_exercise_gives_the_same_page(released: Course, page: str) -> None:
    assert make_exercise_page(load_source(released, "tea").halves.public).decode() == page
