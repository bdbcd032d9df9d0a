"""Signs that somebody worked on the marking instead of on the exercise.

They are told to a person and never change a mark by themselves. Inside the hand-in's own process nothing is safe from a
determined author, so `Watch` finds the known tricks and not every trick; what the code says is read outside, by `read_code`.
"""

import ast
import builtins
import re
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

__all__ = ["Watch", "read_code"]

_WATCHED = (
    "math",
    "numpy",
    "numpy.testing",
    "pandas",
    "pandas.testing",
    "unittest",
    "unittest.case",
    "json",
    "casebook.autograde",
    "casebook.mark.mark",
)


def _take(module: ModuleType) -> dict[str, Any]:
    return {name: value for name, value in vars(module).items() if callable(value) and not name.startswith("_")}


def _draws(call: Any) -> bool:
    """Return whether a hook is one of those with which matplotlib shows figures after a cell."""
    drawing = (sys.modules.get(name) for name in ("matplotlib_inline.backend_inline", "matplotlib.pyplot"))
    code = getattr(call, "__code__", None)
    return code is not None and any(module is not None and code.co_filename == module.__file__ for module in drawing)


_OURS = ("casebook.grading.box.shell", "casebook.grading.box.wire")


def _list_types(shell: Any) -> list[type]:
    """Return the classes whose functions run a cell and take what it shows: the shell's with all it is built on, and its parts'."""
    parts = (shell, getattr(shell, "compile", None), shell.displayhook, shell.display_pub, shell.display_formatter)
    kinds = [
        kind for part in parts for kind in type(part).__mro__ if kind.__module__.startswith(("IPython.", "casebook."))
    ]
    return list(dict.fromkeys(kinds))


class Watch:
    """Remembers how things were before a trainee's code ran, and tells what is no longer so."""

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._builtins = dict(vars(builtins))
        self._modules = {name: _take(sys.modules[name]) for name in _WATCHED if name in sys.modules}
        self._types = [(known, dict(vars(known))) for known in _list_types(shell)]
        self._own = {name: _take(sys.modules[name]) for name in _OURS if name in sys.modules}
        self._known = dict(shell.user_ns)
        self._steps = list(shell.input_transformers_post), list(shell.input_transformer_manager.line_transforms)
        self._hooks = {name: list(calls) for name, calls in shell.events.callbacks.items()}

    def look(self, source: str = "") -> Iterator[str]:
        """Yield what was changed; `source` is a test that is about to run, whose names must mean what they meant."""
        shell = self._shell
        changed = [name for name, value in self._builtins.items() if vars(builtins).get(name) is not value]
        changed = [name for name in changed if name not in ("_", "__", "___", "display", "get_ipython")]
        if changed:
            yield f"Python's own {', '.join(sorted(changed)[:5])} was replaced"
        for module, names in self._modules.items():
            now = vars(sys.modules.get(module, ModuleType(module)))
            for name, value in names.items():
                if now.get(name, value) is not value:
                    yield f"{module}.{name} was replaced"
                    break
        if shell.ast_transformers:
            yield "code was set up that rewrites every later cell"
        if (list(shell.input_transformers_post), list(shell.input_transformer_manager.line_transforms)) != self._steps:
            yield "the text of later cells is rewritten"
        if (
            any(vars(known) != before for known, before in self._types)
            or any(_take(sys.modules[name]) != before for name, before in self._own.items())
            or any(name in vars(shell) for name in ("run_cell", "run_cell_async", "run_code", "_showtraceback"))
        ):
            yield "the shell that runs cells was changed"
        grown = [
            call for name, calls in shell.events.callbacks.items() for call in calls
            if call not in self._hooks.get(name, ()) and not _draws(call)
        ]  # fmt: skip
        if grown:
            yield "code was set up that runs around every later cell"
        if sys.gettrace() is not None or sys.getprofile() is not None:
            yield "later code is being traced"
        if source:
            try:
                used = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
            except (SyntaxError, ValueError, RecursionError):
                used = set()
            for name in sorted(used & self._builtins.keys() & shell.user_ns.keys()):
                if shell.user_ns[name] is not self._known.get(name, self._builtins[name]):
                    yield f"{name} no longer means what Python means by it, and a test uses it"


