"""The skeleton is a real problem: plain pytest passes on its reference and tells its examples apart."""

import subprocess
import sys
from pathlib import Path

import pytest

from runner.catalog import ExampleKind, example_submissions, load_problem, skeleton_problem, write_problem
from runner.model import BadInput


def run_tests(folder: Path, tests: str, solution: bytes, place: Path) -> int:
    (place / "solution.py").write_bytes(solution)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(place),
        str(folder / tests),
    ]
    environment = {"PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(place)}
    return subprocess.run(command, env=environment, cwd=place, capture_output=True, check=False, timeout=120).returncode


def test_reference_and_accepted_pass_the_rest_fails(make_problem, tmp_path: Path) -> None:
    folder, place = make_problem(), tmp_path / "place"
    place.mkdir()
    problem = load_problem(folder, need_lock=False)
    assert run_tests(folder, "tests", problem.files["reference/solution.py"], place) == 0
    assert run_tests(folder, "tests/visible", problem.files["starter/solution.py"], place) == 1
    one_of_each = {example.kind: example for example in example_submissions(problem)}  # `verify` sees to all
    del one_of_each[ExampleKind.SLOW]  # its time limit is the harness's to keep
    for example in one_of_each.values():
        passed = run_tests(folder, "tests/hidden", example.files[0].data, place) == 0
        assert passed == (example.kind is ExampleKind.ACCEPTED), example.name


@pytest.mark.parametrize("slug", ["Two", "two_fer", "", "a/b", "..", "-a", "a--b", "x" * 65, "é"])
def test_a_name_that_is_no_slug_is_refused(slug: str) -> None:
    with pytest.raises(BadInput, match="can't be a problem's name"):
        skeleton_problem(slug)


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_nothing_is_overwritten(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "x"
    if kind == "file":
        folder.write_text("mine")
    elif kind == "folder":
        folder.mkdir()
    else:
        folder.symlink_to("nowhere")
    with pytest.raises(BadInput, match="nothing is overwritten"):
        write_problem(folder, skeleton_problem("x"))
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="can't be written"):
        write_problem(tmp_path / "x", {"a": b"", "a/b": b""})
    assert list(tmp_path.iterdir()) == []
