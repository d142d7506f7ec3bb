"""Grade many submissions: lanes in parallel, then what is doubtful alone, each grade into the journal at once.

    entries --> already in the journal?  --> lanes (an Executor) --> journal
                 not a submission: a row                        `--> doubtful, or to be timed: alone, one after
                                                                     another --> journal

Grading one submission takes and returns plain values; what is shared is the seats that the lanes sit in. A failure of
ours leaves a submission ungraded, with the reason, and is never written to the journal: the next run tries it again.
Those wait until the lanes are empty; when many do, the lanes stop for them, so that memory stays bounded.

Where canaries ride (canary.py), a grade waits for those of every seat that had a part in it (pending.py) before it goes
into the journal. What they do not vouch for is graded once more in the same run, each in a box of its own with canaries
right after it, and is ungraded if they do not vouch for that either.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace

from runner.catalog import follow_ups
from runner.grading.alone import judge_alone
from runner.grading.books import Books
from runner.grading.canary import MOST_BETWEEN, RIDERS, Canaries, rides_along
from runner.grading.entries import Entry
from runner.grading.grades import GradeMaker
from runner.grading.journal import Journal
from runner.grading.keeping import Kept
from runner.grading.one import Judged, confirm, judge_once, measure
from runner.grading.pending import Made
from runner.grading.progress import Progress
from runner.grading.seat import Seat, lane_spec, most_submissions_per_box
from runner.grading.seats import Seats
from runner.grading.stretch import Stretches, fault_of
from runner.model import Grade, OurFault, Problem, Submission, SubmissionRejected, card_of
from sandbox.engine import Engine
from sandbox.errors import SandboxError

MOST_LATER = 16  # they hold what was handed in; so many, and they are looked at before the batch goes on
ENGINE_FAILURES = 3  # in a row, each with an engine that does not answer: the rest is not tried in this run


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a batch is run; `fresh` grades again what the journal has.

    Without `measure`, tests that time a submission are not run, and have no verdict.
    `canary` None lets canaries ride where boxes are reused; with them a box holds at most MOST_BETWEEN submissions.
    """

    lanes: int = 2
    submissions_per_box: int = 1
    fresh: bool = False
    canary: bool | None = None
    measure: bool = True


@dataclass(frozen=True, slots=True)
class _Later:
    submission: Submission
    judged: Judged
    stretches: Stretches = ()


@dataclass(frozen=True, slots=True)
class _EngineGone:
    grade: Grade


_Came = Made | _Later | _EngineGone | None  # what comes of one submission in a lane; None: the batch was stopped


@dataclass(slots=True)
class _Way:
    """What is on its way through a batch."""

    entries: Iterator[Entry]
    lanes: int
    running: set[Future[_Came]] = field(default_factory=set)
    later: list[_Later] = field(default_factory=list)


