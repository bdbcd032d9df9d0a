"""The command line: whatever goes wrong is one clear message, and nothing in it takes hold of the terminal."""

import errno

import pytest

from casebook import command
from casebook.problem import CasebookError


def fail(monkeypatch: pytest.MonkeyPatch, error: Exception) -> int:
    """Run a command that meets an error."""

    def find(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(command, "find_course", find)
    return command.main(["check"])


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (CasebookError("a\x1b[2Jb\x07: wrong - mend it"), "a\ufffd[2Jb\ufffd: wrong - mend it\n"),
        (CasebookError("one - mend\ntwo - mend"), "one - mend\ntwo - mend\n"),
        (OSError(errno.ENOSPC, "No space left on device"), "a file: the disk is full - make room and run the same command again; what is there is whole\n"),
        (OSError(errno.EACCES, "Permission denied", "marks.csv"), "marks.csv: Permission denied - check the path, its permissions and the disk\n"),
        (OSError("the line broke"), "a file: the line broke - check the path, its permissions and the disk\n"),
        (ConnectionResetError(), "a file: ConnectionResetError - check the path, its permissions and the disk\n"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_said_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, says: str
) -> None:
    assert fail(monkeypatch, error) == 1
    assert capsys.readouterr().err == says


def test_a_subject_with_broken_files_is_told_in_its_own_lines_and_a_fault_of_the_program_is_not_hidden(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = ValueError("facts/tea.toml:3: fact tea.dose has no unit - add it")
    broken.problems = (str(broken),)  # type: ignore[attr-defined]
    assert fail(monkeypatch, broken) == 1
    assert capsys.readouterr().err == "facts/tea.toml:3: fact tea.dose has no unit - add it\n"
    with pytest.raises(ValueError, match="a fault"):
        fail(monkeypatch, ValueError("a fault"))
