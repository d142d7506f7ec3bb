"""The lock: what is written is what is read; stale and broken ones are refused with the remedy."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from runner.catalog import check_lock, load_problem, lock_text, read_lock, write_lock
from runner.model import Lock, LockedTest, ProblemInvalid

LOCK = Lock(
    tests=(
        LockedTest(id="tests/hidden/test_a.py::test_é[x]", group="a", points=12.5, promise="It adds."),
        LockedTest(id="tests/hidden/test_a.py::test_speed", group="a", points=12.5, measures=True),
    ),
    interface={"solution": {"classes": {"B": ["__eq__"]}}},
    preload=("numpy",),
    digest="00ff",
)


def test_a_lock_survives_the_file(tmp_path: Path) -> None:
    write_lock(tmp_path, LOCK)
    assert read_lock(tmp_path) == LOCK
    assert [path.name for path in tmp_path.iterdir()] == ["problem.lock"]


def test_the_text_is_sorted_json_with_a_final_newline() -> None:
    text = lock_text(LOCK)
    assert text.endswith("}\n")
    assert list(json.loads(text)) == ["digest", "format", "interface", "preload", "tests"]


def test_only_tests_that_measure_say_so_in_the_text(tmp_path: Path) -> None:
    assert [test.get("measures") for test in json.loads(lock_text(LOCK))["tests"]] == [None, True]
    write_lock(tmp_path, LOCK)
    lock = read_lock(tmp_path)
    assert lock is not None
    assert lock.measuring == {"tests/hidden/test_a.py::test_speed"}


def test_no_lock_is_none(tmp_path: Path) -> None:
    assert read_lock(tmp_path) is None


@pytest.mark.parametrize("edit", [
    lambda document: document.pop("digest"),
    lambda document: document.update(format=2),
    lambda document: document.update(tests={}),
    lambda document: document.update(interface=[]),
    lambda document: document["tests"][0].update(points="12"),
    lambda document: document["tests"][0].update(points=float("nan")),
    lambda document: document["tests"][0].pop("id"),
    lambda document: document["preload"].append(3),
])  # fmt: skip
def test_a_lock_of_another_shape_is_refused(tmp_path: Path, edit) -> None:
    document = json.loads(lock_text(LOCK))
    edit(document)
    (tmp_path / "problem.lock").write_text(json.dumps(document))
    with pytest.raises(ProblemInvalid, match=r"problem\.lock: can't be read as a lock.*prebrief problem verify"):
        read_lock(tmp_path)


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b"[" * 100_000, b'{"format": 1'])
def test_bytes_that_are_no_lock_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "problem.lock").write_bytes(data)
    with pytest.raises(ProblemInvalid, match="can't be read as a lock"):
        read_lock(tmp_path)


def test_a_lock_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "problem.lock").symlink_to("/etc/passwd")
    with pytest.raises(ProblemInvalid, match=r"problem\.lock: can't be read"):
        read_lock(tmp_path)


@pytest.mark.parametrize(
    "path", ["brief.md", "tests/hidden/test_correctness.py", "starter/solution.py", "reference/solution.py"]
)
def test_a_change_makes_the_lock_stale(make_problem, path: str) -> None:
    folder = make_problem(locked=True)
    with (folder / path).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(ProblemInvalid, match=r"stale.*prebrief problem verify"):
        load_problem(folder, need_lock=True)


def test_a_new_example_does_not_make_it_stale(make_problem) -> None:
    folder = make_problem(locked=True)
    (folder / "submissions" / "wrong" / "another.py").write_text('"""correctness: new."""\n')
    assert load_problem(folder, need_lock=True)


def test_points_that_do_not_fit_the_groups_are_refused(make_problem) -> None:
    problem = load_problem(make_problem(locked=True), need_lock=True)
    assert problem.lock is not None
    wrong = replace(problem.lock, tests=(replace(problem.lock.tests[0], points=99.0),))
    with pytest.raises(ProblemInvalid, match="gives group correctness 99 points, not 100"):
        check_lock(replace(problem, lock=wrong))
