"""Which examples run the tests that measure speed: a race takes the machine for itself, for seconds."""

import pytest

from runner.model import Problem
from runner.proving.examples import prove_examples
from sandbox.fake import FakeEngine
from tests.runner.grading.builders import FIRST, SECOND, THIRD, Cast, a_problem, a_racing_problem

ACCEPTED, SLIPS, CRAWLS = '"""Another way."""\n', '"""basics: slips."""\n', '"""more: crawls."""\n'
FILES = {
    "tests/hidden/test_it.py": b"...",
    "submissions/accepted/other.py": ACCEPTED.encode(),
    "submissions/wrong/slips.py": SLIPS.encode(),
    "submissions/wrong/crawls.py": CRAWLS.encode(),
}


@pytest.mark.parametrize(
    ("problem", "by_slips"),
    [(a_racing_problem(files=FILES), {FIRST, SECOND}), (a_problem(files=FILES), {FIRST, SECOND, THIRD})],
    ids=["race", "no race"],
)
def test_what_is_wrong_in_something_else_runs_no_race(problem: Problem, by_slips: set[str]) -> None:
    cast = Cast()
    outcome = prove_examples(problem, FakeEngine(cast), lambda batch, entries: batch.run(entries), lanes=1)
    ran: dict[str, set[str]] = {}
    for job in cast.jobs:
        who = dict(job.submission)["solution.py"].decode()
        ran.setdefault(who, set()).update(job.only or job.locked or ())
    every = {FIRST, SECOND, THIRD}
    assert not any(job.shrink for job in cast.jobs), "nobody reads the counterexamples"
    assert ran == {ACCEPTED: every, CRAWLS: every, SLIPS: by_slips}
    assert [example.path for example in outcome.examples] == [
        f"submissions/{name}.py" for name in ("accepted/other", "wrong/crawls", "wrong/slips")
    ]
    assert [bool(example.fault) for example in outcome.examples] == [False, True, True]


def test_nothing_further_is_run_when_somebody_stopped_it() -> None:
    cast = Cast()

    def stopping(batch, entries) -> None:
        batch.cancel()
        batch.run(entries)

    outcome = prove_examples(a_racing_problem(files=FILES), FakeEngine(cast), stopping, lanes=1)
    assert outcome.stopped
    assert [example.path for example in outcome.examples] == ["submissions/wrong/slips.py"]
    assert cast.jobs == []
