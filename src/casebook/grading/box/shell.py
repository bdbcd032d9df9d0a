"""IPython as a notebook's kernel has it, in one process and without a network: cells go in, outputs come out.

Runs in the process of a hand-in. What it says is believed by nobody: it is parsed as data, by `casebook.grading.box.sandbox`.
"""

import asyncio
import base64
import builtins
import getpass
import io
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

__all__ = ["CellShell", "Outputs", "make_shell", "run_cell", "use_streams"]

MOST = 1_100_000
"""The most characters of output that a cell may hand back: a little more than is kept of it."""

_MOST_OUTPUTS = 900
_LONGEST_TRACE = 200_000


class Outputs:
    """The outputs of the cell at work, as a notebook keeps them; long ones are cut, but that they happened stays."""

    def __init__(self) -> None:
        self.list: list[dict[str, Any]] = []
        self.room = MOST
        self._clear_next = False

    def start(self) -> None:
        """Begin a cell."""
        self.list, self.room, self._clear_next = [], MOST, False

    def _add(self, output: dict[str, Any]) -> None:
        if self._clear_next:
            self.list, self._clear_next = [], False
        # Marks rest on the first error, the first value and the first words on each stream, so of each kind one always finds room.
        kinds = [(known["output_type"], known.get("name")) for known in self.list] if self._is_full else []
        if not self._is_full or (output["output_type"], output.get("name")) not in kinds:
            self.list.append(output)

    @property
    def _is_full(self) -> bool:
        return len(self.list) >= _MOST_OUTPUTS or self.room <= 0

    def stream(self, name: str, text: str) -> None:
        """Take what was printed."""
        kept = text[: max(self.room, 0)]
        self.room -= len(text)
        last = self.list[-1] if self.list and not self._clear_next else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += kept
        elif kept or not any(output.get("name") == name for output in self.list):
            self._add({"output_type": "stream", "name": name, "text": kept or "..."})

    def show(self, kind: str, data: Mapping[str, Any], **more: Any) -> None:
        """Take what was displayed, or a cell's value."""
        size = sum(len(value) for value in data.values() if isinstance(value, str))
        if kind == "display_data" and size > self.room:
            return
        plain = _keep_plain(data, max(self.room, 200))
        self._add({"output_type": kind, "data": plain, "metadata": {}, **more})
        self.room -= size

    def fail(self, name: str, value: str, traceback: list[str]) -> None:
        """Take an error."""
        room, lines = min(_LONGEST_TRACE, self.room), []
        for line in traceback[:500]:
            if room > 0:
                lines.append(line[: min(20_000, room)])
                room -= len(line)
        self._add({"output_type": "error", "ename": name[:500], "evalue": value[:20_000], "traceback": lines})
        self.room -= len(value[:20_000]) + sum(map(len, lines))

    def clear(self, wait: bool) -> None:
        """Forget what was shown, now or when something new is."""
        if wait:
            self._clear_next = True
        else:
            self.list = []


def _keep_plain(data: Mapping[str, Any], room: int) -> dict[str, Any]:
    """Return only what a grader reads: text, cut to size, and pictures that are not too large."""
    kept = {}
    for name in ("text/plain", "image/png", "image/jpeg"):
        value = data.get(name)
        if isinstance(value, bytes):
            value = base64.b64encode(value).decode()
        if isinstance(value, str) and (name == "text/plain" or len(value) <= room):
            kept[name] = value[:room]
    return kept


OUTPUTS = Outputs()


class _Stream(io.TextIOBase):
    """What `sys.stdout` and `sys.stderr` are in a cell."""

    encoding = "UTF-8"
    errors = "backslashreplace"

    def __init__(self, name: str, number: int) -> None:
        self._name, self._number = name, number
        self.name = f"<{name}>"

    def writable(self) -> bool:
        return True

    # Programs that a cell starts write to the number itself; the box reads that end as well and keeps it apart.
    def fileno(self) -> int:
        return self._number

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if text:
            OUTPUTS.stream(self._name, text)
        return len(text)


class _Hook(DisplayHook):
    """What shows a cell's value."""

    def start_displayhook(self) -> None:
        self._value: dict[str, Any] = {}

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        self._value = dict(format_dict)

    def finish_displayhook(self) -> None:
        if self._value:
            OUTPUTS.show("execute_result", self._value, execution_count=self.prompt_count)


