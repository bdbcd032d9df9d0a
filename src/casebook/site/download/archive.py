"""Archives whose bytes depend on what is in them and on nothing else: neither when nor where they were made."""

import io
import zipfile
from collections.abc import Mapping

__all__ = ["pack_zip"]

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_FILE = 0o100644 << 16


def pack_zip(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip, in the order given; a wheel among them is packed already and stays as it is."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.external_attr, entry.create_system = _FILE, 3
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".whl") else zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return held.getvalue()
