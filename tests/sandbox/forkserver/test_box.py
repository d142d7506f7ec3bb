"""A box's guests: how their ends are told, and that nothing of them is left. Each against the real program."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path

import pytest

from sandbox.control import frame
from sandbox.ending import Ending
from sandbox.forkserver import BoxFull, BoxGone

SLEEP = "import time; time.sleep(1000)"
SAY_READY = "sock.sendall(b'ready\\n')\n"
WAIT_FOREVER = SAY_READY + SLEEP
LEAVE = SAY_READY + "sock.recv(1)\n"
SAY_PID = "import os\nsock.sendall(b'%d ' % os.getpid())\n"
READ_FIRST = "sock.sendall(b'born')\nsock.recv(1)\n"
DAEMONISE = """
import os
settled, settle = os.pipe()
if os.fork():
    os.read(settled, 1)
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
os.write(settle, b"x")
"""


@pytest.fixture(params=["box", "pid1_box", "tmpfs_box"])
def any_box(request):
    """The ways of ending: as the same user, as a container's PID 1 with a user id per guest, and with a tmpfs."""
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize(
    ("source", "ending", "status", "signal_number"),
    [
        ("pass", Ending.EXITED, 0, 0),
        ("raise SystemExit(4)", Ending.EXITED, 4, 0),
        ("1 / 0", Ending.EXITED, 1, 0),
        ("import os; os._exit(7)", Ending.EXITED, 7, 0),
        ("import os; os.abort()", Ending.SIGNALLED, 0, signal.SIGABRT),
        ("import os; os.kill(os.getpid(), 11)", Ending.SIGNALLED, 0, signal.SIGSEGV),
        ("import os; os.kill(os.getpid(), 9)", Ending.SIGNALLED, 0, signal.SIGKILL),
        (WAIT_FOREVER, Ending.STOPPED, 0, 0),
        (LEAVE, Ending.STOPPED, 0, 0),
        (LEAVE + "raise SystemExit(3)", Ending.EXITED, 3, 0),
        (LEAVE + "import os; os.kill(os.getpid(), 11)", Ending.SIGNALLED, 0, signal.SIGSEGV),
    ],
)
def test_the_report_says_how_a_guest_ended(any_box, source, ending, status, signal_number):
    _, end = any_box.run(source)
    assert (end.ending, end.status, end.signal, end.clean) == (ending, status, signal_number, True)


def test_a_guest_that_ends_by_itself_is_reported_unasked(any_box):
    link = any_box.guest("import os; os._exit(7)")
    assert any_box.hear(link) == b""
    assert link.end().status == 7
    assert link.end().status == 7, "asked again, the same"


def test_what_a_guest_prints_is_in_the_report(any_box):
    _, end = any_box.run("import os, sys; print('out'); print('err', file=sys.stderr); os.write(1, b'\\xff')")
    assert end.output == b"out\nerr\n\xff"
    assert not end.output_truncated


def test_a_guest_that_floods_its_output_is_never_blocked_and_its_report_is_bounded(any_box):
    source = "import os\nfor _ in range(300): os.write(1, b'x' * 65536)\n" + SAY_READY + SLEEP
    said, end = any_box.run(source, output_kb=4)
    assert said == b"ready\n"
    assert end.output == b"x" * 4096
    assert end.output_truncated


def test_a_guest_has_its_connection_and_standard_descriptors_and_no_other(any_box):
    source = "import os\nsock.sendall(repr([f for f in range(256) if os.path.exists(f'/proc/self/fd/{f}')]).encode())"
    assert any_box.run(source)[0] in (b"[0, 1, 2, 3]", b"[]")  # another user's own process: the folder is not readable
    source = """
import os
found = []
for descriptor in range(256):
    try:
        os.fstat(descriptor)
        found.append(descriptor)
    except OSError:
        pass
sock.sendall(repr(found).encode())
"""
    assert any_box.run(source)[0] == b"[0, 1, 2, 3]"


def test_a_guest_sees_nothing_of_the_hosts_environment(any_box):
    said, _ = any_box.run("import os; sock.sendall(repr(sorted(os.environ)).encode())")
    assert said == b"['HOME', 'LANG', 'PATH', 'TMPDIR']"


def test_a_guest_starts_in_an_empty_folder_of_its_own(any_box):
    source = """
import os, stat
state = os.stat(folder)
assert os.getcwd() == str(folder) and os.listdir() == []
assert stat.S_IMODE(state.st_mode) == 0o700 and state.st_uid == os.getuid()
sock.sendall(b"ready\\n")
"""
    assert any_box.run(source)[0] == b"ready\n"


