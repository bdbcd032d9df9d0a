"""A box: what its code did is told from what was done to it."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from casebook.grading.box.sandbox import Box, Broken, Gone, Place, Zygote
from casebook.grading.outcome import Limits

pytestmark = pytest.mark.slow


def test_code_that_ends_its_process_has_itself_to_blame(place: Place) -> None:
    with Box(place.line, {}, Limits(), place.fence) as box:
        assert box.run("x = 1", test=False, seconds=20).reply["status"] == "ok"
        with pytest.raises(Broken, match="the code ended the process"):
            box.run("import os; os._exit(0)", test=False, seconds=20)


def test_files_that_do_not_fit_are_the_hand_in_s(place: Place) -> None:
    files = {f"file-{number}": "" for number in range(5000)}
    with pytest.raises(Broken, match="do not fit"), Box(place.line, files, Limits(), place.fence):
        pass


@pytest.mark.parametrize("which", ["outer", "inner"])
def test_a_killed_zygote_is_no_fault_of_the_code_it_took_along(which: str) -> None:
    with Zygote() as zygote, zygote.connect() as line:
        victim = zygote.process.pid
        if which == "inner":
            assert zygote.fence.processes
            victim = int(Path(f"/proc/{victim}/task/{victim}/children").read_text().split()[0])
        with Box(line, {}, Limits(), zygote.fence) as box:

            def kill() -> None:
                time.sleep(0.3)
                os.kill(victim, signal.SIGKILL)

            killer = threading.Thread(target=kill)
            killer.start()
            with pytest.raises(Gone):
                box.run("import time; time.sleep(60)", test=False, seconds=50)
            killer.join()
