"""The worker in a real judge, with the real wall and a box (the local engine's)."""

from dataclasses import replace
from textwrap import dedent

import pytest

from runner.judge import PRELOAD, WORKER, BoxLost, Collected, Decided, Finished, JudgeFailed, JudgeJob, from_plain
from runner.model import Group
from sandbox.engine import Job, JobEnding, LaneSpec
from sandbox.limits import Limits
from sandbox.local import LocalEngine
from sandbox.wall.codec import dumps, loads
from sandbox.wall.recorder import Recorder

TESTS = """
import pytest
from hypothesis import given, strategies as st
from solution import reverse, Empty, sleeper

@given(st.lists(st.integers()))
def test_property(xs):
    assert reverse(xs) == xs[::-1]

def test_raises():
    with pytest.raises(Empty):
        reverse(None)

@pytest.mark.limit(wall_seconds=0.5)
def test_time():
    assert sleeper() == 1
"""
REFERENCE = """
class Empty(ValueError): pass

def reverse(xs):
    if xs is None: raise Empty("nothing")
    return xs[::-1]

def sleeper(): return 1
"""


ONE = "tests/hidden/test_it.py::test_a"


def frozen_names(*functions):
    names = {name: {"kind": "function"} for name in functions}
    return Recorder(modules={"solution": names}, used={("solution", name) for name in functions}).to_document()


@pytest.fixture(scope="module")
def lane():
    engine = LocalEngine()
    try:
        yield engine.lane(
            LaneSpec(environment="python", limits=Limits(), worker=WORKER, preload=("numpy",), judge_preload=PRELOAD)
        )
    finally:
        engine.close()


@pytest.fixture
def run(lane):
    def run(job, *, watch=lambda box, event: None):
        box = lane.start_box()
        events = []

        def hear(payload):
            events.append(from_plain(loads(payload)))
            watch(box, events[-1])

        try:
            end = lane.run(Job(common=dumps(job.common()), payload=dumps(job.own()), wall_seconds=60), box, hear)
        finally:
            box.close()
        assert end.ending is JobEnding.FINISHED, end.reason
        return events

    return run


def job_of(tests, solution, **changes):
    job = JudgeJob(
        tests=(("tests/hidden/test_it.py", dedent(tests).encode()),),
        groups=(Group(name="all", points=100, tests="tests/hidden/test_it.py"),),
        submission=(("solution.py", dedent(solution).encode()),),
        modules=("solution",),
        limits=Limits(),
        seed=3,
    )
    return replace(job, **changes)


def verdicts(events):
    assert not [event for event in events if isinstance(event, JudgeFailed)]
    return {event.id.partition("::")[2]: event.verdict.value for event in events if isinstance(event, Decided)}


def frozen(run, job):
    """Run the reference, and return the job with what it recorded."""
    events = run(job)
    assert set(verdicts(events).values()) == {"passed"}
    (collected,) = [event for event in events if isinstance(event, Collected)]
    assert isinstance(events[-1], Finished)
    return replace(job, interface=events[-1].recorded, locked=tuple(test.id for test in collected.tests))


def test_a_reference_records_and_passes_and_a_submission_gets_what_it_deserves(run):
    job = frozen(run, job_of(TESTS, REFERENCE))
    events = run(job)
    assert set(verdicts(events).values()) == {"passed"}
    assert events[-1] == Finished()
    wrong = b"import time\nclass Empty(ValueError): pass\ndef reverse(xs): return xs\ndef sleeper(): time.sleep(60)\n"
    events = run(replace(job, submission=(("solution.py", wrong),)))
    assert verdicts(events) == {"test_property": "failed", "test_raises": "failed", "test_time": "timeout"}
    told = {event.id.partition("::")[2]: event for event in events if isinstance(event, Decided)}
    assert told["test_property"].counterexample == "xs=[0, 1]"
    assert told["test_time"].cpu_seconds < 10


def test_examples_are_the_same_in_two_runs(run):
    job = frozen(run, job_of(TESTS, REFERENCE))
    first, second = ([event.examples_digest for event in run(job) if isinstance(event, Decided)] for _ in range(2))
    assert first == second
    assert len(set(first)) == 3


def test_a_submission_that_cannot_be_imported_is_an_error_in_every_test(run):
    job = frozen(run, job_of(TESTS, REFERENCE))
    events = run(replace(job, submission=(("solution.py", b"raise ValueError('no')\n"),)))
    assert set(verdicts(events).values()) == {"error"}


def test_a_box_that_goes_away_is_nobodys_verdict(run):
    job = job_of(TESTS, REFERENCE)

    def close_at_the_first_test(box, event):
        if isinstance(event, Collected):
            box.close()

    events = run(job, watch=close_at_the_first_test)
    assert isinstance(events[-1], BoxLost)
    assert verdicts(events) == {}


def test_a_box_that_goes_away_in_the_middle_of_a_call_is_nobodys_verdict_either(run):
    tests = "from solution import sleeper\ndef test_a(tell):\n    sleeper(tell)\n"
    conftest = "import pytest\n@pytest.fixture\ndef tell(): return lambda: None\n"
    solution = "import os\ndef sleeper(tell):\n    tell()\n    os.kill(os.getppid(), 9)\n    tell()\n"
    job = job_of(tests, solution)
    events = run(replace(job, tests=(*job.tests, ("tests/hidden/conftest.py", conftest.encode()))))
    assert isinstance(events[-1], BoxLost)
    assert verdicts(events) == {}