def test_signals_are_as_in_a_fresh_python(any_box):
    source = """
import signal
assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL and signal.getsignal(signal.SIGCHLD) is signal.SIG_DFL
assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
assert not signal.pthread_sigmask(signal.SIG_BLOCK, ()) and signal.set_wakeup_fd(-1) == -1
sock.sendall(b"ready\\n")
"""
    assert any_box.run(source)[0] == b"ready\n"


@pytest.mark.parametrize("source", [DAEMONISE + SLEEP, DAEMONISE + WAIT_FOREVER])
def test_a_daemon_is_dead_when_its_guest_has_ended(any_box, source):
    link = any_box.guest(READ_FIRST + source)
    assert link.sock.recv(4) == b"born"
    assert any_box.guests_alive(), "the search finds what is there"
    link.sock.sendall(b"x")
    any_box.hear(link, until=b"ready\n")
    end = link.end(within_seconds=20)
    assert end.clean
    assert any_box.guests_alive() == []


def test_a_guest_that_forks_and_stops_its_children_leaves_none(any_box):
    source = """
import os, signal, time
for _ in range(8):
    if os.fork() == 0:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.setsid()
        os.kill(os.getpid(), signal.SIGSTOP)
        time.sleep(1000)
sock.sendall(b"ready\\n")
time.sleep(1000)
"""
    _, end = any_box.run(source)
    assert (end.ending, end.clean) == (Ending.STOPPED, True)
    assert any_box.guests_alive() == []


def test_files_that_a_guest_leaves_are_gone_before_the_next(any_box):
    source = """
import os
os.makedirs("a/b/c")
open("a/b/c/file", "w").write("x")
open(os.path.join(os.path.dirname(folder), b"\\xff\\n\\x1b[31m".decode(errors="surrogateescape")), "w").close()
os.symlink("/etc/passwd", "link"); os.mkfifo("fifo"); os.mkdir("closed", 0); os.chmod("a/b", 0o000)
"""
    _, end = any_box.run(source)
    assert end.status == 0, end.output
    assert end.clean
    assert list(any_box.writable.iterdir()) == []


def test_a_file_beside_an_empty_folder_is_gone_too(any_box):
    _, end = any_box.run("import os; open(os.path.join(os.path.dirname(folder), 'beside'), 'w').close()")
    assert (end.status, end.clean) == (0, True)
    assert list(any_box.writable.iterdir()) == []


LEAVES_NOTHING = {
    "nothing": "",
    "a file that it removed": "import os\nopen('file', 'w').close(); os.unlink('file')\n",
    "a file without a name, open": "import os\nfile = open('file', 'wb'); file.write(bytes(9999)); os.unlink('file')\n",
    "a file without a name, mapped": """
import mmap, os
with open('file', 'w+b') as file:
    file.truncate(1 << 16)
    memory = mmap.mmap(file.fileno(), 0)
os.unlink('file')
memory[:] = bytes(1 << 16)
""",
    "a folder that was its own": "import os\nos.rmdir(folder)\n",
    "a child that ended": "import os\nif os.fork() == 0: os._exit(0)\nos.wait()\n",
}
LEAVES_SOMETHING = {
    "itself": "",
    "itself, elsewhere": "import os\nos.chdir('/')\n",
    "a child": "import os, time\nif os.fork() == 0: time.sleep(1000)\n",
    "a child, elsewhere": "import os, time\nos.chdir('/')\nif os.fork() == 0: time.sleep(1000)\n",
    "a file": "open('file', 'w').close()\n",
    "an empty file beside its folder": "open('../file', 'w').close()\n",
    "a folder": "import os\nos.mkdir('../folder')\n",
    "a hard link": "import os\nopen('a', 'w').close(); os.link('a', '../b'); os.unlink('a')\n",
    "a second name": "import os\nopen('../a', 'w').close(); os.link('../a', '../b'); os.unlink('../a')\n",
    "a symbolic link": "import os\nos.symlink('nowhere', '../link')\n",
    "a FIFO": "import os\nos.mkfifo('../fifo')\n",
    "a socket": "import socket\nsocket.socket(socket.AF_UNIX).bind('../socket')\n",
    "a file in place of its folder": "import os\nos.rmdir(folder); open(folder, 'w').close()\n",
    "a link in place of its folder": "import os\nos.rmdir(folder); os.symlink('.', folder)\n",
}


