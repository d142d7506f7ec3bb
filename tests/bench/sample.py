"""The committed sample: five properties of sixty examples each, and inboxes full of its reference."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from runner.catalog import content_digest, load_problem, write_lock
from runner.grading import RunEnding
from runner.model import Lock, Problem
from runner.proving.bench import Bench
from runner.proving.freezing import lock_of
from runner.proving.jobs import recording_job
from sandbox.engine import Engine

SAMPLE = Path(__file__).with_name("sample")


class BenchFailed(Exception):
    """The bench can't be run: something that it measures did not do its work."""


def locked_sample(engine: Engine) -> Problem:
    """Return the sample with its lock, made anew where the one on disk is stale or missing."""
    problem = load_problem(SAMPLE, need_lock=False)
    if problem.lock is not None and problem.lock.digest == content_digest(problem.files):
        return problem
    return replace(problem, lock=made_lock(engine, replace(problem, lock=None)))


def made_lock(engine: Engine, problem: Problem) -> Lock:
    """Run the reference and freeze what it shows; `verify` asks for more examples than a sample needs."""
    with Bench(engine, problem) as bench:
        outcome = bench.run(recording_job(problem))
    if outcome.ending is not RunEnding.FINISHED:
        raise BenchFailed(f"the reference of {problem.slug} can't be run: {outcome.reason}")
    return lock_of(problem, outcome)


def lay_out(problem: Problem, folder: Path) -> Path:
    """Copy the sample with its lock to where `grade` can read it; returns its folder."""
    target = folder / SAMPLE.name
    shutil.copytree(SAMPLE, target)
    if problem.lock is None:
        raise BenchFailed("the sample has no lock")
    write_lock(target, problem.lock)
    return target


def fill_inbox(problem: Problem, folder: Path, count: int) -> Path:
    """Write a folder of `count` submissions, no two the same to the byte."""
    folder.mkdir()
    source = problem.files["reference/solution.py"].decode("utf-8")
    for number in range(count):
        (folder / f"candidate{number:03}.py").write_text(f"{source}\n# candidate {number}\n", encoding="utf-8")
    return folder
