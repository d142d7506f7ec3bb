"""Where problems are looked for."""

from pathlib import Path

import pytest

from runner.catalog import find_problem, problem_folders
from runner.catalog.find import shipped_problems
from runner.model import BadInput


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "elsewhere"
    place.mkdir()
    monkeypatch.chdir(place)
    monkeypatch.delenv("PREBRIEF_PROBLEMS", raising=False)
    return place


def test_a_shipped_problem_is_found_from_anywhere() -> None:
    assert find_problem("attention") == shipped_problems() / "attention"


def test_a_path_to_a_folder_anywhere_works(make_problem) -> None:
    folder = make_problem()
    assert find_problem(str(folder)) == folder


def test_a_folder_in_the_current_one_needs_no_separator(make_problem, monkeypatch) -> None:
    monkeypatch.chdir(make_problem().parent)
    assert find_problem("mean-by-key") == Path("mean-by-key")


def test_the_current_problem_is_a_dot(make_problem, monkeypatch) -> None:
    monkeypatch.chdir(make_problem())
    assert find_problem(".") == Path()


def test_the_environment_comes_before_the_current_folder_before_the_shipped(
    make_problem, monkeypatch, tmp_path: Path, elsewhere: Path
) -> None:
    own = make_problem("attention")
    (elsewhere / "problems").mkdir()
    make_problem("confusion-matrix").rename(elsewhere / "problems" / "confusion-matrix")
    assert find_problem("confusion-matrix") == Path("problems/confusion-matrix")
    monkeypatch.setenv("PREBRIEF_PROBLEMS", f"/nowhere:{tmp_path}")
    assert find_problem("attention") == own
    assert own in problem_folders()


def test_an_unknown_name_lists_near_matches() -> None:
    with pytest.raises(BadInput, match=r"No problem is called 'confusion-matrx'\. Did you mean confusion-matrix\?"):
        find_problem("confusion-matrx")


@pytest.mark.parametrize("name", ["", " ", "a\0b"])
def test_no_name_is_told(name: str) -> None:
    with pytest.raises(BadInput, match="No problem named"):
        find_problem(name)


def test_a_path_that_is_no_problem_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"has no problem\.toml"):
        find_problem(f"{tmp_path}/")
    with pytest.raises(BadInput, match="is not there"):
        find_problem(str(tmp_path / "x" / "y"))
