"""The verdict rules, as the function that they are."""

from dataclasses import replace

import pytest

from runner.judge.verdict import Outcome, Phase, Seen, by_others, decide, is_lost
from runner.model import Verdict
from sandbox.ending import Ending, GuestEnd
from sandbox.wall.failure import FailureKind, WallRecord

SETUP, CALL = Phase(when="setup", outcome=Outcome.PASSED), Phase(when="call", outcome=Outcome.PASSED)
FAILED = Phase(when="call", outcome=Outcome.FAILED, message="assert 1 == 2")
SKIPPED = Phase(when="call", outcome=Outcome.SKIPPED, message="no")


def record(kind=None, *, ending=Ending.STOPPED, oom_kills=0, memory_error=False):
    return WallRecord(
        failure_kind=kind,
        reason="why" if kind else "",
        guest_end=GuestEnd(ending=ending, oom_kills=oom_kills),
        examples_digest="",
        calls=0,
        memory_error=memory_error,
    )


def seen(*phases, found=""):
    return Seen(phases=phases, found=found)


WITHOUT_VERDICT = {FailureKind.BOX_LOST, FailureKind.BUG}


@pytest.mark.parametrize("kind", [kind for kind in FailureKind if kind not in WITHOUT_VERDICT])
def test_a_failure_of_the_wall_decides_even_where_pytest_saw_a_pass(kind):
    assert decide(seen(SETUP, CALL), record(kind)) == (Verdict(kind.value), "why")


def test_every_verdict_word_of_the_wall_is_one_of_the_models():
    assert {kind.value for kind in FailureKind} - WITHOUT_VERDICT < set(Verdict)


@pytest.mark.parametrize(
    ("end", "verdict"),
    [
        ({"ending": Ending.OUT_OF_MEMORY}, Verdict.OUT_OF_MEMORY),
        ({"oom_kills": 1}, Verdict.OUT_OF_MEMORY),
        ({"ending": Ending.CPU_LIMIT}, Verdict.TIMEOUT),
        ({"ending": Ending.EXITED}, Verdict.PASSED),
    ],
)
def test_how_the_guest_ended_decides_over_a_pass_where_a_limit_ended_it(end, verdict):
    assert decide(seen(SETUP, CALL), record(**end))[0] is verdict


def test_time_that_runs_out_after_a_counterexample_leaves_the_failure():
    verdict, message = decide(seen(SETUP, FAILED, found="assert 3 == 4"), record(FailureKind.TIMEOUT))
    assert verdict is Verdict.FAILED
    assert message.startswith("assert 3 == 4")


def test_a_crash_after_a_counterexample_is_a_crash():
    assert decide(seen(SETUP, FAILED, found="x"), record(FailureKind.CRASHED))[0] is Verdict.CRASHED


def test_a_failed_phase_outweighs_a_skipped_one():
    assert decide(seen(SETUP, SKIPPED, FAILED), record()) == (Verdict.FAILED, "assert 1 == 2")


def test_a_skip_anywhere_earns_nothing():
    assert decide(seen(SETUP, SKIPPED, CALL), record()) == (Verdict.SKIPPED, "no")


def test_a_test_that_saw_no_call_phase_did_not_pass():
    assert decide(seen(SETUP), record())[0] is Verdict.SKIPPED


def test_a_memory_error_is_out_of_memory_only_if_it_came_from_the_guest():
    failed = Phase(when="call", outcome=Outcome.FAILED, memory_error=True)
    assert decide(seen(SETUP, failed), record(memory_error=True))[0] is Verdict.OUT_OF_MEMORY
    assert decide(seen(SETUP, failed), record())[0] is Verdict.FAILED
    assert decide(seen(SETUP, FAILED), record(memory_error=True))[0] is Verdict.FAILED
    assert decide(seen(SETUP, CALL), record(memory_error=True))[0] is Verdict.PASSED


def test_a_lost_box_is_told_from_either_side():
    assert is_lost(record(FailureKind.BOX_LOST))
    assert is_lost(record(ending=Ending.LOST))
    assert not is_lost(record(FailureKind.CRASHED))


MEMORY_BYTES = 256 << 20


@pytest.mark.parametrize(
    ("end", "by_somebody_else"),
    [
        ({"ending": Ending.SIGNALLED, "signal": 9}, True),
        ({"ending": Ending.SIGNALLED, "signal": 11}, False),
        ({"ending": Ending.EXITED, "status": 1}, False),
        ({"ending": Ending.STOPPED}, False),
        ({"ending": Ending.OUT_OF_MEMORY, "oom_kills": 1, "peak_bytes": MEMORY_BYTES}, False),
        ({"ending": Ending.OUT_OF_MEMORY, "oom_kills": 1, "peak_bytes": MEMORY_BYTES // 2}, True),
        ({"ending": Ending.STOPPED, "oom_kills": 1, "peak_bytes": MEMORY_BYTES // 2}, True),
        ({"ending": Ending.OUT_OF_MEMORY, "oom_kills": 1, "peak_bytes": None}, False),
        ({"ending": Ending.STOPPED, "peak_bytes": 1}, False),
    ],
)
def test_a_kill_that_the_guest_had_no_part_in_is_told_from_what_it_did(end, by_somebody_else):
    ended = replace(record(), guest_end=GuestEnd(**end))
    assert by_others(ended, memory_bytes=MEMORY_BYTES) is by_somebody_else
    assert not by_others(replace(ended, guest_end=None), memory_bytes=MEMORY_BYTES)