def test_a_guest_per_file_keeps_its_state_from_test_to_test(run):
    tests = "from solution import count\ndef test_a(): assert count() == 1\ndef test_b(): assert count() == 2\n"
    counts = "n = 0\ndef count():\n    global n\n    n += 1\n    return n\n"
    assert set(verdicts(run(job_of(tests, counts, guest_per="file"))).values()) == {"passed"}
    assert verdicts(run(job_of(tests, counts))) == {"test_a": "passed", "test_b": "failed"}


class Nonsense:
    def __init__(self, *, common, own):
        self.common = lambda: common
        self.own = lambda: own


@pytest.mark.parametrize(
    ("common", "own", "word"),
    [
        ({"tests": 1}, {}, "wrong keys"),
        ([1], {}, "a part of a job is a dictionary, not list"),
        (job_of(TESTS, REFERENCE).common(), {"more": 1}, "wrong keys"),
        (job_of(TESTS, REFERENCE).common(), 3, "a part of a job is a dictionary, not int"),
    ],
)
def test_a_payload_that_is_no_job_is_our_fault(run, common, own, word):
    (event,) = run(Nonsense(common=common, own=own))
    assert isinstance(event, JudgeFailed)
    assert word in event.reason


def notes(run, job):
    """Return what each test of a run noted by failing with it."""
    return {event.id.partition("::")[2]: event.message for event in run(job) if isinstance(event, Decided)}


def test_tests_are_collected_once_for_all_submissions_to_them(run):
    tests = """
    import time
    from solution import f
    READ = time.monotonic_ns()
    def test_a(): raise ValueError(f"read at {READ}, answered {f()}")
    """
    job = replace(job_of(tests, "def f(): return 1"), interface=frozen_names("f"), locked=(ONE,))
    first, second = notes(run, job), notes(run, replace(job, submission=(("solution.py", b"def f(): return 2"),)))
    other = notes(run, replace(job, seed=4))
    times = [text["test_a"].partition("read at ")[2].partition(",")[0] for text in (first, second, other)]
    assert times[0] == times[1] != times[2]
    assert "answered 1" in first["test_a"]
    assert "answered 2" in second["test_a"]


def test_tests_that_ask_the_submission_while_they_are_read_ask_each_its_own(run):
    tests = """
    from solution import f
    ASKED = f()
    def test_a(): raise ValueError(f"asked {ASKED}")
    """
    job = replace(job_of(tests, "def f(): return 1"), interface=frozen_names("f"), locked=(ONE,))
    other = replace(job, submission=(("solution.py", b"def f(): return 2"),))
    assert ["asked 1" in notes(run, job)["test_a"], "asked 2" in notes(run, other)["test_a"]] == [True, True]
    assert "asked 1" in notes(run, job)["test_a"]


def test_a_thread_that_the_tests_start_while_they_are_read_runs_in_each_job(run):
    tests = """
    import queue, threading
    from solution import f
    work, done = queue.Queue(), queue.Queue()
    def serve():
        while True: done.put(work.get() + 1)
    threading.Thread(target=serve, daemon=True).start()
    def test_a():
        work.put(f())
        assert done.get(timeout=10) == 2
    """
    job = replace(job_of(tests, "def f(): return 1"), interface=frozen_names("f"), locked=(ONE,))
    assert [verdicts(run(job)) for _ in range(3)] == [{"test_a": "passed"}] * 3


def test_each_job_has_an_empty_working_folder_and_temporary_files_of_its_own(run):
    tests = """
    import os, tempfile
    from pathlib import Path
    from solution import f
    early = tempfile.gettempdir()
    def test_a(tmp_path):
        assert not [name for name in os.listdir() if not name.startswith("pytest-of-")]
        Path("made").write_text("x")
        assert tmp_path.is_relative_to(Path.cwd())
        assert Path(tempfile.mkdtemp()).is_relative_to(Path.cwd())
        assert Path(__file__).read_text() and f() == 1
    """
    job = replace(job_of(tests, "def f(): return 1"), interface=frozen_names("f"), locked=(ONE,))
    assert [verdicts(run(job)) for _ in range(2)] == [{"test_a": "passed"}] * 2


def unexpected(payload):
    pytest.fail(repr(payload))


def test_test_files_that_do_not_come_to_an_end_by_themselves_are_our_fault_and_bounded(lane):
    tests = "import os\nfrom solution import f\nos._exit(5)\ndef test_a(): f()\n"
    job = replace(job_of(tests, "def f(): return 1"), interface=frozen_names("f"), locked=(ONE,))
    box = lane.start_box()
    sent = Job(common=dumps(job.common()), payload=dumps(job.own()), wall_seconds=60)
    for _ in range(2):
        assert lane.run(sent, box, unexpected).ending is JobEnding.DIED
    hangs = replace(job, tests=((job.tests[0][0], b"import time\ntime.sleep(600)\n"),))
    sent = Job(common=dumps(hangs.common()), payload=dumps(hangs.own()), wall_seconds=0.5)
    assert lane.run(sent, box, unexpected).ending is JobEnding.DEADLINE
    box.close()
