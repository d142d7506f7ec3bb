"""Commands of candidates: they need no Docker and no workspace of their own."""

from runner.cli.candidate import check, feedback, open_link, start, status, submit

__all__ = ["check", "feedback", "open_link", "start", "status", "submit"]
