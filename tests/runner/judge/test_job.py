"""A job crosses to the judge as plain values."""

import pytest

from runner.judge import JudgeJob
from runner.model import Group
from sandbox.limits import Limits
from sandbox.wall.codec import dumps, loads

JOB = JudgeJob(
    tests=(("tests/hidden/test_a.py", b"x"),),
    groups=(Group(name="g", points=100, tests="tests/hidden/test_a.py", after=("h",)),),
    submission=(("solution.py", b"y"),),
    modules=("solution",),
    limits=Limits(memory_mb=64),
    seed=1,
    locked=("a",),
    only=("a",),
    interface={"modules": {}},
)


def test_a_job_survives_the_way_to_the_judge():
    assert JudgeJob.from_plain(loads(dumps(JOB.to_plain()))) == JOB


@pytest.mark.parametrize(
    ("change", "word"),
    [({"more": 1}, "more"), ({"guest_per": "year"}, "guest_per")],
)
def test_what_is_not_a_job_is_refused_by_name(change, word):
    with pytest.raises(ValueError, match=word):
        JudgeJob.from_plain({**JOB.to_plain(), **change})


def test_a_missing_key_is_named():
    plain = JOB.to_plain()
    del plain["seed"]
    with pytest.raises(ValueError, match="seed"):
        JudgeJob.from_plain(plain)
