"""The filter of system calls, read as the kernel reads it: what it lets through, and what nothing gets around."""

import pytest

from casebook.grading.box.filter import make_filter

ALLOWED, DENIED, MISSING = 0x7FFF0000, 0x50001, 0x50026
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
MACHINES = pytest.mark.parametrize("machine", AUDIT)


def ask(machine: str, number: int, *, argument: int = 0, fourth: int = 0, audit: int | None = None) -> int:
    """Return the kernel's answer to a call under the filter of a machine; fails for a jump that leads nowhere."""
    lines = make_filter(machine)
    seen = {0: number, 4: AUDIT[machine] if audit is None else audit, 16: argument, 40: fourth}
    place = register = 0
    while True:
        code, true, false, operand = lines[place]
        assert max(true, false) < 256
        if code == 0x06:
            return operand
        if code == 0x20:
            register = seen[operand]
            place += 1
            continue
        holds = {0x15: register == operand, 0x35: register >= operand, 0x45: bool(register & operand)}[code]
        place += 1 + (true if holds else false)


@pytest.mark.parametrize(
    ("machine", "calls"),
    [("x86_64", {"read": 0, "mmap": 9, "fork": 57, "futex": 202}), ("aarch64", {"read": 63, "mmap": 222, "futex": 98})],
)
def test_what_python_needs_is_let_through(machine: str, calls: dict[str, int]) -> None:
    assert {name: ask(machine, number) for name, number in calls.items()} == dict.fromkeys(calls, ALLOWED)


@pytest.mark.parametrize(
    ("machine", "calls"),
    [
        ("x86_64", {"mount": 165, "unshare": 272, "setns": 308, "ptrace": 101, "bpf": 321, "keyctl": 250, "io_uring_setup": 425}),
        ("aarch64", {"mount": 40, "unshare": 97, "setns": 268, "ptrace": 117, "bpf": 280, "keyctl": 219, "io_uring_setup": 425}),
    ],
)  # fmt: skip
def test_ways_out_are_refused(machine: str, calls: dict[str, int]) -> None:
    assert {name: ask(machine, number) for name, number in calls.items()} == dict.fromkeys(calls, DENIED)


@pytest.mark.parametrize(("machine", "clone"), [("x86_64", 56), ("aarch64", 220)])
def test_threads_and_processes_are_made_and_namespaces_are_not(machine: str, clone: int) -> None:
    assert ask(machine, clone, argument=0x3D0F00) == ALLOWED  # a thread, as libc makes it
    assert ask(machine, clone, argument=0x11) == ALLOWED  # a process that ends with SIGCHLD
    for bit in (17, *range(25, 31)):
        assert ask(machine, clone, argument=0x11 | 1 << bit) == DENIED


@pytest.mark.parametrize(
    ("machine", "calls"),
    [
        ("x86_64", {"memfd_create": 319, "memfd_secret": 447, "shmget": 29, "shmat": 30, "msgget": 68, "mq_open": 240, "io_setup": 206}),
        ("aarch64", {"memfd_create": 279, "memfd_secret": 447, "shmget": 194, "shmat": 196, "msgget": 186, "mq_open": 180, "io_setup": 0}),
    ],
)  # fmt: skip
def test_memory_that_no_process_answers_for_is_refused(machine: str, calls: dict[str, int]) -> None:
    assert {name: ask(machine, number) for name, number in calls.items()} == dict.fromkeys(calls, DENIED)


@pytest.mark.parametrize(("machine", "mmap"), [("x86_64", 9), ("aarch64", 222)])
def test_memory_is_a_process_s_own_or_a_file_s(machine: str, mmap: int) -> None:
    assert [ask(machine, mmap, fourth=flags) for flags in (0x22, 0x01, 0x02, 0x4022)] == [ALLOWED] * 4
    assert [ask(machine, mmap, fourth=flags) for flags in (0x21, 0x23, 0x40021)] == [DENIED] * 3


@pytest.mark.parametrize(("machine", "calls"), [("x86_64", (41, 53)), ("aarch64", (198, 199))])
def test_sockets_are_those_of_python_s_own_library(machine: str, calls: tuple[int, int]) -> None:
    for call in calls:
        assert [ask(machine, call, argument=family) for family in (1, 2, 10, 16)] == [ALLOWED] * 4
        assert [ask(machine, call, argument=family) for family in (0, 17, 38, 40)] == [DENIED] * 4


@MACHINES
def test_clone3_seems_not_to_be_there(machine: str) -> None:
    assert ask(machine, 435) == MISSING


@MACHINES
def test_the_numbers_of_another_machine_are_refused_whole(machine: str) -> None:
    assert ask(machine, 0, audit=0x40000003) == DENIED


def test_on_x86_the_other_numbering_of_calls_is_refused() -> None:
    assert ask("x86_64", 0x40000000) == DENIED


def test_for_an_unknown_machine_there_is_no_filter() -> None:
    assert make_filter("riscv64") == []
