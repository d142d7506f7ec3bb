"""`prebrief doctor --fix`: get an engine that answers and build the image, saying each thing before doing it.

    an engine answers              -> it is used as it is
    dockerd is installed           -> start it
    Debian or Ubuntu, and root     -> apt-get install docker.io, start it
    anything else                  -> say what to install

    image missing                  -> build it; where no registry answers, apt-get install mmdebstrap first

Programs are started from lists of words, never through a shell.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.docker.base import BootstrapMissing
from sandbox.docker.client import DockerClient, NotPermitted
from sandbox.docker.image import Image, Wanted, ensure_image
from sandbox.docker.state import state_folder
from sandbox.errors import EngineUnavailable, SandboxError

ENGINE_PACKAGES = ("docker.io", "iptables", "ca-certificates")
BOOTSTRAP_PACKAGES = ("mmdebstrap", "gpg")  # without gpg it cannot find the key that signs the mirror on every release
_APT_SECONDS = 1200.0
_SERVICE_SECONDS = 60.0
_START_SECONDS = 60.0
_ASK_EVERY_SECONDS = 0.25
_START_ATTEMPTS = (
    3  # the pid file of a dockerd that was killed stops the next one until the system has buried the first
)
_RETRY_SECONDS = 1.0
_LOG_SHOWN_BYTES = 3000
_SYSTEMD_RUNS = Path("/run/systemd/system")
_SYSV_SCRIPT = Path("/etc/init.d/docker")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """What this machine lets us do."""

    is_root: bool
    has_apt: bool
    has_dockerd: bool
    has_systemd: bool
    has_service_script: bool


def this_host() -> Host:
    """Look at this machine."""
    return Host(
        is_root=os.geteuid() == 0,
        has_apt=shutil.which("apt-get") is not None,
        has_dockerd=_dockerd() is not None,
        has_systemd=_SYSTEMD_RUNS.is_dir(),
        has_service_script=_SYSV_SCRIPT.is_file() and shutil.which("service") is not None,
    )


def fix(client: DockerClient, environment: str, say: Say) -> Image:
    """Make sure that an engine answers and has the image; raises a SandboxError that says what a person must do."""
    ensure_engine(client, say)
    wanted = Wanted(environment=environment, architecture=client.facts().architecture)
    try:
        return ensure_image(client, wanted, say)
    except BootstrapMissing as missing:
        host = this_host()
        if not (host.is_root and host.has_apt):
            raise
        say(f"({missing})")
        _apt_install(BOOTSTRAP_PACKAGES, say)
        return ensure_image(client, wanted, say)


def ensure_engine(client: DockerClient, say: Say) -> None:
    """Leave an engine that answers alone; else start one, installing it where need be."""
    try:
        client.ping()
    except NotPermitted:
        raise  # one runs, and is not for this user: starting another helps nobody
    except EngineUnavailable:
        if "DOCKER_HOST" in os.environ:
            raise  # an engine that somebody named is not to be replaced by another
    else:
        return
    host = this_host()
    if (refusal := why_not(host)) is not None:
        raise EngineUnavailable(refusal)
    if not host.has_dockerd:
        _apt_install(ENGINE_PACKAGES, say)
    _start_engine(client, say)


def why_not(host: Host) -> str | None:
    """Say why an engine cannot be installed or started here, or None where it can."""
    if host.is_root and (host.has_dockerd or host.has_apt):
        return None
    if host.has_dockerd:
        return "no Docker engine answers; as root, `prebrief doctor --fix` starts the one that is installed"
    if host.has_apt:
        return (
            "no Docker engine answers and none is installed; as root, `prebrief doctor --fix` installs and starts one "
            f"(apt-get install {' '.join((*ENGINE_PACKAGES, *BOOTSTRAP_PACKAGES))})"
        )
    return "no Docker engine answers; install Docker Desktop or another Docker engine, start it, and run this again"


def ways_to_start(host: Host) -> tuple[tuple[str, ...], ...]:
    """List the commands of this system's service manager that start Docker, best first."""
    if host.has_systemd:
        return (("systemctl", "start", "docker"),)
    return (("service", "docker", "start"),) if host.has_service_script else ()


def _apt_install(packages: Sequence[str], say: Say) -> None:
    say(f"installing with apt-get, from the mirror that it is configured with: {', '.join(packages)}")
    _run(["apt-get", "update", "--quiet"], "apt-get could not update its lists")
    _run(
        ["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", *packages],
        f"apt-get could not install {' '.join(packages)}",
    )


def _run(command: list[str], failure: str) -> None:
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_APT_SECONDS,
            check=False,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineUnavailable(f"{failure}: {error}") from error
    if done.returncode != 0:
        said = (done.stdout + done.stderr).decode("utf-8", errors="replace").strip()
        raise EngineUnavailable(f"{failure}:\n{said[-_LOG_SHOWN_BYTES:]}")


def _start_engine(client: DockerClient, say: Say) -> None:
    if _answers_within(client, 0.0):
        return  # the package's own script started it
    for command in ways_to_start(this_host()):
        say(f"starting Docker: {' '.join(command)}")
        if _succeeds(list(command)) and _answers_within(client, _START_SECONDS / 2):
            return
    program = _dockerd()
    if program is None:
        raise EngineUnavailable("Docker was installed, but its program `dockerd` is not there; see apt-get's messages")
    log = _log_file()
    say(f"starting Docker: {program} (its log: {log})")
    for _attempt in range(_START_ATTEMPTS):
        if _answers_within(client, _START_SECONDS, started=_start_dockerd(program, log)):
            return
        time.sleep(_RETRY_SECONDS)
    raise EngineUnavailable(f"dockerd does not answer; the end of its log {log}:\n{_end_of(log)}")


def _start_dockerd(program: str, log: Path) -> "subprocess.Popen[bytes]":
    """Start it in a session of its own, so that it outlives this command and its terminal."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [program], stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
        )


def _answers_within(client: DockerClient, seconds: float, *, started: "subprocess.Popen[bytes] | None" = None) -> bool:
    """Ask until it answers, the time is over, or the program that was started is dead."""
    until = time.monotonic() + seconds
    while True:
        try:
            client.ping()
        except SandboxError:
            if time.monotonic() >= until or (started is not None and started.poll() is not None):
                return False
            time.sleep(_ASK_EVERY_SECONDS)
        else:
            return True


def _succeeds(command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SERVICE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _dockerd() -> str | None:
    return shutil.which("dockerd", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin")))


def _log_file() -> Path:
    folder = Path("/var/log")
    return (folder if os.access(folder, os.W_OK) else state_folder()) / "dockerd.log"


def _end_of(log: Path) -> str:
    try:
        return log.read_bytes()[-_LOG_SHOWN_BYTES:].decode("utf-8", errors="replace")
    except OSError as error:
        return f"(cannot be read: {error})"
