"""Guests that are stopped while somebody else is timed: with all that they started, whatever they do against it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.ending import Ending

WORKERS = 3
SAY_READY = "sock.sendall(b'ready\\n')\n"
SAY_PID = "import os\nsock.sendall(b'%d ' % os.getpid())\n"
# Each of the guest's processes writes to a file of its own, for ever.
WRITERS = f"""
import os
for number in range({WORKERS}):
    if not os.fork():
        while True:
            with open(str(number), "ab") as file:
                file.write(b"x")
while not all(os.path.exists(str(number)) for number in range({WORKERS})):
    pass
sock.sendall(b"ready\\n")
while True:
    with open("own", "ab") as file:
        file.write(b"x")
"""
IGNORES = """
import signal
for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
try:
    signal.signal(signal.SIGSTOP, signal.SIG_IGN)
except OSError:
    pass
signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
"""
# Two processes for each that works, which do nothing but wake all the others.
WAKES = """
import os, signal
own = os.getpid()
group = os.getpgid(0)
for number in range(4):
    if not os.fork():
        while True:
            os.kill(own, signal.SIGCONT)
            os.killpg(group, signal.SIGCONT)
"""
LEAVES_ITS_GROUP = """
import os
if not os.fork():
    os.setsid()
    if os.fork():
        os._exit(0)
    while True:
        with open("daemon", "ab") as file:
            file.write(b"x")
os.wait()
while not os.path.exists("daemon"):
    pass
"""
# The first thread is gone, and what runs on is a thread of a process that looks dead.
THREAD_ALONE = """
import ctypes, os, platform, threading
def work():
    while open(f"/proc/{os.getpid()}/stat").read().rpartition(")")[2].split()[0] != "Z":
        pass
    open("own", "ab").close()
    sock.sendall(b"ready\\n")
    while True:
        with open("own", "ab") as file:
            file.write(b"x")
threading.Thread(target=work).start()
ctypes.CDLL(None).syscall(60 if platform.machine() == 'x86_64' else 93, 0)
"""
READS = SAY_READY + "while (said := sock.recv(1)): sock.sendall(said)\n"


@pytest.fixture(params=["box", "pid1_box"])
def any_box(request):
    """As the same user, in a process group, and as in a container, with a user id per guest."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def ended(start_box) -> Iterator[list]:
    """End the guests that a test leaves running, while their box still lives."""
    links: list = []
    yield links
    for link in links:
        link.end(within_seconds=20)


def states(box) -> list[str]:
    """The state of every process in a folder of this box: R runs, S sleeps, T is stopped."""
    found = []
    for pid in box.guests_alive():
        try:
            found.append(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0])
        except OSError:
            found.append("gone")
    return found


def all_stopped(box) -> bool:
    return set(states(box)) == {"T"}


def written(box) -> dict[str, int]:
    """How much is in each file that the guest's processes write to."""
    (folder,) = (path for path in box.writable.iterdir() if path.is_dir())
    return {path.name: path.stat().st_size for path in folder.iterdir()}


def let_others_run() -> None:
    """Whoever could run has run meanwhile: another program starts, works and ends on every processor."""
    for processor in os.sched_getaffinity(0):
        busy = f"import os; os.sched_setaffinity(0, [{processor}]); sum(range(10**6))"
        subprocess.run([sys.executable, "-S", "-c", busy], check=True)


def grows(box, before: dict[str, int]) -> Callable[[], bool]:
    return lambda: all(written(box)[name] > size for name, size in before.items())


def test_while_a_guest_is_stopped_nothing_that_it_started_does_anything(any_box, ended, eventually):
    link = any_box.guest(WRITERS)
    ended.append(link)
    any_box.hear(link, until=b"ready\n")
    eventually(grows(any_box, written(any_box)))
    for _ in range(3):
        link.stop()
        eventually(lambda: all_stopped(any_box))
        assert len(states(any_box)) == WORKERS + 1
        before = written(any_box)
        let_others_run()
        assert written(any_box) == before
        link.go_on()
        eventually(grows(any_box, before))


def test_what_a_guest_is_asked_while_it_is_stopped_it_answers_afterwards(any_box, ended, eventually):
    link = any_box.guest(READS)
    ended.append(link)
    any_box.hear(link, until=b"ready\n")
    link.stop()
    eventually(lambda: all_stopped(any_box))
    link.sock.sendall(b"a")
    let_others_run()
    link.sock.setblocking(False)
    with pytest.raises(BlockingIOError):
        link.sock.recv(1)
    link.go_on()
    link.sock.settimeout(20)
    assert link.sock.recv(1) == b"a"


