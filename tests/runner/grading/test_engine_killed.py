"""A Docker engine of our own that is killed in mid-batch: what was left is ungraded, and graded once it is back."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from runner.grading import from_line
from sandbox.docker import DockerClient, DockerEngine
from sandbox.docker.base import OWN_REPOSITORY
from sandbox.errors import SandboxError
from tests.runner.grading.conftest import SUBMISSIONS, Prebrief
from tests.runner.grading.test_command import ended, journal_lines, wait_for_a_line

pytestmark = [pytest.mark.docker, pytest.mark.slow]


class OwnEngine:
    """A dockerd beside the machine's, with everything of its own in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"unix://{folder}/docker.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        places = {"data-root": "data", "exec-root": "exec", "pidfile": "pid"}
        (self.folder / "pid").unlink(missing_ok=True)  # a killed one leaves its own
        options = [f"--{name}={self.folder / place}" for name, place in places.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                ["dockerd", f"--host={self.address}", "--bridge=none", "--iptables=false", "--ip-masq=false", *options],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while not self.answers():
            try:
                code = self.process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"dockerd ended with {code}: {(self.folder / 'log').read_text()[-2000:]}")

    def answers(self) -> bool:
        client = DockerClient(host=self.address)
        try:
            client.ping()
        except SandboxError:
            return False
        finally:
            client.close()
        return True

    def kill(self) -> None:
        """End it as the kernel would, without a word."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        (self.folder / "exec" / "containerd" / "containerd.pid").unlink()  # it went too; its id may be a zombie's

    def stop(self) -> None:
        """End it with what it runs, and remove all that is its own."""
        if self.process is not None and self.process.poll() is not None:
            self.start()  # a killed one's containers run on: it is its successor that ends them
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
        subprocess.run(["umount", "--recursive", "--lazy", self.folder / "data"], capture_output=True, check=False)
        for place in ("data", "exec"):
            shutil.rmtree(self.folder / place)


@pytest.fixture
def own_engine(tmp_path: Path, docker_engine: DockerEngine) -> Iterator[OwnEngine]:
    if os.geteuid() != 0 or shutil.which("dockerd") is None or shutil.which("docker") is None:
        why = "starting an engine of our own takes root, dockerd and docker's command"
        if os.environ.get("CI") == "true":
            pytest.fail(f"with CI=true this test may not be skipped: {why}", pytrace=False)
        pytest.skip(why)
    engine = OwnEngine(tmp_path)
    try:
        engine.start()
        images = subprocess.run(
            ["docker", "images", "--format", "{{.Repository}}:{{.Tag}}", OWN_REPOSITORY],
            capture_output=True,
            text=True,
            check=True,
        )
        with subprocess.Popen(["docker", "save", *images.stdout.split()], stdout=subprocess.PIPE) as saving:
            subprocess.run(
                ["docker", "--host", engine.address, "load"], stdin=saving.stdout, check=True, capture_output=True
            )
        yield engine
    finally:
        engine.stop()


def test_an_engine_that_is_killed_leaves_the_rest_ungraded_and_the_same_command_completes_it(
    own_engine: OwnEngine, prebrief: Prebrief, small_problem: Path, inbox: Callable[..., Path], tmp_path: Path
) -> None:
    folder = inbox("wrong", **{f"n{i}": SUBMISSIONS["good"] + f"# {i}\n" for i in range(15)})
    out = tmp_path / "out"
    command = ("grade", small_problem, "--batch", folder, "--out", out, "--lanes", "2")
    process = prebrief(*command, DOCKER_HOST=own_engine.address)
    wait_for_a_line(process, out)
    own_engine.kill()
    code, stdout, stderr = ended(process)
    assert code == 3, stderr
    assert "same command again" in stderr
    grades = {(g := from_line(line)).candidate: g for line in (out / "results.jsonl").read_text().splitlines()}
    assert len(grades) == 16
    ungraded = {name for name, grade in grades.items() if grade.status == "ungraded"}
    assert ungraded
    assert all(grades[name].score is None and grades[name].reason for name in ungraded)
    assert all(grade.score == 100 for name, grade in grades.items() if name not in {*ungraded, "wrong"})
    before = journal_lines(out)
    assert len(before) == 16 - len(ungraded)
    own_engine.start()
    code, stdout, stderr = ended(prebrief(*command, DOCKER_HOST=own_engine.address))
    assert code == 0, stderr
    after = journal_lines(out)
    assert after[: len(before)] == before
    assert len(after) == 16
    assert "15 with full score" in stdout
