"""What is packed, and what is said of what is not."""

import io
import json
import zipfile
from pathlib import Path

import pytest

from runner.intake import read_submission
from runner.model import SubmissionRejected
from runner.rounds import Kit, open_kit, pack


@pytest.fixture
def kit(a_round) -> Kit:
    return open_kit(a_round.kit)


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def test_the_module_and_the_decisions_are_packed_and_nothing_else(kit: Kit) -> None:
    (kit.folder / "DECISIONS.md").write_text("A heap.")
    (kit.folder / "notes.py").write_text("")
    made = pack(kit, "ana")
    assert names(made.data) == ["DECISIONS.md", "solution.py"]
    assert (made.submission.decisions, made.submission.candidate, made.remarks) == ("A heap.", "ana", ())


def test_the_same_files_give_the_same_bytes(kit: Kit) -> None:
    first = pack(kit, "ana")
    (kit.folder / "solution.py").touch()
    assert pack(kit, "ana").data == first.data


def test_the_digest_is_the_one_that_grading_reads(kit: Kit, tmp_path: Path) -> None:
    made = pack(kit, "ana")
    (tmp_path / "other.zip").write_bytes(made.data)
    assert read_submission(tmp_path / "other.zip", modules=("solution",)).digest == made.submission.digest


def test_a_package_is_packed_whole(kit: Kit) -> None:
    (kit.folder / "solution.py").unlink()
    (kit.folder / "solution" / "__pycache__").mkdir(parents=True)
    for path in ("__init__.py", "core.py", "__pycache__/x.pyc"):
        (kit.folder / "solution" / path).write_bytes(b"")
    assert names(pack(kit, "ana").data) == ["solution/__init__.py", "solution/core.py"]


def test_nothing_is_run(kit: Kit, tmp_path: Path) -> None:
    (kit.folder / "solution.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    pack(kit, "ana")
    assert not (tmp_path / "ran").exists()


def make_folder(folder: Path) -> None:
    (folder / "solution.py").unlink()
    (folder / "solution.py").mkdir()


def make_link(folder: Path) -> None:
    (folder / "solution.py").unlink()
    (folder / "solution.py").symlink_to("/etc/passwd")


def make_both(folder: Path) -> None:
    (folder / "solution").mkdir()
    (folder / "solution" / "__init__.py").write_text("")


def make_large(folder: Path) -> None:
    (folder / "solution.py").write_bytes(b"#" * (9 * 1024 * 1024))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda folder: (folder / "solution.py").unlink(), r"solution\.py is not there\. The round asks for"),
        (make_folder, r"solution\.py is a folder"),
        (make_link, r"solution\.py is a link"),
        (make_both, "are both there"),
        (make_large, "is larger than"),
    ],
)
def test_what_is_no_submission_is_told(kit: Kit, change, said: str) -> None:
    change(kit.folder)
    with pytest.raises(SubmissionRejected, match=said):
        pack(kit, "ana")


def test_what_would_not_work_is_remarked(kit: Kit) -> None:
    (kit.folder / "mine.py").write_text("")
    (kit.folder / "solution.py").write_text("import numpy\nfrom mine import x\n")
    assert [
        said in remark for said, remark in zip(("no DECISIONS.md", "imports mine"), pack(kit, "a").remarks, strict=True)
    ] == [
        True,
        True,
    ]
    (kit.folder / "solution.py").write_text("def f(:\n")
    assert any("solution.py is not Python in line 1" in remark for remark in pack(kit, "a").remarks)


def notebook(*cells: tuple[str, str]) -> str:
    made = [
        {"cell_type": kind, "id": f"cell{number}", "metadata": {}, "source": text}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for number, (kind, text) in enumerate(cells)
    ]
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_a_notebook_is_handed_in_as_the_module_that_it_is(kit: Kit) -> None:
    (kit.folder / "solution.py").unlink()
    cells = ("markdown", "# Why a heap"), ("code", "%matplotlib inline\n!ls"), ("code", "def f(x):\n    return x + 1")
    (kit.folder / "solution.ipynb").write_text(notebook(*cells))
    made = pack(kit, "ana")
    assert names(made.data) == ["solution.py"]
    [file] = made.submission.files
    code = file.data.decode()
    space: dict[str, object] = {}
    exec(compile(code, "solution.py", "exec"), space)
    assert space["f"](1) == 2
    assert "# # Why a heap" in code
    assert "# !ls" in code


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"cells": 1}', notebook(("code", "x = 1"))[:-40]])
def test_what_is_no_notebook_is_told(kit: Kit, text: str) -> None:
    (kit.folder / "solution.py").unlink()
    (kit.folder / "solution.ipynb").write_text(text)
    with pytest.raises(SubmissionRejected, match=r"solution\.ipynb"):
        pack(kit, "ana")


def test_a_notebook_beside_the_module_has_to_be_chosen(kit: Kit) -> None:
    (kit.folder / "solution.ipynb").write_text(notebook(("code", "x = 1")))
    with pytest.raises(SubmissionRejected, match="both there"):
        pack(kit, "ana")
