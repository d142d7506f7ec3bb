"""What every engine must do, the same tests for each: jobs, guests, limits, ends, and what is left of them."""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import asdict, dataclass

import pytest

from sandbox.engine import Engine, Job, JobEnd, JobEnding, LaneSpec
from sandbox.errors import EngineUnavailable
from sandbox.limits import Limits
from sandbox.local import LocalEngine
from sandbox.wall.codec import dumps, loads

PROBE_GUEST = "sandbox.forkserver.probe:guest"
LIMITS = Limits(memory_mb=192, processes=8, file_size_mb=4, cpu_seconds=20.0)
SPEC = LaneSpec(
    environment="python",
    limits=LIMITS,
    worker="sandbox.forkserver.probe:worker",
    preload=("numpy",),
    guests_per_box=200,
)
READY = "sock.sendall(b'ready\\n')\n"
SLEEP = "import time; time.sleep(1000)\n"
DAEMONISE = "import os\nif os.fork(): os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\n"


@dataclass(frozen=True)
class Bench:
    """A lane and a box of an engine, to run probes on."""

    engine: Engine
    lane: object
    box: object

    def run(self, *sources: str, ending: str = "return", wall_seconds: float = 60.0, on_event=None, **limits):
        """Run one guest per source; returns how the job ended and a message per guest."""
        wanted = {**asdict(LIMITS), "address_space_mb": None, **limits}
        guests = [{"source": source, "limits": wanted, "within_seconds": 20.0} for source in sources]
        events: list[dict] = []
        job = Job(payload=dumps({"guests": guests, "ending": ending}), wall_seconds=wall_seconds)
        end: JobEnd = self.lane.run(job, self.box, on_event or (lambda payload: events.append(loads(payload))))
        return end, events

    def guest(self, source: str, **limits):
        """Run one guest; returns its message."""
        end, events = self.run(source, **limits)
        assert end.ending is JobEnding.FINISHED, end
        return events[0]


@pytest.fixture(scope="module", params=["local", pytest.param("docker", marks=pytest.mark.docker)])
def engine(request):
    opened = LocalEngine(guest=PROBE_GUEST) if request.param == "local" else _docker_engine()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def lane(engine):
    return engine.lane(SPEC)


@pytest.fixture
def bench(engine, lane):
    """A fresh box each."""
    box = lane.start_box()
    yield Bench(engine, lane, box)
    box.close()


@pytest.fixture
def isolated(engine):
    if not engine.isolated:
        pytest.skip("LocalEngine.missing_limits says that it has this not")


def test_an_engine_says_what_it_is(engine):
    assert (engine.name, engine.isolated) in (("local", False), ("docker", True))
    assert engine.healthy()
    assert engine.image_digest("python") == engine.image_digest("python")


def test_guests_run_one_after_another_and_their_ends_are_told(bench):
    end, events = bench.run("print('one')", READY + SLEEP, "import os; os._exit(3)", "import os; os.abort()")
    assert end.ending is JobEnding.FINISHED
    assert [(event["ending"], event["status"], event["signal"], event["clean"]) for event in events] == [
        ("exited", 0, 0, True),
        ("stopped", 0, 0, True),
        ("exited", 3, 0, True),
        ("signalled", 0, 6, True),
    ]
    assert events[0]["output"] == b"one\n"


def test_a_job_may_have_a_second_box_and_no_third(bench):
    second = bench.lane.start_box()
    limits = {**asdict(LIMITS), "address_space_mb": None}
    source = "import os\nprint(open(f'/proc/{os.getppid()}/stat').read().split()[21])"
    guests = [{"source": source, "limits": limits, "within_seconds": 20.0, "box": box} for box in (0, 1, 0, 2)]
    events = []
    job = Job(payload=dumps({"guests": guests, "ending": "return"}), wall_seconds=60.0)
    try:
        end = bench.lane.run(job, bench.box, lambda payload: events.append(loads(payload)), second=second)
    finally:
        second.close()
    assert end.ending is JobEnding.FINISHED
    assert events[0]["output"] == events[2]["output"] != events[1]["output"], "told apart by when their PID 1 began"
    assert (events[3]["event"], events[3]["kind"]) == ("gone", "BoxGone")


def test_a_guest_is_stopped_with_its_children_while_one_in_the_second_box_lives(bench, isolated):
    """Both of its processes talk without end; stopped, they say nothing for as long as another guest lives.

    Without user ids it is not certain when the last of them stops.
    """
    second = bench.lane.start_box()
    chatter = f"import os\n{READY}os.fork()\nwhile True: sock.sendall(b'.' * 64)"
    limits = {**asdict(LIMITS), "address_space_mb": None}
    guest = {"source": chatter, "limits": limits, "within_seconds": 20.0, "meanwhile": f"sum(range(10**6))\n{READY}"}
    events = []
    job = Job(payload=dumps({"guests": [guest], "ending": "return"}), wall_seconds=60.0)
    try:
        end = bench.lane.run(job, bench.box, lambda payload: events.append(loads(payload)), second=second)
    finally:
        second.close()
    assert end.ending is JobEnding.FINISHED, end
    (said,) = events
    assert said["meanwhile"]["said"] == b"ready\n"
    assert said["while_stopped"] == b""
    assert said["afterwards"].strip(b".") == b""
    assert said["clean"], "stopped or not, nothing of it is left"


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("raise", JobEnding.DIED),
        ("exit", JobEnding.DIED),
        ("kill", JobEnding.DIED),
        ("hang", JobEnding.DEADLINE),
        ("print", JobEnding.FINISHED),
    ],
)
def test_a_worker_that_fails_costs_one_job(bench, ending, expected):
    assert bench.run(ending=ending, wall_seconds=1.0)[0].ending is expected
    assert bench.guest("print('next')")["output"] == b"next\n"


