"""What is missing before a submission can be graded in Docker, and how to get it: one finding a line.

    this host      Python, the Docker SDK
    the engine     answers, new enough, seccomp, cgroups
    the image      there, or how it would be built
    a container    a judge, a box and a guest really start, talk and end; in gVisor too, where the engine has it

Later checks need earlier ones: where one fails that others rest upon, those are not made.
"""

import os
import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version

from sandbox.docker.answers import EngineFacts
from sandbox.docker.base import REGISTRY_REPOSITORY, REGISTRY_TAG, find_base
from sandbox.docker.client import DockerClient, NotPermitted
from sandbox.docker.engine import DockerEngine, usable
from sandbox.docker.environment import TRIAL_MODULE
from sandbox.docker.image import Wanted, find_image, repositories
from sandbox.docker.outdated import find_outdated
from sandbox.engine import Job, JobEnding, LaneSpec
from sandbox.errors import EngineUnavailable, SandboxError
from sandbox.limits import Limits
from sandbox.wall.codec import loads

ENVIRONMENT = "python"
GVISOR_RUNTIME = "runsc"
_OLDEST_PYTHON = (3, 11)
_TRIAL_SECONDS = 30.0
_MEBIBYTE = 2**20


class Level(StrEnum):
    """How a finding is to be read."""

    OK = "ok"
    NOTE = "note"  # worth knowing; nothing is missing
    MISSING = "missing"  # grading in Docker does not work before this is put right


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line: what was looked at, what was found, and for something missing the remedy."""

    level: Level
    subject: str
    found: str
    remedy: str = ""


def examine(*, host: str | None = None) -> tuple[Finding, ...]:
    """Look at everything, in order; raises nothing for what is missing."""
    client = DockerClient(host=host)
    try:
        findings = [_python(), _sdk()]
        facts = _engine(client, findings)
        if facts is not None:
            findings += [_cgroups(facts), _storage(facts)]
            image = _image(client, facts)
            findings.append(image)
            findings += older_images(client, repositories(ENVIRONMENT))
            if image.level is Level.OK:
                findings += _containers(facts, host)
        return tuple(findings)
    finally:
        client.close()


def is_complete(findings: tuple[Finding, ...]) -> bool:
    """Whether submissions can be graded."""
    return all(finding.level is not Level.MISSING for finding in findings)


def _python() -> Finding:
    if sys.version_info[:2] < _OLDEST_PYTHON:
        return _missing("Python", platform.python_version(), "install Python 3.11 or newer")
    return _ok("Python", platform.python_version())


def _sdk() -> Finding:
    try:
        return _ok("Docker SDK", version("docker"))
    except PackageNotFoundError:
        return _missing("Docker SDK", "not installed", "run `make setup`")


def _engine(client: DockerClient, findings: list[Finding]) -> EngineFacts | None:
    """Add what is to be said of the engine; returns its facts where it can be used."""
    try:
        facts = client.facts()
    except NotPermitted as error:
        findings.append(_missing("Docker engine", str(error), "as root: `usermod -aG docker USER`, then log in again"))
        return None
    except EngineUnavailable as error:
        findings.append(_missing("Docker engine", str(error), _how_to_get_one()))
        return None
    except SandboxError as error:
        findings.append(_missing("Docker engine", str(error), "restart Docker and look into its log"))
        return None
    try:
        usable(facts)
    except SandboxError as error:
        findings.append(_missing("Docker engine", facts.version, str(error)))
        return None
    findings.append(
        _ok(
            "Docker engine",
            f"{facts.version} (API {facts.api_version}, {facts.architecture}, {facts.operating_system})",
        )
    )
    return facts


def _how_to_get_one() -> str:
    if "DOCKER_HOST" in os.environ:
        return "start the engine that DOCKER_HOST names, or unset it"
    if shutil.which("apt-get") is None:
        return "install Docker Desktop or another Docker engine, and start it"
    return "as root: `prebrief doctor --fix` installs and starts one (packages docker.io, mmdebstrap)"


def _cgroups(facts: EngineFacts) -> Finding:
    return _ok("control groups", f"version {facts.cgroup_version}; {facts.processors} processors")


def _storage(facts: EngineFacts) -> Finding:
    if facts.storage_driver == "vfs":
        return _note("storage", "vfs: every container copies the whole image; starting boxes will be slow")
    return _ok("storage", facts.storage_driver)


def _image(client: DockerClient, facts: EngineFacts) -> Finding:
    try:
        image = find_image(client, Wanted(environment=ENVIRONMENT, architecture=facts.architecture))
        if image is not None:
            return _ok("sandbox image", f"{image.tag} ({image.digest[:19]})")
        return _missing("sandbox image", f"not built yet; {_base_source(client)}", "run `prebrief doctor --fix`")
    except SandboxError as error:
        return _missing("sandbox image", str(error), "run `prebrief doctor --fix`")


def older_images(client: DockerClient, repositories: tuple[str, ...]) -> list[Finding]:
    """Say what images of earlier sources take, where there are some."""
    try:
        found = [image for repository in repositories for image in find_outdated(client, repository)]
    except SandboxError as error:
        return [_note("older images", f"can't be listed: {error}")]
    if not found:
        return []
    size = sum(image.own_bytes for image in found) / _MEBIBYTE
    return [
        _note("older images", f"{len(found)}, {size:.0f} MiB of their own; they go when the next image is built")
    ]


def _base_source(client: DockerClient) -> str:
    """Say where the base comes from; where it is not there yet a registry is asked, which may take some seconds."""
    base = find_base(client)
    if base is not None:
        return f"its base is there, from {base.origin}"
    try:
        client.ask_registry(f"{REGISTRY_REPOSITORY}:{REGISTRY_TAG}")
    except SandboxError:
        if shutil.which("mmdebstrap") is None:
            return "no image registry answers, and mmdebstrap is not installed"
        return "no image registry answers, so its base will be built with mmdebstrap"
    return "its base comes from an image registry"


def _containers(facts: EngineFacts, host: str | None) -> list[Finding]:
    findings = [_tried("containers", lambda: DockerEngine(host=host))]
    if GVISOR_RUNTIME not in facts.runtimes:
        return [*findings, _note("gVisor", "not known to this engine; optional, boxes run in its default runtime")]
    tried = _tried("gVisor", lambda: DockerEngine(host=host, runtime=GVISOR_RUNTIME))
    if tried.level is Level.OK:
        return [*findings, tried]
    return [*findings, _note("gVisor", f"installed, but a judge and a box cannot talk in it: {tried.found}")]


def _tried(subject: str, start: Callable[[], DockerEngine]) -> Finding:
    """Start a judge and a box, let one guest live and end."""
    try:
        engine = start()
        try:
            return _ok(subject, _trial(engine))
        finally:
            engine.close()
    except SandboxError as error:
        return _missing(subject, str(error), "see the reason; `docker info` and the engine's log may tell more")


def _trial(engine: DockerEngine) -> str:
    lane = engine.lane(
        LaneSpec(environment=ENVIRONMENT, limits=Limits(), worker=f"{TRIAL_MODULE}:run", guests_per_box=1)
    )
    events: list[bytes] = []
    end = lane.run(Job(payload=b"", wall_seconds=_TRIAL_SECONDS), lane.start_box(), events.append)
    if end.ending is not JobEnding.FINISHED or len(events) != 1:
        raise EngineUnavailable(f"the trial ended as {end.ending.value}: {end.reason.strip()[-500:]}")
    told = loads(events[0])
    if not isinstance(told, dict) or told.get("clean") is not True:
        raise EngineUnavailable("the trial's guest left something behind")
    counted = "memory is counted" if told.get("counts_memory") else "peak memory is not told by this kernel"
    return f"a judge, a box and a guest started, talked and ended; {counted}"


def _ok(subject: str, found: str) -> Finding:
    return Finding(level=Level.OK, subject=subject, found=found)


def _note(subject: str, found: str) -> Finding:
    return Finding(level=Level.NOTE, subject=subject, found=found)


def _missing(subject: str, found: str, remedy: str) -> Finding:
    return Finding(level=Level.MISSING, subject=subject, found=found, remedy=remedy)
