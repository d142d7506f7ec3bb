"""A round is written whole; the kit has nothing that is hidden."""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from runner.catalog import content_digest, load_problem, problem_folders, read_folder
from runner.model import BadInput, ProblemInvalid
from runner.rounds import kit_files, open_round, publish

WINDOW = 40
SECRET = ("tests/hidden/", "reference/", "submissions/", "interviewer.md")
PUBLIC = ("tests/visible/", "starter/", "brief.md")


def windows(files: Iterable[bytes]) -> set[bytes]:
    """Every run of 40 bytes, but for those that are nearly all one character (rulers, indentation)."""
    found = {data[at : at + WINDOW] for data in files for at in range(len(data) - WINDOW + 1)}
    return {window for window in found if len(set(window)) > 5}


def test_a_round_has_its_parts_and_nothing_else(a_round) -> None:
    assert sorted(path.name for path in a_round.folder.iterdir()) == [
        "inbox",
        "kit",
        "kit.zip",
        "problem",
        "round.toml",
    ]
    assert list(a_round.inbox.iterdir()) == []
    ours = ["README.txt", "conftest.py", "pytest.ini", "round.toml"]
    theirs = ["brief.md", "solution.py", "tests/visible/test_examples.py"]
    assert sorted(read_folder(a_round.kit)) == sorted([*ours, *theirs])


@pytest.mark.parametrize("folder", problem_folders(), ids=lambda folder: folder.name)
def test_no_kit_of_a_shipped_problem_has_a_piece_of_what_is_hidden(folder: Path, tmp_path: Path, lock) -> None:
    problem = lock(load_problem(folder, need_lock=False))
    made = publish(problem, tmp_path / "round")
    kit = read_folder(made.kit)
    assert not {path for path in kit if path.startswith(SECRET) or path.endswith(".lock")}
    secret = [data for path, data in problem.files.items() if path.startswith(SECRET)]
    secret.append((made.problem / "problem.lock").read_bytes())
    public = [data for path, data in problem.files.items() if path.startswith(PUBLIC)]
    in_kit = windows(kit.values())
    leaked = windows(secret) & in_kit - windows(public)
    # The kit's digest is the problem's own: it is meant to be there, and is in the lock as well.
    digest = content_digest(problem.files).encode()
    assert {window for window in leaked if digest[:20] not in window and window not in digest + b'"'} == set()
    assert windows(public) & in_kit, "the measure itself must see what is there"
    everything = b"\n".join(kit.values())
    assert str(problem.tests.seed).encode() not in everything
    assert b"tests/hidden" not in everything
    for path in problem.files:
        if path.startswith("submissions/"):
            assert path.encode() not in everything


def test_the_measure_sees_a_leak(problem) -> None:
    hidden = problem.files["tests/hidden/test_correctness.py"]
    leaky = replace(problem, files={**problem.files, "starter/extra.py": hidden[100:200]})
    assert windows([hidden]) & windows(kit_files(leaky).values())


def test_the_zip_is_the_kit_and_the_same_bytes_each_time(problem, tmp_path: Path) -> None:
    first, second = publish(problem, tmp_path / "one"), publish(problem, tmp_path / "two")
    data = first.kit_zip.read_bytes()
    assert data == second.kit_zip.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = {name.removeprefix("mean-by-key-kit/"): archive.read(name) for name in archive.namelist()}
    assert unpacked == read_folder(first.kit)


def test_the_frozen_problem_can_be_loaded_and_outlives_its_source(problem, a_round, tmp_path: Path) -> None:
    (tmp_path / "mean-by-key" / "tests" / "hidden" / "test_correctness.py").write_text("changed")
    opened = open_round(a_round.folder)
    frozen = load_problem(opened.problem, need_lock=True)
    assert frozen.files == problem.files
    assert frozen.lock == problem.lock
    assert (opened.digest, opened.inbox) == (content_digest(problem.files), a_round.folder / "inbox")


def test_a_stale_or_missing_lock_is_refused(problem, tmp_path: Path) -> None:
    stale = replace(problem, files={**problem.files, "brief.md": b"changed"})
    with pytest.raises(ProblemInvalid, match="stale"):
        publish(stale, tmp_path / "round")
    with pytest.raises(ProblemInvalid, match=r"no problem\.lock"):
        publish(replace(problem, lock=None), tmp_path / "round")
    assert not (tmp_path / "round").exists()


def test_a_folder_with_something_in_it_is_refused(problem, tmp_path: Path) -> None:
    (tmp_path / "round").mkdir()
    (tmp_path / "round" / "mine").write_text("")
    with pytest.raises(BadInput, match="nothing is overwritten"):
        publish(problem, tmp_path / "round")
    with pytest.raises(BadInput, match="nothing is overwritten"):
        publish(problem, tmp_path / "round" / "mine")
    assert [path.name for path in (tmp_path / "round").iterdir()] == ["mine"]


def test_an_empty_folder_is_taken(problem, tmp_path: Path) -> None:
    (tmp_path / "round").mkdir()
    assert open_round(publish(problem, tmp_path / "round").folder)


def test_nothing_is_left_of_a_failed_publish(problem, tmp_path: Path) -> None:
    clash = {**problem.files, "starter/a": b"", "starter/a/b": b""}
    broken = replace(problem, files=clash)
    assert broken.lock is not None
    broken = replace(broken, lock=replace(broken.lock, digest=content_digest(clash)))
    with pytest.raises(BadInput, match="can't be written"):
        publish(broken, tmp_path / "rounds" / "x")
    assert list((tmp_path / "rounds").iterdir()) == []


def test_a_starter_that_would_take_the_kits_place_is_refused(problem) -> None:
    for path in ("starter/conftest.py", "starter/round.toml", "starter/tests/x.py"):
        with pytest.raises(ProblemInvalid, match="would take the place"):
            kit_files(replace(problem, files={**problem.files, path: b""}))


@pytest.mark.parametrize("path", ["brief.md", "tests/hidden/test_correctness.py"])
def test_a_changed_frozen_problem_is_not_opened(a_round, path: str) -> None:
    with (a_round.problem / path).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ProblemInvalid, match="stale"):
        open_round(a_round.folder)


def test_a_frozen_problem_that_was_locked_anew_is_not_opened(a_round, problem, lock) -> None:
    from runner.catalog import write_lock

    (a_round.problem / "brief.md").write_text("another brief")
    again = lock(load_problem(a_round.problem, need_lock=False))
    write_lock(a_round.problem, again.lock)
    with pytest.raises(ProblemInvalid, match="but the round was published with"):
        open_round(a_round.folder)


def test_a_folder_that_is_no_round_is_told(tmp_path: Path, a_round) -> None:
    with pytest.raises(BadInput, match="is not a round"):
        open_round(tmp_path)
    with pytest.raises(BadInput, match="not that of a round"):
        open_round(a_round.kit)


def test_a_record_that_points_elsewhere_is_refused(a_round) -> None:
    path = a_round.folder / "round.toml"
    path.write_text(path.read_text().replace('slug = "mean-by-key"', 'slug = "../../mean-by-key"'))
    with pytest.raises(BadInput, match="names a problem"):
        open_round(a_round.folder)


def test_the_inbox_lists_what_is_not_hidden(a_round) -> None:
    for name in ("b.zip", "a.py", ".arriving.x"):
        (a_round.inbox / name).write_bytes(b"")
    (a_round.inbox / ".earlier").mkdir()
    assert [path.name for path in a_round.submissions()] == ["a.py", "b.zip"]
