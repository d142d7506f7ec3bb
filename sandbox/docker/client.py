"""The one door to the Docker SDK: every call with a timeout, every failure translated by one table.

    engine, lane, image ... --> DockerClient --> docker.APIClient --> engine
                                    |
                          classify(status, text) --> _RAISED[Fault] --> EngineUnavailable / EngineFailed

The low-level client of the SDK is used: its high-level one asks the engine two or three times for each thing done once,
and what a submission costs counts. Nothing outside this file imports `docker` or `requests`.
"""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any

import requests
import urllib3
from docker import APIClient
from docker.context import ContextAPI
from docker.errors import APIError, DockerException
from docker.utils import kwargs_from_env

from sandbox.docker.answers import EngineFacts, Found, StoredImage, facts_of, own_bytes
from sandbox.docker.classify import Fault, classify
from sandbox.docker.stream import AttachedStream
from sandbox.errors import EngineFailed, EngineUnavailable, ImageFailed, SandboxError

QUICK_SECONDS = 5.0  # asking whether it answers
CALL_SECONDS = 60.0  # one thing done to one container; a busy engine may take several seconds
REGISTRY_SECONDS = 20.0  # where there is no network, asking may hang
BUILD_SECONDS = 900.0  # importing a base image, building

_DEFAULT_HOST = "unix:///var/run/docker.sock"
_PERMISSION = "this user may not talk to Docker; be root or in group `docker`"
_GET_ONE = "start it (Debian and Ubuntu: `prebrief doctor --fix` does), or set DOCKER_HOST to one that runs"
_RAISED: Mapping[Fault, tuple[type[SandboxError], str]] = {
    Fault.NOT_RUNNING: (EngineUnavailable, f"no Docker engine answers; {_GET_ONE}"),
    Fault.TIMED_OUT: (EngineFailed, "Docker did not answer in time; the machine may be overloaded, try again"),
    Fault.CUT_OFF: (EngineFailed, "Docker went away during a call; start it again and repeat the command"),
    Fault.DISK_FULL: (EngineFailed, "Docker's disk is full; free space (`docker system df` shows what uses it)"),
    Fault.REGISTRY: (EngineFailed, "Docker cannot reach an image registry"),
    Fault.NO_SUCH_IMAGE: (ImageFailed, "the sandbox image is missing; `prebrief doctor --fix` builds it"),
    Fault.UNKNOWN_RUNTIME: (EngineFailed, "Docker does not know that runtime; add it to the engine's settings"),
}
_OTHERWISE: tuple[type[SandboxError], str] = (EngineFailed, "Docker refused or failed")


class NotPermitted(EngineUnavailable):
    """An engine runs, and this user may not talk to it."""


class Absent(EngineFailed):
    """The container, volume or image named is not there (any more)."""


class Conflict(EngineFailed):
    """It is in use, or its removal is under way already."""


