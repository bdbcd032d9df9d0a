"""Groups of the kernel's: found only where a hierarchy was handed over, and nothing of them left behind.

What needs a real one is marked `group`: run `pytest -m group` below a hierarchy that is yours, such as `systemd-run --user --scope` gives.
"""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from casebook.grading.box.group import Groups, find_group
from casebook.grading.box.isolation import Fence
from casebook.grading.box.sandbox import Box, Broken, Zygote
from casebook.grading.outcome import Limits

OWN = "/user.slice/user-7.slice/user@7.service/app.slice/shell.scope"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A pretended hierarchy as systemd makes it, and what a process in a user's shell is told of it."""
    top = tmp_path / "cgroup"
    folder = top
    for name in ("", *OWN.split("/")[1:]):
        folder = folder / name
        folder.mkdir()
        (folder / "cgroup.procs").touch()
        inner = "" if name == "shell.scope" else "cpu memory pids\n"
        (folder / "cgroup.subtree_control").write_text(inner)
    process = tmp_path / "process"
    process.mkdir()
    (process / "cgroup").write_text(f"0::{OWN}\n")
    (process / "mountinfo").write_text(
        "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"
        f"30 22 0:26 / {top} rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
    )
    return tmp_path


def hand_over(machine: Path, name: str) -> None:
    """Mark a folder as systemd marks what it hands over, and keep an ordinary user from writing above it."""
    folder = machine / "cgroup" / name
    os.setxattr(folder, "user.delegate", b"1")
    if os.geteuid() != 0:
        folder.parent.chmod(0o555)


SERVICE = "user.slice/user-7.slice/user@7.service"


def test_the_nearest_folder_that_was_handed_over_and_counts_memory_is_taken(machine: Path) -> None:
    hand_over(machine, SERVICE)
    assert find_group(machine / "process") == machine / "cgroup" / SERVICE / "app.slice"


def test_a_group_of_its_own_that_counts_memory_is_divided_itself(machine: Path) -> None:
    hand_over(machine, SERVICE)
    own = machine / "cgroup" / OWN.lstrip("/")
    (own / "cgroup.subtree_control").write_text("memory\n")
    assert find_group(machine / "process") == own


def test_root_takes_nothing_that_was_not_handed_over(machine: Path) -> None:
    if os.geteuid() != 0:  # an ordinary user may write only to what was handed over
        return
    assert find_group(machine / "process") is None
    os.setxattr(machine / "cgroup" / SERVICE, "user.delegate", b"0")
    assert find_group(machine / "process") is None


def test_nothing_above_what_was_handed_over_is_taken(machine: Path) -> None:
    hand_over(machine, SERVICE)
    for folder in (SERVICE, f"{SERVICE}/app.slice"):
        (machine / "cgroup" / folder / "cgroup.subtree_control").write_text("cpu pids\n")
    assert find_group(machine / "process") is None


@pytest.mark.parametrize(
    ("cgroup", "mountinfo"),
    [
        ("4:memory:/x\n0::/\n", "30 22 0:26 / {top} rw - cgroup2 cgroup2 rw\n"),  # an older hierarchy has the memory
        ("4:memory:/x\n", "30 22 0:26 / {top} rw - cgroup2 cgroup2 rw\n"),
        (f"0::{OWN}\n", "22 1 8:1 / / rw - ext4 /dev/vda rw\n"),
        (f"0::{OWN}\n", "30 22 0:26 /other {top} rw - cgroup2 cgroup2 rw\n"),
        (f"0::{OWN}/../../..\n", "30 22 0:26 / {top}/none rw - cgroup2 cgroup2 rw\n"),
        ("", ""), ("\0\n0:::", "- - -\n\n30 22 -"),
    ],
)  # fmt: skip
def test_without_such_a_hierarchy_there_is_none(machine: Path, cgroup: str, mountinfo: str) -> None:
    (machine / "cgroup" / "cgroup.subtree_control").write_text("")
    (machine / "process" / "cgroup").write_text(cgroup)
    (machine / "process" / "mountinfo").write_text(mountinfo.replace("{top}", str(machine / "cgroup")))
    assert find_group(machine / "process") is None
    assert find_group(machine / "no-process") is None


