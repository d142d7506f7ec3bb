"""What a bench measures, and in which order: what is compared is measured by turns, in one run.

idle | bare, fresh, bare, reused boxes, those without canaries | the same again, ROUNDS times | calls | races | memory
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from runner.model import Problem
from sandbox.docker import DockerEngine
from tests.bench import cpu
from tests.bench.bare import lay_out_bare, run_bare
from tests.bench.calls import CallCost, measure_calls
from tests.bench.graded import run_graded
from tests.bench.races import Raced, measure_races
from tests.bench.sample import fill_inbox, lay_out, locked_sample
from tests.bench.serving import Load, Served, measure_serving

BARE, FRESH, REUSED, NO_CANARY = "bare", "fresh", "reused", "reused, no canary"
KINDS = (BARE, FRESH, REUSED, NO_CANARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How much is measured."""

    rounds: int = 3
    batch: int = 40
    per_box: int = 20
    bare: int = 8  # runs of bare pytest, before and after each batch
    idle_seconds: float = 3.0
    calls: int = 4000
    memory: tuple[int, int] = (40, 400)
    races: int = 20
    shipped_races: bool = True
    serving: Load = field(default_factory=Load)


QUICK = Plan(
    rounds=1,
    batch=2,
    per_box=2,
    bare=1,
    idle_seconds=0.5,
    calls=200,
    memory=(2, 4),
    races=1,
    shipped_races=False,
    serving=Load(invited=4, burst=2, steady=2, listed=8),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Processor seconds per submission: of the whole machine less its idle noise, and of what is ours."""

    machine: float
    ours: float
    runner: float
    containers: float
    daemons: float
    wall: float


@dataclass(slots=True, kw_only=True)
class Figures:
    """Everything that was measured; `costs` by round."""

    idle_cores: list[float] = field(default_factory=list)
    costs: dict[str, list[Cost]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    calls: tuple[CallCost, ...] = ()
    peak_bytes: dict[int, int] = field(default_factory=dict)
    races: tuple[Raced, ...] = ()
    serving: Served | None = None

    def median(self, kind: str, accounting: str) -> float:
        """Return the median over rounds."""
        return statistics.median(float(getattr(cost, accounting)) for cost in self.costs[kind])

    def ratio(self, kind: str, accounting: str) -> float:
        """Return the median of the rounds' ratios to bare pytest."""
        pairs = zip(self.costs[kind], self.costs[BARE], strict=True)
        return statistics.median(float(getattr(own, accounting) / getattr(bare, accounting)) for own, bare in pairs)


class Benching:
    """One run of the bench, in a folder of its own."""

    def __init__(self, plan: Plan, problem: Problem, folder: Path, say: Callable[[str], None]) -> None:
        self._plan = plan
        self._problem = problem
        self._folder = folder
        self._say = say
        self._bare = lay_out_bare(problem, folder / BARE)
        self._sample = lay_out(problem, folder)
        self._count = 0
        self.figures = Figures()

    def round(self) -> None:
        """Measure bare pytest, fresh boxes, bare pytest, reused boxes as they are by default and without canaries."""
        idle = cpu.idle_cores(self._plan.idle_seconds)
        self.figures.idle_cores.append(idle)
        first = self._measure_bare(idle)
        self.figures.costs[FRESH].append(self._measure_batch(1, idle))
        second = self._measure_bare(idle)
        self.figures.costs[REUSED].append(self._measure_batch(self._plan.per_box, idle))
        self.figures.costs[NO_CANARY].append(self._measure_batch(self._plan.per_box, idle, canary=False))
        names = Cost.__dataclass_fields__
        mean = {name: (getattr(first, name) + getattr(second, name)) / 2 for name in names}
        self.figures.costs[BARE].append(Cost(**mean))

    def memory(self) -> None:
        """Measure the runner's peak memory at both sizes."""
        for count in self._plan.memory:
            self._say(f"grading {count} for the runner's memory")
            inbox, folder = self._inbox(count)
            self.figures.peak_bytes[count] = run_graded(
                self._sample, inbox, per_box=self._plan.per_box, folder=folder
            ).peak_bytes

    def _measure_bare(self, idle: float) -> Cost:
        before, began = cpu.machine_seconds(), time.monotonic()
        own = [run_bare(self._bare) for _ in range(self._plan.bare)]
        wall = time.monotonic() - began
        machine = cpu.machine_seconds() - before - idle * wall
        runs, own_seconds = len(own), statistics.median(own)
        return Cost(
            machine=machine / runs,
            ours=own_seconds,
            runner=own_seconds,
            containers=0.0,
            daemons=0.0,
            wall=wall / runs,
        )

    def _measure_batch(self, per_box: int, idle: float, *, canary: bool | None = None) -> Cost:
        count = self._plan.batch
        inbox, folder = self._inbox(count)
        before, daemons, began = cpu.machine_seconds(), cpu.daemon_seconds(), time.monotonic()
        used = run_graded(self._sample, inbox, per_box=per_box, folder=folder, canary=canary)
        wall = time.monotonic() - began
        machine = cpu.machine_seconds() - before - idle * wall
        daemon_seconds = cpu.seconds_between(daemons, cpu.daemon_seconds())
        cost = Cost(
            machine=machine / count,
            ours=(used.runner_seconds + used.container_seconds + daemon_seconds) / count,
            runner=used.runner_seconds / count,
            containers=used.container_seconds / count,
            daemons=daemon_seconds / count,
            wall=wall / count,
        )
        without = " without canaries" if canary is False else ""
        self._say(f"{count} submissions, {per_box} a box{without}: {cost.machine:.3f} s each (ours {cost.ours:.3f} s)")
        return cost

    def _inbox(self, count: int) -> tuple[Path, Path]:
        self._count += 1
        folder = self._folder / f"batch{self._count}"
        folder.mkdir()
        return fill_inbox(self._problem, folder / "inbox", count), folder


def measure(plan: Plan, say: Callable[[str], None]) -> Figures:
    """Run the whole plan; raises BenchFailed or SandboxError where it can't be."""
    engine = DockerEngine(say=say)
    try:
        problem = locked_sample(engine)
        with tempfile.TemporaryDirectory(prefix="prebrief-bench-") as folder:
            benching = Benching(plan, problem, Path(folder), say)
            for number in range(plan.rounds):
                say(f"round {number + 1} of {plan.rounds}")
                benching.round()
            say("calls across the wall")
            benching.figures.calls = measure_calls(engine, problem, rounds=plan.calls)
            benching.figures.races = measure_races(
                engine, problem, repeats=plan.races, say=say, shipped=plan.shipped_races
            )
            benching.memory()
            benching.figures.serving = measure_serving(plan.serving, say)
    finally:
        engine.close()
    return benching.figures


def measure_only_races(plan: Plan, say: Callable[[str], None]) -> tuple[Raced, ...]:
    """Run that part alone; raises as `measure` does."""
    engine = DockerEngine(say=say)
    try:
        return measure_races(engine, locked_sample(engine), repeats=plan.races, say=say)
    finally:
        engine.close()
