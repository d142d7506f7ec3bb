"""What an engine says of itself and of what it has, as values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFacts:
    """What an engine says of itself; `architecture` as the kernel calls it ("x86_64", "aarch64")."""

    version: str
    api_version: str
    cgroup_version: str
    architecture: str
    operating_system: str
    storage_driver: str
    processors: int
    memory_bytes: int
    runtimes: tuple[str, ...]
    security_options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A container or a volume that carries one of our labels."""

    name: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredImage:
    """An image under one of its tags; `own_bytes` is what it alone takes, without layers that others share."""

    tag: str
    id: str
    created: datetime
    own_bytes: int


def facts_of(info: Mapping[str, Any], api_version: str) -> EngineFacts:
    """Read the answer to `docker info`."""
    return EngineFacts(
        version=str(info.get("ServerVersion", "?")),
        api_version=api_version,
        cgroup_version=str(info.get("CgroupVersion", "1")),
        architecture=str(info.get("Architecture", "?")),
        operating_system=str(info.get("OperatingSystem", "?")),
        storage_driver=str(info.get("Driver", "?")),
        processors=int(info.get("NCPU", 1)),
        memory_bytes=int(info.get("MemTotal", 0)),
        runtimes=tuple(sorted(info.get("Runtimes") or ())),
        security_options=tuple(info.get("SecurityOptions") or ()),
    )


def own_bytes(row: Mapping[str, Any]) -> int:
    """Read what an image of the answer to `docker system df` takes by itself."""
    return max(0, int(row["Size"]) - max(0, int(row.get("SharedSize", 0))))
