"""A Docker engine of the test's own, beside the machine's, to be killed and started again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.docker import DockerClient
from sandbox.docker.image import Wanted, find_image
from sandbox.errors import SandboxError


class OwnEngine:
    """A dockerd beside the machine's, with everything of its own in a folder of its own.

    Its path is short: the kernel takes 108 characters for a socket, and containerd adds its own to the folder's. It is
    not among pytest's: an engine mounts its data, and a mount that is left would be in the way of pytest's clearing up.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="own-"))
        self.address = f"unix://{self.folder}/docker.sock"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        places = {
            "data-root": self.folder / "data",
            "exec-root": self.folder / "exec",
            "pidfile": self.folder / "pid",
        }
        (self.folder / "pid").unlink(missing_ok=True)  # a killed one leaves its own
        options = [f"--{name}={place}" for name, place in places.items()]
        dockerd = ["setpriv", "--pdeathsig", "TERM", "dockerd"]  # it ends with the tests, whatever ends them
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*dockerd, f"--host={self.address}", "--bridge=none", "--iptables=false", "--ip-masq=false", *options],
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
        self.forget_helper()

    def forget_helper(self) -> None:
        """Forget containerd, which goes when dockerd is killed; its id may be a zombie's, and would be believed."""
        (self.folder / "exec" / "containerd" / "containerd.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """End it with what it runs, and remove all that is its own."""
        if self.process is not None and self.process.poll() is not None:
            self.start()  # a killed one's containers run on: it is its successor that ends them
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
        subprocess.run(["umount", "--recursive", "--lazy", self.folder / "data"], capture_output=True, check=False)
        shutil.rmtree(self.folder)

    @property
    def pid(self) -> int:
        """Its process id."""
        assert self.process is not None
        return self.process.pid

    def revive(self) -> None:
        """Start it again, if it was killed."""
        assert self.process is not None
        if self.process.poll() is not None:
            self.forget_helper()
            self.start()


@contextmanager
def own_engine() -> Iterator[OwnEngine]:
    """Lend an engine that has the machine's image for Python."""
    client = DockerClient()
    try:
        image = find_image(client, Wanted(environment="python", architecture=client.facts().architecture))
    finally:
        client.close()
    if image is None:
        raise AssertionError("the machine's engine has no image: run a batch first")
    engine = OwnEngine()
    try:
        engine.start()
        with subprocess.Popen(["docker", "save", image.tag], stdout=subprocess.PIPE) as saving:
            load = ["docker", "--host", engine.address, "load"]
            subprocess.run(load, stdin=saving.stdout, check=True, capture_output=True)
        yield engine
    finally:
        engine.stop()


def why_no_own_engine() -> str | None:
    """Say why none can be started here, or None where it can."""
    if os.geteuid() == 0 and all(shutil.which(program) is not None for program in ("dockerd", "docker", "setpriv")):
        return None
    return "starting an engine of our own takes root, dockerd, docker's command and setpriv"
