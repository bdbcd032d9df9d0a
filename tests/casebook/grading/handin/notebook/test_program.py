"""Python read as text: what is whole, what is defined, and how halves of a cell fit together."""

import pytest

from casebook.grading.handin.notebook.program import (
    drop_course_calls,
    glue,
    is_words,
    list_defined,
    list_used,
    only_imports,
    parses,
)

WHOLE = "def f(x):\n    y = x\n    return y"


@pytest.mark.parametrize(
    "code", [WHOLE, "%time 1\nx = 1", "!ls", "f?", "%%bash\nfor (", "%%time\nx = 1", "await f()", ""]
)
def test_what_ipython_runs_is_whole(code: str) -> None:
    assert parses(code)


@pytest.mark.parametrize("code", ["def f(", "return 1", "    x = 1\ny", "%%time\ndef f(", "Tea, to the guests.", "\0"])
def test_half_a_cell_or_a_sentence_is_not(code: str) -> None:
    assert not parses(code)


def test_names_are_read_without_running_anything() -> None:
    code = "import csv\nfrom a import b as c\nlimit: int = 1\nx, y = 1, 2\nclass D: pass\ndef f(): inner = used"
    assert list_defined(code) == {"limit", "x", "y", "D", "f"}
    assert list_defined(code, imports=True) == {"limit", "x", "y", "D", "f", "csv", "c"}
    assert list_defined("def f(:\n  pass\n  def g(): pass") == {"f"}
    assert "used" in list_used(code) and "inner" not in list_used(code)
    assert only_imports("import csv\n# why\nfrom a import b") and not only_imports("import csv\nx = 1")


def test_comments_and_texts_are_words() -> None:
    assert is_words("# Tea, to the guests.") and is_words('"Tea."') and is_words('"""Tea.\n\nWarm."""\n# yes')
    assert not is_words("") and not is_words("x = 1") and not is_words("print('Tea')") and not is_words("Tea, to the")


def test_halves_are_put_together_and_whole_cells_stay_apart() -> None:
    assert glue(["import csv", WHOLE]) == ["import csv", WHOLE]
    assert glue(["def f(x):\n    y = x", "    return y"]) == [WHOLE]
    assert glue(["def f(x):\n    y = x\n    ", "return y"]) == [WHOLE]
    assert glue(["import csv", "def f(x):", "    y = x", "    return y", "f(1)"]) == ["import csv", WHOLE, "f(1)"]
    assert glue(["def f(", WHOLE]) == ["def f(", WHOLE]
    assert glue(["x ="] * 40) == ["x ="] * 40


def test_only_the_exercise_s_own_calls_are_dropped() -> None:
    code = (
        "from casebook import widget\nimport csv\nexercise = widget.open_exercise(\n)\nx = 1\nexercise.item('a')\n"
        "exercise.hand_in()\nexercise.append(1)"
    )
    assert drop_course_calls(code) == "import csv\nx = 1\nexercise.append(1)"
    for kept in (
        "import casebook.autograde",
        "from casebook import widget, autograde",
        "exercise.item(1); x = 2",
        "x =",
    ):
        assert drop_course_calls(kept) == kept
