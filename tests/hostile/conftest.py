"""Keeps pytest from collecting what is graded here, and what goes into the image."""

collect_ignore = ["target", "targets", "submissions", "listening"]
