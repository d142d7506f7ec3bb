"""The host's side of a forkserver that says what it must not, or nothing. The other end is the test."""

from __future__ import annotations

import os
import threading

import pytest

from sandbox.control import frame
from sandbox.engine import Job, JobEnding
from sandbox.errors import ForkserverFailed
from sandbox.forkserver.client import ForkserverClient
from sandbox.forkserver.stream import PipeStream


class OtherEnd:
    """Both pipes of a client, held by the test."""

    def __init__(self) -> None:
        their_in, our_out = os.pipe()
        our_in, their_out = os.pipe()
        self.stdin = os.fdopen(their_in, "rb", buffering=0)
        self.stdout = os.fdopen(their_out, "wb", buffering=0)
        stream = PipeStream(
            reader=os.fdopen(our_in, "rb", buffering=0), writer=os.fdopen(our_out, "wb", buffering=0)
        )
        self.client = ForkserverClient(stream, slack_seconds=0.2)

    def say(self, *messages: dict[str, object]) -> None:
        for message in messages:
            self.stdout.write(frame(message))

    def run(self, on_event=lambda payload: None, payload: bytes = b"", wall_seconds: float = 0.2):
        return self.client.run(Job(payload=payload, wall_seconds=wall_seconds), ["/box"], on_event)

    def close(self) -> None:
        self.client.close()
        self.stdin.close()
        self.stdout.close()


DONE = {"event": "done", "id": 1, "ending": "finished", "reason": "", "cpu_seconds": 0.5}


@pytest.fixture
def other():
    end = OtherEnd()
    yield end
    end.close()


def test_ready_brings_the_python_version(other):
    other.say({"event": "ready", "python": "3.13.5"})
    assert other.client.wait_ready(5) == "3.13.5"


def test_a_program_that_says_nothing_is_not_waited_for_without_end(other):
    with pytest.raises(ForkserverFailed, match="said nothing in time"):
        other.client.wait_ready(0.05)


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"event": "failed", "reason": "no numpy"}, "no numpy"),
        ({"event": "done"}, "first word"),
        ({}, "first word"),
        ({"event": "ready"}, "'python'"),
        ({"event": "ready", "python": 3}, "'python'"),
    ],
)
def test_another_first_word_is_an_error(other, message, reason):
    other.say(message)
    with pytest.raises(ForkserverFailed, match=reason):
        other.client.wait_ready(5)


def test_events_are_handed_on_and_the_end_returned(other):
    other.say({"event": "progress", "id": 1, "payload": b"a"}, {"event": "progress", "id": 1, "payload": b"b"}, DONE)
    heard = []
    end = other.run(heard.append)
    assert heard == [b"a", b"b"]
    assert (end.ending, end.cpu_seconds) == (JobEnding.FINISHED, 0.5)


@pytest.mark.parametrize(
    "said",
    [
        frame({**DONE, "id": 2}),
        frame({**DONE, "ending": "excellent"}),
        frame({**DONE, "cpu_seconds": "much"}),
        frame({"event": "progress", "id": 1, "payload": "text"}),
        frame({"event": "ready", "python": "3"}),
        b"\xff\xff\xff\xff",
        b"\0\0\0\4\xff\xff\xff\xff",
    ],
)
def test_what_a_judge_must_not_say_is_an_error_and_the_client_is_done_for(other, said):
    other.stdout.write(said)
    with pytest.raises(ForkserverFailed):
        other.run()
    with pytest.raises(ForkserverFailed, match="not in use any more"):
        other.run()


def test_a_judge_that_forgets_the_time_is_given_up(other):
    with pytest.raises(ForkserverFailed, match="said nothing in time"):
        other.run()


def test_a_judge_that_goes_away_is_an_error(other):
    other.stdout.close()
    with pytest.raises(ForkserverFailed, match="went away"):
        other.run()


def test_a_judge_that_does_not_listen_is_an_error(other):
    other.stdin.close()
    with pytest.raises(ForkserverFailed, match="broke"):
        other.run()


def test_a_large_payload_goes_through_a_small_pipe(other):
    payload = bytes(3 << 20)
    received = []

    def judge() -> None:
        message = {"op": "job", "id": 1, "boxes": ["/box"], "wall_seconds": 5.0, "common": b"", "payload": payload}
        wanted = len(frame(message))
        while sum(map(len, received)) < wanted:
            received.append(other.stdin.read(65536))
        other.say(DONE)

    thread = threading.Thread(target=judge)
    thread.start()
    assert other.run(payload=payload, wall_seconds=5.0).ending is JobEnding.FINISHED
    thread.join()


def test_cancel_without_a_job_says_nothing(other):
    other.client.cancel()
    other.say(DONE)
    other.run()
    other.client.cancel()
    other.client.close()
    assert other.stdin.read().count(b"cancel") == 0


def test_closing_from_another_thread_ends_a_run(other):
    started = threading.Event()
    failures = []

    def run() -> None:
        try:
            other.run(lambda _: started.set(), wall_seconds=60.0)
        except ForkserverFailed as failed:
            failures.append(failed)

    thread = threading.Thread(target=run)
    thread.start()
    other.say({"event": "progress", "id": 1, "payload": b""})
    assert started.wait(10)
    other.client.close()
    other.stdout.close()
    thread.join(10)
    assert not thread.is_alive()
    assert failures