class Batch:
    """One problem's submissions on their way through an engine."""

    def __init__(self, problem: Problem, engine: Engine, journal: Journal, options: Options) -> None:
        self._problem = problem
        self._engine = engine
        self._kept = Kept(journal.folder)
        self._options = options
        most = most_submissions_per_box(problem)
        self._per_box = max(1, min(options.submissions_per_box, most))
        rides = rides_along(engine, wanted=options.canary, submissions_per_box=self._per_box)
        self._between = MOST_BETWEEN if rides else 0  # 0: no canaries
        if rides:
            self._per_box = max(1, min(self._per_box, MOST_BETWEEN, most - RIDERS))
        self._maker = GradeMaker(problem, engine)
        counted = problem.feedback.max_submissions
        self._books = Books(problem.slug, journal, self._maker, fresh=options.fresh, most=counted)
        self._seats = Seats(self._new_seat, Canaries(problem) if self._between else None)
        self._stop, self._last = threading.Event(), threading.Event()
        self._failures = self._left = 0

    def run(self, entries: Sequence[Entry], tell: Callable[[Progress], None] = lambda _: None) -> None:
        """Grade what is not in the journal yet; `grades` and `unfinished` say afterwards what came of it.

        Stops early, without losing anything, after `cancel`. Raises OurFault where the journal can't be written.
        """
        self._books.open(entries, tell)
        self._kept.sweep()
        self._kept.keep_card(card_of(self._problem, follow_ups(self._problem)))
        try:
            self._pass(entries)
            again = self._books.again()
            if again and not self._ending:
                self._seats.shut_idle()
                self._per_box = self._between = 1
                self._books.last_try = True
                self._pass(again)
        finally:
            self._seats.close()
        self._enter()

    def cancel(self) -> None:
        """End what runs now, from another thread; `run` returns soon after.

        A job that is about to begin is not ended: call it again until `run` has returned.
        """
        self._stop.set()
        self._seats.cancel()

    def wind_down(self) -> None:
        """Begin nothing more, from another thread: what runs is graded and vouched for, and `run` returns."""
        self._last.set()

    @property
    def stopped(self) -> bool:
        """Whether it was cancelled."""
        return self._stop.is_set()

    def grades(self) -> Iterator[Grade]:
        """Yield a grade for every entry, in their order, one at a time."""
        return self._books.grades()

    def unfinished(self) -> tuple[Grade, ...]:
        """Return the rows that have no grade yet, each with why; the same command again grades them."""
        return self._books.unfinished()

    @property
    def alarms(self) -> tuple[str, ...]:
        """What canaries came out wrong in, in sentences; a batch without any has nothing to tell of them."""
        return (*self._seats.alarms, *filter(None, [self._seats.hopeless]))

    @property
    def too_many(self) -> tuple[str, ...]:
        """Who handed in more than is graded: their last grade stands."""
        return self._books.too_many

    # phases

    def _pass(self, entries: Sequence[Entry]) -> None:
        way = _Way(entries=iter(entries), lanes=max(1, min(self._options.lanes, len(entries))))
        self._left = len(entries)
        while self._in_parallel(way):
            self._alone(way.later)
            way.later.clear()

    def _in_parallel(self, way: _Way) -> bool:
        """Grade in all lanes until nothing is left, or enough waits; whether anything has to be run alone."""
        self._seats.alone = way.lanes == 1
        with ThreadPoolExecutor(max_workers=way.lanes, thread_name_prefix="lane") as executor:
            while True:
                self._top_up(executor, way)
                if way.running:
                    done, way.running = wait(way.running, return_when=FIRST_COMPLETED)
                    for future in done:
                        self._sort(future.result(), way.later)
                elif not self._seats.confirm() and not self._seats.ride_out(executor.map):
                    return bool(way.later) and not self._ending
                self._enter()

    def _top_up(self, executor: ThreadPoolExecutor, way: _Way) -> None:
        while len(way.running) < way.lanes and len(way.later) < MOST_LATER and not self._seats.in_doubt:
            submission = self._next(way.entries)
            if submission is None:
                return
            way.running.add(executor.submit(self._grade, submission, alone=way.lanes == 1))

    def _next(self, entries: Iterator[Entry]) -> Submission | None:
        """Return the next submission that has to be graded; rows that need no grading are done on the way."""
        while not self._ending:
            entry = next(entries, None)
            if entry is None:
                return None
            self._left -= 1
            try:
                submission = entry.read()
            except SubmissionRejected as rejected:
                if not self._books.is_too_many(entry.candidate, ""):
                    self._books.reject(entry.candidate, str(rejected))
                continue
            except (OSError, MemoryError, SandboxError, OurFault) as error:
                self._books.leave(self._maker.ungraded(entry.candidate, f"it could not be read: {error}"))
                continue
            self._kept.keep_submission(submission)
            if self._books.is_too_many(entry.candidate, submission.digest) or self._books.has(submission):
                continue
            if why := self._why_not():
                self._books.leave(self._ungraded(submission, f"not tried: {why}"))
                continue
            return submission
        return None

    @property
    def _ending(self) -> bool:
        return self._stop.is_set() or self._last.is_set()

    def _why_not(self) -> str:
        """Say why nothing more is worth trying in this run, or ""."""
        gone = "the engine had stopped answering" if self._failures >= ENGINE_FAILURES else ""
        return gone or self._seats.hopeless

    def _grade(self, submission: Submission, *, alone: bool) -> _Came:
        try:
            with self._seats.borrow() as seat:
                if self._stop.is_set():
                    return None
                began = time.monotonic()
                judged = judge_once(seat, self._problem, submission, alone=alone, more=self._more())
                judged = replace(judged, measure=judged.measure and self._options.measure)
                seconds = time.monotonic() - began
                stretches = self._taken_of(seat, judged)
        except (SandboxError, OurFault) as error:
            return None if self._stop.is_set() else self._failed(submission, error)
        if not judged.stands:
            return None if self._stop.is_set() else _Later(submission, judged, stretches)
        return Made(self._maker.graded(submission, judged, wall_seconds=seconds, tries=1), stretches)

    def _failed(self, submission: Submission, error: SandboxError | OurFault) -> _Came:
        """Give a submission that met a failure of the sandbox a second try, alone, where the engine still answers."""
        if isinstance(error, OurFault):
            return Made(self._ungraded(submission, str(error)))
        if self._engine.healthy():
            return _Later(submission, Judged(decided={}, doubtful=str(error)))
        return _EngineGone(self._ungraded(submission, str(error)))

    def _sort(self, came: _Came, later: list[_Later]) -> None:
        match came:
            case Made():
                self._failures = 0
                self._books.add(came)
            case _Later():
                self._failures = 0
                later.append(came)
            case _EngineGone(grade=grade):
                self._failures += 1
                self._books.leave(grade)

    def _alone(self, later: list[_Later]) -> None:
        self._seats.shut_idle()
        self._seats.alone = True
        for each in later:
            if self._ending:
                return
            try:
                made = self._second_look(each)
            except (SandboxError, OurFault) as error:
                made = Made(self._ungraded(each.submission, str(error)))
            if not self._stop.is_set():
                self._books.add(made)
                self._enter()

    def _second_look(self, later: _Later) -> Made:
        """Do what is left to be done, alone."""
        began = time.monotonic()
        if why := self._why_not():
            raise OurFault(f"{later.judged.doubtful or 'it has to be run alone'}, and was not: {why}")
        with self._seats.borrow() as seat:
            fault = fault_of(later.stretches)
            again = Judged(decided={}, doubtful=fault) if fault else later.judged
            if again.confirm:
                again = confirm(seat, self._problem, later.submission, again)
            if again.measure and not again.doubtful:
                again = measure(seat, self._problem, later.submission, again)
            tries, kept = 2 if later.judged.confirm else 1, later.stretches
            if not again.stands:
                self._seats.settle(seat)
                again, tries, kept = self._trial(seat, later.submission, again), 2, ()
            seconds = time.monotonic() - began
            grade = self._maker.graded(later.submission, again, wall_seconds=seconds, tries=tries)
            return Made(grade, kept + self._taken_of(seat, again))

    def _trial(self, seat: Seat, submission: Submission, judged: Judged) -> Judged:
        return judge_alone(seat, self._problem, submission, judged, measured=self._options.measure)

    # seats

    def _new_seat(self) -> Seat:
        spec = lane_spec(self._problem, submissions_per_box=self._per_box + (RIDERS if self._between else 0))
        return Seat(self._engine, spec, submissions_per_box=self._per_box, between=self._between)

    def _taken_of(self, seat: Seat, judged: Judged) -> Stretches:
        """Return what a seat's part in a grade depends on; a run that was lost has no part in it."""
        return () if judged.doubtful or not self._between else (seat.stretch.take(),)

    def _more(self) -> bool:
        """Whether a seat will probably be needed for another submission."""
        return self._left >= self._options.lanes

    # books

    def _enter(self) -> None:
        self._books.enter(stopped=self._stop.is_set(), hopeless=bool(self._seats.hopeless))

    def _ungraded(self, submission: Submission, reason: str) -> Grade:
        return self._maker.ungraded(submission.candidate, reason, digest=submission.digest)
