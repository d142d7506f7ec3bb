"""Read zip and tar archives, member by member, counting every byte. Runs in the reader's process alone.

    gzip, bzip2, xz --expand, bounded--> tar --\\
                                               member: regular file or folder, name checked --> Gathering
    zip (stored or deflated members)  --------/

Nothing is ever extracted to disk, links are refused rather than followed, and an archive within an archive is a file.
"""

import bz2
import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import Protocol

from runner.intake.gathering import Gathering
from runner.intake.names import shown
from runner.model.errors import SubmissionRejected

_XZ_MEMORY_BYTES = 128 * 1024 * 1024
_STEP_BYTES = 1024 * 1024
_END_OF_ZIP = b"PK\x05\x06"
_END_SEARCH_BYTES = 66_000
_TAR_MAGIC_AT = 257
_TAR_BLOCK_BYTES = 512
_ENCRYPTED, _UTF8 = 0x1, 0x800


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...


class _Gzip:
    """`zlib`'s object with the face of those of `bz2` and `lzma`."""

    def __init__(self) -> None:
        self._object = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._object.eof

    @property
    def unused_data(self) -> bytes:
        return self._object.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._object.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._object.decompress(data or self._object.unconsumed_tail, max_length)


def is_archive(data: bytes) -> bool:
    """Whether bytes begin as an archive that can be read; the content decides, never the file's name."""
    return is_zip(data) or is_tar(data) or _compression(data) is not None


def is_zip(data: bytes) -> bool:
    """Whether bytes begin as a zip archive."""
    return data.startswith((b"PK\x03\x04", _END_OF_ZIP))


def is_tar(data: bytes) -> bool:
    """Whether bytes begin as a tar archive."""
    return data[_TAR_MAGIC_AT : _TAR_MAGIC_AT + 5] == b"ustar"


def gather_archive(data: bytes, into: Gathering) -> None:
    """Take in all members; raises SubmissionRejected, and whatever the parsers raise on damaged archives."""
    compression = _compression(data)
    if compression is not None:
        data = _expanded(data, compression, into.limits.expanded_bytes)
    if is_zip(data) and compression is None:
        _gather_zip(data, into)
    else:
        _gather_tar(data, into)


def _compression(data: bytes) -> Callable[[], "_Gzip | bz2.BZ2Decompressor | lzma.LZMADecompressor"] | None:
    if data.startswith(b"\x1f\x8b"):
        return _Gzip
    if data.startswith(b"BZh"):
        return bz2.BZ2Decompressor
    if data.startswith(b"\xfd7zXZ\x00"):
        return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY_BYTES)
    return None


def _expanded(
    data: bytes, make: Callable[[], "_Gzip | bz2.BZ2Decompressor | lzma.LZMADecompressor"], at_most: int
) -> bytes:
    whole = bytearray()
    while data:
        one = make()
        rest = data
        while not one.eof:
            some = one.decompress(rest, _STEP_BYTES)
            rest = b""
            whole += some
            if len(whole) > at_most:
                raise SubmissionRejected(
                    f"it expands to more than {at_most // 1024 // 1024} MiB; pack your own source files only"
                )
            if not some and not one.eof:
                raise SubmissionRejected("it ends in the middle; pack it again")
        data = one.unused_data.lstrip(b"\x00")
    return bytes(whole)


def _gather_tar(data: bytes, into: Gathering) -> None:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:", encoding="utf-8") as archive:
        for member in archive:
            into.look()
            if member.isdir():
                into.folder(member.name)
                continue
            path = into.file(member.name, 0)
            if path is None:
                continue
            sparse = member.issparse() or any(key.startswith("GNU.sparse") for key in member.pax_headers)
            if not member.isreg() or sparse:
                raise _odd_member(member.name, _tar_kind(member))
            into.check_size(path, member.size)
            content = archive.extractfile(member)
            _add(into, path, member.size, b"" if content is None else content.read(member.size))
        end = data[archive.offset : archive.offset + _TAR_BLOCK_BYTES]
    if len(end) < _TAR_BLOCK_BYTES or any(end):  # `tarfile` takes a header that it can't read for the end
        raise SubmissionRejected("it ends in the middle; pack it again")


def _tar_kind(member: tarfile.TarInfo) -> str:
    if member.issym():
        return "a symbolic link"
    if member.islnk():
        return "a hard link"
    if member.isdev():
        return "a FIFO" if member.isfifo() else "a device"
    return "a sparse or special file"


def _gather_zip(data: bytes, into: Gathering) -> None:
    at = data.rfind(_END_OF_ZIP, max(0, len(data) - _END_SEARCH_BYTES))
    announced = struct.unpack_from("<H", data, at + 10)[0] if 0 <= at <= len(data) - 22 else 0
    if announced > into.limits.entries:
        raise SubmissionRejected(f"it has more than {into.limits.entries:,} entries; hand in your own files only")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            into.look()
            _gather_zip_member(archive, member, into)


def _gather_zip_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, into: Gathering) -> None:
    name = _zip_name(member)
    if name.endswith("/"):
        into.folder(name)
        return
    path = into.file(name, 0)
    if path is None:
        return
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        raise _odd_member(name, "a symbolic link" if kind == stat.S_IFLNK else "no regular file")
    if member.flag_bits & _ENCRYPTED:
        raise SubmissionRejected(f"{shown(name)} is encrypted; pack it again without a password")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise SubmissionRejected(f"{shown(name)} is packed by an unusual method; pack it as an ordinary zip")
    into.check_size(path, member.file_size)
    with archive.open(member) as content:
        _add(into, path, member.file_size, content.read(into.limits.file_bytes + 1))


def _zip_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; older packers write UTF-8 without saying so."""
    name = member.orig_filename
    if member.flag_bits & _UTF8:
        return name
    try:
        return name.encode("cp437").decode()
    except UnicodeError:
        raise SubmissionRejected(f"the name {shown(name)} is not UTF-8; rename the file and pack it again") from None


def _add(into: Gathering, path: str, size: int, data: bytes) -> None:
    into.check_size(path, len(data))
    if len(data) != size:
        raise SubmissionRejected(f"{shown(path)} is not as long as the archive says; pack it again")
    into.add(path, data)


def _odd_member(name: str, kind: str) -> SubmissionRejected:
    return SubmissionRejected(f"{shown(name)} is {kind}; hand in files and folders only")
