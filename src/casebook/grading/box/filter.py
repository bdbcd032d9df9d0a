"""The seccomp filter of a hand-in: the system calls that no exercise needs and that holes in kernels are made of.

A filter is a short program in the kernel's own language (classic BPF). The kernel runs it before each system call of the
process and of all that it starts, and nothing can take it back. The program is made by `make_filter`, as plain data.
"""

import ctypes
import platform
import struct

__all__ = ["filter_calls", "make_filter"]

# The instructions, by the numbers that linux/filter.h gives them.
_LOAD = 0x20  # put the 32 bits at a place of the call's description into the one register there is
_EQUAL = 0x15  # jump by whether the register is the operand,
_GREATER = 0x35  # is as great or greater,
_TEST = 0x45  # has any bit of it
_GIVE = 0x06  # end with an answer

# Places in struct seccomp_data (linux/seccomp.h), in bytes: the call's number, the machine, the low halves of two arguments.
_NUMBER, _MACHINE, _FIRST_ARGUMENT, _FOURTH_ARGUMENT = 0, 4, 16, 40

# Answers: an error number that the call returns, or going on. Code that is refused gets an ordinary Python error, and
# a person can read in the notebook what it tried; to kill the process would only look like a fault of ours.
_ALLOW = 0x7FFF0000
_DENY = 0x50001  # EPERM, "operation not permitted"
_MISSING = 0x50026  # ENOSYS, "no such call"

_X32 = 0x40000000  # set in the number of a call that x86 programs with 32-bit pointers make
_NAMESPACES = (
    0x7E020000  # the flags of clone that make a namespace of any kind: CLONE_NEWNS and the six from CLONE_NEWCGROUP on
)
_CLONE3 = 435
_SHARED, _ANONYMOUS = 0x01, 0x20  # flags of mmap; MAP_SHARED_VALIDATE has the bit of MAP_SHARED as well
_FAMILIES = (1, 2, 10, 16)  # sockets that Python's own library makes: local, IPv4, IPv6, and the list of interfaces

_CALLS: dict[str, tuple[int, int | None]] = {
    # Another file system: out of the box by mounting.
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "sysfs": (139, None), "quotactl": (179, None), "nfsservctl": (180, None),
    # Namespaces: in a fresh one a process is its own root, and far more of the kernel's code can be reached.
    "unshare": (272, 97), "setns": (308, 268),
    # Other processes: reading or writing their memory.
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "process_mrelease": (448, 448),
    # Files by handle, which no path and so no wall can forbid, and watching the files of others.
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "fanotify_init": (300, 262), "lookup_dcookie": (212, None),
    # The kernel's keys, which namespaces share.
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    # Programs and counters in the kernel, and ways to hold it up: large, young parts, in which many holes were found.
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    # Where in the machine memory lies.
    "mbind": (237, 235), "set_mempolicy": (238, 237), "get_mempolicy": (239, 236), "migrate_pages": (256, 238), "move_pages": (279, 239),
    # The machine itself: its kernel, clock, name, swap and log. Only root may, and nobody should.
    "create_module": (174, None), "init_module": (175, 105), "delete_module": (176, 106), "finit_module": (313, 273),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142), "settimeofday": (164, 170),
    "adjtimex": (159, None), "clock_settime": (227, 112), "clock_adjtime": (305, 266), "sethostname": (170, 161),
    "setdomainname": (171, 162), "swapon": (167, 224), "swapoff": (168, 225), "acct": (163, 89), "syslog": (103, 116),
    "vhangup": (153, None), "iopl": (172, None), "ioperm": (173, None),
    # Memory that belongs to no process, so that no limit of a process holds it and nobody sees whose it is.
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180), "io_setup": (206, 0),
    # Old ways of running old programs.
    "uselib": (134, None), "personality": (135, 92), "modify_ldt": (154, None), "_sysctl": (156, None),
}  # fmt: skip
"""The calls refused, and the number of each on x86_64 and on aarch64; None where it is not refused by number."""

