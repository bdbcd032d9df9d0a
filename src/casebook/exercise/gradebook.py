"""The gradebook's file, before anybody reads it: whether it can be one, who may make it, and what an error of it means."""

from contextlib import AbstractContextManager
from pathlib import Path

from ..folder import take_turn
from ..problem import CasebookError

__all__ = ["BUSY", "explain_gradebook", "hold_gradebook", "require_gradebook"]

BUSY = 20.0
"""Seconds to wait for another program that writes to the gradebook."""


_AGAIN = "run the same command again"


def explain_gradebook(path: Path, error: BaseException, *, again: str = _AGAIN) -> CasebookError:
    """Return what is wrong with a gradebook in one sentence, and what to do: which depends on whether it is broken, busy or out of reach.

    `again` is how what was tried is tried once more.
    """
    why = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
    if "locked" in why or "busy" in why:
        return CasebookError(
            f"{path.name}: another program holds the gradebook ({why}) - wait until the other casebook or formgrader is done, or end it, "
            f"and {again}; no mark is lost"
        )
    if "full" in why:
        return CasebookError(f"{path.name}: the disk is full - make room and {again}; no mark is lost")
    if "readonly" in why or "unable to open" in why:
        return CasebookError(
            f"{path.name}: the gradebook can't be written or opened ({why}) - check the permissions of it and of its folder"
        )
    return CasebookError(f"{path.name}: the gradebook can't be read ({why}) - put back one of the copies beside it")


def require_gradebook(path: Path) -> None:
    """Refuse what can't be a gradebook, in one sentence: a folder, or an empty file where there are copies that are not."""
    if path.is_dir():
        raise CasebookError(
            f"{path.name}: it is a folder and should be the gradebook's file - move it away and run the command again"
        )
    if path.is_file() and path.stat().st_size == 0:
        copies = sorted(each for each in path.parent.glob(f"{path.name}.[0-9]*-[0-9]*") if each.stat().st_size)
        advice = f"copy {copies[-1].name} over it" if copies else "delete it, and a new one is begun"
        raise CasebookError(f"{path.name}: the gradebook is empty (0 bytes) - {advice}, and run the command again")


def hold_gradebook(path: Path) -> AbstractContextManager[None]:
    """Let one process at a time make a gradebook or bring it in order; another one waits until it is done."""
    return take_turn(path.parent)
