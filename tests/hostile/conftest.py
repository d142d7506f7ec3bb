"""Keeps pytest from collecting what is graded here."""

collect_ignore = ["target", "submissions"]
