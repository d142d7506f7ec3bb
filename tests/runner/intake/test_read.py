"""What is handed in becomes a submission, or one sentence that says why it can't."""

from __future__ import annotations

import bz2
import errno
import os
import socket
from functools import partial
from pathlib import Path

import pytest

from runner.intake import IntakeLimits, read_submission
from runner.model import OurFault, Submission, SubmissionRejected
from tests.runner.intake.archives import tar, zipped

CODE = b"def f():\n    return 1\n"


def read(path: Path, **more) -> Submission:
    return read_submission(path, **{"modules": ("solution",), **more})


def contents(submission: Submission) -> dict[str, bytes]:
    return {file.path: file.data for file in submission.files}


def put(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def rejected(path: Path, **more) -> str:
    with pytest.raises(SubmissionRejected) as caught:
        read(path, **more)
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.isprintable() and len(sentence) < 500
    return sentence


def test_a_python_file_of_any_name_stands_for_the_one_module(tmp_path):
    path = put(tmp_path, {"ann.py": CODE}) / "ann.py"
    submission = read(path)
    assert contents(submission) == {"solution.py": CODE}
    assert submission.candidate == "ann" and submission.decisions == ""
    assert read(path, candidate="Ann B.").candidate == "Ann B."


def test_a_file_keeps_its_name_where_several_modules_are_asked_for(tmp_path):
    put(tmp_path, {"one.py": CODE})
    assert "no `two.py`" in rejected(tmp_path / "one.py", modules=("one", "two"))


PACKERS = {"zip": zipped, **{mode: partial(tar, mode=mode) for mode in ("w", "w:gz", "w:bz2", "w:xz")}}


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())
def test_folder_and_archive_yield_the_same_submission(tmp_path, pack):
    files = {"solution.py": CODE, "lib/é.py": b"x = 1", "DECISIONS.md": b"why \xff", "lib/.DS_Store": b"", "a~": b""}
    folder = put(tmp_path / "ann", files)
    archive = tmp_path / "packed"
    archive.write_bytes(pack(files))
    one, other = read(folder, candidate="x"), read(archive, candidate="x")
    assert one == other and one.digest == other.digest
    assert list(contents(one)) == ["DECISIONS.md", "lib/é.py", "solution.py"]
    assert one.decisions == "why \N{REPLACEMENT CHARACTER}"


def test_the_content_decides_what_a_file_is(tmp_path):
    put(tmp_path, {"a.py": zipped({"solution.py": CODE}), "b.zip": tar({"solution.py": CODE}), "c.tar.gz": CODE,
                   "d.zip": b"", "e.txt": CODE, "f.zip": b"7z\xbc\xaf\x27\x1c rest", "g.ipynb": b"{}",
                   "h.tar": tar({"solution.py": CODE}, mode="w"), "i": CODE})  # fmt: skip
    assert contents(read(tmp_path / "a.py")) == {"solution.py": CODE}
    assert contents(read(tmp_path / "b.zip")) == {"solution.py": CODE}
    assert contents(read(tmp_path / "h.tar")) == {"solution.py": CODE}
    assert "named like an archive" in rejected(tmp_path / "c.tar.gz")
    assert "named like an archive" in rejected(tmp_path / "d.zip")
    assert "neither" in rejected(tmp_path / "e.txt")
    assert "pack it as zip" in rejected(tmp_path / "f.zip")
    assert "notebooks" in rejected(tmp_path / "g.ipynb")
    assert "neither" in rejected(tmp_path / "i")


@pytest.mark.parametrize(
    "source", [b"", b"\xff\xfe\x00", b"def f(:\n", b"\x00\x00", b"# coding: utf-7\n", b"\xef\xbb\xbfx = 1"]
)
def test_any_bytes_are_source_as_far_as_intake_knows(tmp_path, source):
    put(tmp_path, {"solution.py": source})
    assert contents(read(tmp_path)) == {"solution.py": source}


@pytest.mark.parametrize("wrapper", ["ann-submission", "solution", "a/b"])
def test_a_folder_around_everything_is_taken_off(tmp_path, wrapper):
    files = {f"{wrapper}/solution.py": CODE, f"{wrapper}/lib/x.py": b"", f"{wrapper}/DECISIONS.md": b"d"}
    path = tmp_path / "ann.zip"
    path.write_bytes(zipped({**files, "__MACOSX/._x": b"junk"}))
    assert list(contents(read(path))) == ["DECISIONS.md", "lib/x.py", "solution.py"]
    assert list(contents(read(put(tmp_path / "ann", files)))) == ["DECISIONS.md", "lib/x.py", "solution.py"]


def test_a_package_is_the_module_itself_and_stays(tmp_path):
    path = tmp_path / "ann.tgz"
    path.write_bytes(tar({"solution/__init__.py": CODE, "solution/solution.py": b""}))
    assert list(contents(read(path))) == ["solution/__init__.py", "solution/solution.py"]
    path.write_bytes(tar({"top/solution/__init__.py": CODE}))
    assert list(contents(read(path))) == ["solution/__init__.py"]


