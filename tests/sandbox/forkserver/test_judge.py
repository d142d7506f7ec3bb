"""The judge's program: jobs, their ends, and guests opened for them in a box. Each against the real programs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from sandbox.engine import Job, JobEnding
from sandbox.errors import ForkserverFailed
from sandbox.forkserver.children import children_of
from sandbox.forkserver.client import ForkserverClient
from sandbox.forkserver.stream import PipeStream
from sandbox.limits import Limits
from sandbox.wall.codec import dumps, loads

SOURCE = Path(__file__).resolve().parents[3]
LIMITS = {**{name: getattr(Limits(), name) for name in Limits.__slots__}, "address_space_mb": None}
READY = "sock.sendall(b'ready\\n')\n"
SLEEP = "import time; time.sleep(1000)"


class JudgeProgram:
    """A judge's program on this machine, and its host."""

    def __init__(self, folder: Path, *, options: tuple[str, ...] = (), prefix: tuple[str, ...] = ()) -> None:
        self.writable = folder / "judge"
        self.writable.mkdir()
        self.writable.chmod(0o1777)
        self.inside = bool(prefix)
        command = [*prefix, sys.executable, "-P", "-s", "-B", "-m", "sandbox.forkserver", "--role", "judge"]
        command += ["--worker", "sandbox.forkserver.probe:worker", "--writable", str(self.writable), *options]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE)}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=0, start_new_session=True
        )
        self.client = ForkserverClient(PipeStream(reader=self.process.stdout, writer=self.process.stdin))
        try:
            self.client.wait_ready(30)
        except ForkserverFailed:
            self.close()
            raise

    def run(self, *sources, ending="return", wall_seconds=30.0, box="/nowhere", on_event=None, common=b"", **more):
        guests = [{"source": source, "limits": LIMITS, "within_seconds": 10.0} for source in sources]
        events = []
        end = self.client.run(
            Job(common=common, payload=dumps({"guests": guests, "ending": ending, **more}), wall_seconds=wall_seconds),
            [box] if isinstance(box, str) else box,
            on_event or (lambda payload: events.append(loads(payload))),
        )
        return end, events

    def close(self) -> None:
        self.client.close()
        try:
            self.process.wait(10)
        finally:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def judge(scratch):
    program = JudgeProgram(scratch)
    yield program
    program.close()


@pytest.fixture
def pid1_judge(scratch, container_prefix, uids):
    """A judge as in a container."""
    program = JudgeProgram(scratch, options=("--uids", f"{uids[0] + 60}:3"), prefix=container_prefix)
    yield program
    program.close()


