"""Files as one zip, there and back: how kits, problems and whole rounds travel."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import IO

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say
_REGULAR_FILE = 0o100644 << 16
_UNIX = 3
_DEPTH = 32
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack all they hold before they can be stopped
# What `zipfile` and the decompressors behind it raise at bytes that are no archive.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


class BadParcel(Exception):
    """What came is no parcel; says why, to be told with where it came from."""


def zip_bytes(files: Mapping[str, bytes], *, folder: str = "") -> bytes:
    """Return a zip of `files`, below `folder` if one is named; sorted, and stored, since compressors have versions.

    Its bytes depend on nothing but names and contents.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{path}" if folder else path, date_time=_EPOCH)
            entry.external_attr, entry.create_system = _REGULAR_FILE, _UNIX
            archive.writestr(entry, files[path])
    return whole.getvalue()


def unzipped(whole: bytes | IO[bytes], *, most_files: int, most_bytes: int) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a zip by whoever made it, one at a time; raises BadParcel.

    Every path is relative and stays where it is put; links and folders are none of them. `most_bytes` is of all files.
    """
    left, seen = most_bytes, set[str]()
    try:
        with zipfile.ZipFile(io.BytesIO(whole) if isinstance(whole, bytes) else whole) as archive:
            entries = archive.infolist()
            if len(entries) > most_files or sum(entry.file_size for entry in entries) > most_bytes:
                raise BadParcel(f"it holds more than {most_files} files or {most_bytes >> 20} MiB")
            for entry in entries:
                path = PurePosixPath(entry.filename)
                strange = path.is_absolute() or "\\" in entry.filename or not 0 < len(path.parts) <= _DEPTH
                if strange or ".." in path.parts or entry.is_dir() or str(path) in seen:
                    raise BadParcel(f"it has a file {entry.filename[:80]!r}, which is not a file's name, or twice")
                if entry.compress_type not in _METHODS:
                    raise BadParcel(f"its file {entry.filename[:80]!r} is packed in a way that is not read here")
                with archive.open(entry) as file:
                    data = file.read(min(entry.file_size, left) + 1)
                left -= len(data)
                if left < 0 or len(data) > entry.file_size:
                    raise BadParcel(f"it holds more than it says, or than {most_bytes >> 20} MiB")
                seen.add(str(path))
                yield str(path), data
    except _DAMAGED as error:
        raise BadParcel(f"it can't be unpacked ({str(error)[:80]})") from error
