"""What was proven is known by the files' digest; what is due changes with the files and the day."""

from pathlib import Path

import pytest

from runner.catalog import ProofRecord, due, is_proven, load_problem, whole_digest, write_record


@pytest.fixture
def proven(make_problem):
    def proven(slug: str = "mean-by-key") -> Path:
        folder = make_problem(slug)
        files = load_problem(folder, need_lock=False).files
        write_record(folder, ProofRecord(digest=whole_digest(files), mutants=3, killed=3, equivalent=0, possible=9))
        return folder

    return proven


def test_a_record_holds_for_the_files_that_it_was_made_of(proven) -> None:
    folder = proven()
    assert is_proven(folder)
    assert "problem.proof" not in load_problem(folder, need_lock=False).files
    (folder / "interviewer.md").write_text("another question")
    assert is_proven(folder), "the guide proves nothing"


@pytest.mark.parametrize("path", ["submissions/wrong/mean_of_all.py", "proof/inputs.py", "brief.md", "reference/x.py"])
def test_a_change_of_what_proves_it_ends_the_proof(proven, path: str) -> None:
    folder = proven()
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_text("changed")
    assert not is_proven(folder)


def test_no_record_or_a_broken_one_proves_nothing(make_problem) -> None:
    folder = make_problem()
    assert not is_proven(folder)
    (folder / "problem.proof").write_text("[]")
    assert not is_proven(folder)


def test_what_changed_is_due_first_and_one_other_always_is(proven, make_problem) -> None:
    folders = [proven(slug) for slug in ("a", "b", "c")] + [make_problem(slug) for slug in ("x", "y", "z")]
    assert [folder.name for folder in due(folders, day=0, most=3)] == ["x", "y", "a"]
    assert [folder.name for folder in due(folders, day=4, most=3)] == ["y", "z", "a"]


def test_every_problem_has_its_day(proven) -> None:
    folders = [proven(slug) for slug in ("a", "b", "c")]
    assert {due(folders, day=day, most=1)[0].name for day in range(7, 10)} == {"a", "b", "c"}
