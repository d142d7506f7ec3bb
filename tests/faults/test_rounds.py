"""`publish` and `submit`, killed: a sample of the steps that `make faults` tries, and what grading sees of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.catalog import load_problem
from runner.rounds import publish, sweep_inbox
from sandbox.fake import FakeEngine
from tests.faults.conftest import Prebrief
from tests.faults.handing_in import Handing, make_handing, publish_cases, submit_cases, try_publish, try_submit
from tests.faults.holding import locked
from tests.faults.ledger import books_of, roll_of
from tests.faults.sampling import sampled
from tests.faults.scene import make_scene
from tests.runner.grading.builders import Cast


@pytest.fixture(scope="module")
def handing(tmp_path_factory: pytest.TempPathFactory, small_problem: Path) -> Handing:
    return make_handing(make_scene(tmp_path_factory.mktemp("handing"), small_problem))


def test_a_round_whose_publishing_is_killed_is_whole_or_absent_and_nothing_stays(handing: Handing) -> None:
    for case in sampled(publish_cases(handing), 1, of="publish"):
        assert (case.name, try_publish(handing, case)) == (case.name, [])


def test_a_submission_whose_delivery_is_killed_arrives_whole_or_not_at_all(handing: Handing) -> None:
    for case in sampled(submit_cases(handing), 1, of="submit"):
        assert (case.name, try_submit(handing, case)) == (case.name, [])


def test_what_is_on_its_way_is_neither_graded_nor_kept(
    prebrief: Prebrief, small_problem: Path, tmp_path: Path
) -> None:
    opened = publish(load_problem(small_problem, need_lock=True), tmp_path / "spring")
    (opened.inbox / "ann.py").write_text("ann")
    (opened.inbox / ".earlier").mkdir()
    for place in (opened.inbox, opened.inbox / ".earlier"):
        (place / ".arriving.abc_1234").write_bytes(b"PK\x03\x04 half a zip")
    code, _, said = prebrief("grade", "--round", opened.folder, engine=FakeEngine(Cast()))
    assert code == 0, said
    assert set(roll_of(books_of(opened.folder / "results"))) == {"ann"}
    assert list(opened.inbox.rglob(".arriving.*")) == []


def test_what_is_being_delivered_is_not_swept(tmp_path: Path) -> None:
    """Whoever delivers holds the folder's lock."""

    (tmp_path / ".arriving.abc_1234").write_bytes(b"half")
    with locked(tmp_path):
        sweep_inbox(tmp_path)
        assert (tmp_path / ".arriving.abc_1234").exists()
    (tmp_path / ".arriving.soon.txt").write_text("somebody's own")
    sweep_inbox(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".arriving.soon.txt"]


def test_an_inbox_that_is_not_there_or_not_ours_is_left(tmp_path: Path) -> None:
    sweep_inbox(tmp_path / "gone")
