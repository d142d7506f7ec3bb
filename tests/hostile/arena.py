"""The targets with their canaries, and the batch that grades techniques in them.

    lane 1   attack, neighbour, attack, neighbour, ...      a known-good neighbour comes after each attack, in the
    lane 2   attack, neighbour, attack, neighbour, ...      same lane, and with `per_box` above 1 in the same box

An attack gets two modules: `honest`, with every function as it should be, and `wire`, which speaks the wall's protocol.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from runner.catalog import content_digest, load_problem
from runner.grading import Batch, Entry, Journal, Options, Seat, lane_spec, run_job
from runner.judge import JudgeJob
from runner.model import Grade, Lock, LockedTest, Problem, SourceFile, Submission, Verdict
from sandbox.docker import DockerClient, DockerEngine
from sandbox.docker.labels import RUN
from sandbox.docker.lane import DockerLane
from sandbox.engine import Engine, LaneSpec
from tests.hostile.technique import FIRST_TARGET, TECHNIQUES, Attacks, Technique

HERE = Path(__file__).parent
HONEST = "submissions/accepted/honest.py"
NEIGHBOUR = TECHNIQUES / "neighbour.py"
CANARIES = ("environment", "data", "hidden", "visible", "asserted", "reference", "host", "submission")
BADGE = b"\nimport os as _os\n\nprint('uid', _os.getuid(), flush=True)\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arena:
    """A target with canaries planted; `canaries` by where they were planted, the same in all targets of a batch."""

    home: Path
    problem: Problem
    canaries: Mapping[str, str]
    host_file: Path

    def submission(self, name: str, files: Mapping[str, bytes]) -> Submission:
        """Make a submission with its two modules."""
        own = {path: self._planted(data) for path, data in files.items()}
        marker = f"MARK = {self.canaries['submission']!r}\n".encode()
        honest = (self.home / HONEST).read_bytes()
        whole = {"honest.py": honest + BADGE, "wire.py": (TECHNIQUES / "wire.py").read_bytes(), **own}
        if files.get("solution.py") != NEIGHBOUR.read_bytes():
            whole["mark.py"] = marker
            whole["honest.py"] += b"from mark import MARK as _mark\n"
        sources = tuple(SourceFile(path=path, data=data) for path, data in sorted(whole.items()))
        return Submission(candidate=name, files=sources)

    def neighbour(self, name: str) -> Submission:
        """Make the known-good submission that looks around for what was left behind."""
        return self.submission(name, {"solution.py": NEIGHBOUR.read_bytes()})

    def _planted(self, data: bytes) -> bytes:
        return data.replace(b"@HOST_FILE@", str(self.host_file).encode())


def plant(folder: Path, targets: Iterable[str] = (FIRST_TARGET,)) -> dict[str, Arena]:
    """Load the targets and put a fresh canary into every place that must not be read."""
    canaries = {place: f"canary-{place}-{secrets.token_hex(16)}" for place in CANARIES}
    host_file = folder / "secret.txt"
    host_file.write_text(canaries["host"])
    host_file.chmod(0o644)
    arenas = {}
    for name in targets:
        home = HERE / (name if name == FIRST_TARGET else f"targets/{name}")
        problem = load_problem(home, need_lock=False)
        files = {path: _replaced(data, canaries) for path, data in problem.files.items()}
        planted = replace(problem, files=files)
        arenas[name] = Arena(home=home, problem=planted, canaries=canaries, host_file=host_file)
    return arenas


def _replaced(data: bytes, canaries: Mapping[str, str]) -> bytes:
    for place, canary in canaries.items():
        data = data.replace(f"@CANARY {place}@".encode(), canary.encode())
    return data


def locked(arena: Arena, engine: Engine) -> Arena:
    """Freeze a target's lock from a run of its reference."""
    problem = arena.problem
    reference = SourceFile(path="solution.py", data=problem.files["reference/solution.py"])
    seat = Seat(engine, lane_spec(problem, ("numpy",)))
    try:
        job = JudgeJob.grading(problem, Submission(candidate="reference", files=(reference,)))
        outcome = run_job(seat.lane, seat.box(), job)
    finally:
        seat.close()
    failed = [each for each in outcome.decided.values() if each.verdict is not Verdict.PASSED]
    if failed or outcome.recorded is None:
        raise AssertionError(f"a target's own reference fails: {outcome.reason} {failed}")
    tests = tuple(
        LockedTest(id=test.id, group=test.group, points=test.points, promise=test.promise) for test in outcome.collected
    )
    digest = content_digest(problem.files)
    lock = Lock(tests=tests, interface=outcome.recorded, preload=("numpy",), digest=digest)
    return replace(arena, problem=replace(problem, lock=lock))


class ListeningEngine(DockerEngine):
    """The Docker engine with judges that listen to what they send; see `listening/worker.py`."""

    def __init__(self) -> None:
        super().__init__(more_sources=(HERE / "listening",))

    def lane(self, spec: LaneSpec) -> DockerLane:
        """Start a lane whose judge listens."""
        return super().lane(replace(spec, worker="listening.worker:run"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fought:
    """What came of a batch: the grades by name (a neighbour's is "<name>, after"), and what the engine had left.

    `arena` is one of the targets, all of which have the same canaries and limits.
    """

    arena: Arena
    grades: Mapping[str, Grade]
    left: tuple[str, ...]


def fight(attacks: Attacks, folder: Path, *, lanes: int, per_box: int) -> Fought:
    """Grade every attack with its neighbour after it, on an engine of its own that is closed again."""
    engine = ListeningEngine()
    label = f"{RUN}={engine._run.labels()[RUN]}"
    try:
        planted = plant(folder, sorted({attack.target for attack in attacks}))
        arenas = {name: locked(arena, engine) for name, arena in planted.items()}
        grades = _fight(arenas, engine, attacks, folder, lanes=lanes, per_box=per_box)
        if not engine.healthy():
            raise AssertionError("the engine does not answer after the attacks")
    finally:
        engine.close()
    client = DockerClient()
    found = (*client.containers(label), *client.volumes(label))
    client.close()
    return Fought(arena=next(iter(arenas.values())), grades=grades, left=tuple(each.name for each in found))


def _fight(
    arenas: Mapping[str, Arena], engine: Engine, attacks: Attacks, folder: Path, *, lanes: int, per_box: int
) -> dict[str, Grade]:
    def lane(number: int) -> Iterator[tuple[str, Grade]]:
        for name, arena in arenas.items():
            part = tuple(attack for attack in attacks[number::lanes] if attack.target == name)
            entries = tuple(chain.from_iterable(_pair(arena, attack) for attack in part))
            with Journal(folder / f"{name}-{number}") as journal:
                batch = Batch(arena.problem, engine, journal, Options(lanes=1, submissions_per_box=per_box))
                batch.run(entries)
                yield from [(grade.candidate, grade) for grade in batch.grades()]

    with ThreadPoolExecutor(max_workers=lanes) as executor:
        return dict(chain.from_iterable(executor.map(lambda number: list(lane(number)), range(lanes))))


def _pair(arena: Arena, attack: Technique) -> Iterator[Entry]:
    submission, after = arena.submission(attack.name, attack.files), arena.neighbour(f"{attack.name}, after")
    yield Entry(candidate=submission.candidate, read=lambda: submission)
    yield Entry(candidate=after.candidate, read=lambda: after)
