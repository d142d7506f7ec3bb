"""Grading: one submission, a batch of them, the journal, the score."""

from runner.grading.batch import Batch, Entry, Options, Progress
from runner.grading.journal import Journal
from runner.grading.outcome import RunEnding, RunOutcome, run_job
from runner.grading.record import from_line, to_line
from runner.grading.seat import Seat, lane_spec

__all__ = [
    "Batch",
    "Entry",
    "Journal",
    "Options",
    "Progress",
    "RunEnding",
    "RunOutcome",
    "Seat",
    "from_line",
    "lane_spec",
    "run_job",
    "to_line",
]