class _Publisher(DisplayPublisher):
    """What `display` calls."""

    def publish(self, data: Any, metadata: Any = None, source: Any = None, *, transient: Any = None, update: bool = False,
                **kwargs: Any) -> None:  # fmt: skip
        if not update:
            OUTPUTS.show("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        OUTPUTS.clear(wait)


class CellShell(InteractiveShell):
    """IPython's shell, telling `OUTPUTS` what a kernel would send to a notebook."""

    displayhook_class = _Hook
    display_pub_class = _Publisher
    ended = False

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        OUTPUTS.fail(str(etype.__name__), _say(evalue), [str(line) for line in stb])

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there is no screen."""

    def ask_exit(self) -> None:
        """Remember that ``exit`` was called, which would end a kernel."""
        self.ended = True

    # IPython's own runs the line in a pseudo-terminal, which a box does not have.
    def system(self, cmd: str) -> None:
        """Run a line that starts with ``!``, printing where Python's own output goes."""
        done = subprocess.run(self.var_expand(cmd, depth=1), shell=True, check=False)  # type: ignore[no-untyped-call]
        self.user_ns["_exit_code"] = done.returncode

    def init_virtualenv(self) -> None:
        """Do nothing: the environment is the grader's."""


def _say(error: Any) -> str:
    try:
        return str(error)
    except Exception:
        return ""


def _refuse_input(*_: Any, **__: Any) -> Any:
    raise StdinNotImplementedError("raw_input was called, but this frontend does not support input requests.")


def make_shell() -> CellShell:
    """Return a fresh shell that has already met its first error, which takes IPython longest."""
    config = Config()
    # Its history would keep a thread and a database open, and neither outlives a fork.
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    # As ipykernel has them: tracebacks are kept in the graded notebook, and must be those of a kernel.
    config.InteractiveShell.colors = "linux"
    config.InteractiveShell.xmode = "Context"
    shell = CellShell.instance(config=config)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    before = sys.stdout, sys.stderr
    use_streams()
    # What these load and compile is there before the fork, so that no hand-in waits for it.
    for source in ("def f(x):\n    assert x == 2, x\nf(1)", "1", "print(1)"):
        run_cell(shell, source)
    sys.stdout, sys.stderr = before
    shell.reset(new_session=True)  # type: ignore[no-untyped-call]
    shell.execution_count = 1
    OUTPUTS.start()
    return shell


def use_streams() -> None:
    """Make printing and asking what they are in a notebook."""
    sys.stdout, sys.stderr = _Stream("stdout", 1), _Stream("stderr", 2)
    builtins.input = _refuse_input
    getpass.getpass = _refuse_input


def run_cell(shell: CellShell, source: str, *, test: bool = False) -> dict[str, Any]:
    """Run one cell to its end; returns its outputs and the reply a kernel would send.

    A test is not kept among the cells that were run, where the code under test could read it.
    """
    OUTPUTS.start()
    loop = asyncio.get_event_loop()
    error: BaseException | None = None

    async def run() -> Any:
        # In ipykernel's order: a line that IPython can't rewrite fails as a cell and not as a fault of the shell.
        try:
            transformed, failure = shell.transform_cell(source), None  # type: ignore[no-untyped-call]
        except Exception:
            transformed, failure = source, sys.exc_info()
        result = await shell.run_cell_async(
            source, store_history=not test, transformed_cell=transformed, preprocessing_exc_tuple=failure
        )
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
        return result

    try:
        result = loop.run_until_complete(run())
        error = result.error_before_exec or result.error_in_exec
    except KeyboardInterrupt as interrupt:  # sent by the box when time is up
        error = interrupt
        OUTPUTS.fail("KeyboardInterrupt", "", ["KeyboardInterrupt"])
    except BaseException as broken:
        # Code that takes IPython apart gets here; the cell has failed, whatever it says.
        error = broken
        OUTPUTS.fail(type(broken).__name__, _say(broken), [])
    reply: dict[str, Any] = {"status": "ok"}
    if error is not None:
        reply = {"status": "error", "ename": type(error).__name__, "evalue": _say(error)[:20_000], "traceback": []}
    return {"outputs": OUTPUTS.list, "reply": reply, "ended": shell.ended}
