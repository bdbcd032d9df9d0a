"""The two halves: what learners may see says nothing of what they may not."""

import json
from typing import Any

import pytest

from casebook.author.reader import read_case
from casebook.kind import mark
from casebook.kind.split import split_case
from casebook.mark.mark import Status
from casebook.text.case import Case


def split(text: str, subject: Any, salt: bytes = b"a salt of sixteen") -> tuple[dict[str, Any], dict[str, Any]]:
    case = read_case(text.encode(), "book/tea/first-cup.case.md")
    assert isinstance(case, Case), case
    public, secrets = split_case(case, subject, salt)
    return dict(public), dict(secrets)


def test_the_public_half_holds_no_key_no_message_and_no_rubric(case_text: str, tea: Any) -> None:
    public, _ = split(case_text, tea)
    text = json.dumps(public)
    for secret in ("Half of the weight", "Iced tea is another", "They need the heat", "what was served", "tenfold"):
        assert secret not in text


def test_the_public_half_is_the_same_whatever_the_key(case_text: str, tea: Any) -> None:
    """Only the fingerprint differs, and it is keyed."""
    other = case_text.replace("- [x] warm", "- [ ] warm").replace("- [ ] iced", "- [x] iced")
    other = other.replace("Iced tea is another course.", "Yes: {fact}`tea.warm`.")
    one, two = split(case_text, tea)[0], split(other, tea)[0]
    for part in (one, two):
        for item in part["items"]:
            del item["fingerprint"]
    assert one == two


def test_a_shuffled_order_does_not_depend_on_the_key(case_text: str, tea: Any) -> None:
    shown = [option["id"] for option in split(case_text, tea)[0]["items"][3]["options"]]
    assert shown != ["boil", "steep", "pour"]
    swapped = case_text.replace("1. boil: Boil the water\n", "1. pour: Pour\n").replace(
        "3. pour: Pour\n", "3. boil: Boil the water\n"
    )
    assert [option["id"] for option in split(swapped, tea)[0]["items"][3]["options"]] == shown


def test_the_fingerprint_forgives_wording_and_notices_what_is_marked(case_text: str, tea: Any) -> None:
    before = {item["id"]: item["fingerprint"] for item in split(case_text, tea)[0]["items"]}

    def changed(old: str, new: str) -> set[str]:
        after = {item["id"]: item["fingerprint"] for item in split(case_text.replace(old, new, 1), tea)[0]["items"]}
        return {name for name in before if before[name] != after[name]}

    assert changed("Which cup do you serve?", "Which of these cups is it to be?") == set()
    assert changed("There is nothing in it.", "It is empty.") == set()
    assert changed("(2 marks)", "(3 marks)") == {"first-cup--volume"}
    assert changed("within 2 %", "within 3 %") == {"first-cup--volume"}
    assert changed("to: 130", "to: 131") == {"first-cup--volume"}
    assert changed("- [ ] none:", "- [ ] nothing:") == {"first-cup--warm"}


def test_a_fingerprint_cant_be_found_without_the_salt(case_text: str, tea: Any) -> None:
    one, two = split(case_text, tea, b"one salt")[0], split(case_text, tea, b"another salt")[0]
    assert all(a["fingerprint"] != b["fingerprint"] for a, b in zip(one["items"], two["items"], strict=True))


def test_every_variant_has_its_text_and_its_key(case_text: str, tea: Any) -> None:
    public, secrets = split(case_text, tea)
    secret = secrets["first-cup--volume"]
    assert all(text.endswith("\u00a0kg") for text in public["numbers"]["weight"])
    assert len(public["numbers"]["weight"]) == len(secret["keys"]) == public["variants"] == 24
    weights = [float(text.split("\u00a0")[0]) for text in public["numbers"]["weight"]]
    strengths = [float(text.split("\u00a0")[0]) for text in public["numbers"]["strength"]]
    assert secret["keys"] == [weight / strength / 2 for weight, strength in zip(weights, strengths, strict=True)]


@pytest.mark.parametrize("variant", [0, 5, 23])
def test_the_shown_key_of_every_variant_earns_full_marks(case_text: str, tea: Any, variant: int) -> None:
    secret = split(case_text, tea)[1]["first-cup--volume"]
    assert mark(secret, secret["shown"][variant].replace("\u00a0", " "), variant).status is Status.RIGHT


def test_a_message_is_filled_from_the_secret_half(case_text: str, tea: Any) -> None:
    secret = split(case_text, tea)[1]["first-cup--volume"]
    assert '<data value="@1">' in secret["message"]
    assert secret["numbers"]["@1"] == secret["shown"]
    assert '<span class="fact" data-fact="tea.dose">0.5\u00a0mL/kg</span>' in secret["message"]


def test_what_an_author_writes_is_escaped(case_text: str, tea: Any) -> None:
    text = case_text.replace("The iced one", "The <script>alert(1)</script> & [one](javascript:alert(1))")
    option = split(text, tea)[0]["items"][1]["options"][0]["text"]
    assert "<script>" not in option
    assert "href" not in option
