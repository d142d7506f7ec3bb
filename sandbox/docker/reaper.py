"""Removes what a killed run left on the engine: containers first, then the volumes they used.

It is done when a run begins, and when it ends: by then the engine has made what a run that was killed a moment before
had asked for, and what this run itself could not remove can be tried once more.
"""

import contextlib
from collections.abc import Iterable

from sandbox.docker.answers import Found
from sandbox.docker.client import DockerClient
from sandbox.docker.labels import RUN, is_abandoned
from sandbox.errors import SandboxError


def reap(client: DockerClient, *, ended: str = "") -> tuple[str, ...]:
    """Remove the containers and volumes of runs that are over, `ended` among them; returns the names removed."""
    removed = []
    for container in _abandoned(client.containers(RUN), ended):
        with contextlib.suppress(SandboxError):  # another run reaps too; what stays is tried again by the next
            client.remove(container.name)
            removed.append(container.name)
    for volume in _abandoned(client.volumes(RUN), ended):
        with contextlib.suppress(SandboxError):
            client.remove_volume(volume.name)
            removed.append(volume.name)
    return tuple(removed)


def _abandoned(found: Iterable[Found], ended: str) -> list[Found]:
    return [one for one in found if one.labels.get(RUN) == ended or is_abandoned(one.labels)]
