"""A zip whose bytes depend on nothing but names and contents."""

import io
import zipfile
from collections.abc import Mapping

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3


def zip_bytes(files: Mapping[str, bytes], *, folder: str = "") -> bytes:
    """Return a zip of `files`, below `folder` if one is named; sorted, and stored, since compressors have versions."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{path}" if folder else path, date_time=_EPOCH)
            entry.external_attr, entry.create_system = _REGULAR_FILE, _UNIX
            archive.writestr(entry, files[path])
    return whole.getvalue()