def test_a_job_can_be_cancelled(bench):
    def cancel(_payload):
        thread = threading.Thread(target=bench.lane.cancel)
        thread.start()
        thread.join()

    end, _ = bench.run("pass", ending="hang", on_event=cancel)
    assert end.ending is JobEnding.DIED
    assert bench.guest("print('next')")["output"] == b"next\n"


def test_a_guest_of_a_worker_that_died_is_ended(bench):
    assert bench.run(SLEEP, wall_seconds=1.0)[0].ending is JobEnding.DEADLINE
    assert bench.guest("print('next')")["output"] == b"next\n"


def test_numpy_is_there_and_has_one_thread(bench):
    source = "import numpy, os\nprint(float(numpy.ones(3).sum()), len(os.listdir('/proc/self/task')))"
    said = bench.guest("import sys\nprint('numpy' in sys.modules)\n" + source)
    assert said["status"] == 0, said["output"]
    assert said["output"] == b"True\n3.0 1\n"


def test_hashing_is_the_same_for_every_guest(bench):
    _, events = bench.run(*["print(hash('a'), list({'x', 'y', 'z'}))"] * 2)
    assert events[0]["output"] == events[1]["output"]
    other = bench.lane.start_box()
    try:
        again = Bench(bench.engine, bench.lane, other).guest("print(hash('a'), list({'x', 'y', 'z'}))")
    finally:
        other.close()
    assert again["output"] == events[0]["output"]


def test_output_is_bounded_and_never_blocks(bench):
    said = bench.guest("import os\nfor _ in range(300): os.write(1, b'x' * 65536)", output_kb=2)
    assert (said["ending"], said["output"], said["output_truncated"]) == ("exited", b"x" * 2048, True)


@pytest.mark.parametrize(
    ("source", "limits", "error"),
    [
        ("bytearray(300 << 20)", {"address_space_mb": 64}, b"MemoryError"),
        ("keep = [open('/dev/null') for _ in range(100)]", {"open_files": 32}, b"[Errno 24]"),
        ("open('file', 'wb').write(bytes(6 << 20))", {}, b"[Errno 2"),
    ],
)
def test_a_limit_shows_as_an_error_in_the_guests_code(bench, source, limits, error):
    said = bench.guest(source, **limits)
    assert error in said["output"]
    assert (said["ending"], said["status"], said["clean"]) == ("exited", 1, True)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the local engine can't hold a guest to one process")
def test_a_bounded_address_space_is_that_of_one_process_and_its_threads(bench):
    """A child would have as much again, and could hold what the guest may not."""
    source = """
import ctypes, os, threading
thread = threading.Thread(target=print, args=("a thread",))
thread.start()
thread.join()
for start in (os.fork, os.forkpty, lambda: os.posix_spawn("/bin/true", ["true"], {})):
    try:
        print("a process" if start() else "")
    except PermissionError:
        print("refused")
print(ctypes.CDLL(None).syscall(435, 0, 0))
"""
    said = bench.guest(source, address_space_mb=256)
    assert said["output"].decode().splitlines() == ["a thread", "refused", "refused", "refused", "-1"]
    assert bench.guest("import os\nprint(os.fork() >= 0)")["output"].startswith(b"True")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other allocators")
def test_a_thread_reserves_no_address_space_beside_its_stack(bench):
    """The C library would set 64 MB aside for it, and use them where a bound on the address space refuses more."""
    source = """
import ctypes, os, threading
def pages():
    return int(open("/proc/self/statm").read().split()[0])
threading.stack_size(1 << 20)
before = pages()
thread = threading.Thread(target=lambda: ctypes.CDLL(None).malloc(1000))
thread.start()
thread.join()
print((pages() - before) * os.sysconf("SC_PAGESIZE") >> 20)
"""
    assert int(bench.guest(source)["output"]) < 16


def test_a_guest_over_its_cpu_seconds_is_ended(bench):
    assert bench.guest("while True: pass", cpu_seconds=1.0)["ending"] == "cpu_limit"


def test_cpu_of_all_of_a_guests_processes_counts_together(bench, isolated):
    source = "import os\nfor _ in range(3): os.fork()\nwhile True: pass"
    said = bench.guest(source, cpu_seconds=1.0, processes=16)
    assert (said["ending"], said["clean"]) == ("cpu_limit", True)