class DockerClient:
    """Speaks to one engine; safe to share between threads."""

    def __init__(self, *, host: str | None = None) -> None:
        """Remember where the engine is: `host`, else DOCKER_HOST, else Docker's context. Nothing is asked yet."""
        self._host = host
        self._patience: dict[float, APIClient] = {}
        self._lock = threading.Lock()

    # -- asking -------------------------------------------------------------------------------------------------

    def ping(self) -> None:
        """Make sure that an engine answers."""
        with _translated("ask Docker whether it is there"):
            self._api(QUICK_SECONDS).ping()

    def facts(self) -> EngineFacts:
        """Ask the engine about itself."""
        with _translated("ask Docker about itself"):
            api = self._api(CALL_SECONDS)
            return facts_of(api.info(), api.api_version)

    def inspect(self, container: str) -> dict[str, Any]:
        """Return everything the engine knows of a container; raises Absent where there is none."""
        with _translated(f"look at container {container}"):
            answer: dict[str, Any] = self._api(CALL_SECONDS).inspect_container(container)
            return answer

    def containers(self, label: str) -> tuple[Found, ...]:
        """List the containers, running or not, that carry a label (`key` or `key=value`)."""
        with _translated("list containers"):
            rows = self._api(CALL_SECONDS).containers(all=True, filters={"label": [label]})
        return tuple(Found(name=row["Names"][0].lstrip("/"), labels=row["Labels"]) for row in rows)

    def volumes(self, label: str) -> tuple[Found, ...]:
        """List the volumes that carry a label."""
        with _translated("list volumes"):
            rows = self._api(CALL_SECONDS).volumes(filters={"label": [label]})["Volumes"] or ()
        return tuple(Found(name=row["Name"], labels=row["Labels"] or {}) for row in rows)

    # -- containers and volumes ---------------------------------------------------------------------------------

    def create(self, name: str, config: Mapping[str, object]) -> str:
        """Create a container from the arguments that `flags.py` made; returns its id."""
        with _translated(f"create container {name}"):
            answer = self._api(CALL_SECONDS).create_container_from_config(dict(config), name=name)
            return str(answer["Id"])

    def attach(self, container: str) -> AttachedStream:
        """Attach to the standard streams of a container that has not been started yet."""
        with _translated(f"attach to container {container}"):
            wanted = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
            file = self._api(CALL_SECONDS).attach_socket(container, params=wanted)
            # SocketIO is for reading alone; the socket under it goes both ways.
            return AttachedStream(getattr(file, "_sock", file), file)

    def start(self, container: str) -> None:
        """Start a created container."""
        with _translated(f"start container {container}"):
            self._api(CALL_SECONDS).start(container)

    def remove(self, container: str) -> None:
        """Kill and remove a container; one that is gone, or going, is left to it."""
        self._unless_gone(
            f"remove container {container}", lambda api: api.remove_container(container, force=True, v=True)
        )

    def remove_ended(self, container: str) -> None:
        """Remove a container whose program has ended: the engine need not try to kill it, which costs 7 ms of CPU."""
        try:
            with _translated(f"remove container {container}"):
                self._api(CALL_SECONDS).remove_container(container, v=True)
        except Absent:
            return
        except Conflict:  # the engine has not heard of its end yet
            self.remove(container)

    def create_volume(self, name: str, labels: Mapping[str, str]) -> None:
        """Create a named volume."""
        with _translated(f"create volume {name}"):
            self._api(CALL_SECONDS).create_volume(name=name, labels=dict(labels))

    def remove_volume(self, name: str) -> None:
        """Remove a volume; one that is gone, or still in use by a container that is being removed, is left."""
        self._unless_gone(f"remove volume {name}", lambda api: api.remove_volume(name))

    # -- images -------------------------------------------------------------------------------------------------

    def image_id(self, tag: str) -> str | None:
        """Return the id ("sha256:...") of an image that the engine has, or None."""
        try:
            with _translated(f"look for image {tag}"):
                return str(self._api(CALL_SECONDS).inspect_image(tag)["Id"])
        except (Absent, ImageFailed):
            return None

    def images(self, repository: str) -> tuple[StoredImage, ...]:
        """List the images of exactly this repository, one for each tag."""
        with _translated(f"list images of {repository}"):
            rows = self._api(CALL_SECONDS).df()["Images"] or ()
        tagged = [(tag, row) for row in rows for tag in row["RepoTags"] or () if tag.rpartition(":")[0] == repository]
        return tuple(
            StoredImage(tag=tag, id=row["Id"], created=self._created(row["Id"]), own_bytes=own_bytes(row))
            for tag, row in tagged
        )

    def images_in_use(self) -> frozenset[str]:
        """Return the ids of the images that containers were made of, running or not, ours or not."""
        with _translated("list containers"):
            return frozenset(row["ImageID"] for row in self._api(CALL_SECONDS).containers(all=True))

    def remove_image(self, tag: str) -> None:
        """Remove a tag, and the image with its last one; raises Conflict where a container uses it."""
        with _translated(f"remove image {tag}"):
            self._api(CALL_SECONDS).remove_image(tag)

    def ask_registry(self, image: str) -> None:
        """Make sure that a registry answers and has an image, without pulling it; raises where it does not in time."""
        with _translated(f"ask a registry for {image}"):
            self._api(REGISTRY_SECONDS).inspect_distribution(image)

    def pull(self, repository: str, tag: str) -> None:
        """Pull an image."""
        with _translated(f"pull {repository}:{tag}"):
            self._api(BUILD_SECONDS).pull(repository, tag)

    def tag(self, image: str, repository: str, tag: str) -> None:
        """Give an image one more name."""
        with _translated(f"tag image {image}"):
            self._api(CALL_SECONDS).tag(image, repository, tag)

    def import_image(self, archive: IO[bytes], repository: str, tag: str) -> None:
        """Make an image of one layer from a tar file."""
        with _translated(f"import image {repository}:{tag}"):
            said = self._api(BUILD_SECONDS).import_image_from_data(archive, repository, tag)
        _raise_for_failed_step(f"import image {repository}:{tag}", said.splitlines())

    def build(self, context: IO[bytes], tag: str, *, arguments: Mapping[str, str], labels: Mapping[str, str]) -> None:
        """Build an image, without network, from a tar file that holds a Dockerfile."""
        with _translated(f"build image {tag}"):
            said = list(
                self._api(BUILD_SECONDS).build(
                    fileobj=context,
                    custom_context=True,
                    tag=tag,
                    buildargs=dict(arguments),
                    labels=dict(labels),
                    network_mode="none",
                    rm=True,
                    forcerm=True,
                )
            )
        _raise_for_failed_step(f"build image {tag}", [line for chunk in said for line in chunk.splitlines()])

    def close(self) -> None:
        """Drop the connections; again is harmless."""
        with self._lock:
            clients, self._patience = tuple(self._patience.values()), {}
        for client in clients:
            client.close()

    # -- inside -------------------------------------------------------------------------------------------------

    def _api(self, seconds: float) -> APIClient:
        with self._lock:
            if seconds not in self._patience:
                where = _where(self._host)
                _knock(str(where["base_url"]), seconds)
                self._patience[seconds] = APIClient(version="auto", timeout=seconds, **where)
            return self._patience[seconds]

    def _created(self, image: str) -> datetime:
        with _translated(f"look at image {image}"):
            return datetime.fromisoformat(self._api(CALL_SECONDS).inspect_image(image)["Created"])

    def _unless_gone(self, action: str, call: Callable[[APIClient], object]) -> None:
        try:
            with _translated(action):
                call(self._api(CALL_SECONDS))
        except (Absent, Conflict):
            return