@pytest.mark.parametrize("left", LEAVES_NOTHING)
def test_a_guest_that_leaves_and_leaves_nothing_costs_no_keeper(tmpfs_box, left):
    """Whether one was forked shows in the next guest's process id."""
    said, end = tmpfs_box.run(SAY_PID + LEAVES_NOTHING[left] + LEAVE)
    assert (end.ending, end.clean) == (Ending.STOPPED, True), end.output
    children = left.count("child")
    assert int(tmpfs_box.run(SAY_PID)[0]) == int(said.split()[0]) + children + 1


@pytest.mark.parametrize("left", LEAVES_SOMETHING)
def test_what_a_guest_leaves_brings_the_keeper_however_it_went(tmpfs_box, left):
    source = SAY_PID + LEAVES_SOMETHING[left] + (WAIT_FOREVER if left.startswith("itself") else LEAVE)
    said, end = tmpfs_box.run(source)
    assert (end.ending, end.clean) == (Ending.STOPPED, True), end.output
    found, _ = tmpfs_box.run(SAY_PID + "sock.sendall(repr(os.listdir('..') == [os.path.basename(folder)]).encode())")
    pid, alone = found.split()
    assert alone == b"True"
    children = left.count("child")
    assert int(pid) == int(said.split()[0]) + children + 2


def test_a_guest_that_ended_before_it_was_asked_ended_by_itself(tmpfs_box):
    for _ in range(20):
        link = tmpfs_box.guest("import os; os._exit(0)")
        tmpfs_box.hear(link)
        assert link.end().ending is Ending.EXITED


def test_a_box_that_cannot_be_cleaned_takes_no_more_guests(box):
    """As the same user a guest can write outside the writable folders, and here it makes one of them unusable."""
    _, end = box.run("import os; os.rename(os.path.dirname(folder), os.path.dirname(folder) + '-moved')")
    assert not end.clean
    with pytest.raises(BoxFull):
        box.guest("pass")


def test_a_guest_over_its_cpu_seconds_is_ended(any_box):
    said, end = any_box.run("while True: pass", cpu_seconds=1)
    assert said == b""
    assert end.ending is Ending.CPU_LIMIT
    assert end.cpu_seconds >= 0.8


def test_a_guest_cannot_ignore_the_cpu_limit(pid1_box):
    source = "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"
    _, end = pid1_box.run(source, cpu_seconds=1)
    assert end.ending is Ending.CPU_LIMIT


@pytest.mark.parametrize(
    ("source", "limits", "error"),
    [
        ("bytearray(300 << 20)", {"address_space_mb": 64}, b"MemoryError"),
        ("keep = [open('/dev/null') for _ in range(100)]", {"open_files": 32}, b"OSError: [Errno 24]"),
        ("open('file', 'wb').write(bytes(3 << 20))", {"file_size_mb": 1}, b"OSError: [Errno 27]"),
    ],
)
def test_a_limit_shows_as_an_error_in_the_guests_code(any_box, source, limits, error):
    _, end = any_box.run(source, **limits)
    assert error in end.output
    assert (end.ending, end.status, end.clean) == (Ending.EXITED, 1, True)


def test_processes_and_threads_of_a_guest_are_bounded(pid1_box):
    source = """
import os, time
made = 0
try:
    for _ in range(64):
        if os.fork() == 0:
            time.sleep(1000)
        made += 1
except BlockingIOError:
    sock.sendall(str(made).encode())
"""
    said, end = pid1_box.run(source, processes=8)
    assert said == b"7", "the guest itself is the eighth"
    assert end.clean


def test_a_fork_bomb_is_over_when_its_guest_is(pid1_box):
    source = """
import os
sock.sendall(b"ready\\n")
while True:
    try:
        os.fork()
    except OSError:
        pass
"""
    _, end = pid1_box.run(source, processes=16)
    assert (end.ending, end.clean) == (Ending.STOPPED, True)
    assert pid1_box.run("sock.sendall(b'next')")[0] == b"next"


def test_a_guest_that_kills_all_it_can_in_a_loop_hits_neither_the_box_nor_its_killer(pid1_box):
    source = """
import os, signal
for _ in range(6):
    if os.fork() == 0:
        break
sock.sendall(b"ready\\n")
while True:
    try:
        os.kill(-1, 9)
    except OSError:
        pass
"""
    for _ in range(5):
        _, end = pid1_box.run(source)
        assert end.clean
    assert pid1_box.run("sock.sendall(b'next')")[0] == b"next"


def test_every_guest_has_a_user_id_that_no_other_had(pid1_box, uids):
    source = "import os; sock.sendall(repr([*os.getresuid(), *os.getresgid(), *os.getgroups()]).encode())"
    assert [pid1_box.run(source)[0] for _ in range(2)] == [repr([uids[0] + n] * 6).encode() for n in range(2)]


