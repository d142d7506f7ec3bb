"""The Docker engine: lanes of containers, behind every wall that the kernel has.

    DockerEngine --- DockerClient (client.py)            all talk
        |  `------- image.py, base.py                    what containers are made of
        `-- lane --- DockerLane --- DockerBox            flags.py: how they are made; uids.py: who guests are

Opening and closing one removes what killed runs left behind.
"""

import contextlib
import itertools
import threading
from collections.abc import Callable
from pathlib import Path

from sandbox.docker.answers import EngineFacts
from sandbox.docker.client import DockerClient
from sandbox.docker.image import Image, Wanted, ensure_image
from sandbox.docker.labels import PROCESSOR, RUN, UIDS, this_run
from sandbox.docker.lane import DockerLane, Site
from sandbox.docker.outdated import Claim
from sandbox.docker.processors import free_processor
from sandbox.docker.reaper import reap
from sandbox.docker.state import state_folder
from sandbox.docker.uids import UidPool
from sandbox.engine import LaneSpec
from sandbox.errors import EngineFailed, EngineUnavailable, SandboxError
from sandbox.forkserver import DEFAULT_GUEST

_OLDEST_API = (1, 41)  # Docker 20.10


class DockerEngine:
    """Lanes in containers of one Docker engine; thread-safe."""

    def __init__(
        self,
        *,
        host: str | None = None,
        runtime: str | None = None,
        guest: str = DEFAULT_GUEST,
        more_sources: tuple[Path, ...] = (),
        say: Callable[[str], None] = lambda _line: None,
    ) -> None:
        """Connect and reap; raises EngineUnavailable.

        `say` gets a line before anything slow, such as building an image. `guest` and `more_sources` (folders that are
        copied into the image) are for tests of the engine alone.
        """
        self._client = DockerClient(host=host)
        self._runtime = runtime
        self._guest = guest
        self._more_sources = more_sources
        self._say = say
        self._run = this_run()
        self._lock = threading.Lock()
        self._images: dict[str, Image] = {}
        self._lanes: list[DockerLane] = []
        self._claims: list[Claim] = []
        self._numbers = itertools.count(1)
        self._facts = usable(self._client.facts())
        self.reap()
        self._uids = UidPool(state_folder(), self._live_uids)
        self._bound: list[str] = []
        self._is_over = False

    @property
    def name(self) -> str:
        """ "docker"."""
        return "docker"

    @property
    def isolated(self) -> bool:
        """True: candidate code is behind containers."""
        return True

    @property
    def facts(self) -> EngineFacts:
        """What the engine says of itself."""
        return self._facts

    def image_digest(self, environment: str) -> str:
        """Return the id of the environment's image, building it where it is missing."""
        return self._image(environment).digest

    def lane(self, spec: LaneSpec) -> DockerLane:
        """Start a lane; its judge is ready when this returns."""
        with self._lock:
            prefix = f"prebrief-{self._run.run_id}-{next(self._numbers)}"
        site = Site(
            client=self._client,
            uids=self._uids,
            image=self._image(spec.environment).digest,
            prefix=prefix,
            labels=self._run.labels(),
            runtime=self._runtime,
            guest=self._guest,
            processor=self._processor(),
        )
        lane = DockerLane(site, spec)
        with self._lock:
            self._lanes.append(lane)
        return lane

    def healthy(self) -> bool:
        """Whether the engine answers now."""
        try:
            self._client.ping()
        except SandboxError:
            return False
        return True

    def reap(self) -> tuple[str, ...]:
        """Remove what killed runs left behind."""
        return reap(self._client)

    def close(self) -> None:
        """Close every lane and the connection; again is harmless."""
        with self._lock:
            lanes, self._lanes = self._lanes, []
            claims, self._claims = self._claims, []
        for lane in lanes:
            lane.close()
        if not self._is_over:
            with contextlib.suppress(SandboxError):  # then the next run does it
                reap(self._client, ended=self._run.run_id)
        self._is_over = True
        for claim in claims:
            claim.close()
        self._uids.close()
        self._client.close()

    def _image(self, environment: str) -> Image:
        with self._lock:
            found = self._images.get(environment)
        if found is None:
            wanted = Wanted(
                environment=environment, architecture=self._facts.architecture, more_sources=self._more_sources
            )
            found = self._claimed(ensure_image(self._client, wanted, self._say), wanted)
            with self._lock:
                self._images[environment] = found
        return found

    def _claimed(self, image: Image, wanted: Wanted) -> Image:
        """Claim an image for as long as this engine is open; one that was removed just before is built again."""
        claim = Claim(image.tag)
        with self._lock:
            self._claims.append(claim)
        if self._client.image_id(image.tag) == image.digest:
            return image
        return ensure_image(self._client, wanted, self._say)

    def _processor(self) -> str | None:
        """Choose where the next lane runs, by the lanes of other runs and by those that this one has started."""
        judges = self._client.containers(PROCESSOR)
        others = [it.labels[PROCESSOR] for it in judges if it.labels.get(RUN) != self._run.run_id]
        with self._lock:
            chosen = free_processor(self._facts.processors, [*others, *self._bound])
            if chosen is not None:
                self._bound.append(chosen)
        return chosen

    def _live_uids(self) -> tuple[str, ...]:
        return tuple(container.labels[UIDS] for container in self._client.containers(UIDS))


def usable(facts: EngineFacts) -> EngineFacts:
    """Refuse an engine that cannot keep what our flags promise."""
    version = tuple(int(part) for part in facts.api_version.split(".") if part.isdigit())
    if version < _OLDEST_API:
        raise EngineUnavailable(f"Docker {facts.version} is too old; version 20.10 or newer is needed")
    if not any("seccomp" in option for option in facts.security_options):
        raise EngineFailed("this Docker engine has no seccomp; candidate code must not run on it")
    return facts
