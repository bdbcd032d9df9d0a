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


def speak(place: Place, code: str, cells: int = 1, **limits: int) -> tuple[str, float]:
    """Run code in a box of its own, and cells after it; returns how it was ended, if it was, and the seconds it took."""
    assert place.fence.level == "full"
    start = time.monotonic()
    try:
        with Box(place.line, {}, Limits(**limits), place.fence) as box:
            for source in [code, *["1"] * (cells - 1)]:
                box.run(source, test=False, seconds=limits.get("seconds"))
    except Broken as broken:
        return str(broken), time.monotonic() - start
    return "", time.monotonic() - start


DRIP = """
import os, struct, time
os.write(3, struct.pack('>Q', {size}))
for _ in range(60):
    os.write(3, b'[')
    time.sleep(0.5)
"""


@pytest.mark.parametrize("size", [100, 7_000_000])
def test_an_answer_that_comes_in_drops_ends_the_box(place: Place, size: int) -> None:
    why, seconds = speak(place, DRIP.format(size=size), seconds=4)
    assert "fell silent" in why and seconds < 4 + 10


def test_an_answer_that_is_begun_late_is_not_waited_for_longer(place: Place) -> None:
    why, seconds = speak(place, f"import time\ntime.sleep(3.5)\n{DRIP.format(size=100)}", seconds=4)
    assert why and seconds < 4 + 10


def test_cells_that_each_answer_late_share_one_time(place: Place) -> None:
    forge = "import os, json, struct, time\ndef say(n):\n    data = json.dumps({'number': n, 'outputs': [], 'reply': {'status': 'ok'}}).encode()\n    os.write(3, struct.pack('>Q', len(data)) + data)\n"
    forge += "for n in range(1, 50):\n    say(n)\n    time.sleep(1)\n"
    why, seconds = speak(place, forge, cells=40, seconds=5)
    assert why and seconds < 5 + 10


@pytest.mark.parametrize(
    "answer",
    ["b'[' * 7_000_000", "b'[' + b'[],' * 2_000_000 + b'[]]'", "b'[' * 900 + b']' * 900", "b'null'", "b'{\"number\": 1}'", "b'\\xff\\xfe'"],
)  # fmt: skip
def test_an_answer_that_is_none_ends_the_box(place: Place, answer: str) -> None:
    assert speak(
        place,
        f"import os, struct\ndata = {answer}\nos.write(3, struct.pack('>Q', len(data)))\nwhile data: data = data[os.write(3, data):]",
        seconds=10,
    )[0]


def test_an_answer_that_is_too_large_is_not_even_read(place: Place) -> None:
    why, seconds = speak(
        place,
        "import os, struct\nos.write(3, struct.pack('>Q', 60_000_000))\nwhile True: os.write(3, b' ' * 65536)",
        seconds=20,
    )
    assert why and seconds < 10


def test_what_an_answer_holds_is_text_and_numbers_whatever_was_said(place: Place) -> None:
    forged = {
        "number": 1, "reply": {"status": "error", "ename": [[1]], "evalue": {"a": 1}}, "seen": [["x"], 5],
        "outputs": [
            {"output_type": "execute_result", "execution_count": "<script>", "data": {"text/plain": "1", "image/png": [1, 2]}},
            {"output_type": "error", "ename": {"a": []}, "evalue": 5, "traceback": [[["x"]], 7]},
            {"output_type": "stream", "name": ["x"], "text": ["a", 1]}, {"output_type": ["x"]}, 5, {"output_type": "made up"},
        ],
    }  # fmt: skip
    code = f"import json, os, struct\ndata = json.dumps({forged!r}).encode()\nos.write(3, struct.pack('>Q', len(data)) + data)\nimport time; time.sleep(60)"
    with Box(place.line, {}, Limits(), place.fence) as box:
        told = box.run(code, test=True, seconds=20)
    assert told.reply == {"status": "error", "ename": "", "evalue": "", "traceback": []} and told.seen == ("", "")
    assert [output["output_type"] for output in told.outputs] == ["execute_result", "error", "stream"]
    assert told.outputs[0] == {
        "output_type": "execute_result",
        "execution_count": None,
        "metadata": {},
        "data": {"text/plain": "1"},
    }
    assert told.outputs[1] == {"output_type": "error", "ename": "", "evalue": "", "traceback": ["", ""]}


def test_a_million_errors_are_as_many_as_a_person_can_read(place: Place) -> None:
    code = "for _ in range(20_000):\n    get_ipython()._showtraceback(ValueError, 'x' * 10_000, ['y' * 10_000])"
    with Box(place.line, {}, Limits(), place.fence) as box:
        outputs = box.run(code, test=False, seconds=60).outputs
    assert 0 < len(outputs) < 1000 and sum(len(str(output)) for output in outputs) < 2_000_000


HIDDEN = "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nassert libc.syscall({call}) < 0 and ctypes.get_errno() == 1"
MAPPED = "import mmap, os, time\nfor number in range(3):\n    if os.fork() == 0:\n        file = open(f'hold{number}', 'w+b')\n        for _ in range(70): file.write(bytes(1 << 20))\n        file.flush()\n        part = mmap.mmap(file.fileno(), 0)\n        for place in range(0, len(part), 4096): part[place]\n        time.sleep(30)\ntime.sleep(30)"
MANY = "import os, time\nfor _ in range(6):\n    if os.fork() == 0:\n        hold = bytearray(30 << 20)\n        time.sleep(30)\n        os._exit(0)\ntime.sleep(30)"
SOCKETS = "import os, socket, time\nfor _ in range(20):\n    if os.fork() == 0:\n        hold = []\n        try:\n            while True: hold.append(socket.socketpair())\n        except OSError: time.sleep(30)\ntime.sleep(30)"


@pytest.mark.parametrize("code", [MAPPED, MANY, SOCKETS], ids=["shared-pages", "many-processes", "sockets"])
def test_memory_is_counted_wherever_it_is(place: Place, code: str) -> None:
    why, seconds = speak(place, code, megabytes=128, disk_megabytes=250, seconds=20)
    assert "ended the process" in why and seconds < 15


@pytest.mark.parametrize("call", ["319, b'x', 0", "29, 0, 1 << 30, 0o1600", "447, 0", "68, 0, 0o1600"])
def test_memory_of_nobody_s_is_refused(place: Place, call: str) -> None:
    with Box(place.line, {}, Limits(), place.fence) as box:
        assert box.run(HIDDEN.format(call=call), test=False, seconds=20).reply["status"] == "ok"
        assert box.run("import mmap\nmmap.mmap(-1, 4096)", test=False, seconds=20).reply["ename"] == "PermissionError"


def test_honest_ways_to_share_work_go_on(place: Place) -> None:
    honest = "import multiprocessing\nasync def f(): return 1\nqueue = multiprocessing.get_context('fork').SimpleQueue()\nchild = multiprocessing.get_context('fork').Process(target=queue.put, args=(2,))\nchild.start(); child.join()\nassert queue.get() + await f() == 3"
    with Box(place.line, {}, Limits(), place.fence) as box:
        told = box.run(honest, test=False, seconds=30)
    assert told.reply["status"] == "ok", told
