"""Submissions as handed in (a file, a folder, an archive) become values, whatever they hold."""

from runner.intake.batch import candidate_of, find_submissions
from runner.intake.child import warm_readers
from runner.intake.limits import IntakeLimits
from runner.intake.read import read_archive, read_submission

__all__ = ["IntakeLimits", "candidate_of", "find_submissions", "read_archive", "read_submission", "warm_readers"]