@pytest.fixture(params=["judge", "pid1_judge"])
def any_judge(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(
    ("ending", "expected", "reason"),
    [
        ("return", JobEnding.FINISHED, ""),
        ("raise", JobEnding.DIED, "RuntimeError: the probe was told to raise"),
        ("exit", JobEnding.DIED, "failed"),
        ("kill", JobEnding.DIED, "signal 9"),
        ("print", JobEnding.FINISHED, ""),
    ],
)
def test_a_job_ends_as_its_worker_does(any_judge, ending, expected, reason):
    end, _ = any_judge.run(ending=ending)
    assert end.ending is expected
    assert reason in end.reason
    assert any_judge.run()[0].ending is JobEnding.FINISHED, "the next job is not touched"


def test_a_worker_past_its_time_is_ended(any_judge):
    end, _ = any_judge.run(ending="hang", wall_seconds=0.3)
    assert end.ending is JobEnding.DEADLINE
    assert any_judge.run()[0].ending is JobEnding.FINISHED


def test_a_worker_past_the_time_that_it_named_itself_is_ended(any_judge):
    """A test of it hangs in a value where nothing looks at the clock: the job's time would be minutes away."""
    end, events = any_judge.run(ending="hang", own_seconds=0.3, wall_seconds=600.0)
    assert end.ending is JobEnding.DEADLINE
    assert events == [{"event": "began"}]
    assert any_judge.run(own_seconds=30.0)[0].ending is JobEnding.FINISHED


def test_a_job_can_be_cancelled_from_another_thread(any_judge, box):
    cancelled = []

    def on_event(_payload):
        thread = threading.Thread(target=any_judge.client.cancel)
        thread.start()
        thread.join()
        cancelled.append(True)

    end, _ = any_judge.run("pass", ending="hang", box=str(box.socket), on_event=on_event)
    assert cancelled
    assert (end.ending, end.reason) == (JobEnding.DIED, "cancelled")
    any_judge.client.cancel()
    assert any_judge.run()[0].ending is JobEnding.FINISHED, "a late cancel means nothing"


def test_user_ids_of_workers_come_round(pid1_judge):
    for _ in range(7):
        assert pid1_judge.run()[0].ending is JobEnding.FINISHED


def note(file, rest=""):
    return f"with open({str(file)!r}, 'a') as file: file.write('x')\n{rest}".encode()


@pytest.fixture
def notes(scratch):
    file = scratch / "notes"
    file.touch()
    file.chmod(0o666)
    return file


def test_what_jobs_have_in_common_is_made_ready_once(any_judge, notes):
    assert [any_judge.run(common=note(notes))[0].ending for _ in range(3)] == [JobEnding.FINISHED] * 3
    assert notes.read_text() == "x"
    any_judge.run(common=note(notes, "pass"))
    assert notes.read_text() == "xx", "something else in common is made ready anew"


@pytest.mark.parametrize("ending", ["raise", "exit", "kill"])
def test_a_worker_that_fails_leaves_the_stage_as_it_was(any_judge, notes, ending):
    assert any_judge.run(common=note(notes), ending=ending)[0].ending is JobEnding.DIED
    assert any_judge.run(common=note(notes), ending="hang", wall_seconds=0.3)[0].ending is JobEnding.DEADLINE
    assert any_judge.run(common=note(notes))[0].ending is JobEnding.FINISHED
    assert notes.read_text() == "x"


@pytest.mark.parametrize(
    "held",
    [
        "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), daemon=True).start()",
        "import subprocess\nserver = subprocess.Popen(['sleep', '600'])",
        "import builtins\nbuiltins.data = open('/etc/passwd')",
        "import builtins, mmap\nbuiltins.memory = mmap.mmap(-1, 4096)",
    ],
    ids=["a thread", "a child", "an open file", "shared memory"],
)
def test_a_stage_that_holds_what_forks_would_share_serves_one_job(any_judge, notes, held):
    assert [any_judge.run(common=note(notes, held))[0].ending for _ in range(2)] == [JobEnding.FINISHED] * 2
    assert notes.read_text() == "xx"


def test_what_a_stage_left_behind_as_a_daemon_goes_with_the_job(any_judge):
    daemon = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0: time.sleep(600)
    os._exit(0)
os.wait()
"""
    assert [any_judge.run(common=daemon.encode())[0].ending for _ in range(2)] == [JobEnding.FINISHED] * 2


@pytest.mark.parametrize(
    ("source", "wall_seconds", "ending", "reason"),
    [
        ("raise ValueError('not ready')", 30.0, JobEnding.DIED, "not ready"),
        ("import os; os._exit(7)", 30.0, JobEnding.DIED, "failed"),
        ("import os; os.kill(os.getpid(), 9)", 30.0, JobEnding.DIED, "signal 9"),
        ("import time; time.sleep(600)", 0.5, JobEnding.DEADLINE, "its time was over"),
    ],
)
def test_a_stage_that_does_not_get_ready_ends_its_job_and_no_other(any_judge, source, wall_seconds, ending, reason):
    for _ in range(2):
        end, _ = any_judge.run(common=source.encode(), wall_seconds=wall_seconds)
        assert end.ending is ending
        assert reason in end.reason
    assert any_judge.run()[0].ending is JobEnding.FINISHED


def test_a_stage_that_died_between_two_jobs_is_made_anew(any_judge, notes, eventually):
    any_judge.run(common=note(notes))
    (stage,) = children_of(children_of(any_judge.process.pid)[0] if any_judge.inside else any_judge.process.pid)
    os.kill(stage, signal.SIGKILL)
    eventually(lambda: not Path(f"/proc/{stage}").exists())
    assert any_judge.run(common=note(notes))[0].ending is JobEnding.FINISHED
    assert notes.read_text() == "xx"


def test_guests_are_opened_one_after_another_and_their_ends_reported(any_judge, box):
    end, events = any_judge.run("print('one')", READY + SLEEP, "import os; os._exit(3)", box=str(box.socket))
    assert end.ending is JobEnding.FINISHED
    assert [event["ending"] for event in events] == ["exited", "stopped", "exited"]
    assert [event["status"] for event in events] == [0, 0, 3]
    assert events[0]["output"] == b"one\n"


def test_judge_and_box_work_together_with_a_containers_privileges(pid1_judge, pid1_box):
    end, events = pid1_judge.run("print('one')", READY + SLEEP, box=str(pid1_box.socket))
    assert end.ending is JobEnding.FINISHED
    assert [(event["ending"], event["clean"]) for event in events] == [("exited", True), ("stopped", True)]


def test_a_box_that_is_not_there_is_gone(any_judge, scratch):
    end, events = any_judge.run("pass", box=str(scratch / "nothing.sock"))
    assert end.ending is JobEnding.FINISHED
    assert (events[0]["event"], events[0]["kind"]) == ("gone", "BoxGone")


def test_a_box_killed_in_the_middle_of_a_guest_is_gone(any_judge, box):
    source = f"import os; os.kill({box.process.pid}, 9)\n" + SLEEP
    end, events = any_judge.run(source, box=str(box.socket))
    assert end.ending is JobEnding.FINISHED
    assert events == [events[0]]
    assert events[0]["event"] == "gone"


def test_a_guest_ends_when_its_worker_dies(any_judge, box):
    """The hanging worker is killed while its guest lives; the box is free for the next job at once."""
    end, _ = any_judge.run(SLEEP, box=str(box.socket), wall_seconds=0.5)
    assert end.ending is JobEnding.DEADLINE
    _, events = any_judge.run("print('next')", box=str(box.socket))
    assert events[0]["output"] == b"next\n"


def test_a_judge_that_is_killed_is_an_error_and_not_a_hang(any_judge, box):
    def on_event(_payload):
        any_judge.process.kill()

    with pytest.raises(ForkserverFailed, match="went away"):
        any_judge.run("pass", ending="hang", box=str(box.socket), on_event=on_event)
    with pytest.raises(ForkserverFailed, match="not in use any more"):
        any_judge.run()


def test_the_program_ends_with_its_worker_when_its_stdin_closes(any_judge, box, eventually):
    def on_event(payload):
        assert loads(payload)["output"] == b"worker's guest\n"
        any_judge.process.stdin.close()

    with pytest.raises(ForkserverFailed):
        any_judge.run("print(\"worker's guest\")", ending="hang", box=str(box.socket), on_event=on_event)
    assert any_judge.process.wait(10) == 0
    assert list(any_judge.writable.iterdir()) == []


def test_a_program_that_cannot_start_says_why(scratch):
    with pytest.raises(ForkserverFailed, match=r"cannot import 'nowhere:worker'.*No module named 'nowhere'"):
        JudgeProgram(scratch, options=("--worker", "nowhere:worker"))


def test_an_unknown_option_is_named(scratch):
    with pytest.raises(ForkserverFailed, match="unknown option --colour"):
        JudgeProgram(scratch, options=("--colour", "green"))


def test_sigterm_ends_a_judge(judge):
    judge.process.send_signal(signal.SIGTERM)
    assert judge.process.wait(10) == 0