def test_what_lies_around_in_a_working_folder_is_dropped(tmp_path):
    put(tmp_path, {"solution.py": CODE, "__pycache__/s.cpython-311.pyc": b"", ".git/config": b"", ".venv/a.so": b"",
                   "venv/x/y.so": b"", ".ipynb_checkpoints/a.py": b"", "solution.py~": b"", ".solution.py.swp": b"",
                   "#solution.py#": b"", "x.egg-info/PKG": b"", "conftest.py": b"", "pytest.ini": b"", "tox.ini": b"",
                   "sitecustomize.py": b"", "usercustomize.py": b"", "x.pth": b"", "lib/conftest.py": b""})  # fmt: skip
    (tmp_path / ".venv" / "python").symlink_to("/usr/bin/python3")
    (tmp_path / ".cache").symlink_to("/")
    assert contents(read(tmp_path)) == {"solution.py": CODE}


def test_a_module_named_like_a_library_is_carried(tmp_path):
    put(tmp_path, {"solution.py": CODE, "numpy/__init__.py": b"", "json.py": b"", "pyproject.toml": b""})
    assert list(contents(read(tmp_path))) == ["json.py", "numpy/__init__.py", "pyproject.toml", "solution.py"]


@pytest.mark.parametrize(
    "name", ["fast.so", "fast.cpython-313-x86_64-linux-gnu.so", "fast.pyd", "lib/x.dylib", "lib.so.6"]
)
def test_compiled_code_is_rejected(tmp_path, name):
    put(tmp_path, {"solution.py": CODE, name: b"\x7fELF"})
    assert "compiled" in rejected(tmp_path)


NOT_SUBMISSIONS = {
    "missing module": ({"other.py": CODE}, "there is no `solution.py` at the top; found `other.py`"),
    "another case": ({"Solution.py": CODE, "a.py": b""}, "found `Solution.py`"),
    "elsewhere": ({"README.md": b"", "src/solution.py": CODE}, "found `src/solution.py`"),
    "no Python at all": ({"README.md": b""}, "there is no `solution.py` at the top"),
    "package without __init__": ({"solution/a.py": CODE, "x.py": b""}, "has no `__init__.py`"),
    "module beside package": ({"solution.py": CODE, "solution/__init__.py": b""}, "keep one of them"),
    "module beside folder": ({"solution.py": CODE, "solution/data.txt": b""}, "keep one of them"),
    "folder named solution.py": ({"solution.py/a.py": CODE}, "`solution.py` is a folder"),
    "names that differ by case": ({"solution.py": CODE, "lib/A.py": b"", "lib/a.py": b""}, "differ only by case"),
    "folders that differ by case": ({"solution.py": CODE, "lib/x.py": b"", "LIB/y.py": b""}, "differ only by case"),
    "names that differ by form": ({"solution.py": CODE, "\u00e9.py": b"", "e\u0301.py": b""}, "differ only by case"),
    "a name with a line break": ({"solution.py": CODE, "a\nb.py": b""}, "can't be seen"),
    "a name with an escape": ({"solution.py": CODE, "\x1b[2Jb.py": b""}, "can't be seen"),
    "a name that reads backwards": ({"solution.py": CODE, "\u202eyp.b": b""}, "can't be seen"),
    "a backslash": ({"solution.py": CODE, "a\\b.py": b""}, "leads out"),
    "a drive": ({"solution.py": CODE, "C:evil.py": b""}, "leads out"),
    "too deep": ({"solution.py": CODE, "d/" * 17 + "x.py": b""}, "16 folders deep"),
    "a large file": ({"solution.py": CODE, "data.bin": bytes(2**20 + 1)}, "`data.bin`"),
    "large in all": ({"solution.py": CODE, **{f"{n}.bin": bytes(2**20) for n in range(4)}}, "4 MiB in all"),
    "many files": ({"solution.py": CODE, **{f"{n}.txt": b"" for n in range(200)}}, "more than 200 files"),
}


@pytest.mark.parametrize("case", NOT_SUBMISSIONS)
@pytest.mark.parametrize("form", ["folder", "zip", "tar"])
def test_what_is_no_submission_is_rejected_with_a_sentence(tmp_path, case, form):
    files, sentence = NOT_SUBMISSIONS[case]
    path = tmp_path / f"ann.{form}"
    if form == "folder":
        put(path, files)
    else:
        path.write_bytes({"zip": zipped, "tar": tar}[form](files))
    told = rejected(path)
    assert sentence in told and told.startswith(f"`ann.{form}`: ")


@pytest.mark.parametrize("form", ["folder", "zip", "tar"])
def test_nothing_handed_in_is_rejected(tmp_path, form):
    path = tmp_path / "ann"
    if form == "folder":
        (path / "empty").mkdir(parents=True)
    else:
        path.write_bytes({"zip": zipped, "tar": tar}[form]({}))
    assert "holds no files" in rejected(path)


