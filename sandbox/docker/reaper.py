"""Removes what a killed run left on the engine: containers first, then the volumes they used."""

import contextlib
from collections.abc import Iterable

from sandbox.docker.client import DockerClient, Found
from sandbox.docker.labels import RUN, is_abandoned
from sandbox.errors import SandboxError


def reap(client: DockerClient) -> tuple[str, ...]:
    """Remove every container and volume of ours whose run is over; returns the names removed."""
    removed = []
    for container in _abandoned(client.containers(RUN)):
        with contextlib.suppress(SandboxError):  # another run reaps too; what stays is tried again by the next
            client.remove(container.name)
            removed.append(container.name)
    for volume in _abandoned(client.volumes(RUN)):
        with contextlib.suppress(SandboxError):
            client.remove_volume(volume.name)
            removed.append(volume.name)
    return tuple(removed)


def _abandoned(found: Iterable[Found]) -> list[Found]:
    return [one for one in found if is_abandoned(one.labels)]
