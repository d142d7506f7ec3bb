"""Grading: one submission, a batch of them, the journal, the score."""

from runner.grading.batch import Batch, Options
from runner.grading.canary import hostile_submission
from runner.grading.entries import Entry, entries_in, entries_of
from runner.grading.journal import Journal
from runner.grading.keeping import Kept
from runner.grading.one import correctness, in_doubt
from runner.grading.outcome import RunEnding, RunOutcome, run_job
from runner.grading.progress import Progress
from runner.grading.record import MAX_LINE_BYTES, from_line, to_line
from runner.grading.results import Results
from runner.grading.seat import Seat, lane_spec

__all__ = [
    "MAX_LINE_BYTES",
    "Batch",
    "Entry",
    "Journal",
    "Kept",
    "Options",
    "Progress",
    "Results",
    "RunEnding",
    "RunOutcome",
    "Seat",
    "correctness",
    "entries_in",
    "entries_of",
    "from_line",
    "hostile_submission",
    "in_doubt",
    "lane_spec",
    "run_job",
    "to_line",
]