def test_a_guest_can_neither_signal_nor_read_the_program(pid1_box):
    source = """
import os
refused = 0
for attempt in (lambda: os.kill(1, 15), lambda: open("/proc/1/mem"), lambda: os.readlink("/proc/1/fd/0")):
    try:
        attempt()
    except PermissionError:
        refused += 1
sock.sendall(str(refused).encode())
"""
    assert pid1_box.run(source)[0] == b"3"


def test_a_box_says_that_it_is_full(start_box):
    box = start_box("--guests", "2")
    for _ in range(2):
        box.run("pass")
    with pytest.raises(BoxFull):
        box.guest("pass")


def test_a_guest_ends_when_the_judges_side_is_gone(any_box, eventually):
    link = any_box.guest(WAIT_FOREVER)
    any_box.hear(link, until=b"ready\n")
    link.close()
    assert any_box.run("sock.sendall(b'next')")[0] == b"next"


def test_a_report_connection_that_says_nothing_or_nonsense_does_no_harm(any_box):
    any_box.connect().close()
    broken = any_box.connect()
    broken.sendall(b"\xff\xff\xff\xff")
    while broken.recv(1024):
        pass
    broken.close()
    wrong = any_box.connect()
    wrong.sendall(frame({"op": "guest", "limits": {"cpu_seconds": "many"}}))
    second = any_box.connect()
    assert b"failed" in wrong.recv(4096)
    wrong.close()
    second.close()
    assert any_box.run("sock.sendall(b'next')")[0] == b"next"


def test_the_program_ends_with_its_guests_when_its_stdin_closes(any_box):
    link = any_box.guest(WAIT_FOREVER)
    any_box.hear(link, until=b"ready\n")
    any_box.close()
    assert any_box.process.returncode == 0
    with pytest.raises(BoxGone):
        link.end()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_program_ends_upon_a_signal(box, number):
    link = box.guest(WAIT_FOREVER)
    box.hear(link, until=b"ready\n")
    os.kill(box.process.pid, number)
    assert box.process.wait(10) == 0
    assert box.hear(link) == b"", "the guest is dead"
    link.close()


def test_a_killed_program_takes_its_guest_with_it_and_the_judge_learns_that_the_box_is_gone(any_box):
    link = any_box.guest(WAIT_FOREVER)
    any_box.hear(link, until=b"ready\n")
    any_box.process.kill()
    assert any_box.hear(link) == b""
    with pytest.raises(BoxGone):
        link.end()


def test_the_program_holds_nothing_that_a_guest_read_printed_or_named(pid1_box):
    """Its memory is what the next guest inherits. The marker is put together in the guest, so that we may hold it."""
    source = """
marker = bytes(reversed(b'detnalp-rekram-terces'))
import os
for _ in range(50):
    os.write(1, marker * 100)
open(os.path.join(os.path.dirname(folder), marker.decode()), 'w').close()
sock.sendall(marker)
"""
    said, end = pid1_box.run(source)
    assert said == b"secret-marker-planted" == end.output[:21]
    assert end.clean
    assert _memory(pid1_box.pid).count(b"--role") > 0, "the search finds what is there"
    assert said not in _memory(pid1_box.pid)
    assert b"detnalp-rekram-terces" not in _memory(pid1_box.pid)


def _memory(pid: int) -> bytes:
    """All that a process can write to, as the next fork would inherit it."""
    found = b""
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            bounds, rights = line.split()[:2]
            if rights.startswith("rw") and "[v" not in line:
                first, last = (int(bound, 16) for bound in bounds.split("-"))
                with contextlib.suppress(OSError):  # guard pages
                    memory.seek(first)
                    found += memory.read(last - first)
    return found


@pytest.mark.parametrize(("microseconds", "held"), [(20_000, True), (900_000, False)])
def test_a_guest_that_worked_while_it_was_stopped_does_not_go_on(start_box, scratch, microseconds, held):
    usage = scratch / "cpu.stat"
    usage.write_text("usage_usec 1000\n")
    box = start_box("--cgroup", str(scratch))
    link = box.guest("sock.sendall(b'ready\\n'); sock.recv(1)")
    assert box.hear(link, until=b"ready\n")
    link.stop()
    usage.write_text(f"usage_usec {1000 + microseconds}\n")
    if held:
        link.go_on()
    else:
        with pytest.raises(BoxGone):
            link.go_on()
    link.close()