def test_a_guest_that_is_stopped_twice_goes_on_once_it_is_told_to(any_box, ended, eventually):
    link = any_box.guest(WRITERS)
    ended.append(link)
    any_box.hear(link, until=b"ready\n")
    link.stop()
    link.stop()
    link.go_on()
    link.go_on()
    eventually(grows(any_box, written(any_box)))


def test_a_guest_can_be_ended_while_it_is_stopped(any_box, eventually):
    link = any_box.guest(WRITERS)
    any_box.hear(link, until=b"ready\n")
    link.stop()
    eventually(lambda: all_stopped(any_box))
    end = link.end(within_seconds=20)
    assert (end.ending, end.clean) == (Ending.STOPPED, True)
    assert any_box.guests_alive() == []
    assert any_box.run("sock.sendall(b'next')")[0] == b"next"


@pytest.mark.parametrize("pause", ["stop", "go_on"])
def test_a_guest_that_has_ended_by_then_is_reported_as_it_ended(any_box, pause):
    link = any_box.guest("import os\nprint('last words', flush=True)\nos._exit(7)")
    assert any_box.hear(link) == b""
    getattr(link, pause)()
    link.stop()
    end = link.end()
    assert (end.ending, end.status, end.output, end.clean) == (Ending.EXITED, 7, b"last words\n", True)
    assert link.sock.fileno() < 0, "its connections are closed"


def test_a_guest_that_is_killed_while_it_is_stopped_is_reported_so(any_box, eventually):
    link = any_box.guest(SAY_READY + "sock.recv(1)")
    any_box.hear(link, until=b"ready\n")
    link.stop()
    eventually(lambda: all_stopped(any_box))
    for pid in any_box.guests_alive():
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: any_box.guests_alive() == [])
    link.go_on()
    end = link.end()
    assert (end.ending, end.signal) == (Ending.SIGNALLED, signal.SIGKILL)


def test_ignoring_and_blocking_every_signal_does_not_help(any_box, ended, eventually):
    link = any_box.guest(IGNORES + WRITERS)
    ended.append(link)
    any_box.hear(link, until=b"ready\n")
    link.stop()
    eventually(lambda: all_stopped(any_box))
    before = written(any_box)
    let_others_run()
    assert written(any_box) == before
    link.go_on()
    eventually(grows(any_box, before))


def test_processes_that_wake_each_other_are_stopped_all_the_same(pid1_box, ended, eventually):
    """On every processor at once, which a box of a lane does not even have. Without user ids nobody looks again."""
    link = pid1_box.guest(WAKES + WRITERS)
    ended.append(link)
    pid1_box.hear(link, until=b"ready\n")
    for _ in range(20):
        link.stop()
        assert all_stopped(pid1_box), "at once: what `stop` says is certain"
        before = written(pid1_box)
        let_others_run()
        assert written(pid1_box) == before
        link.go_on()
        eventually(grows(pid1_box, before))


def test_a_thread_that_outlives_its_process_s_first_one_is_stopped(pid1_box, ended, eventually):
    link = pid1_box.guest(THREAD_ALONE)
    ended.append(link)
    pid1_box.hear(link, until=b"ready\n")
    eventually(grows(pid1_box, written(pid1_box)))
    link.stop()
    before = written(pid1_box)
    let_others_run()
    assert written(pid1_box) == before
    link.go_on()
    eventually(grows(pid1_box, before))


def test_a_daemon_of_a_guest_is_stopped_too(pid1_box, ended, eventually):
    """By its user id; the local engine, which has none per guest, is not isolated and says so."""
    link = pid1_box.guest(LEAVES_ITS_GROUP + WRITERS)
    ended.append(link)
    pid1_box.hear(link, until=b"ready\n")
    link.stop()
    eventually(lambda: all_stopped(pid1_box))
    before = written(pid1_box)
    assert "daemon" in before
    let_others_run()
    assert written(pid1_box) == before
    link.go_on()
    eventually(grows(pid1_box, before))


def test_a_box_takes_the_next_guest_after_one_that_was_stopped(any_box):
    for number in range(3):
        link = any_box.guest(READS)
        any_box.hear(link, until=b"ready\n")
        link.stop()
        if number % 2:
            link.go_on()
        assert link.end(within_seconds=20).clean
