"""Archives of every kind, hostile ones too, made for real."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping


def tar(
    files: Mapping[str, bytes], *, mode: str = "w:gz", change: Callable[[tarfile.TarInfo], None] | None = None
) -> bytes:
    """Return a tar archive; `change` edits each member's header before it is written."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            if change is not None:
                change(member)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def zipped(files: Mapping[str, bytes], *, change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    """Return a zip archive; `change` edits each member's header before it is written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(name)
            member.compress_type = zipfile.ZIP_DEFLATED
            if change is not None:
                change(member)
            archive.writestr(member, data)
    return buffer.getvalue()


def overlapping_zip(members: int, kernel_bytes: int) -> bytes:
    """Return a zip whose central directory lists one stream of zeros many times, each entry quoting the same data."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = bytes(kernel_bytes)
    data = squeeze.compress(kernel) + squeeze.flush()
    common = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, zlib.crc32(kernel), len(data), kernel_bytes)
    name = b"zeros.bin"
    local = b"PK\x03\x04" + common + struct.pack("<HH", len(name), 0) + name + data
    entry = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHHHII", len(name), *[0] * 6) + name
    central = entry * members
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, members, members, len(central), len(local), 0)
    return local + central + end


def header(name: bytes, size: int, kind: bytes, *, rest: bytes = b"") -> bytes:
    """Return one raw 512-byte tar header with a right checksum; `rest` goes where the prefix field begins."""
    digits = b"%011o\x00" % size if size < 8**11 else b"\x80" + size.to_bytes(11, "big")
    block = bytearray(name.ljust(100, b"\0") + b"0000644\0" + b"0000000\0" * 2 + digits + b"00000000000\0")
    block += b" " * 8 + kind + bytes(100) + b"ustar\x0000" + bytes(64) + b"0000000\0" * 2
    block += rest
    block = block.ljust(512, b"\0")
    block[148:156] = b"%06o\0 " % sum(block)
    return bytes(block)


def record(key: str, value: str) -> bytes:
    """Return one record of a pax header."""
    body = f" {key}={value}\n".encode()
    size = len(body) + 1
    while len(str(size)) + len(body) != size:
        size = len(str(size)) + len(body)
    return str(size).encode() + body


def padded(data: bytes) -> bytes:
    """Return data filled up to whole blocks."""
    return data.ljust(-(-len(data) // 512) * 512, b"\0")
