"""What the submission reader's fuzzing begins with: files, archives and folders as they are handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.fuzz.harness.submission import NAMES, Entry
from tests.fuzz.seeds import archive
from tests.fuzz.seeds.archive import CODE, FILES
from tests.runner.intake.archives import tar, zipped

Handed = tuple[Entry, bytes]


def words() -> tuple[bytes, ...]:
    """Return what bytes are worth trying."""
    names = ("solution.py", "solution", "__init__.py", "model.py", "DECISIONS.md", "decisions.md", ".git",
             "__pycache__", "conftest.py", "..", "work/", "a.so", "a.so.1", "\u202e", "\u00e9", "e\u0301",
             "\xff")  # fmt: skip
    return (*(name.encode() for name in names), *archive.words()[:8])


def seeds() -> Iterator[bytes]:
    """Yield the first inputs."""
    for at in range(len(NAMES)):
        yield bytes((0, at)) + CODE
        yield bytes((0, at)) + zipped(FILES)
        yield bytes((0, at)) + tar(FILES)
    yield bytes((0, 2)) + b"7z\xbc\xaf\x27\x1c"
    yield bytes((0, 4)) + tar(FILES, mode="w")
    code = (Entry.FILE, CODE)
    for entries in (
        {"solution.py": code, "DECISIONS.md": (Entry.FILE, b"- \xff\xfe")},
        {"work/solution.py": code, "work/model.py": code},
        {"a/b/c/solution.py": code},
        {"solution/__init__.py": code, "model.py": code},
        {"solution.py": code, "solution/x.py": code},
        {"solution.py": (Entry.FOLDER, b"")},
        {"Solution.py": code, "solution.py": code},
        {"solution.py": (Entry.LINK, b"other.py"), "other.py": code},
        {"solution.py": (Entry.LINK_OUT, b"")},
        {"solution.py": code, "work": (Entry.LINK, b"..")},
        {"solution.py": (Entry.HARD_LINK, b"")},
        {"solution.py": (Entry.FIFO, b"")},
        {"solution.py": (Entry.UNREADABLE, CODE)},
        {"solution.py": code, "data.bin": (Entry.LARGE, b"")},
        {"solution.py": code, "a.so": code},
        {"solution.py": code, ".git/config": code, "conftest.py": code, "x.pyc": code},
        {"solution.py": code, "na\nme.py": code},
        {"solution.py": code, "\u202egpj.py": code},
        {f"f{n}.py": code for n in range(20)},
        {"solution.py": code, "x" * 90: code},
    ):
        yield folder(entries)
    yield folder({"solution.py": code}) + b"\x00\x02\xff\xfe\x00\x01x"


def folder(entries: Mapping[str, Handed]) -> bytes:
    """Return an input that describes a folder."""
    whole = b"\x01"
    for name, (kind, data) in entries.items():
        raw = name.encode()
        whole += bytes((kind, len(raw))) + raw + len(data).to_bytes(2, "big") + data
    return whole
