"""The words of the command line: read as they are meant, or refused with what they should be."""

from datetime import date

import pytest

from casebook import command
from casebook.usage.parser import make_parser


def test_every_command_that_can_be_typed_does_something() -> None:
    parser = make_parser()
    (commands,) = (action for action in parser._actions if action.dest == "command")
    assert list(commands.choices or ()) == list(command._COMMANDS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["open", "--port", "0"], "0 is not a port from 1 to 65535"),
        (["open", "--port", "\u0661"], "\u0661 is not a port from 1 to 65535"),
        (["sample-class", "--learners", "many"], "many is not a number of learners from 1 to 10000"),
        (["check", "--as-of", "tomorrow"], "tomorrow is not a date; write it as 2027-05-20"),
        (["paper"], "the following arguments are required: EXERCISE"),
        ([], "the following arguments are required: COMMAND"),
        (["chek"], "invalid choice: 'chek'"),
    ],
)
def test_a_word_that_can_not_be_is_refused(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        make_parser().parse_args(words)
    assert refused.value.code == 2
    assert said in capsys.readouterr().err


def test_words_are_read_as_what_they_mean() -> None:
    options = make_parser().parse_args(["check", "--as-of", "2027-05-20", "--answers", "../exam"])
    assert (options.command, options.as_of, str(options.answers)) == ("check", date(2027, 5, 20), "../exam")
