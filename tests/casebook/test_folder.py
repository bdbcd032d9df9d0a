"""Folders that hold keys for a moment: gone afterwards, and cleared by the next run when theirs was killed."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from casebook.folder import make_scratch, take_turn

HOLD = "import time\nfrom casebook.folder import make_scratch\nwith make_scratch('keys') as folder:\n    (folder / 'key').touch()\n    print(folder, flush=True)\n    time.sleep(60)\n"


def test_a_scratch_folder_is_private_and_goes(tmp_path: Path) -> None:
    with make_scratch("keys") as folder:
        (folder / "key").touch()
        assert folder.stat().st_mode & 0o077 == 0
    assert not folder.exists()


def test_what_a_killed_process_left_goes_with_the_next_and_what_is_in_use_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    folders = []
    holders = [
        subprocess.Popen([sys.executable, "-c", HOLD], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for holder in holders:
        assert holder.stdout is not None
        folder = Path(holder.stdout.readline().strip())
        os.utime(folder, (0, 0))
        folders.append(folder)
    try:
        holders[0].send_signal(signal.SIGKILL)
        holders[0].wait()
        assert folders[0].exists()
        with make_scratch("other"):
            assert not folders[0].exists() and folders[1].exists()
    finally:
        holders[1].kill()
        for holder in holders:
            holder.wait()
            assert holder.stdout is not None
            holder.stdout.close()


TURN = "import time\nfrom pathlib import Path\nfrom casebook.folder import take_turn\nwith take_turn(Path({folder!r})):\n    print('mine', flush=True)\n    input()\n"


def test_who_comes_second_is_told_and_waits_for_the_first(tmp_path: Path) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", TURN.format(folder=str(tmp_path))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdin is not None and first.stdout is not None
    assert first.stdout.readline() == "mine\n"
    told: list[bool] = []

    def waiting() -> None:
        told.append(first.poll() is None)
        first.communicate("\n")

    with take_turn(tmp_path, waiting=waiting):
        assert told == [True] and first.returncode == 0
    with take_turn(tmp_path, waiting=lambda: told.append(False)):
        assert told == [True]
