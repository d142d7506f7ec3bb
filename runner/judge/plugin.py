"""The judge's pytest plugin: it compares what was collected with the lock, and gives every test its verdict.

    collection   list of tests == lock? -> Collected -> only the tests asked for     (what can't be read: reading.py)
    each test    Started -> seeds -> wall.begin -> set-up, call, tear-down -> wall.end -> verdict -> Decided

pytest's own reports are replaced by short ones of ours: they are cheaper, and what they say is rendered here.
"""

import time
from collections.abc import Callable, Generator, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal, cast

import pytest
from _pytest.assertion import util as assertion
from _pytest.outcomes import Exit
from _pytest.runner import runtestprotocol

from runner.judge.beside import Beside
from runner.judge.compare import bounded_explanation
from runner.judge.counterexample import counterexample_of, first_failure, of_arguments
from runner.judge.events import WHILE_READ, BoxLost, Collected, Decided, Event, Started, bounded
from runner.judge.fault import JudgeFault
from runner.judge.inventory import check_lock, inventory
from runner.judge.job import JudgeJob
from runner.judge.marks import MARKS, limit_of
from runner.judge.message import message_of, text_of
from runner.judge.reading import Reading, Settled, among, had_part, of_record
from runner.judge.seat import JudgeWall
from runner.judge.seeding import seed_test
from runner.judge.verdict import Outcome, Phase, Seen, by_others, decide, is_lost
from runner.judge.watch import Watch
from runner.model import Verdict
from sandbox.errors import SandboxError
from sandbox.wall.failure import FailureKind, WallFailure, WallRecord

# No test is at fault for these, whatever it was doing when they were raised.
GONE = SandboxError
NOTHING_KNOWN = WallRecord(
    failure_kind=None, reason="", guest_end=None, examples_digest="", calls=0, memory_error=False
)
OVER_SECONDS = 1.5  # for a test whose time is up to be over: to see that, to have its guest ended, to tell its verdict
NOT_MEASURED = "the test asks for a race, and ended without one that was won"


class Interrupted(Exception):
    """A test raised what would end pytest itself; here it only fails the test."""


