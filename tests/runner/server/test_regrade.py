"""A changed problem grades a round once more: first who would move, then for good, the old grades kept; and export."""

from __future__ import annotations

import csv
import json

import pytest

from runner import hiring
from runner.catalog import load_problem
from runner.grading import Options, Results
from runner.hiring import frozen_problem
from runner.model import BadInput
from runner.proving import Proving, verify_problem
from sandbox.local import LocalEngine
from tests.runner.workspaces import HIDDEN, LABEL, problem_folder

RIGHT = "def mean_by_key(rows):\n    return {key: value for key, value in rows}\n"


@pytest.fixture(scope="module")
def problems(tmp_path_factory):
    """Return a small problem, and the same with one more test."""
    engine, made = LocalEngine(), []
    for more in ("", "\n\ndef test_empty() -> None:\n    assert mean_by_key([('b', 1.0), ('b', 3.0)]) == {'b': 2.0}\n"):
        folder = problem_folder(tmp_path_factory.mktemp("problems"), cheap=True)
        hidden = folder / HIDDEN
        hidden.write_text(hidden.read_text() + more)
        verify_problem(folder, engine, Proving(choose=lambda _examples: ()))
        made.append(load_problem(folder, need_lock=True))
    yield engine, *made
    engine.close()


def test_a_regrade_is_seen_before_it_stands_and_the_old_grades_stay(office, problems, tmp_path):
    engine, old, new = problems
    hiring.publish_round(office.desk, old, name="cheap", label=LABEL)
    office.begin("dan", to="cheap")
    office.submit("dan", RIGHT)
    work = hiring.RoundHere(office.desk, "cheap")
    run = lambda batch, entries: batch.run(entries)  # noqa: E731
    assert hiring.grade_waiting(work, engine, Options(lanes=1), run) == 1
    made = hiring.regrade(work, new, engine, Options(lanes=1), run)
    [move] = made.moves
    assert (move.name, move.before, move.after) == ("cheap/1#1", 100.0, 50.0)
    assert move.tests == ((f"{HIDDEN}::test_empty", "not there", "failed"),)
    assert [each.score for each in hiring.list_candidates(office.desk, "cheap").candidates] == [100.0]
    with pytest.raises(BadInput, match="--why"):
        hiring.apply(made, " ")
    with pytest.raises(BadInput, match="at most 4,000 letters, not 4,001"):
        hiring.apply(made, "x" * 4001)
    assert hiring.apply(made, "a test was missing") == 1
    assert [each.score for each in hiring.list_candidates(office.desk, "cheap").candidates] == [50.0]
    assert len(office.rows("grade")) == 2
    with frozen_problem(office.desk, "cheap") as now:
        assert now.files[HIDDEN] == new.files[HIDDEN]
    to = hiring.export(office.desk, "cheap", tmp_path / "out")
    assert [grade.score for grade in Results(to).grades()] == [50.0]
    [row] = csv.DictReader((to / "candidates.csv").read_text().splitlines())
    assert (row["handle"], row["score"]) == ("cheap/1", "50.0")
    log = [json.loads(line) for line in (to / "log.jsonl").read_text().splitlines()]
    assert "a test was missing" in {line["details"].get("why") for line in log}
    with pytest.raises(BadInput, match="nothing is overwritten"):
        hiring.export(office.desk, "cheap", to)
