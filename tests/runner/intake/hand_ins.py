"""Hostile hand-ins, one entry of an inbox each: what they are, and what is said of them or what they earn.

Those that are submissions all the same, however oddly packed or written, are graded: `earns` is their score.
"""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.runner.intake.archives import header, padded, record, tar, zipped

GOOD = b"def double(n):\n    return n + n\n"
END = bytes(1024)
SOLUTION = header(b"solution.py", len(GOOD), b"0") + padded(GOOD)
Put = Callable[[Path], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandIn:
    """One entry of an inbox: its name, what puts it there, and either what is said of it or what it earns."""

    name: str
    put: Put
    says: str = ""
    earns: float | None = None


def data(name: str, content: bytes, *, says: str = "", earns: float | None = None) -> HandIn:
    return HandIn(name=name, put=lambda path: path.write_bytes(content), says=says, earns=earns)


def folder(name: str, files: dict[str, bytes], *, says: str = "", earns: float | None = None) -> HandIn:
    def put(path: Path) -> None:
        for inner, content in files.items():
            (path / inner).parent.mkdir(parents=True, exist_ok=True)
            (path / inner).write_bytes(content)

    return HandIn(name=name, put=put, says=says, earns=earns)


def beside(*more: tuple[str, bytes]) -> dict[str, bytes]:
    return {"solution.py": GOOD, **dict(more)}


def changed(content: bytes, magic: bytes, at: int, new: bytes) -> bytes:
    """Return an archive with some bytes of its first record of a kind replaced."""
    place = content.index(magic) + at
    return content[:place] + new + content[place + len(new) :]


def pax(*records: tuple[str, str], kind: bytes = b"x") -> bytes:
    body = b"".join(record(key, value) for key, value in records)
    return header(b"pax", len(body), kind) + padded(body)


def linked(kind: bytes, target: str) -> bytes:
    """Return a tar whose `solution.py` is a link, a device or a pipe."""

    def change(member: tarfile.TarInfo) -> None:
        member.type, member.linkname, member.size = kind, target, 0

    return tar({"solution.py": b""}, change=change)


def streamed_zip() -> bytes:
    """Return a zip as `zip -` writes it: sizes come after each member's bytes, in a descriptor."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.whole = b""

        def writable(self) -> bool:
            return True

        def write(self, some: bytes) -> int:  # type: ignore[override]
            self.whole += bytes(some)
            return len(some)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.writestr("solution.py", GOOD)
    return pipe.whole


def lying_zip64() -> bytes:
    """Return a zip whose directory says, in a zip64 field, that one member has 2^62 bytes."""
    extra = struct.pack("<HHQQ", 1, 16, 2**62, 2**62)

    def change(member: zipfile.ZipInfo) -> None:
        member.extra = extra

    whole = zipped({"solution.py": GOOD}, change=change)
    return changed(whole, b"PK\x01\x02", 20, b"\xff" * 8)


ZIP = zipped({"solution.py": GOOD})
TAR = tar({"solution.py": GOOD}, mode="w")
E255, E256 = "é" * 127 + "x", "é" * 128
OUT = "leads out of the submission"
BROKEN = "it is a damaged archive"
ALIKE = "differ only by case or Unicode form"
UNSEEN = "has characters that can't be seen"
A_FOLDER = "`solution.py` is a folder"
ODD_METHOD = changed(changed(ZIP, b"PK\x01\x02", 10, b"\x62\0"), b"PK\x03\x04", 8, b"\x62\0")

ARCHIVES = (
    # members that are somewhere or something else
    data("dotdot.zip", zipped(beside(("../../evil.py", b"x"))), says=OUT),
    data("absolute.tar", tar(beside(("/tmp/evil.py", b"x"))), says=OUT),
    data("pax path.tar", pax(("path", "../evil.py")) + SOLUTION + END, says=OUT),
    data("path for all.tar", pax(("path", "/evil.py"), kind=b"g") + SOLUTION + END, says=OUT),
    data("symlink.tgz", linked(tarfile.SYMTYPE, "/etc/passwd"), says="is a symbolic link"),
    data("hardlink.tgz", linked(tarfile.LNKTYPE, "/etc/passwd"), says="is a hard link"),
    data("device.tgz", linked(tarfile.CHRTYPE, ""), says="is a device"),
    data("pipe.tgz", linked(tarfile.FIFOTYPE, ""), says="is a FIFO"),
    data("unknown kind.tar", header(b"solution.py", 0, b"V") + END, says="a sparse or special file"),
    # names
    data("case.zip", zipped(beside(("Solution.py", GOOD))), says=ALIKE),
    data("form.zip", zipped(beside(("\u00e9.py", b""), ("e\u0301.py", b""))), says=ALIKE),
    data("newline.zip", zipped(beside(("a\nscore 100.py", b""))), says=UNSEEN),
    data("escape.tar", tar(beside(("\x1b[2J.py", b""))), says=UNSEEN),
    data("256 bytes.zip", zipped(beside((E256, b""))), says="is too long"),
    data("65535 bytes.zip", zipped(beside(("x" * 65_535, b""))), says="is too long"),
    data("255 bytes.zip", zipped(beside((E255, b""))), earns=100),
    data("dashes.tar", tar(beside(("--fresh", b""), ("-rf.py", b""))), earns=100),
    data("full width.zip", zipped({"\uff53olution.py": GOOD}), says="there is no `solution.py` at the top"),
    # layout
    data("folder and file.zip", zipped(beside(("solution/__init__.py", GOOD))), says="keep one of them"),
    data("folder for file.zip", zipped({"solution.py/": b"", "solution.py/x.py": GOOD}), says=A_FOLDER),
    data("archive in archive.zip", zipped({"inner.zip": ZIP}), says="there is no `solution.py` at the top"),
    data("archive for source.zip", zipped({"solution.py": ZIP}), earns=0),
    data("native.zip", zipped({"solution.so": b"\x7fELF", "solution.py": GOOD}), says="is compiled code"),
    data("deep.tar", tar(beside(("d/" * 40 + "x.py", b""))), says="folders deep"),
    # more than it seems
    data("bomb.zip", zipped({"solution.py": bytes(60_000_000)}), says="is larger than 1 MiB"),
    data("bomb in bomb.tar.gz", gzip.compress(gzip.compress(bytes(100 * 2**20), 1)), says=BROKEN),
    data("sizes.zip", lying_zip64(), says="is larger than 1 MiB|damaged"),
    data("base 256.tar", header(b"solution.py", 2**88 - 1, b"0") + END, says="is larger than 1 MiB|damaged"),
    data("one huge value.tar", pax(("comment", "x" * 8_000_000)) + SOLUTION + END, earns=100),
    # damaged, or not what it says
    data("other directory.zip", changed(ZIP, b"PK\x01\x02", 46, b"solutiom"), says=BROKEN),
    data("sum.zip", changed(ZIP, b"PK\x01\x02", 16, b"\0\0\0\0"), says=BROKEN),
    data("method.zip", ODD_METHOD, says="unusual method"),
    data("password.zip", changed(changed(ZIP, b"PK\x01\x02", 8, b"\1"), b"PK\x03\x04", 6, b"\1"), says="is encrypted"),
    data("directory elsewhere.zip", changed(ZIP, b"PK\x05\x06", 16, b"\xff\xff\xff\x7f"), says=BROKEN),
    data("before it.zip", b"#!/bin/sh\n" + ZIP, says="named like an archive but is none"),
    data("no end.tar", SOLUTION, says="it ends in the middle"),
    data("half.tar.gz", tar({"solution.py": os.urandom(5000)})[:3000], says="it ends in the middle"),
    data("rar.zip", b"Rar!\x1a\x07\x00", says="an archive of a kind that is not read"),
    data("text.tar.gz", b"def double(n): ...\n", says="named like an archive but is none"),
    data("one file.gz", gzip.compress(GOOD), says=BROKEN),
    data("really tar.zip", TAR, earns=100),
    data("streamed.zip", streamed_zip(), earns=100),
)  # fmt: skip

SOURCES = (
    data("bom.py", b"\xef\xbb\xbf" + GOOD, earns=100),
    data("form feeds.py", b"\x0c\n" + GOOD.replace(b"\n", b"\n\x0c\n", 1).replace(b"\n\x0c\n", b"\n"), earns=100),
    data("carriage returns.py", GOOD.replace(b"\n", b"\r"), earns=100),
    data("latin.py", b"# coding: latin-1\n# \xe9\xff\n" + GOOD, earns=100),
    data("utf-16.py", GOOD.decode().encode("utf-16"), earns=0),
    data("utf-7.py", b"# coding: utf-7\n" + GOOD.replace(b"+", b"+ACs-"), earns=100),
    data("no codec.py", b"# coding: nonsense\n" + GOOD, earns=0),
    data("nul.py", b"\0" + GOOD, earns=0),
    data("nothing.py", b"", earns=0),
)


def links_and_pipes() -> tuple[HandIn, ...]:
    def a_loop(path: Path) -> None:
        path.mkdir()
        (path / "solution.py").write_bytes(GOOD)
        (path / "loop").symlink_to(path)

    def a_pipe_inside(path: Path) -> None:
        path.mkdir()
        os.mkfifo(path / "solution.py")

    def holes(path: Path) -> None:
        with path.open("wb") as file:
            file.truncate(10**12)

    return (
        HandIn(name="passwd.py", put=lambda path: path.symlink_to("/etc/passwd"), says="is a symbolic link"),
        HandIn(name="root", put=lambda path: path.symlink_to("/"), says="is a symbolic link"),
        HandIn(name="dangling.zip", put=lambda path: path.symlink_to("nowhere"), says="is a symbolic link"),
        HandIn(name="endless.py", put=os.mkfifo, says="is a FIFO"),
        HandIn(name="loop", put=a_loop, says="is a symbolic link"),
        HandIn(name="pipe inside", put=a_pipe_inside, says="is a FIFO"),
        HandIn(name="terabyte.zip", put=holes, says="1,000,000,000,000 bytes"),
        folder("folder.zip", beside(), earns=100),
        folder("module", {"solution.py/x.py": GOOD}, says=A_FOLDER),
        folder("empty", {".hidden": b""}, says="it holds no files"),
        HandIn(name="notes.ipynb", put=lambda path: path.write_bytes(b"{}"), says="notebooks can't be graded yet"),
        data("picture.png", b"\x89PNG\r\n", says="neither a Python file, a folder, nor a zip or tar archive"),
    )


# names that would be an option, a line, a colour or nothing at all, were they not taken for names
NAMED = tuple(
    data(f"{name}.py", GOOD, earns=100)
    for name in (
        "-rf", "--engine=local", "a\nb  100.0", "\x1b[31mred", "\u202egnp", "=1+1", "x" * 250, "\udcff\udcfe", "[b]",
    )
)  # fmt: skip

HAND_INS = (*ARCHIVES, *SOURCES, *links_and_pipes(), *NAMED)
