"""What is the local engine's own: its folder, its processes, what it says it lacks."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from sandbox.engine import Job, JobEnding, LaneSpec
from sandbox.errors import EngineFailed, ForkserverFailed
from sandbox.limits import Limits
from sandbox.local import LocalEngine
from sandbox.wall.codec import dumps, loads

pytestmark = pytest.mark.alone  # it looks for folders and processes of any run

SOURCE = Path(__file__).resolve().parents[3]
PROBE_GUEST = "sandbox.forkserver.probe:guest"
SPEC = LaneSpec(environment="python", limits=Limits(), worker="sandbox.forkserver.probe:worker")
LIMITS = {**{name: getattr(Limits(), name) for name in Limits.__slots__}, "address_space_mb": None}

ANOTHER_RUN = """
import sys, time
from sandbox.local import LocalEngine
from sandbox.engine import LaneSpec
from sandbox.limits import Limits
engine = LocalEngine()
lane = engine.lane(LaneSpec(environment="python", limits=Limits(), worker="sandbox.forkserver.probe:worker"))
print(lane.judge.pid, flush=True)
time.sleep(1000)
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """A temporary folder of our own, so that nobody else's leftovers count."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def engine(temporary):
    opened = LocalEngine(guest=PROBE_GUEST)
    yield opened
    opened.close()


def test_its_folder_is_private_and_gone_when_it_is_closed(engine, temporary):
    lane = engine.lane(SPEC)
    lane.start_box()
    (folder,) = temporary.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    engine.close()
    engine.close()
    assert list(temporary.iterdir()) == []


def test_closing_it_ends_its_processes(engine):
    lane = engine.lane(SPEC)
    box = lane.start_box()
    engine.close()
    assert not box.state().alive
    assert not lane.judge.alive


def test_an_engine_that_was_never_used_leaves_no_folder(temporary):
    LocalEngine().close()
    assert list(temporary.iterdir()) == []


def test_the_next_run_removes_what_a_killed_run_left_and_not_what_lives(engine, temporary):
    engine.lane(SPEC)
    command = [sys.executable, "-P", "-c", ANOTHER_RUN]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "TMPDIR": str(temporary)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as other:
        judge = int(other.stdout.readline())
        assert engine.reap() == (), "both live"
        other.kill()
    until = time.monotonic() + 20
    while Path(f"/proc/{judge}").exists() and Path(f"/proc/{judge}/stat").read_text().split()[2] != "Z":
        assert time.monotonic() < until, "the killed run's judge did not end"
        time.sleep(0.01)
    assert len(engine.reap()) == 1
    assert len(list(temporary.iterdir())) == 1


def test_a_judge_that_was_killed_loses_the_job_and_no_more(engine):
    lane = engine.lane(SPEC)
    box = lane.start_box()
    os.kill(lane.judge.pid, signal.SIGKILL)
    assert lane.run(Job(payload=b"", wall_seconds=5.0), box, lambda _: None).ending is JobEnding.LOST
    other = engine.lane(SPEC)
    end = other.run(Job(payload=dumps({"guests": []}), wall_seconds=5.0), other.start_box(), lambda _: None)
    assert end.ending is JobEnding.FINISHED


def test_guests_see_nothing_of_the_users_environment(engine, monkeypatch):
    monkeypatch.setenv("API_TOKEN", "secret")
    lane = engine.lane(SPEC)
    guest = {"source": "import os; print(sorted(os.environ))", "limits": LIMITS, "within_seconds": 10.0}
    heard = []
    lane.run(Job(payload=dumps({"guests": [guest]}), wall_seconds=20.0), lane.start_box(), heard.append)
    output = loads(heard[0])["output"]
    assert b"'OPENBLAS_NUM_THREADS', 'PATH', 'PYTHONHASHSEED', 'TMPDIR'" in output
    assert b"API_TOKEN" not in output


def test_without_a_cgroup_memory_bounds_each_process(engine):
    lane = engine.lane(SPEC)
    limits = {**LIMITS, "memory_mb": 64}
    guest = {"source": "bytearray(300 << 20)", "limits": limits, "within_seconds": 10.0}
    heard = []
    lane.run(Job(payload=dumps({"guests": [guest]}), wall_seconds=20.0), lane.start_box(), heard.append)
    assert b"MemoryError" in loads(heard[0])["output"]
    assert any("memory_mb" in sentence for sentence in engine.missing_limits())


def test_a_worker_that_is_not_there_is_an_error_with_its_name(engine):
    with pytest.raises(ForkserverFailed, match="nowhere:worker"):
        engine.lane(LaneSpec(environment="python", limits=Limits(), worker="nowhere:worker"))


def test_an_environment_that_there_is_not_is_named(engine):
    with pytest.raises(EngineFailed, match="'cobol'"):
        engine.lane(LaneSpec(environment="cobol", limits=Limits(), worker="m:f"))
    with pytest.raises(EngineFailed, match="'cobol'"):
        engine.image_digest("cobol")


def test_the_digest_says_that_it_is_no_image(engine):
    assert engine.image_digest("python").startswith("local:")
