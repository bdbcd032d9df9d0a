"""The least that grading asks of a computer: code of strangers is not run where it can't be shut in, unless an educator says so."""

import pytest

from casebook.grading.box.isolation import Fence
from casebook.grading.box.sandbox import Box
from casebook.grading.outcome import Limits
from casebook.grading.spread.means import Zygotes, _require
from casebook.problem import CasebookError


@pytest.mark.parametrize(
    "fence", [Fence(), Fence(limits=True, landlock=True, seccomp=True), Fence(True, True, limits=True)]
)
def test_below_the_floor_grading_stops_and_says_what_to_do(fence: Fence, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CasebookError, match=r"lacking: own.*say --allow-unisolated"):
        _require(fence, False)
    _require(fence, True)
    assert capsys.readouterr().err == 2 * f"{fence.text}\n"


def test_with_landlock_alone_in_place_of_own_files_it_is_enough() -> None:
    _require(Fence(True, True, landlock=True, limits=True), False)


@pytest.mark.slow
def test_where_namespaces_are_missing_the_rest_still_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    from casebook.grading.box import sandbox

    class Elsewhere(sandbox.Zygote):
        """A zygote on a computer that allows no namespaces."""

        def __init__(self, *preload: object, hidden: object = (), unisolated: bool = False) -> None:
            super().__init__(unisolated=True)

    monkeypatch.setattr(sandbox, "Zygote", Elsewhere)
    zygotes = Zygotes([], [], unisolated=True)
    zygote = zygotes.start()
    assert zygote is not None
    with zygote, zygote.connect() as line:
        assert (zygote.fence.level, zygote.fence.landlock, zygote.fence.limits) == ("partial", True, True)
        with Box(line, {"a.txt": "YQ=="}, Limits(), zygote.fence) as box:
            told = box.run("print(open('a.txt').read())\nopen('/etc/hostname').read()", test=False, seconds=20)
            assert told.outputs[0]["text"] == "a\n"
            assert told.reply["ename"] in ("PermissionError", "FileNotFoundError")