def test_an_empty_folder_named_like_the_module_is_rejected(tmp_path):
    (tmp_path / "ann" / "solution.py").mkdir(parents=True)
    assert "`solution.py` is a folder" in rejected(tmp_path / "ann")
    assert "must be a Python file" in rejected(tmp_path / "ann" / "solution.py")


def test_a_path_that_is_gone_is_no_fault_of_the_candidate(tmp_path):
    with pytest.raises(OurFault, match="No such file"):
        read_submission(tmp_path / "nobody", modules=("solution",))


def test_a_link_is_never_followed(tmp_path):
    put(tmp_path / "ann", {"solution.py": CODE})
    (tmp_path / "ann" / "passwd.txt").symlink_to("/etc/passwd")
    assert "`passwd.txt` is a symbolic link" in rejected(tmp_path / "ann")
    (tmp_path / "link.py").symlink_to("/etc/passwd")
    assert "symbolic link" in rejected(tmp_path / "link.py")
    (tmp_path / "folder").symlink_to(tmp_path / "ann")
    assert "symbolic link" in rejected(tmp_path / "folder")


def test_a_folder_above_that_is_a_link_is_the_askers_own_affair(tmp_path):
    put(tmp_path / "real", {"ann.py": CODE})
    (tmp_path / "inbox").symlink_to(tmp_path / "real")
    assert contents(read(tmp_path / "inbox" / "ann.py")) == {"solution.py": CODE}


def test_the_working_folder_itself_can_be_handed_in(tmp_path, monkeypatch):
    put(tmp_path / "ann", {"solution.py": CODE, "sub/x": b""})
    monkeypatch.chdir(tmp_path / "ann")
    assert read(Path()).candidate == "ann"
    monkeypatch.chdir(tmp_path / "ann" / "sub")
    assert read(Path("..")).candidate == "ann"


def test_special_files_neither_block_nor_pass(tmp_path):
    put(tmp_path / "ann", {"solution.py": CODE})
    os.mkfifo(tmp_path / "ann" / "pipe.py")
    assert "`pipe.py` is a FIFO" in rejected(tmp_path / "ann")
    os.mkfifo(tmp_path / "solution.py")
    assert "is a FIFO" in rejected(tmp_path / "solution.py")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(tmp_path / "s.py"))
        assert "is a socket" in rejected(tmp_path / "s.py")
    assert "is a device" in rejected(Path("/dev/zero"))


def test_a_file_of_a_gigabyte_is_refused_before_it_is_read(tmp_path):
    for name in ("big.py", "big.zip", "ann/solution.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as file:
            file.truncate(10**9)
        assert "1,000,000,000 bytes" in rejected(path if "ann" not in name else path.parent)


def test_a_file_that_grows_or_shrinks_while_it_is_read_is_not_there_yet(tmp_path, monkeypatch):
    """It is being written, by whoever collects submissions: no fault of the candidate."""
    path = put(tmp_path, {"solution.py": CODE}) / "solution.py"
    real = os.read
    for change in (b"more", b""):
        path.write_bytes(CODE)

        def changing(descriptor: int, size: int, change: bytes = change) -> bytes:
            data = real(descriptor, size)
            path.write_bytes(change)
            return data

        with monkeypatch.context() as patch:
            patch.setattr(os, "read", changing)
            with pytest.raises(OurFault, match="changed while it was read"):
                read_submission(path, modules=("solution",))


@pytest.mark.parametrize("number", [errno.EIO, errno.EMFILE, errno.ENOMEM, errno.ESTALE, errno.EACCES, errno.ENOENT])
@pytest.mark.parametrize("call", ["open", "stat", "fstat", "read"])
def test_what_can_not_be_read_for_a_reason_of_ours_is_not_rejected(tmp_path, monkeypatch, number, call):
    put(tmp_path, {"solution.py": CODE})

    def failing(*args: object, **kwargs: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing)
        with pytest.raises(OurFault, match="can't be read"):
            read_submission(tmp_path / "solution.py", modules=("solution",))


def test_names_that_are_not_utf8_are_rejected(tmp_path):
    put(tmp_path, {"solution.py": CODE})
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.py")).write_bytes(b"")
    assert "not UTF-8" in rejected(tmp_path)


def test_a_folder_with_very_many_entries_is_given_up(tmp_path):
    put(tmp_path, {f".{n}": b"" for n in range(60)})
    assert "more than 50 entries" in rejected(tmp_path, limits=IntakeLimits(entries=50))


def test_decisions_are_bounded(tmp_path):
    put(tmp_path, {"solution.py": CODE, "decisions.md": b"x" * 100_000})
    assert read(tmp_path).decisions == "x" * 65_536


def test_a_compressed_file_that_is_no_tar_is_rejected(tmp_path):
    (tmp_path / "a.bz2").write_bytes(bz2.compress(CODE))
    assert "damaged" in rejected(tmp_path / "a.bz2")
