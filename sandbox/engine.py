"""What every engine offers: lanes, and in each lane one judge and a succession of boxes.

    Engine -- lane(spec) --> Lane -- start_box() --> Box
                               `-- run(job, box, on_event) -> JobEnd

A lane is one judge (trusted tests) and the boxes (candidate code) that share one socket folder with it. Both are the
same forkserver program; the engine only decides where it runs and behind which limits.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sandbox.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSpec:
    """What a lane is started with.

    `environment` names the image ("python"); `preload` are modules that the boxes import before the first guest;
    `worker` is the import path "package.module:function" of what the judge runs for a job, `judge_preload` the
    modules that the judge imports before the first job.
    """

    environment: str
    limits: Limits
    worker: str
    preload: tuple[str, ...] = ()
    judge_preload: tuple[str, ...] = ()
    guests_per_box: int = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run of the judge's worker: two opaque payloads (bytes that the worker decodes) and its time.

    `common` is what it shares with other jobs: a judge makes ready for it once, and again when it changes.
    """

    payload: bytes
    wall_seconds: float
    common: bytes = b""


class JobEnding(StrEnum):
    """How the judge's worker process ended."""

    FINISHED = "finished"  # exit status 0
    DIED = "died"  # another status, or a signal
    DEADLINE = "deadline"  # ended by the judge's forkserver when its time was over
    LOST = "lost"  # the judge's container went away


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEnd:
    """How a job ended; `reason` is text for people, `cpu_seconds` the worker's own."""

    ending: JobEnding
    reason: str = ""
    cpu_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxState:
    """What the engine says of a box: `oom_killed` is the kernel's word for the whole container."""

    alive: bool
    oom_killed: bool = False


class Box(Protocol):
    """A started box whose forkserver is ready for guests."""

    @property
    def name(self) -> str:
        """A name that no other box of the engine has."""
        ...

    def state(self) -> BoxState:
        """Ask the engine how the box is; raises EngineFailed where it does not answer."""
        ...

    def close(self) -> None:
        """Stop and remove the box; again is harmless, and never raises for a box that is gone."""
        ...


class Lane(Protocol):
    """One judge and the boxes that it can reach."""

    def start_box(self) -> Box:
        """Start a box and wait until it is ready; thread-safe, so that boxes can be started ahead of need."""
        ...

    def run(self, job: Job, box: Box, on_event: Callable[[bytes], None], *, second: Box | None = None) -> JobEnd:
        """Run one job against one box, handing on each event payload of the worker as it comes.

        In the `second` box, where there is one, the worker may start guests as well: side by side with the first's.
        """
        ...

    def cancel(self) -> None:
        """End the job that runs, from another thread; `run` then returns DIED."""
        ...

    def close(self) -> None:
        """Stop the judge and every box of this lane, and remove what belongs to it; again is harmless."""
        ...


class Engine(Protocol):
    """Where lanes run."""

    @property
    def name(self) -> str:
        """"docker" or "local": every result says which engine made it."""
        ...

    @property
    def isolated(self) -> bool:
        """Whether candidate code is behind real walls."""
        ...

    def image_digest(self, environment: str) -> str:
        """The digest of the environment that submissions run in (builds the image where needed)."""
        ...

    def lane(self, spec: LaneSpec) -> Lane:
        """Start a lane: its judge is ready when this returns."""
        ...

    def healthy(self) -> bool:
        """Whether the engine answers now; never raises."""
        ...

    def reap(self) -> tuple[str, ...]:
        """Remove what earlier runs that were killed left behind; returns the names removed."""
        ...

    def close(self) -> None:
        """Close every lane and the connection."""
        ...
