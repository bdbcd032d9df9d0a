"""The course's library, and what it needs, as wheels made from what is installed: `pip` asks no index for them.

Made by hand and not by a builder, so that it works offline from an installed copy or a checkout alike; the same files
give the same bytes.
"""

import base64
import hashlib
from importlib.metadata import Distribution, PackageNotFoundError, distribution, entry_points
from importlib.util import find_spec
from pathlib import Path

from ...problem import CasebookError
from .archive import pack_zip

__all__ = ["find_distributions", "name_wheel", "pack_installed", "pack_wheel"]

_TAG = "py3-none-any"
_WHEEL = f"Wheel-Version: 1.0\nGenerator: casebook\nRoot-Is-Purelib: true\nTag: {_TAG}\n".encode()
_COMPILED = {".so", ".pyd", ".pyc"}
# What an installer notes for itself.
_INSTALLERS = {"INSTALLER", "REQUESTED", "RECORD", "direct_url.json"}


def find_distributions(subject: str) -> tuple[Distribution, ...]:
    """Return what must be installed for a course about `subject`: where the engine comes from, and where the subject does."""
    found: dict[str, Distribution] = {}
    points = [
        *entry_points(group="console_scripts", name="casebook"),
        *entry_points(group="casebook.subjects", name=subject),
    ]
    for point in points:
        if point.dist is not None:
            found.setdefault(point.dist.name, point.dist)
    if not found:
        raise CasebookError("the library is not installed, so no wheel of it can be made - install ketamine-casebook")
    return tuple(found.values())


def _stem(source: Distribution) -> str:
    return f"{source.name.lower().replace('-', '_').replace('.', '_')}-{source.version}"


def name_wheel(source: Distribution) -> str:
    """Return the name a wheel of a distribution must have for installers."""
    return f"{_stem(source)}-{_TAG}.whl"


def _list_packages(source: Distribution) -> list[Path]:
    """Return the folders of a distribution's packages: those its entry points lead to."""
    folders = []
    for name in sorted({point.module.partition(".")[0] for point in source.entry_points}):
        spec = find_spec(name)
        if spec is None or not spec.origin or Path(spec.origin).name != "__init__.py":
            raise CasebookError(f"the package {name} is not a folder, so no wheel of {source.name} can be made")
        folders.append(Path(spec.origin).parent)
    return folders


def _list_files(source: Distribution) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for folder in _list_packages(source):
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith("."):
                files[f"{folder.name}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    about = f"{_stem(source)}.dist-info"
    texts = {name: source.read_text(name) for name in ("METADATA", "entry_points.txt")}
    texts |= {
        f"licenses/{name}": source.read_text(f"licenses/{name}")
        for name in source.metadata.get_all("License-File") or ()
    }
    if not texts["METADATA"]:
        raise CasebookError(f"{source.name} does not say what it is, so no wheel of it can be made - install it again")
    for name, text in texts.items():
        if text:
            files[f"{about}/{name}"] = text.encode()
    files[f"{about}/WHEEL"] = _WHEEL
    return files


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def pack_wheel(source: Distribution | str) -> bytes:
    """Return a distribution (or the one of that name) as the bytes of a wheel; refuse what is not installed."""
    if isinstance(source, str):
        try:
            source = distribution(source)
        except PackageNotFoundError:
            raise CasebookError(f"{source} is not installed, so no wheel of it can be made - install it") from None
    return _pack(source, _list_files(source))


def pack_installed(name: str) -> tuple[str, bytes]:
    """Return another installed library as a wheel: what it is called, and its bytes. Its compiled modules stay behind.

    Only for a library whose modules are there as Python too, and that has no tools of its own to install.
    """
    try:
        source = distribution(name)
    except PackageNotFoundError:
        raise CasebookError(f"{name} is not installed, so no wheel of it can be made - install it") from None
    return name_wheel(source), _pack(source, _list_installed(source))


def _list_installed(source: Distribution) -> dict[str, bytes]:
    """Return the files that an installer recorded, where a wheel has them."""
    about, files = f"{_stem(source)}.dist-info", {}
    for path in source.files or ():
        if path.suffix in _COMPILED or "__pycache__" in path.parts or path.name in _INSTALLERS:
            continue
        inside = [part for part in path.parts if part != ".."]
        if len(inside) < len(path.parts):
            inside = [f"{_stem(source)}.data", "data", *inside]
        elif inside[0].endswith(".dist-info"):
            inside[0] = about
        files["/".join(inside)] = path.read_binary()
    files[f"{about}/WHEEL"] = _WHEEL
    return files


def _pack(source: Distribution, listed: dict[str, bytes]) -> bytes:
    files = dict(sorted(listed.items()))
    record = f"{_stem(source)}.dist-info/RECORD"
    rows = [f"{name},sha256={_digest(data)},{len(data)}" for name, data in files.items()]
    files[record] = ("\n".join([*rows, f"{record},,"]) + "\n").encode()
    return pack_zip(files)
