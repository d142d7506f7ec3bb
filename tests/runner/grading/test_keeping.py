"""What a results folder keeps beside the grades, and that neither names nor content of a candidate can do anything."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from runner.grading import Journal, Kept
from runner.model import Feedback, FollowUp, OurFault, SourceFile, Submission, card_of
from tests.runner.grading.builders import Cast, a_problem, a_submission, an_entry, run_batch

CARD = card_of(a_problem(feedback=Feedback(hidden="names")), (FollowUp(text="Why?", about=("basics",)),))


def files_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_submission_comes_back_byte_by_byte(tmp_path: Path) -> None:
    names = ("solution.py", "a/-rf", "é.txt", "con.py")
    submission = Submission(candidate="x", files=tuple(SourceFile(path=name, data=b"\0\xff\r\n") for name in names))
    kept = Kept(tmp_path)
    kept.keep_submission(submission)
    kept.keep_submission(submission)
    assert kept.submission(submission.digest) == submission.files
    assert files_below(tmp_path) == [f"submissions/{submission.digest}.json"]


@pytest.mark.parametrize("digest", ["", "0" * 64, "../../etc/passwd", "0" * 63 + "/", "A" * 64])
def test_what_is_not_kept_or_is_no_digest_is_none(tmp_path: Path, digest: str) -> None:
    assert Kept(tmp_path).submission(digest) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1, "files": [{"path": "x"}]}', '{"format": 1, "files": [1]}', "[" * 100_000,
             '{"format": 1, "files": [{"path": "x", "data": "%%%"}]}', '{"format": 1, "files": []}'],
)  # fmt: skip
def test_a_damaged_or_changed_file_is_none(tmp_path: Path, text: str) -> None:
    kept = Kept(tmp_path)
    submission = a_submission("ann")
    kept.keep_submission(submission)
    path = tmp_path / "submissions" / f"{submission.digest}.json"
    path.write_text(text)
    assert kept.submission(submission.digest) is None


def test_neither_writing_nor_reading_follows_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    kept = Kept(tmp_path)
    kept.keep_card(CARD)
    place = tmp_path / "problems" / "small.json"
    place.rename(tmp_path / "elsewhere.json")
    for path in (place, place.with_name(".small.json.part")):
        path.symlink_to(victim)
    assert kept.card("small") is None
    kept.keep_card(CARD)
    assert victim.read_text() == "precious"
    assert kept.card("small") == CARD
    os.mkfifo(tmp_path / "problems" / "pipe.json")
    assert kept.card("pipe") is None


@pytest.mark.parametrize("slug", ["", "..", "../problems/small", "small\n", "SMALL", "other"])
def test_a_card_is_read_by_its_slug_alone(tmp_path: Path, slug: str) -> None:
    kept = Kept(tmp_path)
    kept.keep_card(CARD)
    assert kept.card("small") == CARD
    assert kept.card(slug) is None


def test_a_card_of_another_shape_is_none(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.keep_card(CARD)
    path = tmp_path / "problems" / "small.json"
    plain = json.loads(path.read_text())
    for changed in ({**plain, "format": 2}, {**plain, "extra": 1}, {**plain, "groups": 3}):
        path.write_text(json.dumps(changed))
        assert kept.card("small") is None


def test_a_batch_keeps_its_submissions_and_the_problem(tmp_path: Path) -> None:
    run_batch(tmp_path, Cast(), "ann", "bob")
    kept = Kept(tmp_path)
    for name in ("ann", "bob"):
        assert kept.submission(a_submission(name).digest) == a_submission(name).files
    card = kept.card("small")
    assert card is not None
    assert card.title == "Small"


def test_a_resumed_batch_keeps_what_an_earlier_one_did_not(tmp_path: Path) -> None:
    cast = Cast()
    run_batch(tmp_path, cast, "ann")
    path = tmp_path / "submissions" / f"{a_submission('ann').digest}.json"
    path.unlink()
    run_batch(tmp_path, cast, entries=(an_entry("ann"),))
    assert cast.runs["ann"] == 1
    assert path.is_file()


def test_a_folder_that_cannot_be_written_is_our_fault(tmp_path: Path) -> None:
    (tmp_path / "submissions").write_text("in the way")
    with Journal(tmp_path), pytest.raises(OurFault, match="can't be written"):
        Kept(tmp_path).keep_submission(a_submission("ann"))


def test_what_is_damaged_is_kept_again_and_what_another_version_kept_is_left(tmp_path: Path) -> None:
    kept, submission = Kept(tmp_path), a_submission("ann")
    path = tmp_path / "submissions" / f"{submission.digest}.json"
    kept.keep_submission(submission)
    whole = path.read_bytes()
    for damaged in (b"", whole[:-9], whole.replace(b"solution", b"Solution"), b"{}", b"[]"):
        path.write_bytes(damaged)
        kept.keep_submission(submission)
        assert path.read_bytes() == whole
    path.write_text('{"format": 2, "archive": "..."}')
    kept.keep_submission(submission)
    assert path.read_text() == '{"format": 2, "archive": "..."}'


def test_what_a_killed_run_had_begun_to_keep_is_swept_by_the_next(tmp_path: Path) -> None:
    run_batch(tmp_path, Cast(), "ann")
    before = files_below(tmp_path)
    for part in ("submissions/.0.json.part", "problems/.small.json.part"):
        (tmp_path / part).write_text("half")
    run_batch(tmp_path, Cast(), "ann")
    assert files_below(tmp_path) == before
