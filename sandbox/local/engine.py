"""The engine without isolation: for candidates checking their own work, and authors verifying a problem.

Everything is as in containers (one guest per connection, limits, ending, sweeping) as far as the system goes without
them; `missing_limits` says how far it does not. A submission can read this machine's files: grade nobody else's.
"""

import hashlib
import platform
import resource
import sys
import threading
from importlib.metadata import PackageNotFoundError, version

from sandbox.engine import LaneSpec
from sandbox.errors import EngineFailed
from sandbox.forkserver import DEFAULT_GUEST
from sandbox.local.lane import LocalLane
from sandbox.local.workspace import Workspace, reap

ENVIRONMENTS = ("python",)


class LocalEngine:
    """Lanes of subprocesses in one temporary folder; `guest` is what guests run, for a test of the engine alone."""

    name = "local"
    isolated = False

    def __init__(self, *, guest: str = DEFAULT_GUEST) -> None:
        self._guest = guest
        self._lock = threading.Lock()
        self._workspace: Workspace | None = None
        self._lanes: list[LocalLane] = []

    def image_digest(self, environment: str) -> str:
        """Say what stands for an image here: this Python, its numpy and its scipy."""
        _check(environment)
        parts = (platform.python_version(), platform.machine(), sys.platform, _version("numpy"), _version("scipy"))
        return "local:" + hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def lane(self, spec: LaneSpec) -> LocalLane:
        """Start a lane: its judge is ready when this returns."""
        _check(spec.environment)
        with self._lock:
            if self._workspace is None:
                self._workspace = Workspace()
            workspace = self._workspace
        lane = LocalLane(spec, workspace, guest=self._guest)
        with self._lock:
            self._lanes.append(lane)
        return lane

    def healthy(self) -> bool:
        """Subprocesses can always be had."""
        return True

    def reap(self) -> tuple[str, ...]:
        """Remove the folders of runs that were killed; their processes ended when their stdin did."""
        return reap()

    def close(self) -> None:
        """Close every lane and remove the folder; again is harmless."""
        with self._lock:
            lanes, self._lanes = self._lanes, []
            workspace, self._workspace = self._workspace, None
        for lane in lanes:
            lane.close()
        if workspace is not None:
            workspace.close()

    def missing_limits(self) -> tuple[str, ...]:
        """Say which limits this system does not hold as a container would, a sentence each."""
        missing = [
            "memory_mb holds for each process alone, as address space: not for all of them together, nor for files",
            "cpu_seconds holds for each process alone",
            "processes is not bounded",
            "file_size_mb holds for each file alone",
        ]
        if not hasattr(resource, "RLIMIT_AS") or sys.platform == "darwin":
            missing[0] = "memory_mb is not bounded"
        if sys.platform != "linux":
            missing.append("a process that leaves its process group outlives its test")
        return tuple(missing)


def _check(environment: str) -> None:
    if environment not in ENVIRONMENTS:
        raise EngineFailed(
            f"environment {environment!r} is not one that the local engine has; there are: {', '.join(ENVIRONMENTS)}"
        )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "none"
