"""The targets with their canaries, and the batch that grades techniques in them.

    lane 1   attack, neighbour, attack, neighbour, ...      a known-good neighbour comes after each attack, in the
    lane 2   attack, neighbour, attack, neighbour, ...      same lane, and with `per_box` above 1 in the same box;
                                                            after `every` so many attacks, where each has its own box

An attack gets three modules: `honest`, with every function as it should be, `wire`, which speaks the wall's protocol,
and `kernel`, which makes system calls by number.

    target          plain functions, a tool, a class
    targets/wide    coroutines, operators, generators, managers, changes in place, a file that asks while it is read
    targets/file    one guest for a file of tests, and a conftest.py that asks
    targets/values  values of every kind
    targets/clock   races; no neighbour follows
    targets/patient much time and memory for what takes long to use up; no neighbour follows
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path

from runner.catalog import content_digest, load_problem
from runner.grading import Batch, Entry, Journal, Options, RunEnding, Seat, lane_spec
from runner.judge import JudgeJob
from runner.model import Grade, Lock, LockedTest, Problem, SourceFile, Submission, Verdict
from sandbox.docker import DockerClient, DockerEngine
from sandbox.docker.labels import RUN
from sandbox.engine import Engine, Lane, LaneSpec
from tests.hostile.stopwatch import Lap, Stopwatch
from tests.hostile.technique import OTHER_TARGETS, TARGET, TECHNIQUES, Attacks, Technique

MOST_BUSY = 6
HERE = Path(__file__).parent
HONEST = "submissions/accepted/honest.py"
NEIGHBOUR = TECHNIQUES / "neighbour.py"
TOOLS = ("wire.py", "kernel.py")
CANARIES = ("environment", "data", "hidden", "visible", "asserted", "reference", "host", "submission")
BADGE = b"\nimport os as _os\n\nprint('uid', _os.getuid(), flush=True)\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arena:
    """One target with canaries planted; `canaries` by where they were planted."""

    target: str
    problem: Problem
    canaries: Mapping[str, str]
    host_file: Path

    def submission(self, name: str, files: Mapping[str, bytes]) -> Submission:
        """Make a submission with its modules."""
        own = {path: self._planted(data) for path, data in files.items()}
        marker = f"MARK = {self.canaries['submission']!r}\n".encode()
        tools = {name: (TECHNIQUES / name).read_bytes() for name in TOOLS}
        whole = {"honest.py": self.problem.files[HONEST] + BADGE, **tools, **own}
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


def plant(folder: Path, target: str = TARGET) -> Arena:
    """Load a target and put a fresh canary into every place that must not be read."""
    canaries = {place: f"canary-{place}-{secrets.token_hex(16)}" for place in CANARIES}
    host_file = folder / "secret.txt"
    host_file.write_text(canaries["host"])
    host_file.chmod(0o644)
    problem = load_problem(HERE / (target if target == TARGET else f"targets/{target}"), need_lock=False)
    files = {path: _replaced(data, canaries) for path, data in problem.files.items()}
    return Arena(target=target, problem=replace(problem, files=files), canaries=canaries, host_file=host_file)


def _replaced(data: bytes, canaries: Mapping[str, str]) -> bytes:
    for place, canary in canaries.items():
        data = data.replace(f"@CANARY {place}@".encode(), canary.encode())
    return data


def locked(arena: Arena, engine: Engine) -> Arena:
    """Freeze the target's lock from a run of its reference."""
    problem = arena.problem
    reference = SourceFile(path="solution.py", data=problem.files["reference/solution.py"])
    seat = Seat(engine, lane_spec(problem, ("numpy",)))
    try:
        job = JudgeJob.grading(problem, Submission(candidate="reference", files=(reference,)))
        outcome = seat.run(job, seat.box())
        for _ in range(MOST_BUSY):
            if outcome.ending is not RunEnding.FAULT:
                break
            seat.renew()  # too busy to time anything: again, as graders do
            outcome = seat.run(job, seat.box())
    finally:
        seat.close()
    failed = [each for each in outcome.decided.values() if each.verdict is not Verdict.PASSED]
    if failed or outcome.recorded is None:
        raise AssertionError(f"the target's own reference fails: {outcome.reason} {failed}")
    tests = tuple(
        LockedTest(id=test.id, group=test.group, points=test.points, promise=test.promise, measures=test.measures)
        for test in outcome.collected
    )
    digest = content_digest(problem.files)
    lock = Lock(tests=tests, interface=outcome.recorded, preload=("numpy",), digest=digest)
    return replace(arena, problem=replace(problem, lock=lock))


