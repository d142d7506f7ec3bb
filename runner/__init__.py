"""The harness: briefs, submissions, grading, results."""

__version__ = "0.1.0"
