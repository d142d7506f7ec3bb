"""Hostile archives are read in a process that bounds itself, and each ends in one sentence."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import json
import lzma
import os
import random
import signal
import stat
import subprocess
import tarfile
import zipfile
from dataclasses import asdict
from pathlib import Path

import pytest

from runner.intake import IntakeLimits, child, warm_readers
from runner.intake.gathering import Gathering
from runner.intake.lean import lean_python
from runner.model import OurFault, SubmissionRejected
from tests.runner.intake.archives import header, overlapping_zip, padded, record, tar, zipped
from tests.runner.intake.test_read import CODE, contents, read, rejected

ROOT = Path(__file__).parents[3]
SAY = "from sandbox.wall.codec import dumps; import sys; sys.stdout.buffer.write(dumps({}))"
END = bytes(1024)
GOOD = header(b"solution.py", len(CODE), b"0") + padded(CODE)


@pytest.fixture
def given(tmp_path):
    def write(data: bytes) -> object:
        path = tmp_path / "ann.archive.zip"
        path.write_bytes(data)
        return path

    return write


def kind(letter: bytes, link: str = ""):
    def change(member: tarfile.TarInfo) -> None:
        member.type = letter
        member.linkname = link
        member.size = 0

    return change


def mode(bits: int):
    def change(member: zipfile.ZipInfo) -> None:
        member.create_system = 3
        member.external_attr = bits << 16

    return change


@pytest.mark.parametrize("name", ["../evil.py", "a/../../evil.py", "/etc/evil.py", "..", "C:/evil.py", "a\\..\\evil.py",
                                  ".git/../../evil.py", "\\\\host\\share"])  # fmt: skip
@pytest.mark.parametrize("pack", [zipped, tar])
def test_a_member_that_leads_out_is_rejected(given, pack, name):
    assert "leads out" in rejected(given(pack({"solution.py": CODE, name: b"x"})))


@pytest.mark.parametrize(("letter", "link", "said"), [
    (tarfile.SYMTYPE, "/etc/passwd", "symbolic link"), (tarfile.LNKTYPE, "/etc/passwd", "hard link"),
    (tarfile.LNKTYPE, "solution.py", "hard link"), (tarfile.FIFOTYPE, "", "FIFO"), (tarfile.CHRTYPE, "", "device"),
    (tarfile.BLKTYPE, "", "device"), (tarfile.CONTTYPE, "", None), (b"S", "", "sparse"),
])  # fmt: skip
def test_only_regular_members_of_a_tar_are_taken(given, letter, link, said):
    data = tar({"solution.py": CODE}, mode="w")[:1024]
    odd = (
        header(b"odd.py", 0, letter, rest=bytes(155))
        if not link
        else tar({"odd.py": b""}, mode="w", change=kind(letter, link))[:512]
    )
    path = given(data + odd + END)
    if said is None:
        assert "odd.py" in contents(read(path))
    else:
        assert said in rejected(path)


@pytest.mark.parametrize("bits", [stat.S_IFLNK | 0o777, stat.S_IFIFO | 0o600, stat.S_IFCHR | 0o600])
def test_only_regular_members_of_a_zip_are_taken(given, bits):
    assert "hand in files and folders only" in rejected(
        given(zipped({"solution.py": b"/etc/passwd"}, change=mode(bits)))
    )


def test_sparse_members_are_rejected(given):
    old = header(b"solution.py", 0, b"S", rest=bytes(41) + b"00000000000\0" * 2 + bytes(72) + b"\0" + b"77777777777\0")
    assert "sparse" in rejected(given(old + END))
    for version in ("0.1", "1.0"):
        pax = record("GNU.sparse.major", version[0]) + record("GNU.sparse.minor", version[2])
        pax += record("GNU.sparse.name", "solution.py") + record("GNU.sparse.realsize", str(10**12))
        pax += record("GNU.sparse.size", str(10**12)) + record("GNU.sparse.map", "0,1")
        body = padded(b"1\n0\n1\n")
        data = header(b"pax", len(pax), b"x") + padded(pax) + header(b"GNUSparseFile.0/x", len(body), b"0") + body + END
        assert "sparse" in rejected(given(data)) or "damaged" in rejected(given(data))


def test_a_sparse_map_without_end_is_stopped(given):
    """The map says that it has 10^18 entries, and the archive ends: a reader waits for the next line for ever."""
    pax = record("GNU.sparse.major", "1") + record("GNU.sparse.minor", "0") + record("GNU.sparse.name", "solution.py")
    pax += record("GNU.sparse.realsize", "1")
    body = padded(b"1000000000000000000\n1")
    data = gzip.compress(header(b"pax", len(pax), b"x") + padded(pax) + header(b"s/x", len(body), b"0") + body)
    assert len(data) < 1024
    assert "ann.archive.zip" in rejected(given(data), limits=IntakeLimits(cpu_seconds=1))


@pytest.mark.parametrize("squeeze", [gzip.compress, bz2.compress, lzma.compress])
def test_an_archive_that_expands_without_end_is_stopped(given, squeeze):
    zeros = header(b"solution.py", 2**30, b"0") + bytes(100 * 1024 * 1024)
    packed = squeeze(zeros)
    path = given(packed)
    assert "expands to more than 64 MiB" in rejected(path)


def test_a_small_archive_that_holds_gigabytes_is_stopped(given):
    """bzip2 packs 1.8 GB of zeros into little more than a KiB."""
    block = bz2.compress(bytes(45_000_000))
    data = bz2.compress(header(b"solution.py", 2**31, b"0")) + block * 40
    assert len(data) < 6000
    assert "expands to more than" in rejected(given(data))


def test_a_member_of_a_zip_that_expands_without_end_is_stopped(given):
    assert "larger than 1 MiB" in rejected(given(zipped({"solution.py": bytes(50_000_000)})))
    lying = bytearray(zipped({"solution.py": bytes(50_000_000)}))
    for magic, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = lying.find(magic) + at
        lying[start : start + 4] = (10).to_bytes(4, "little")
    assert "ann.archive.zip" in rejected(given(bytes(lying)))


def test_members_that_overlap_are_counted_each(given):
    assert "ann.archive.zip" in rejected(given(overlapping_zip(150, 900_000)))
    assert "ann.archive.zip" in rejected(given(overlapping_zip(60_000, 900_000)))


@pytest.mark.parametrize("pack", [zipped, tar])
def test_a_hundred_thousand_members_are_given_up(given, pack):
    assert "more than" in rejected(given(pack({f".x/{n}": b"" for n in range(100_000)})))


def test_a_zip_that_hides_how_many_members_it_has_is_given_up(given):
    data = bytearray(zipped({f".{n}": b"" for n in range(12_000)}))
    at = data.rfind(b"PK\x05\x06")
    data[at + 8 : at + 12] = b"\x01\x00\x01\x00"
    assert "more than 10,000 entries" in rejected(given(bytes(data)))


@pytest.mark.parametrize("pack", [zipped, tar])
def test_an_archive_within_an_archive_is_a_file(given, pack):
    inner = pack({"solution.py": CODE})
    assert contents(read(given(pack({"solution.py": CODE, "inner.zip": inner}))))["inner.zip"] == inner
    assert "no `solution.py`" in rejected(given(pack({"inner.zip": inner})))


def test_two_members_of_one_name_are_rejected(given):
    assert "twice" in rejected(given(GOOD + GOOD + END))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("solution.py", CODE)
        archive.writestr("solution.py", b"other")
    assert "twice" in rejected(given(buffer.getvalue()))


def test_a_member_that_is_file_and_folder_is_rejected(given):
    both = GOOD + header(b"solution.py/x.py", 0, b"0") + END
    assert "is a file and a folder" in rejected(given(both))
    other = header(b"a/x.py", 0, b"0") + header(b"a", 0, b"0") + GOOD + END
    assert "twice" in rejected(given(other))


def test_names_that_are_not_utf8_are_rejected(given):
    assert "not UTF-8" in rejected(given(GOOD + header(b"\xff\xfe.py", 0, b"0") + END))
    data = zipped({"solution.py": CODE, "AAAA.py": b""}).replace(b"AAAA.py", b"\xff\xfe\xfd\xfc.py")
    assert "not UTF-8" in rejected(given(data))


def test_a_zip_that_writes_utf8_without_saying_so_is_read(given):
    data = zipped({"solution.py": CODE, "AA.py": b""}).replace(b"AA.py", "é.py".encode())
    assert "é.py" in contents(read(given(data)))


def test_names_with_nul_are_rejected(given):
    data = zipped({"solution.py": CODE, "AAAA.py": b""}).replace(b"AAAA.py", b"A\0AA.py")
    assert "leads out" in rejected(given(data))
    pax = record("path", "a\0b.py")
    assert "leads out" in rejected(given(header(b"p", len(pax), b"x") + padded(pax) + header(b"q", 0, b"0") + END))


def test_long_names_are_rejected(given):
    assert "too long" in rejected(given(tar({"solution.py": CODE, "x" * 256: b""})))
    assert "x" * 255 in contents(read(given(tar({"solution.py": CODE, "x" * 255: b""}))))
    assert "too long" in rejected(given(tar({"solution.py": CODE, "/".join(["y" * 255] * 16) + "z": b""})))
    assert "folders deep" in rejected(given(tar({"solution.py": CODE, "y/" * 300 + "z": b""})))


def test_encrypted_or_oddly_packed_zips_are_rejected(given):
    data = bytearray(zipped({"solution.py": CODE}))
    data[6] |= 1
    data[data.find(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in rejected(given(bytes(data)))
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            archive.writestr("solution.py", CODE)
        assert "unusual method" in rejected(given(buffer.getvalue()))


def test_damaged_archives_are_rejected(given):
    whole = {"zip": zipped({"solution.py": CODE * 50}), "tar": tar({"solution.py": CODE * 50}), "raw": GOOD}
    chance = random.Random(4)
    for data in whole.values():
        for _ in range(12):
            broken = bytearray(data[: chance.randrange(len(data) // 2, len(data))])
            for _ in range(3):
                broken[chance.randrange(4, len(broken))] ^= 0x55
            path = given(bytes(broken))
            try:
                read(path)
            except SubmissionRejected as error:
                assert str(error).isprintable()


MEMBER = header(b"a.py", 0, b"0")


@pytest.mark.parametrize(
    "rest",
    [b"", bytes(511), MEMBER[:300], MEMBER[:150] + bytes(362)],
    ids=["nothing", "less than a block", "half a header", "a header whose sum is wrong"],
)
def test_a_tar_that_breaks_off_between_two_members_is_no_smaller_submission(given, rest):
    assert "ends in the middle" in rejected(given(GOOD + rest))
    assert contents(read(given(GOOD + bytes(512)))) == {"solution.py": CODE}


@pytest.mark.parametrize("size", [2**63, 2**88 - 1, 8**11 - 1])
def test_a_member_of_an_impossible_size_is_rejected(given, size):
    assert "ann.archive.zip" in rejected(given(header(b"solution.py", size, b"0") + END))
    assert "ann.archive.zip" in rejected(given(header(b".dropped", size, b"0") + GOOD + END))
    pax = record("size", str(size))
    data = header(b"p", len(pax), b"x") + padded(pax) + header(b"solution.py", 5, b"0") + bytes(512) + END
    assert "ann.archive.zip" in rejected(given(data))
    negative = record("size", "-512")
    data = header(b"p", len(negative), b"x") + padded(negative) + header(b".x", 5, b"0") + bytes(512) + END
    assert "ann.archive.zip" in rejected(given(data))


def test_headers_upon_headers_are_rejected(given):
    pax = header(b"p", 512, b"x") + padded(record("comment", "x"))
    assert "ann.archive.zip" in rejected(given(pax * 20_000 + GOOD + END))
    longs = header(b"l", 512, b"L") + padded(b"name")
    assert "ann.archive.zip" in rejected(given(longs * 15_000 + GOOD + END))


def test_a_reader_that_takes_too_much_cpu_is_ended(given):
    """Millions of records in one header keep a parser busy for as long as it is let."""
    pax = record("a", "b") * 7_000_000
    data = gzip.compress(header(b"p", len(pax), b"x") + padded(pax) + GOOD + END, 1)
    assert "too much time or memory" in rejected(given(data), limits=IntakeLimits(cpu_seconds=1))


COSTLY = {
    "records": lambda: gzip.compress(padded_records() + GOOD + END, 1),
    "members": lambda: overlapping_zip(60_000, 900_000),
    "zeros": lambda: bz2.compress(bytes(45_000_000)) * 40,
    "a large file": lambda: gzip.compress(header(b"solution.py", 2**30, b"0") + bytes(60 * 2**20), 1),
}


def padded_records() -> bytes:
    pax = record("a", "b") * 3_000_000
    return header(b"p", len(pax), b"x") + padded(pax)


@pytest.mark.parametrize("costly", COSTLY)
def test_what_a_reader_takes_of_time_and_memory_is_bounded_by_the_kernel(tmp_path, costly):
    limits = IntakeLimits(cpu_seconds=1, memory_bytes=256 * 2**20)
    (tmp_path / "archive").write_bytes(COSTLY[costly]())
    command = lean_python("from runner.intake.reader import main; main(sys.argv[2])", json.dumps(asdict(limits)))
    with (tmp_path / "archive").open("rb") as archive:
        nowhere, environment = subprocess.DEVNULL, {"PYTHONPATH": str(ROOT)}
        reader = subprocess.Popen(command, stdin=archive, stdout=nowhere, stderr=nowhere, cwd=ROOT, env=environment)
        _, status, used = os.wait4(reader.pid, 0)
    reader.returncode = os.waitstatus_to_exitcode(status)
    assert used.ru_utime + used.ru_stime < limits.cpu_seconds + 1.5


def test_a_reader_that_takes_too_much_memory_is_refused(given):
    data = gzip.compress(header(b"solution.py", 2**20, b"0") + bytes(60 * 2**20))
    said = rejected(given(data), limits=IntakeLimits(memory_bytes=80 * 2**20))
    assert "memory" in said


def test_a_reader_that_hangs_is_ended_at_its_deadline_and_is_no_fault_of_the_archive(monkeypatch):
    replace_reader(monkeypatch, "import time; time.sleep(600)")
    with pytest.raises(OurFault, match="too busy"):
        child.gather_in_child(b"", Gathering(IntakeLimits(wall_seconds=0.5)))


@pytest.mark.parametrize(("cpu_seconds", "error"), [(0.0, OurFault), (2.4, OurFault), (2.6, SubmissionRejected)])
def test_who_is_to_blame_for_a_late_reader_is_told_by_its_cpu(cpu_seconds, error):
    assert type(child._late(cpu_seconds, IntakeLimits(cpu_seconds=5, wall_seconds=30.0))) is error


def test_a_reader_that_somebody_killed_is_no_fault_of_the_archive(monkeypatch):
    replace_reader(monkeypatch, "import os; os.kill(os.getpid(), 9)")
    with pytest.raises(OurFault, match="status -9"):
        child.gather_in_child(b"", Gathering(IntakeLimits()))


@pytest.mark.parametrize(("program", "error"), [
    ("import sys; [sys.stdout.buffer.write(bytes(10**6)) for _ in range(100)]", SubmissionRejected),
    ("import sys; sys.stdout.buffer.write(b'nonsense')", OurFault),
    ("import sys; sys.exit(3)", OurFault),
    ("import os; os.abort()", SubmissionRejected),
    (SAY.format([1]), OurFault),
    (SAY.format({"files": {"../x": b""}, "folders": []}),
     SubmissionRejected),
])  # fmt: skip
def test_the_parent_believes_nothing_that_a_reader_says(monkeypatch, program, error):
    replace_reader(monkeypatch, program)
    with pytest.raises(error):
        child.gather_in_child(b"", Gathering(IntakeLimits()))


def replace_reader(monkeypatch, program: str) -> None:
    """Run another program where the reader would run: in a real process all the same."""
    real = child.subprocess.Popen

    def other(command, **more):
        return real([command[0], "-c", program], **more)

    monkeypatch.setattr(child.subprocess, "Popen", other)


def test_reading_leaves_no_process_and_no_descriptor(given):
    path = given(zipped({"solution.py": CODE}))
    read(path)
    before, children = list(Path("/proc/self/fd").iterdir()), own_children()
    read(path)
    rejected(given(b"PK\x03\x04 nonsense"))
    assert len(list(Path("/proc/self/fd").iterdir())) == len(before)
    assert own_children() == children  # other tests' servers may be among them


def own_children() -> set[str]:
    """Return the processes that this one has started and not waited for."""
    mine = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == os.getpid():
                    mine.add(entry.name)
    return mine


def test_warm_readers_read_what_cold_ones_do_and_leave_nothing(given):
    good = zipped({"solution.py": CODE})
    cold, before = read(given(good)), own_children()
    with warm_readers(1):
        assert read(given(good)) == cold
        assert len(own_children()) == len(before) + 1
        rejected(given(b"PK\x03\x04 nonsense"))
        assert [read(given(good)) for _ in range(3)] == [cold] * 3
        assert len(own_children()) == len(before) + 1
    assert own_children() == before


@pytest.mark.parametrize("costly", COSTLY)
def test_a_warm_reader_is_bounded_for_each_archive_and_goes_on(given, costly):
    limits = IntakeLimits(cpu_seconds=1, memory_bytes=256 * 2**20)
    good = zipped({"solution.py": CODE})
    with warm_readers(1):
        first = read(given(good))
        rejected(given(COSTLY[costly]()), limits=limits)
        assert read(given(good)) == first


def test_a_warm_reader_that_hangs_or_is_killed_is_replaced(given):
    path = given(zipped({"solution.py": CODE}))
    others = own_children()
    with warm_readers(1):
        good = read(path)
        [reader] = own_children() - others
        os.kill(int(reader), signal.SIGSTOP)
        with pytest.raises(OurFault, match="did not answer"):
            child.gather_in_child(path.read_bytes(), Gathering(IntakeLimits(wall_seconds=0.5)))
        assert read(path) == good