def _where(host: str | None) -> dict[str, Any]:
    """Find the engine as Docker's own command does: an address, DOCKER_HOST, the current context."""
    if host is not None:
        return {"base_url": host}
    from_environment: dict[str, Any] = kwargs_from_env()
    if from_environment:
        return {"base_url": _DEFAULT_HOST, **from_environment}
    context = ContextAPI.get_current_context()
    if context is None or context.Host is None:
        return {"base_url": _DEFAULT_HOST}
    return {"base_url": context.Host, **({"tls": context.TLSConfig} if context.TLSConfig else {})}


def _knock(address: str, seconds: float) -> None:
    """Try whether anybody listens on a Unix socket: where nobody does, the SDK fails too, and leaks descriptors."""
    path = address.removeprefix("http+").removeprefix("unix://")
    if path != address and path.startswith("/"):
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(seconds)
            probe.connect(path)


@contextmanager
def _translated(action: str) -> Iterator[None]:
    """Turn whatever the SDK raises during `action` into an error of `sandbox.errors`."""
    try:
        yield
    except APIError as error:
        status = error.response.status_code if error.response is not None else None
        raise _error_for(action, str(error.explanation or error), status=status) from error
    except (DockerException, requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise _error_for(action, repr(error), status=None) from error


def _error_for(action: str, said: str, *, status: int | None) -> SandboxError:
    fault = classify(said, status=status)
    brief = said if len(said) <= 500 else f"{said[:500]}..."
    if fault is Fault.NOT_FOUND:
        return Absent(f"could not {action}: {brief}")
    if fault is Fault.NOT_PERMITTED:
        return NotPermitted(f"could not {action}: {_PERMISSION} ({brief})")
    if fault is Fault.CONFLICT:
        return Conflict(f"could not {action}: {brief}")
    kind, remedy = _RAISED.get(fault, _OTHERWISE)
    return kind(f"could not {action}: {remedy} ({brief})")


def _raise_for_failed_step(action: str, lines: list[bytes] | list[str]) -> None:
    """Look through the engine's progress lines (one JSON object each) for the one that says what failed."""
    shown: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        said = json.loads(line)
        if "error" in said:
            raise ImageFailed(f"could not {action}: {said['error']}\n" + "".join(shown)[-2000:])
        shown.append(str(said.get("stream", "")))