class ListeningEngine(DockerEngine):
    """The Docker engine with judges that listen to what they send (see `listening/worker.py`), and a stopwatch.

    `logged` are the containers of which the engine keeps what they print.
    """

    def __init__(self) -> None:
        super().__init__(more_sources=(HERE / "listening",))
        self.stopwatch = Stopwatch()
        self.logged: set[str] = set()

    @property
    def label(self) -> str:
        """The label that all containers and volumes of this engine carry."""
        return f"{RUN}={self._run.run_id}"

    def lane(self, spec: LaneSpec) -> Lane:
        """Start a lane whose judge listens."""
        lane = super().lane(replace(spec, worker="listening.worker:run"))
        names = (container.name for container in self._client.containers(self.label))
        self.logged.update(f"what {name} prints" for name in names if self._client.inspect(name)["LogPath"])
        return self.stopwatch.measure(lane)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fought:
    """What came of the batches: the grades by name, the name of each attack's neighbour, and what the engine had left.

    `laps` are the runs as the stopwatch saw them, by the submission's digest.
    """

    arenas: Mapping[str, Arena]
    grades: Mapping[str, Grade]
    neighbours: Mapping[str, str]
    left: tuple[str, ...]
    laps: Mapping[str, tuple[Lap, ...]]


def fight(attacks: Attacks, folder: Path, *, lanes: int, per_box: int, every: int = 1) -> Fought:
    """Grade attacks, with a neighbour after every so many, on an engine of its own that is closed again."""
    engine = ListeningEngine()
    try:
        targets = dict.fromkeys(each.target for each in attacks)
        arenas = {target: locked(plant(_made(folder / target), target), engine) for target in targets}
        grades: dict[str, Grade] = {}
        neighbours: dict[str, str] = {}
        for target, arena in arenas.items():
            own = [each for each in attacks if each.target == target]
            some = [own[at : at + every] for at in range(0, len(own), every)]
            if target not in OTHER_TARGETS.values():
                neighbours |= {each.name: f"{few[-1].name}, after" for few in some for each in few}
            parts = [tuple(_entries(arena, few, neighbours.get(few[-1].name))) for few in some]
            rows = [tuple(chain.from_iterable(parts[at::lanes])) for at in range(lanes)]
            grades |= graded(arena, engine, rows, folder / target, per_box=per_box)
        if not engine.healthy():
            raise AssertionError("the engine does not answer after the attacks")
    finally:
        engine.close()
    client = DockerClient()
    found = (*client.containers(engine.label), *client.volumes(engine.label))
    client.close()
    left = (*(each.name for each in found), *sorted(engine.logged))
    return Fought(arenas=arenas, grades=grades, neighbours=neighbours, left=left, laps=engine.stopwatch.laps())


def graded(
    arena: Arena, engine: Engine, rows: Sequence[Sequence[Entry]], folder: Path, *, per_box: int
) -> dict[str, Grade]:
    """Grade rows of submissions, each row in a lane of its own, all lanes at once; returns the grades by name."""

    def lane(number: int) -> list[tuple[str, Grade]]:
        with Journal(_made(folder / str(number))) as journal:
            options = Options(lanes=1, submissions_per_box=per_box, canary=False)
            batch = Batch(arena.problem, engine, journal, options)
            batch.run(rows[number])
            return [(grade.candidate, grade) for grade in batch.grades()]

    with ThreadPoolExecutor(max_workers=len(rows)) as executor:
        return dict(chain.from_iterable(executor.map(lane, range(len(rows)))))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _entries(arena: Arena, attacks: Sequence[Technique], neighbour: str | None) -> Iterator[Entry]:
    """Yield some attacks and, where it has a name, the neighbour of all of them."""
    submissions = [arena.submission(each.name, each.files) for each in attacks]
    if neighbour is not None:
        submissions.append(arena.neighbour(neighbour))
    for each in submissions:
        yield Entry(candidate=each.candidate, read=partial(_itself, each))


def _itself(submission: Submission) -> Submission:
    return submission
