"""Submissions one after another on one stage: what the tests hold from their import is as new for each of them."""

from contextlib import closing
from dataclasses import replace
from textwrap import dedent

import pytest

from runner.grading import RunEnding, run_job
from runner.judge import PRELOAD, WORKER, JudgeJob
from runner.model import Group
from sandbox.engine import LaneSpec
from sandbox.limits import Limits
from sandbox.local import LocalEngine

SOLUTION = "def one(): return 1"


@pytest.fixture(scope="module")
def judged_one_after_another():
    """Record a test file on its reference, then judge four submissions; returns what each run's tests said."""
    engine = LocalEngine()
    lane = engine.lane(LaneSpec(environment="python", limits=Limits(), worker=WORKER, judge_preload=PRELOAD))

    def judged(tests, **more):
        job = JudgeJob(
            tests=(("tests/hidden/test_it.py", dedent(tests).encode()), *more.get("files", ())),
            groups=(Group(name="all", points=100, tests="tests/hidden/test_it.py"),),
            submission=(("solution.py", SOLUTION.encode()),),
            modules=("solution",),
            limits=Limits(),
            seed=3,
        )
        with closing(lane.start_box()) as box:
            recorded = run_job(lane, box, job)
            assert recorded.ending is RunEnding.FINISHED, recorded.reason
            locked = tuple(test.id for test in recorded.collected)
            job = replace(job, interface=recorded.recorded, locked=locked)
            outcomes = [run_job(lane, box, job) for _ in range(4)]
        assert {outcome.ending for outcome in outcomes} == {RunEnding.FINISHED}
        return [[decided.message for decided in outcome.decided.values()] for outcome in outcomes]

    yield judged
    engine.close()


def test_an_ordinary_test_file_is_imported_once(judged_one_after_another):
    messages = judged_one_after_another("""
        import time
        from solution import one
        IMPORTED = time.time_ns()
        def test_one(): assert one() == 2, IMPORTED
    """)
    assert len({*map(tuple, messages)}) == 1
    assert "assert 1 == 2" in messages[0][0]


HELD = """
    import mmap, random, subprocess, sys
    from pathlib import Path
    from solution import one
    LINES = open(Path(__file__).with_name("lines.txt"))
    CHILD = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    MEMORY = mmap.mmap(-1, 4096)
    KNOWN = {"jobs": 0}
    def test_a_file_is_at_its_beginning():
        assert LINES.read() == "one"
    def test_a_child_answers():
        CHILD.stdin.write(b"ping"); CHILD.stdin.close()
        assert CHILD.stdout.read() == b"ping"
    def test_memory_is_empty():
        assert MEMORY[:1] == b"\\0"
        MEMORY[:1] = b"x"
    def test_the_modules_are_as_imported():
        KNOWN["jobs"] += 1; sys.modules["left_behind"] = one
        assert KNOWN["jobs"] == 1
"""


def test_nothing_that_the_tests_hold_is_used_up_by_the_submission_before(judged_one_after_another):
    files = (("tests/hidden/lines.txt", b"one"),)
    assert judged_one_after_another(HELD, files=files) == [["", "", "", ""]] * 4


LITTERS = """
    from pathlib import Path
    from solution import one
    HERE = Path(__file__).parent
    def test_there_is_no_litter():
        found = sorted(path.name for path in HERE.iterdir())
        (HERE / "litter").write_text("x")
        assert (found, one()) == (["test_it.py"], 1)
"""


def test_what_is_written_beside_the_tests_does_not_reach_the_next_submission(judged_one_after_another):
    assert judged_one_after_another(LITTERS) == [[""]] * 4


DRAWS = """
    import random, threading
    import numpy as np
    from solution import one
    SERVES_ONE_JOB = threading.Thread(target=threading.Event().wait, daemon=True).start()
    DRAWN = random.random(), float(np.random.rand())
    def test_one(): assert one() == 2, DRAWN
"""


def test_what_the_tests_draw_at_their_import_is_the_same_on_every_stage(judged_one_after_another):
    messages = judged_one_after_another(DRAWS)
    assert len({*map(tuple, messages)}) == 1
