"""A hidden line is known in an output, however it is quoted or coloured there."""

import pytest

from casebook.grading.handin.secret import holds_secret, list_secrets

SOURCE = "# shown\n### BEGIN HIDDEN TESTS\nassert peak(table) == ('blue', 80.25)\n### END HIDDEN TESTS"


@pytest.mark.parametrize(
    "shown",
    [
        "----> 3 assert peak(table) == ('blue', 80.25)",
        "\x1b[0;32m----> 3\x1b[0m \x1b[38;5;28;01massert\x1b[39;00m peak(table) \x1b[38;5;241m==\x1b[39m ('blue', 80.25)",
        repr(["x = 1", SOURCE]),
    ],
    ids=["traceback", "coloured", "printed history"],
)
def test_an_output_that_shows_a_hidden_line_is_known(shown: str) -> None:
    secrets = list_secrets([SOURCE])
    assert holds_secret({"output_type": "stream", "text": shown}, secrets)
    assert holds_secret({"output_type": "error", "evalue": "", "traceback": [shown]}, secrets)
    assert not holds_secret({"output_type": "stream", "text": "80.25"}, secrets)