_MACHINES = {"x86_64": (0, 0xC000003E, 56, 9, (41, 53)), "aarch64": (1, 0xC00000B7, 220, 222, (198, 199))}
"""By machine: its column in the table of calls, its name for the kernel's audit, the numbers of clone and mmap, and of socket and socketpair."""

_Line = tuple[int, int, int, int]


def make_filter(machine: str) -> list[_Line]:
    """Return the filter for a machine, as instructions: what to do, jump if true, jump if false, operand. Empty for one we don't know.

    A jump is the number of instructions to skip, at most 255. That is why each call is answered right behind its own test: with one answer at
    the end a longer table would break the jumps. Whoever puts a line between a test and its answer changes where it leads.
    """
    if machine not in _MACHINES:
        return []
    column, audit, clone, mmap, sockets = _MACHINES[machine]
    # The same number means another call on another machine, and one kernel may serve two: a program for the other one, made to
    # slip through, is refused whole. This must stay first.
    lines = [(_LOAD, 0, 0, _MACHINE), (_EQUAL, 1, 0, audit), (_GIVE, 0, 0, _DENY)]
    # From here on the register holds the call's number, which all tests but the last look at.
    lines += [(_LOAD, 0, 0, _NUMBER)]
    if machine == "x86_64":
        # x32 numbers the same calls once more, from this bit on; without this line each refused call has a back door.
        lines += [(_GREATER, 0, 1, _X32), (_GIVE, 0, 0, _DENY)]
    # clone3 has its flags in memory, where a filter can't look. Told that it is missing, libc uses clone, whose flags are
    # seen below; refused as forbidden, libc would give up and no thread or process could be started.
    lines += [(_EQUAL, 0, 1, _CLONE3), (_GIVE, 0, 0, _MISSING)]
    for numbers in _CALLS.values():
        number = numbers[column]
        if number is not None:
            lines += [(_EQUAL, 0, 1, number), (_GIVE, 0, 0, _DENY)]
    # Memory that processes share is counted for none of them. Each block that loads an argument puts the call's number back.
    lines += [
        (_EQUAL, 0, 5, mmap), (_LOAD, 0, 0, _FOURTH_ARGUMENT), (_TEST, 0, 2, _ANONYMOUS), (_TEST, 0, 1, _SHARED), (_GIVE, 0, 0, _DENY),
        (_LOAD, 0, 0, _NUMBER),
    ]  # fmt: skip
    # Kinds of sockets that nobody needs here: of virtual machines, of packets, of the kernel's ciphers.
    for number in sockets:
        lines += [(_EQUAL, 0, len(_FAMILIES) + 3, number), (_LOAD, 0, 0, _FIRST_ARGUMENT)]
        lines += [(_EQUAL, len(_FAMILIES) - place, 0, family) for place, family in enumerate(_FAMILIES)]
        lines += [(_GIVE, 0, 0, _DENY), (_LOAD, 0, 0, _NUMBER)]
    # Threads and processes may be made, but no namespaces. This loads the flags over the call's number, so it must stay last.
    return [
        *lines,
        (_EQUAL, 0, 3, clone), (_LOAD, 0, 0, _FIRST_ARGUMENT), (_TEST, 0, 1, _NAMESPACES), (_GIVE, 0, 0, _DENY),
        (_GIVE, 0, 0, _ALLOW),
    ]  # fmt: skip


def filter_calls() -> bool:
    """Put this process and all that it starts behind the filter, for good; returns whether that is in force.

    The process must have given up new rights before (`PR_SET_NO_NEW_PRIVS`), or the kernel refuses.
    """
    lines = make_filter(platform.machine())
    if not lines:
        return False
    program = b"".join(struct.pack("HBBI", *line) for line in lines)  # struct sock_filter
    buffer = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: how many, and where, with the gap that aligns the pointer. The kernel copies what it points to.
    header = struct.pack("HxxxxxxP", len(lines), ctypes.addressof(buffer))
    return bool(
        ctypes.CDLL(None, use_errno=True).prctl(22, 2, header, 0, 0) == 0
    )  # PR_SET_SECCOMP, SECCOMP_MODE_FILTER