_NAMES = {
    "get_ipython": "speaks to the shell that runs the tests", "In": "reads the cells that were run", "_ih": "reads the cells that were run",
    "__builtins__": "reaches for Python's own functions", "__import__": "imports in a roundabout way",
    "eval": "runs code that it makes", "exec": "runs code that it makes", "globals": "reaches for names in a roundabout way",
}  # fmt: skip
_ATTRIBUTES = {
    "_getframe": "looks at the code that calls it", "currentframe": "looks at the code that calls it", "f_back": "looks at the code that calls it",
    "settrace": "traces later code", "setprofile": "traces later code", "get_objects": "searches the memory for objects",
    "_exit": "ends the process without a word", "ast_transformers": "rewrites later cells", "f_code": "looks at code", "co_consts": "looks at code",
    "autograde": "reaches for the marking", "fork": "starts other processes", "kill": "ends other processes",
    "rmtree": "moves or deletes files", "symlink": "makes links to other files", "displayhook": "speaks to the shell that runs the tests",
    "fdopen": "uses files by their number", "dup": "uses files by their number", "dup2": "uses files by their number",
    "extract_stack": "looks at the code that calls it", "walk_stack": "looks at the code that calls it", "get_stack": "looks at the code that calls it",
    "_current_frames": "looks at the code that calls it", "tb_frame": "looks at the code that calls it", "gi_frame": "looks at the code that calls it",
    "__traceback__": "looks at the code that calls it", "__code__": "looks at code", "addaudithook": "traces later code",
    "In": "reads the cells that were run", "_ih": "reads the cells that were run", "modules": "imports in a roundabout way",
    "__class__": "changes what things are", "__subclasses__": "searches the memory for objects", "__globals__": "looks at code",
}  # fmt: skip
_MODULES = {
    "_socket": "asks for the network", "_thread": "starts threads", "_ctypes": "goes around Python", "mmap": "goes around Python",
    "_posixsubprocess": "starts other programs", "pty": "starts other programs", "fcntl": "uses files by their number",
    "resource": "changes how it can be stopped", "faulthandler": "changes how it can be stopped", "atexit": "changes how it can be stopped",
    "__main__": "reads the cells that were run", "importlib": "imports in a roundabout way", "traceback": "looks at the code that calls it",
    "gc": "searches the memory for objects", "inspect": "looks at code", "linecache": "looks at code", "ctypes": "goes around Python",
    "socket": "asks for the network", "urllib": "asks for the network", "http": "asks for the network",
    "requests": "asks for the network", "subprocess": "starts other programs", "multiprocessing": "starts other processes",
    "threading": "starts threads", "shutil": "moves or deletes files", "signal": "changes how it can be stopped", "casebook": "reaches for the marking", "nbgrader": "reaches for the marking",
}  # fmt: skip
_WORDS = {
    "gradebook": "names the gradebook", "BEGIN HIDDEN": "names hidden tests", "/proc/": "looks at other processes",
    "NBGRADER_": "asks whether it is being graded", "../": "reaches outside its folder", "<script": "writes a script",
}  # fmt: skip
_TIMED = re.compile(r"^[ \t]*%{1,2}(?:time|timeit|prun|capture)\b(?:[ \t]+-\S+)*(?:[ \t]+[0-9]+)?[ \t]*", re.MULTILINE)
_HARMLESS = r"[ \t]*(?:\{sys\.executable\} -m )?(?:pip3?|conda|uv|ls|pwd|echo|date|head|wc)\b[^;|&`$\n]*$"
_SHELL = re.compile(rf"^[ \t]*(?:!(?!{_HARMLESS})|%%?(?:bash|sh|script|system|sx|run|perl|ruby)\b)", re.MULTILINE)
_QUIET_SHELL = re.compile(rf"\A\s*%%(?:bash|sh)[ \t]*$(?:\n(?:[ \t]*(?:#.*)?$|{_HARMLESS}))*\Z", re.MULTILINE)
_FAR = re.compile(r"/[\w.*-]+/")
_LONE = re.compile("[\ud800-\udfff]")
_METHODS = {"__eq__": "defines what equal means", "__instancecheck__": "defines what an instance is"}
_PLAIN = ("bool", "complex", "dict", "float", "int", "list", "set", "str", "tuple")
_LONGEST = 200_000  # characters that are looked at: a tree of code takes hundreds of times the room of its text


def _say_module(name: str) -> str | None:
    if name.startswith("IPython") and not name.startswith("IPython.display"):
        return "speaks to the shell that runs the tests"
    if name.startswith(("unittest.mock", "mock")):
        return "defines what equal means"
    return _MODULES.get(name.partition(".")[0])


def read_code(source: str) -> list[str]:
    """Return what a trainee's code does that no exercise asks for, as phrases; nothing for code that does not parse."""
    if len(source) > _LONGEST:
        return ["is too long to be looked at"]
    if _QUIET_SHELL.match(source):  # a whole cell of what people look about with
        return []
    found: list[str | None] = ["starts other programs"] if _SHELL.search(source) else []
    # What stands behind these is Python all the same.
    lines = _TIMED.sub("", source).split("\n")
    try:
        tree = ast.parse("\n".join(line for line in lines if not line.lstrip().startswith(("%", "!"))))
        nodes = list(ast.walk(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [phrase for phrase in found if phrase]
    imported = {
        (alias.asname or alias.name).partition(".")[0] for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }  # fmt: skip
    for node in nodes:
        if isinstance(node, ast.Name):
            found.append(_NAMES.get(node.id))
            if isinstance(node.ctx, ast.Store) and node.id in (
                "AssertionError",
                "isinstance",
                "len",
                "abs",
                "round",
                "float",
            ):
                found.append(f"gives {node.id} another meaning")
        elif isinstance(node, ast.Attribute):
            found.append(_ATTRIBUTES.get(node.attr) or _METHODS.get(node.attr))
            if isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) and node.value.id in imported:
                found.append("replaces a part of a library")
            if node.attr in ("write", "writev") and isinstance(node.value, ast.Name) and node.value.id == "os":
                found.append("uses files by their number")
        elif isinstance(node, ast.Import):
            found += [_say_module(alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(_say_module(node.module or ""))
            found += [_say_module(f"{node.module}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.ClassDef):
            plain = [base.id for base in node.bases if isinstance(base, ast.Name) and base.id in _PLAIN]
            found += [f"makes a {name} of its own kind" for name in plain]
        elif isinstance(node, ast.FunctionDef):
            found.append(_METHODS.get(node.name))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.append(
                _METHODS.get(node.value)
                or (_ATTRIBUTES.get(node.value) if node.value.startswith(("_", "f_", "co_")) else None)
            )
            found += [why for word, why in _WORDS.items() if word in node.value]
            found += ["names files outside its folder"] if _FAR.match(node.value) else []
            found += ["holds text that no page can show"] if _LONE.search(node.value) else []
    return list(dict.fromkeys(phrase for phrase in found if phrase))