def test_a_hierarchy_of_which_a_part_is_mounted_is_found(machine: Path) -> None:
    hand_over(machine, SERVICE)
    part = f"30 22 0:26 /{SERVICE} {machine / 'cgroup' / SERVICE} rw - cgroup2 cgroup2 rw\n"
    (machine / "process" / "mountinfo").write_text(part)
    assert find_group(machine / "process") == machine / "cgroup" / SERVICE / "app.slice"


def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    for name in (f"casebook-{gone.pid}-1", f"casebook-{os.getppid()}-1", "casebook-x-1", "other.scope"):
        (tmp_path / name).mkdir()
    Groups(tmp_path).close()
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {f"casebook-{os.getppid()}-1", "casebook-x-1", "other.scope"}


def test_a_folder_in_which_the_kernel_limits_nothing_makes_no_group(tmp_path: Path) -> None:
    groups = Groups(tmp_path)
    assert groups.make(1 << 20) == "" and not groups.join("none")
    assert list(tmp_path.iterdir()) == []
    groups.close()


def test_the_line_for_an_educator_says_who_counts() -> None:
    assert "memory counted by the kernel" in Fence(limits=True, group=True).text
    assert "memory counted" not in Fence(limits=True).text
    assert Fence(group=True).level == "none" and Fence(True, True, True, True, True, True).level == "full"


PLACE = find_group()


def list_groups() -> list[str]:
    assert PLACE is not None
    return [path.name for path in PLACE.iterdir() if path.name.startswith("casebook-")]


HOLDS = {
    "own": "hold = bytearray(b'x') * (400 << 20)",
    "many": "import os, time\nfor _ in range(8):\n    if os.fork() == 0:\n        hold = bytearray(b'x') * (60 << 20)\n        time.sleep(20)\ntime.sleep(20)",
    "pipes": "import fcntl, os\nhold = []\nfor _ in range(110):\n    hold.append(os.pipe())\n    fcntl.fcntl(hold[-1][1], 1031, 1 << 20)\n    os.write(hold[-1][1], bytes(1 << 20))",
    "files": "for n in range(200):\n    open(f'f{n}', 'wb').write(bytes(1 << 20))\nhold = bytearray(b'x') * (160 << 20)",
}  # fmt: skip


@pytest.mark.group
@pytest.mark.parametrize("how", HOLDS)
def test_the_kernel_ends_a_box_that_holds_too_much(how: str) -> None:
    with Zygote() as zygote, zygote.connect() as line:
        assert zygote.fence.group and "memory counted by the kernel" in zygote.fence.text
        with pytest.raises(Broken, match="ended the process"), Box(line, {}, Limits(megabytes=128, disk_megabytes=96, seconds=30), zygote.fence) as box:  # fmt: skip
            box.run("import resource; resource.getrlimit(resource.RLIMIT_AS)", test=False, seconds=30)
            told = box.run(HOLDS[how], test=False, seconds=30)
            # Where one of Python's own limits is met first, the code is told so, and nothing is held.
            if told.reply["ename"] in ("MemoryError", "OSError", "PermissionError"):
                raise Broken(f"the code ended the process: {told.reply['ename']}")
        with Box(line, {}, Limits(), zygote.fence) as box:
            assert box.run("1", test=False, seconds=30).reply["status"] == "ok"


@pytest.mark.group
def test_honest_code_has_what_it_was_promised() -> None:
    with Zygote() as zygote, zygote.connect() as line:
        limits = Limits(megabytes=128, disk_megabytes=64, seconds=60)
        with Box(line, {}, limits, zygote.fence) as box:
            code = "open('f', 'wb').write(bytes(60 << 20))\nhold = bytearray(b'x') * (90 << 20)"
            assert box.run(code, test=False, seconds=60).reply["status"] == "ok"
            assert len(list_groups()) == 1


@pytest.mark.group
def test_no_group_is_left_even_after_a_kill() -> None:
    with Zygote() as zygote, zygote.connect() as line:
        for _ in range(5):
            with Box(line, {}, Limits(), zygote.fence) as box:
                box.run("1", test=False, seconds=30)
    assert list_groups() == []
    with Zygote() as zygote, zygote.connect() as line, Box(line, {}, Limits(), zygote.fence):
        assert len(list_groups()) == 1
        os.kill(zygote.process.pid, signal.SIGKILL)
        zygote.process.wait()
        time.sleep(0.5)
    with Zygote() as zygote:
        assert zygote.fence.group and list_groups() == []
