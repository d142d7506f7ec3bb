"""Hypothesis's tables are made once for a user, not by each judge."""

from pathlib import Path

import pytest

from runner.catalog import load_problem, skeleton_problem, write_problem
from runner.grading import Seat, lane_spec
from runner.proving.jobs import preload_of
from sandbox.local import LocalEngine
from sandbox.local.process import tables_folder


def test_a_judge_makes_them_and_the_next_takes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_problem(tmp_path / "mean", skeleton_problem("mean"))
    problem = load_problem(tmp_path / "mean", need_lock=False)
    engine = LocalEngine()
    seen = []
    for _ in range(2):
        seat = Seat(engine, lane_spec(problem, preload_of(problem)))
        seat.box()
        seat.close()
        made = list(tables_folder().rglob("charmap.json.gz"))
        seen.append({path: path.stat().st_mtime_ns for path in made})
    engine.close()
    assert tables_folder().is_relative_to(tmp_path)
    assert seen[0]
    assert seen[0] == seen[1]


def test_a_cache_that_is_no_absolute_path_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "elsewhere")
    assert tables_folder() == Path.home() / ".cache" / "prebrief" / "hypothesis"
