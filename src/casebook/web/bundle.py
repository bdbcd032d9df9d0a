"""One script out of several ES modules, without a tool chain.

The modules keep to a few forms, each on a line of its own: ``import { a, b } from "../room/x.js";``, ``export function``,
``export const``, ``export class`` and ``export default``. Anything else that imports or exports is refused. A module is
named by its path inside the folder: ``item/kind/choice.js``.
"""

import re
from functools import cache
from pathlib import Path
from posixpath import dirname, join, normpath

__all__ = ["FOLDER", "LIBRARY", "bundle_beside", "bundle_classic", "bundle_module", "read_style", "write_tokens"]

FOLDER = Path(__file__).parent
"""Where the modules and styles are."""

LIBRARY = FOLDER / "library"
"""What others wrote and a page asks for: one folder each, with the file unchanged, its licence, and where it is from."""

_LENT = "window.casebookModules"

_IMPORT = re.compile(r'^import \{([^}]*)\} from "((?:\./|(?:\.\./)+)(?:[a-z-]+/)*[a-z-]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*? |const |class )([A-Za-z_$][\w$]*))", re.MULTILINE)
_DEFAULT = re.compile(r"^export default ", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?:/\*\*.*?\*/|//[^\n]*)\n", re.MULTILINE | re.DOTALL)
_REMARK = re.compile(r"[ \t]*/\*.*?\*/\n?", re.DOTALL)
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


def _name(module: str) -> str:
    # A dollar for a folder: "a-b.js" and "a/b.js" stay two names.
    return "module_" + module.removesuffix(".js").replace("-", "_").replace("/", "$")


def _resolve(target: str, module: str) -> str:
    """Return the path of what a module imports, inside the folder."""
    path = normpath(join(dirname(module), target))
    if path.startswith("../"):
        raise ValueError(f"{module} imports {target}, which is outside the folder of modules")
    return path


def _wrap(module: str, source: str) -> str:
    """Return a module as one constant: an object of what it exports. Comments that have lines of their own stay at home.

    So do the spaces that begin a line: a reader pays for them.
    """
    source = _COMMENT.sub("", source)
    torn = [line for line in source.split("\n") if line.replace("\\`", "").count("`") % 2]
    if torn:
        raise ValueError(
            f"{module} holds {torn[0].strip()!r} - a template ends on its own line, for lines lose the spaces before them"
        )
    source = _INDENT.sub("", source)
    names = _EXPORT.findall(source)
    body = _IMPORT.sub(
        lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {_name(_resolve(found[2], module))};",
        _EXPORT.sub("", source),
    )
    body, defaults = _DEFAULT.subn("const exportedDefault = ", body)
    other = _OTHER.search(body)
    if other:
        raise ValueError(f"{module} holds {other[0]!r} - import and export names only, each statement on one line")
    exported = ", ".join([*names, *(["default: exportedDefault"] if defaults else [])])
    return f"const {_name(module)} = (() => {{\n{body.strip()}\nreturn {{ {exported} }};\n}})();\n"


def _order(entry: str, folder: Path) -> dict[str, str]:
    """Return the sources of a module and all it leans on, those first."""
    found: dict[str, str] = {}
    waiting: list[str] = []

    def visit(module: str) -> None:
        if module in found:
            return
        if module in waiting:
            raise ValueError(f"{module} imports itself by way of {' and '.join(waiting)}")
        waiting.append(module)
        source = (folder / module).read_text(encoding="utf-8")
        for match in _IMPORT.finditer(source):
            visit(_resolve(match[2], module))
        waiting.pop()
        found[module] = source

    visit(entry)
    return found


def _join(entry: str, folder: Path) -> str:
    return "".join(_wrap(module, source) for module, source in _order(entry, folder).items())


def _classic(script: str) -> str:
    return f'(() => {{\n"use strict";\n{script}}})();\n'


def _share(entry: str, base: str, folder: Path) -> tuple[list[str], list[str]]:
    """Return the modules that `entry` adds to those of `base`, in order, and the names of those it leans on directly there."""
    there, all_of = _order(base, folder), _order(entry, folder)
    added = [module for module in all_of if module not in there]
    leant = {_resolve(found[2], module) for module in added for found in _IMPORT.finditer(all_of[module])}
    return added, sorted(_name(module) for module in leant & there.keys())


@cache
def bundle_classic(entry: str, folder: Path = FOLDER, beside: tuple[str, ...] = ()) -> str:
    """Return a module and all it leans on as one classic script, which also runs from a folder of files.

    `beside` are the entries of `bundle_beside` that run after it and share its modules.
    """
    lent = sorted({name for each in beside for name in _share(each, entry, folder)[1]})
    return _classic(_join(entry, folder) + (f"{_LENT} = {{ {', '.join(lent)} }};\n" if lent else ""))


@cache
def bundle_beside(entry: str, base: str, folder: Path = FOLDER) -> str:
    """Return what a module needs besides the modules of `base`, as a classic script for a page that has run `base` before.

    A module that keeps something, as the store does, is then there once and not twice.
    """
    added, leant = _share(entry, base, folder)
    sources = _order(entry, folder)
    borrowed = f"const {{ {', '.join(leant)} }} = {_LENT};\n" if leant else ""
    return _classic(borrowed + "".join(_wrap(module, sources[module]) for module in added))


@cache
def bundle_module(entry: str, folder: Path = FOLDER) -> str:
    """Return a module and all it leans on as one ES module that exports the entry's default: a widget's front."""
    return f"{_join(entry, folder)}export default {_name(entry)}.default;\n"


@cache
def read_style(*names: str, folder: Path = FOLDER) -> str:
    """Return style sheets, one after another; their comments and the spaces that begin a line stay at home."""
    return "\n".join(_INDENT.sub("", _REMARK.sub("", (folder / name).read_text(encoding="utf-8"))) for name in names)


_TOKENS = re.compile(r"^@(light|dark) \{(.*?)^\}", re.MULTILINE | re.DOTALL)


@cache
def write_tokens(*, light: str, dark: str, preferred: str = "", folder: Path = FOLDER) -> str:
    """Return the colours, sizes and fonts as style rules: which selectors are light, which dark.

    `preferred` is dark where the device asks for it.
    """
    sets = dict(_TOKENS.findall((folder / "page" / "token.css").read_text(encoding="utf-8")))
    asked = f"@media (prefers-color-scheme: dark) {{ {preferred} {{{sets['dark']}}} }}\n" if preferred else ""
    return f"{light} {{{sets['light']}}}\n{asked}{dark} {{{sets['dark']}}}\n"
