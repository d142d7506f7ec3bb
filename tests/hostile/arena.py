"""The target with its canaries, the techniques, and the batch that grades them: what `test_hostile.py` asserts on.

    lane 1   attack, neighbour | attack, neighbour | ...        two submissions to a box: each attack has a neighbour
    lane 2   attack, neighbour | attack, neighbour | ...        that comes after it, in what it left behind

A submission under `submissions/` is one technique. Its docstring begins "<score> <verdict>: <technique>": the score it
deserves (80 where only a verdict is told: the attack costs it one test of five), and the verdict of every test that it
fails. It gets two modules: `honest`, with every function as it should be, and `wire`, which speaks the wall's protocol.
"""

from __future__ import annotations

import ast
import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from runner.catalog import content_digest, load_problem
from runner.grading import Batch, Entry, Journal, Options, Seat, lane_spec, run_job
from runner.judge import JudgeJob
from runner.model import Grade, Lock, LockedTest, Problem, SourceFile, Submission, Verdict
from sandbox.engine import Engine

HERE = Path(__file__).parent
TECHNIQUES = HERE / "submissions"
HONEST = HERE / "target/submissions/accepted/honest.py"
NEIGHBOUR = TECHNIQUES / "neighbour.py"
CANARIES = ("environment", "data", "hidden", "visible", "asserted", "reference", "host", "submission")
ONE_TEST_LOST = 80.0
BADGE = b"\nimport os as _os\n\nprint('uid', _os.getuid(), flush=True)\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """One attack: its name ("forge/two_replies"), what it deserves, its files."""

    name: str
    score: float
    verdict: Verdict | None
    files: Mapping[str, bytes]


Attacks = tuple[Technique, ...]


def techniques() -> Attacks:
    """Read every technique; raises ValueError for one that does not say what it deserves."""
    paths = [path for folder in sorted(TECHNIQUES.glob("[a-z]*/")) for path in sorted(folder.iterdir())]
    return tuple(_technique(path) for path in paths if path.suffix == ".py" or (path / "solution.py").is_file())


def _technique(path: Path) -> Technique:
    paths = (path,) if path.is_file() else tuple(each for each in sorted(path.iterdir()) if each.is_file())
    sources = {"solution.py" if each == path else each.name: each.read_bytes() for each in paths}
    said = (ast.get_docstring(ast.parse(sources["solution.py"])) or "").partition(":")[0].split()
    name = path.relative_to(TECHNIQUES).with_suffix("").as_posix()
    score, verdict = ONE_TEST_LOST, None
    for word in said:
        if word.isdecimal():
            score = float(word)
        else:
            verdict = Verdict(word)
    if not said or (verdict is None and score < 100):
        raise ValueError(f"{name} does not say what it deserves")
    return Technique(name=name, score=score, verdict=verdict, files=sources)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arena:
    """The target with canaries planted; `canaries` by where they were planted."""

    problem: Problem
    canaries: Mapping[str, str]
    host_file: Path

    def submission(self, name: str, files: Mapping[str, bytes]) -> Submission:
        """Make a submission with its two modules."""
        own = {path: self._planted(data) for path, data in files.items()}
        marker = f"MARK = {self.canaries['submission']!r}\n".encode()
        whole = {"honest.py": HONEST.read_bytes() + BADGE, "wire.py": (TECHNIQUES / "wire.py").read_bytes(), **own}
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


def plant(folder: Path) -> Arena:
    """Load the target and put a fresh canary into every place that must not be read."""
    canaries = {place: f"canary-{place}-{secrets.token_hex(16)}" for place in CANARIES}
    host_file = folder / "secret.txt"
    host_file.write_text(canaries["host"])
    host_file.chmod(0o644)
    problem = load_problem(HERE / "target", need_lock=False)
    files = {path: _replaced(data, canaries) for path, data in problem.files.items()}
    return Arena(problem=replace(problem, files=files), canaries=canaries, host_file=host_file)


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
        outcome = run_job(seat.lane, seat.box(), job)
    finally:
        seat.close()
    failed = [each for each in outcome.decided.values() if each.verdict is not Verdict.PASSED]
    if failed or outcome.recorded is None:
        raise AssertionError(f"the target's own reference fails: {outcome.reason} {failed}")
    tests = tuple(
        LockedTest(id=test.id, group=test.group, points=test.points, promise=test.promise) for test in outcome.collected
    )
    digest = content_digest(problem.files)
    lock = Lock(tests=tests, interface=outcome.recorded, preload=("numpy",), digest=digest)
    return replace(arena, problem=replace(problem, lock=lock))


def fight(arena: Arena, engine: Engine, attacks: Attacks, folder: Path, *, lanes: int) -> dict[str, Grade]:
    """Grade every attack with its neighbour after it; returns the grades by name, a neighbour's as "<name>, after"."""
    with ThreadPoolExecutor(max_workers=lanes) as executor:
        parts = [attacks[lane::lanes] for lane in range(lanes)]
        runs = [executor.submit(_lane, arena, engine, part, folder / str(lane)) for lane, part in enumerate(parts)]
        return dict(chain.from_iterable(run.result() for run in runs))


def _lane(arena: Arena, engine: Engine, attacks: Attacks, folder: Path) -> list[tuple[str, Grade]]:
    entries = tuple(chain.from_iterable(_pair(arena, attack) for attack in attacks))
    folder.mkdir(parents=True)
    with Journal(folder) as journal:
        batch = Batch(arena.problem, engine, journal, Options(lanes=1, submissions_per_box=2, canary=False))
        batch.run(entries)
        return [(grade.candidate, grade) for grade in batch.grades()]


def _pair(arena: Arena, attack: Technique) -> Iterator[Entry]:
    submission, after = arena.submission(attack.name, attack.files), arena.neighbour(f"{attack.name}, after")
    yield Entry(candidate=submission.candidate, read=lambda: submission)
    yield Entry(candidate=after.candidate, read=lambda: after)