class JudgePlugin:
    """One run's plugin; everything that it finds goes out through `emit`."""

    def __init__(
        self,
        *,
        job: JudgeJob,
        wall: JudgeWall,
        emit: Callable[[Event], None],
        root: Path,
        only: Callable[[], tuple[str, ...] | None],
        beside: JudgeWall | None = None,
    ) -> None:
        self.root = root
        self.beside = Beside(wall, beside, proving=job.proving)
        self._job = job
        self._wall = wall
        self._emit = emit
        self._only = only
        self._watch = Watch()
        self._phases: list[Phase] = []
        self._counterexample = ""
        self._gone: str | None = None  # why the box is gone, where an exception said so
        self._reading = Reading()
        self._read = False  # whether the list of tests was told
        self._total_deadline = 0.0
        self._settled: Decided | None = None  # what every test that is still to come gets
        self.lost = False

    def pytest_configure(self, config: pytest.Config) -> None:
        """Register our marks, and watch what Hypothesis runs."""
        for mark in MARKS:
            config.addinivalue_line("markers", mark)
        self._watch.attach_to_machines()

    # Collection

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """Keep what ends a process, raised while a file is read (by the submission too), from ending the run."""
        try:
            return (yield)
        except (KeyboardInterrupt, SystemExit, Exit) as exc:
            return pytest.CollectReport(collector.nodeid, "failed", f"{type(exc).__name__}: {text_of(exc)}", [])

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what could not be collected, and why."""
        if report.failed:
            self._reading.unreadable[report.nodeid.partition("::")[0]] = str(report.longrepr)
        elif report.skipped:
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
            self._reading.skipped.append(f"{report.nodeid} was skipped whole: {reason}")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Compare the list with the lock, tell it, and keep what is to be run."""
        record = sound(self._wall.end())
        if is_lost(record):
            self._lose(WHILE_READ)
            items.clear()
            return
        settled = self._compared(items, record)
        tests = inventory(items, self._job.groups)
        self._emit(Collected(tests=tests))
        self._read = True
        only = self._only()
        self._tell_settled(among(settled, only), record)
        if only is not None:
            wanted = frozenset(only)
            items[:] = [item for item in items if item.nodeid in wanted]
        self._total_deadline = time.monotonic() + self._job.limits.wall_seconds_total

    def settle_unread(self, why: str) -> bool:
        """Give every test a verdict where nothing could be read; whether that was the submission's affair."""
        locked, record = self._job.locked, sound(self._wall.end())
        if self._read or locked is None or not had_part(record):
            return False
        if is_lost(record):
            self._lose(WHILE_READ)
            return True
        settled = dict.fromkeys(locked, of_record(record, why))
        self._tell_settled(among(settled, self._only()), record)
        return True

    def _tell_settled(self, settled: Iterable[tuple[str, tuple[Verdict, str]]], record: WallRecord) -> None:
        """Tell the verdicts of tests that were not there to be run."""
        killed = self._killed(record)
        for test_id, (verdict, message) in settled:
            self._emit(Decided(id=test_id, verdict=verdict, message=message, killed=killed))

    def _compared(self, items: list[pytest.Item], record: WallRecord) -> Settled:
        """Compare with the lock and take out what is not in it; returns the verdicts of what is not there.

        Raises JudgeFault where the submission had no part in it.
        """
        locked = self._job.locked
        if locked is None or not had_part(record):
            if self._reading.unreadable:
                raise JudgeFault(f"the hidden tests could not be collected: {self._reading.why}")
            check_lock([item.nodeid for item in items], locked, notes=self._reading.skipped)
            return {}
        items[:] = [item for item in items if item.nodeid in frozenset(locked)]
        return self._reading.settled(locked, {item.nodeid for item in items}, record)

    def _lose(self, test_id: str) -> None:
        self.lost = True
        self._emit(BoxLost(id=test_id))

    # One test

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool:
        """Run one test and tell its verdict; pytest's own protocol is not called."""
        if self.lost:
            return True
        started = time.monotonic()
        deadline = self._deadline(item, started)
        self._emit(Started(id=item.nodeid, within_seconds=max(0.0, deadline - started) + OVER_SECONDS))
        if self._settled is None and started >= self._total_deadline:
            total = self._job.limits.wall_seconds_total
            why = f"the {total:g} s for all tests together were used up before this one"
            self._settled = Decided(id="", verdict=Verdict.TIMEOUT, message=why)
        if self._settled is not None:
            self._emit(replace(self._settled, id=item.nodeid))
            return True
        record = self._run(item, nextitem, deadline)
        if is_lost(record):
            self._lose(item.nodeid)
        else:
            self._tell(item, record, time.monotonic() - started)
        return True

    def _deadline(self, item: pytest.Item, started: float) -> float:
        wall_seconds = limit_of(item).wall_seconds or self._job.limits.wall_seconds_per_test
        return min(started + wall_seconds, self._total_deadline)

    def _run(self, item: pytest.Item, nextitem: pytest.Item | None, deadline: float) -> WallRecord:
        """Run set-up, call and tear-down between the wall's `begin` and `end`."""
        self._phases, self._counterexample, self._gone = [], "", None
        self._watch.reset()
        explain, sticky = assertion._reprcompare, None
        if explain is not None:
            assertion._reprcompare = bounded_explanation(explain)
        job = self._job
        seed_test(item, problem_seed=job.seed, max_examples=job.max_examples, shrink=job.shrink)
        self._watch.attach(item)
        file = item.nodeid.partition("::")[0]
        try:
            self._wall.begin(
                test_id=item.nodeid, file=file, deadline=deadline, address_space_mb=limit_of(item).memory_mb
            )
            self.beside.begin(test_id=item.nodeid, file=file, deadline=deadline)
            runtestprotocol(item, nextitem=nextitem)
        except WallFailure as failure:
            sticky = failure.kind, failure.reason
        except GONE as gone:
            self._gone = str(gone)
        try:
            record = sound(self._wall.end(last=nextitem is None or nextitem.nodeid.partition("::")[0] != file))
        except GONE as gone:
            record, self._gone = NOTHING_KNOWN, str(gone)
        if self._gone is not None:
            return replace(record, failure_kind=FailureKind.BOX_LOST, reason=self._gone)
        if sticky is not None and record.failure_kind is None:
            record = replace(record, failure_kind=sticky[0], reason=sticky[1])
        return self.beside.end(record)

    def _tell(self, item: pytest.Item, record: WallRecord, wall_seconds: float) -> None:
        """Decide one test and emit its event."""
        found, unheard = self._watch.failure, record.unheard
        seen = Seen(
            phases=tuple(self._phases),
            found="" if found is None else message_of(found, tests=self.root),
            unheard="" if unheard is None else message_of(unheard, tests=self.root),
        )
        verdict, message = decide(seen, record)
        if verdict is Verdict.PASSED and not self.beside.measured(item):
            verdict, message = Verdict.FAILED, NOT_MEASURED
        counterexample = self._counterexample
        if verdict is Verdict.FAILED and found is not None and not counterexample:
            counterexample = of_arguments(self._watch.arguments)
        killed = verdict is not Verdict.PASSED and self._killed(record)
        if record.failure_kind is FailureKind.IMPORT or self._wall.import_failed is not None:
            self._settled = Decided(id="", verdict=verdict, message=bounded(record.reason or message), killed=killed)
        end = record.guest_end
        self._emit(
            Decided(
                id=item.nodeid,
                verdict=verdict,
                message=bounded(message),
                counterexample=counterexample if verdict is Verdict.FAILED else "",
                wall_seconds=wall_seconds,
                cpu_seconds=0.0 if end is None else end.cpu_seconds,
                peak_bytes=None if end is None else end.peak_bytes,
                examples_digest=record.examples_digest,
                output="" if end is None else end.output.decode("utf-8", "replace"),
                measurements=self.beside.measurements,
                killed=killed,
            )
        )

    def _killed(self, record: WallRecord) -> bool:
        return by_others(record, memory_bytes=self._job.limits.memory_mb << 20)

    # What pytest saw of it

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Generator[None, None, None]:
        """Keep a set-up from ending the run."""
        return (yield from contained())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Generator[None, None, None]:
        """Keep a test from ending the run."""
        return (yield from contained())

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Generator[None, None, None]:
        """Keep a tear-down from ending the run."""
        return (yield from contained())

    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Make a short report in place of pytest's, which renders whole tracebacks."""
        outcome, text = Outcome.PASSED, None
        if call.excinfo is not None:
            exc = call.excinfo.value
            if isinstance(exc, GONE):
                self._gone = str(exc)
            skipped = isinstance(exc, pytest.skip.Exception)
            outcome = Outcome.SKIPPED if skipped else Outcome.FAILED
            text = str(exc) if skipped else message_of(exc, tests=self.root)
            self._counterexample = self._counterexample or counterexample_of(first_failure(exc))
        return pytest.TestReport(
            nodeid=item.nodeid,
            location=item.location,
            keywords={},
            outcome=outcome.value,
            longrepr=text,
            when=cast("Literal['setup', 'call', 'teardown']", call.when),
            memory_error=call.excinfo is not None and isinstance(first_failure(call.excinfo.value), MemoryError),
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a phase, or a subtest, after pytest has had its say on expected failures."""
        expected = getattr(report, "wasxfail", None)
        self._phases.append(
            Phase(
                when=report.when or "",
                outcome=Outcome(report.outcome) if expected is None else Outcome.SKIPPED,
                message=f"marked as an expected failure: {expected}" if expected else str(report.longrepr or ""),
                memory_error=getattr(report, "memory_error", False),
            )
        )


def sound(record: WallRecord) -> WallRecord:
    """Return a test's record; raises JudgeFault where the wall itself went wrong: nobody's test says anything then."""
    if record.failure_kind is FailureKind.BUG:
        raise JudgeFault(f"a fault of prebrief: {record.reason}")
    return record


def contained() -> Generator[None, None, None]:
    """Turn what would end pytest itself into an exception that fails the test."""
    try:
        return (yield)
    except (KeyboardInterrupt, Exit) as exc:
        interrupted = Interrupted(f"the test raised {type(exc).__name__}")
        raise interrupted.with_traceback(exc.__traceback__) from None
