"""A problem as text and as a JSON document, for `prebrief problem`."""

from dataclasses import asdict

from runner.catalog import ExampleKind, check_lock, content_digest, example_submissions
from runner.model import Feedback, Problem, ProblemInvalid
from sandbox.limits import Limits


def lock_state(problem: Problem) -> str:
    """Return "yes", "stale" or "no"."""
    if problem.lock is None:
        return "no"
    try:
        check_lock(problem)
    except ProblemInvalid:
        return "stale"
    return "yes"


def problem_row(problem: Problem) -> tuple[str, ...]:
    """Return the cells of the list."""
    about = (problem.slug, _title(problem), problem.difficulty, f"{problem.minutes:g}")
    return (*about, ", ".join(problem.themes), lock_state(problem))


def problem_document(problem: Problem) -> dict[str, object]:
    """Return what the JSON document says of a problem; nothing of its tests' content."""
    return {
        "slug": problem.slug,
        "title": problem.title,
        "private": problem.private,
        "version": problem.version,
        "digest": content_digest(problem.files),
        "locked": lock_state(problem),
        "authors": list(problem.authors),
        "license": problem.license,
        "themes": list(problem.themes),
        "difficulty": problem.difficulty,
        "prepare_hours": problem.prepare_hours,
        "minutes": problem.minutes,
        "round": {**asdict(problem.round)},
        "modules": list(problem.modules),
        "limits": asdict(problem.limits),
        "groups": [asdict(group) for group in problem.groups],
        "feedback": asdict(problem.feedback),
        "examples": _counts(problem),
    }


def problem_text(problem: Problem) -> str:
    """Return what `show` prints."""
    lines = [
        f"{_title(problem)}  ({problem.slug}, version {problem.version})",
        f"difficulty    {problem.difficulty}, {problem.minutes:g} minutes",
        f"round         {problem.round.label} ({problem.round.format})",
        f"assesses      {', '.join(problem.round.assesses)}",
        f"not assessed  {', '.join(problem.round.not_assessed)}",
        f"themes        {', '.join(problem.themes)}",
        f"hand in       {', '.join(problem.modules)}",
        f"limits        {_limits_text(problem.limits)}",
        f"feedback      {_feedback_text(problem.feedback)}",
        f"examples      {', '.join(f'{count} {kind}' for kind, count in _counts(problem).items())}",
        f"locked        {lock_state(problem)}",
        "groups",
    ]
    for group in problem.groups:
        after = f"  after {', '.join(group.after)}" if group.after else ""
        lines.append(f"  {group.points:6g}  {group.name}  {group.tests}{after}")
    return "\n".join(lines)


def _feedback_text(feedback: Feedback) -> str:
    most = feedback.max_submissions
    graded = "" if most is None else f"; at most {most} different submissions of one candidate are graded"
    return f"{feedback.hidden}, {feedback.release}{graded}"


def _limits_text(limits: Limits) -> str:
    times = f"{limits.wall_seconds_per_test:g} s a test, {limits.wall_seconds_total:g} s in all"
    return f"{times}, {limits.cpu_seconds:g} s of CPU, {limits.memory_mb} MiB, {limits.processes} processes"


def _counts(problem: Problem) -> dict[str, int]:
    kinds = [example.kind for example in example_submissions(problem)]
    return {kind.value: kinds.count(kind) for kind in ExampleKind}


def _title(problem: Problem) -> str:
    return f"{problem.title} [private]" if problem.private else problem.title
