"""The same learner sees the same numbers in page and notebook: names fold, hash and choose alike for every letter there is."""

import sys
from pathlib import Path
from typing import Any

from casebook.mark.learner import choose_variant, fold_learner, hash_text, name_folder, shuffle_ids
from casebook.web.bundle import FOLDER
from casebook.web.folding import write_fold_module

LEARNERS = [
    "m.smith", "M.Smith ", "  m.smith", "\u00c5ngstr\u00f6m", "A\u030angstro\u0308m", "STRASSE", "Stra\u00dfe", "\u1e9e", "\u0130stanbul", "\u0131", "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03a3\u0399\u03a3\u03a5\u03a6\u039f\u03a3",
    "a  b", "a\tb", "a\u00a0b", "\ufeffa", "../etc/passwd", "a..b", "x" * 300, "\u4f60\u597d", "\U0001f600", "\ufb01nn", "", ".", "-", "a-", "\U00010400", "\u1c80", "\uab70", "\u13a0", "e\u0301", "\u1e69", "s\u0323\u0307",
    "NUL", "con", "trainee-01", "12345678", "\u0345", "\u1fb3", "\u1f80", "q\u0307\u0323", "\u2126", "\u212a", "\u01c5",
]  # fmt: skip


def test_the_page_folds_every_letter_as_python_does(run_page: Any) -> None:
    letters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    texts = ["".join(letters[start : start + 4096]) for start in range(0, len(letters), 4096)]
    for text, page in zip(texts, run_page("learner.js", "foldCase", [[text] for text in texts]), strict=True):
        assert page == text.casefold()


def test_the_table_of_letters_is_the_one_python_makes() -> None:
    assert Path(FOLDER / "fold.js").read_text(encoding="utf-8") == write_fold_module()


def test_learners_fold_hash_and_are_named_alike(run_page: Any) -> None:
    given = [[learner] for learner in LEARNERS]
    assert run_page("learner.js", "foldLearner", given) == [fold_learner(learner) for learner in LEARNERS]
    assert run_page("learner.js", "hashText", given) == [hash_text(learner) for learner in LEARNERS]
    assert run_page("learner.js", "nameFolder", given) == [name_folder(learner) for learner in LEARNERS]


def test_learners_are_shown_the_same_variant(run_page: Any) -> None:
    table = [(learner, case, count) for learner in LEARNERS for case in ("first-cup", "a") for count in (1, 2, 7, 24)]
    assert run_page("learner.js", "chooseVariant", table) == [choose_variant(*given) for given in table]


def test_orders_are_shuffled_alike(run_page: Any) -> None:
    ids = ("weigh", "dose", "draw", "dilute", "start")
    table = [(list(ids), token) for token in ("a--steps", "b--steps", "")]
    assert run_page("learner.js", "shuffleIds", table) == [list(shuffle_ids(ids, token)) for _, token in table]