def test_a_guest_out_of_memory_is_told_apart_from_one_that_crashed(bench, isolated):
    said = bench.guest("keep = []\nwhile True: keep.append(bytearray(1 << 20))")
    assert (said["ending"], said["clean"]) == ("out_of_memory", True)
    assert said["oom_kills"] >= 1
    assert said["peak_bytes"] > 100 << 20
    assert bench.guest("print('next')")["output"] == b"next\n", "the box goes on"


def test_memory_of_a_child_of_the_guest_counts_as_the_guests(bench, isolated):
    source = """
import os
if os.fork() == 0:
    keep = []
    while True: keep.append(bytearray(1 << 20))
os.wait()
sock.sendall(b"ready\\n")
import time; time.sleep(1000)
"""
    assert bench.guest(source)["ending"] == "out_of_memory"


def test_processes_are_bounded(bench, isolated):
    source = """
import os, time
made = 0
try:
    while True:
        if os.fork() == 0: time.sleep(1000)
        made += 1
except BlockingIOError:
    print(made)
"""
    said = bench.guest(source, processes=8)
    assert (said["output"], said["clean"]) == (b"7\n", True)


def test_a_fork_bomb_that_kills_all_it_can_is_over_with_its_guest(bench, isolated):
    source = READY + "import os\nwhile True:\n try: os.fork(); os.fork(); os.kill(-1, 9)\n except OSError: pass"
    for _ in range(3):
        said = bench.guest(source)
        assert said["clean"], said
    assert bench.guest("print('next')")["output"] == b"next\n"


@pytest.mark.parametrize("after", [SLEEP, READY + SLEEP])
def test_a_daemon_is_dead_when_its_guest_has_ended(bench, after):
    """Every orphan is a child of the forkserver, so that its children are all that can be left."""
    said = bench.guest(DAEMONISE + after)
    assert said["clean"]
    source = """
import os
def parent(pid):
    try: return int(open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[1])
    except OSError: return 0
print([pid for pid in os.listdir("/proc") if pid.isdigit() and parent(pid) == os.getppid()] == [str(os.getpid())])
"""
    assert bench.guest(source)["output"] == b"True\n"


def test_a_guest_that_leaves_when_asked_was_stopped_and_needs_no_keeper(bench, isolated):
    """In a container, whether a keeper was forked shows in the next guest's process id."""
    leave = "import os; print(os.getpid(), flush=True)\n" + READY + "sock.recv(1)\n"
    _, said = bench.run(leave, leave, leave)
    assert [each["ending"] for each in said] == ["stopped"] * 3
    first, *more = [int(each["output"]) for each in said]
    assert more == [first + 1, first + 2]


def test_nothing_that_a_guest_wrote_is_left_for_the_next(bench):
    write = """
import os, pathlib
home = pathlib.Path(folder).parent
for number in range(500): (home / f"left-{number}").write_text("x")
os.makedirs("a/" * 200)
os.symlink("/etc", "link"); os.mkdir("closed", 0)
try: os.mkfifo("fifo")
except PermissionError: pass
"""
    said = bench.guest(write)
    assert (said["status"], said["clean"]) == (0, True), said["output"]
    look = "import os\nprint(os.listdir(), sorted(os.listdir(os.path.dirname(folder))) == [os.path.basename(folder)])"
    assert bench.guest(look)["output"] == b"[] True\n"


def test_a_closed_box_is_gone_for_the_judge_and_not_a_hang(bench):
    bench.box.close()
    bench.box.close()
    assert not bench.box.state().alive
    end, events = bench.run("pass")
    assert end.ending is JobEnding.FINISHED
    assert events[0]["event"] == "gone"


def test_a_box_closed_in_the_middle_of_a_guest_is_gone(bench):
    events = []

    def on_event(payload):
        if not events:
            bench.box.close()
        events.append(loads(payload))

    end, _ = bench.run("pass", SLEEP, on_event=on_event)
    assert end.ending is JobEnding.FINISHED
    assert [event["event"] for event in events] == ["ended", "gone"]


def test_a_box_takes_as_many_guests_as_it_was_told(engine):
    lane = engine.lane(LaneSpec(**{**{name: getattr(SPEC, name) for name in SPEC.__slots__}, "guests_per_box": 2}))
    try:
        _, events = Bench(engine, lane, lane.start_box()).run("pass", "pass", "pass")
    finally:
        lane.close()
    assert [event.get("kind", event["event"]) for event in events] == ["ended", "ended", "BoxFull"]


def test_boxes_can_be_started_from_several_threads(lane):
    boxes = []
    threads = [threading.Thread(target=lambda: boxes.append(lane.start_box())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({box.name for box in boxes}) == 3
    assert all(box.state().alive for box in boxes)
    for box in boxes:
        box.close()


def _docker_engine():
    docker = pytest.importorskip("sandbox.docker")
    try:
        return docker.DockerEngine(guest=PROBE_GUEST)
    except EngineUnavailable as unavailable:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no Docker engine: {unavailable}")
