"""Commands of interviewers on a workspace: what they need beyond a candidate's install is imported when they run."""

from runner.cli.host import candidates, invite, keeping, panel, records, regrade, rounds, serve

__all__ = ["candidates", "invite", "keeping", "panel", "records", "regrade", "rounds", "serve"]
