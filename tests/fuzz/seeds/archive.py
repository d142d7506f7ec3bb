"""What the archive reader's fuzzing begins with: an archive of each kind and each oddity, and how to change one.

Most changes to a packed archive only break a checksum. So a change is made to what is inside as well: it is unpacked,
changed, given right checksums and packed again.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator

from tests.runner.intake.archives import header, overlapping_zip, padded, record, tar, zipped

CODE = b"def f(x):\n    return x\n"
FILES = {"solution.py": CODE, "work/notes.md": b"# why\n", "DECISIONS.md": b"- one\n"}
NAMES = ("../evil.py", "/etc/evil.py", "a\\b.py", "C:/x.py", "a/b/c/d/e/f.py", "x" * 60, ".git/config", "é.py",
         "e\u0301.py", "A.py", "a.py", "a.py/x.py", "lib.so", "a\nb.py", "\u202egpj.py", "conftest.py", "-rf",
         "nul\0.py", "a//b.py", "./a.py", "a/./b.py", "")  # fmt: skip
END = bytes(1024)
_BLOCK = 512
_PACKERS: tuple[tuple[bytes, Callable[[bytes], bytes], Callable[[bytes], bytes]], ...] = (
    (b"\x1f\x8b", gzip.decompress, lambda data: gzip.compress(data, 1, mtime=0)),
    (b"BZh", bz2.decompress, lambda data: bz2.compress(data, 1)),
    (b"\xfd7zXZ", lzma.decompress, lambda data: lzma.compress(data, preset=0)),
)
_MOST_BYTES = 300_000


def words() -> tuple[bytes, ...]:
    """Return what bytes are worth trying."""
    marks = (
        b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"\x1f\x8b\x08", b"BZh9",
        b"\xfd7zXZ\x00", b"ustar\x0000", b"ustar  \x00", b"././@LongLink", b"GNU.sparse.major=1", b"GNU.sparse.map=0,1",
        b"GNU.sparse.realsize=", b"size=", b"path=", b"linkpath=", b"hdrcharset=BINARY", b"\x80\x00\x00\x00",
        b"\xff\xff\xff\xff", b"\x01\x00\x08\x00", b"\x75\x70",
    )  # fmt: skip
    return (*marks, *(name.encode() for name in NAMES if name))


def seeds() -> Iterator[bytes]:
    """Yield the first inputs."""
    for mode in ("w", "w:gz", "w:bz2", "w:xz"):
        yield tar(FILES, mode=mode)
    yield zipped(FILES)
    for packed in (zipped, tar):
        yield packed({f"f{n}.py": b"" for n in range(70)})
        yield packed({f"f{n}.py": b"" for n in range(20)})
        yield packed({f"f{n}.py": bytes(7_000) for n in range(5)})
    for name in NAMES:
        yield tar({"solution.py": CODE, name: b"x"}, mode="w")
        yield zipped({"solution.py": CODE, name or "y/": b"x"})
    yield from _odd_tars()
    yield from _odd_zips()


def _odd_tars() -> Iterator[bytes]:
    good = header(b"solution.py", len(CODE), b"0") + padded(CODE)
    for letter in (*b"123456789SLKxgDVMNX\0",):
        yield good + header(b"odd.py", 0, bytes((letter,))) + END
    for style in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT):
        yield _long_names(style)
    for fields in (
        {"path": "a/b.py"}, {"size": "5"}, {"size": "-512"}, {"size": "x"}, {"path": "../x"}, {"mtime": "1e400"},
        {"hdrcharset": "BINARY", "path": "é"},
        {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "s.py", "GNU.sparse.realsize": "9"},
        {"GNU.sparse.map": "0,1", "GNU.sparse.size": "9", "GNU.sparse.name": "s.py"},
    ):  # fmt: skip
        pax = b"".join(record(key, value) for key, value in fields.items())
        body = padded(b"1\n0\n1\n")
        yield header(b"p", len(pax), b"x") + padded(pax) + header(b"q.py", len(body), b"0") + body + END
        yield header(b"p", len(pax), b"g") + padded(pax) + good + END
    for size in (2**63, 2**88 - 1, 8**11 - 1):
        yield header(b"solution.py", size, b"0") + END
    yield gzip.compress(good + END, mtime=0) + gzip.compress(good, mtime=0)
    yield gzip.compress(header(b"solution.py", 2**20, b"0") + bytes(280_000), mtime=0)
    yield good + good + END


def _long_names(style: int) -> bytes:
    def change(member: tarfile.TarInfo) -> None:
        member.name = "d" * 99 + "/" + member.name

    return _with_format(style, change)


def _with_format(style: int, change: Callable[[tarfile.TarInfo], None]) -> bytes:
    member = tarfile.TarInfo("solution.py")
    member.size = len(CODE)
    change(member)
    return member.tobuf(style) + padded(CODE) + END


def _odd_zips() -> Iterator[bytes]:
    for bits in (stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o600, stat.S_IFDIR | 0o700):
        yield zipped({"solution.py": CODE}, change=lambda member, bits=bits: _mode(member, bits))
    yield overlapping_zip(20, 4_000)
    yield zipped({"solution.py": bytes(20_000)})
    whole = zipped({"solution.py": CODE, "AA.py": b""})
    yield whole.replace(b"AA.py", "é.py".encode())
    yield whole.replace(b"AA.py", b"\xff\xfe.py")
    yield b"#!/bin/sh\n" + whole
    encrypted = bytearray(whole)
    encrypted[6] |= 1
    encrypted[encrypted.find(b"PK\x01\x02") + 8] |= 1
    yield bytes(encrypted)


def _mode(member: zipfile.ZipInfo, bits: int) -> None:
    member.create_system = 3
    member.external_attr = bits << 16


def changed(data: bytes, longest: int, chance: random.Random, change: Callable[[bytes, int], bytes]) -> bytes:
    """Return an archive whose contents were changed and whose checksums are right, as far as it is one."""
    for magic, unpack, pack in _PACKERS:
        if data.startswith(magic):
            inner = _unpacked(data, unpack)
            if inner is None:
                return change(data, longest)
            return pack(_summed(change(inner, min(_MOST_BYTES, 16 * longest))))[:longest]
    if data.startswith(b"PK"):
        return _with_sums(change(data, longest))[:longest]
    if chance.randrange(4) == 0:
        return chance.choice(_PACKERS)[2](_summed(change(data, longest)))[:longest]
    return _summed(change(data, longest))


def _unpacked(data: bytes, unpack: Callable[[bytes], bytes]) -> bytes | None:
    try:
        inner = unpack(data)
    except (OSError, EOFError, ValueError, zlib.error, lzma.LZMAError):
        return None
    return inner if len(inner) <= _MOST_BYTES else None


def _summed(data: bytes) -> bytes:
    """Give every block of a tar that looks like a header its checksum."""
    whole = bytearray(data)
    for start in range(0, len(whole) - _BLOCK + 1, _BLOCK):
        block = whole[start : start + _BLOCK]
        if block[257:262] == b"ustar":
            block[148:156] = b" " * 8
            whole[start + 148 : start + 156] = b"%06o\0 " % sum(block)
    return bytes(whole)


def _with_sums(data: bytes) -> bytes:
    """Give every member of a zip that can be found the checksum of its data, in its own header and in the directory."""
    whole = bytearray(data)
    at = whole.find(b"PK\x01\x02")
    while 0 <= at <= len(whole) - 46:
        _sum_member(whole, at)
        at = whole.find(b"PK\x01\x02", at + 4)
    return bytes(whole)


def _sum_member(whole: bytearray, entry: int) -> None:
    method, packed_size, local = (
        *struct.unpack_from("<H", whole, entry + 10),
        *struct.unpack_from("<I", whole, entry + 20),
        *struct.unpack_from("<I", whole, entry + 42),
    )
    if local + 30 > len(whole):
        return
    name_size, extra_size = struct.unpack_from("<HH", whole, local + 26)
    start = local + 30 + name_size + extra_size
    packed = bytes(whole[start : start + packed_size])
    if len(packed) != packed_size:
        return
    try:
        data = zlib.decompressobj(-15).decompress(packed, _MOST_BYTES) if method == zipfile.ZIP_DEFLATED else packed
    except zlib.error:
        return
    for place in (entry + 16, local + 14):
        struct.pack_into("<I", whole, place, zlib.crc32(data))
