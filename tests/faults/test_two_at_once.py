"""Two batches at once: in one folder the second is refused and touches nothing, in two they do not meet."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.catalog import load_problem
from runner.rounds import publish
from sandbox.docker import DockerClient
from sandbox.docker.labels import LANE, OWNER, ROLE, UIDS
from tests.faults.holding import Held
from tests.faults.ledger import Books, books_of, faults_at_the_end, roll_of
from tests.faults.scene import COMMAND, SUBMISSIONS, Scene, make_scene

STEP = "good: started test_of_three"
LOCAL = ("--engine", "local", "--trust-submissions", "--lanes", "1")


@pytest.fixture
def scene(tmp_path: Path, small_problem: Path) -> Scene:
    return make_scene(tmp_path / "scene", small_problem)


def everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Return each file below a folder with its bytes and when it was written."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


@pytest.mark.parametrize("what", ["batch", "round"])
def test_a_second_batch_in_one_folder_is_refused_and_touches_nothing(
    scene: Scene, small_problem: Path, tmp_path: Path, what: str
) -> None:
    out, order = scene.folder / "out", scene.order(scene.folder / "out")
    if what == "round":
        opened = publish(load_problem(small_problem, need_lock=True), tmp_path / "spring")
        for name, text in SUBMISSIONS.items():
            (opened.inbox / f"{name}.py").write_text(text)
        out, order = opened.folder / "results", ["grade", "--round", str(opened.folder)]
    first = Held(out, [*order, *LOCAL], at=STEP)
    before = everything(out.parent)
    second = scene.run([*COMMAND, *order, *LOCAL])
    assert everything(out.parent) == before
    assert second.code == 2
    assert f"another batch writes to {out}: wait until it ends, or name another folder with --out" in second.said
    assert "Traceback" not in second.said
    assert first.let_go().code == 0
    end = books_of(out)
    roll = roll_of(end)
    assert {name: deserved.score for name, deserved in roll.items()} == {"good": 100.0, "wrong": 33.33}
    assert faults_at_the_end(Books(), end, roll) == []


@pytest.mark.docker
def test_two_batches_on_one_engine_share_no_ids_and_neither_removes_what_is_the_others(scene: Scene) -> None:
    folders = (scene.folder / "one", scene.folder / "two")
    one, two = (Held(folder, scene.order(folder, ("--lanes", "1")), at=STEP) for folder in folders)
    boxes = [boxes_of(each.pid) for each in (one, two)]
    assert all(boxes)
    ids = [block for mine in boxes for block in mine.values()]
    assert len(set(ids)) == len(ids)
    assert two.let_go().code == 0
    assert boxes[0].items() <= boxes_of(one.pid).items(), "the other came and went, and removed nothing of this one's"
    assert one.let_go().code == 0
    assert [boxes_of(each.pid) for each in (one, two)] == [{}, {}]
    for folder in folders:
        books = books_of(folder)
        roll = roll_of(books)
        assert {who: deserved.score for who, deserved in roll.items()} == {"good": 100.0, "wrong": 33.33}
        assert faults_at_the_end(Books(), books, roll) == []


def boxes_of(pid: int) -> dict[str, str]:
    """Return a run's boxes with the user ids that they have."""
    client = DockerClient()
    try:
        found = client.containers(f"{ROLE}=box")
    finally:
        client.close()
    mine = [one for one in found if one.labels[OWNER].startswith(f"{pid}:")]
    assert len({one.labels[LANE] for one in mine}) <= 1
    return {one.name: one.labels[UIDS] for one in mine}
