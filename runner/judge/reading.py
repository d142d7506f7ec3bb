"""What came of reading the test files, where the submission had a part in it.

Test files may ask the submission while they are read: for a table of cases, for the members of an enumeration. So
what it does then decides what can be read, and is its own affair as in a test:

    the box is lost                  no verdict: the host tries again, alone
    a file can't be read             its tests get the verdict of what the submission did
    a test is not there              it earns nothing; one that is too many is not run
    nothing can be read at all       every test gets that verdict (a `conftest.py` asked: no net is up then)

Where it had no part, what can't be read is a fault of the problem.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from runner.judge.events import bounded
from runner.judge.verdict import verdict_of
from runner.model import Verdict
from sandbox.wall.failure import WallRecord

VANISHED = "the test is not there: its file makes tests of what the submission gives, and that is not what it was"

Settled = Mapping[str, tuple[Verdict, str]]


@dataclass(slots=True)
class Reading:
    """What could not be read: files with why, and what was skipped whole."""

    unreadable: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)

    @property
    def why(self) -> str:
        """Which files could not be read, and why."""
        return "; ".join(f"{file}: {text}" for file, text in self.unreadable.items())

    def settled(self, locked: Collection[str], found: Collection[str], record: WallRecord) -> Settled:
        """Return the verdicts of the locked tests that were not `found`."""
        return {
            test: self._verdict(file, record) if (file := test.partition("::")[0]) in self.unreadable else _VANISHED
            for test in locked
            if test not in found
        }

    def _verdict(self, file: str, record: WallRecord) -> tuple[Verdict, str]:
        return of_record(record, self.unreadable[file])


_VANISHED = (Verdict.SKIPPED, VANISHED)


def of_record(record: WallRecord, why: str) -> tuple[Verdict, str]:
    """Return the verdict of tests that could not be read, `why` where the wall itself has nothing to say."""
    verdict = Verdict.ERROR if record.failure_kind is None else verdict_of(record.failure_kind)
    return verdict, bounded(record.reason or why)


def had_part(record: WallRecord) -> bool:
    """Whether the submission was asked while the tests were read."""
    return bool(record.calls or record.failure_kind)


def among(settled: Settled, only: Sequence[str] | None) -> Iterator[tuple[str, tuple[Verdict, str]]]:
    """Yield what is settled of the tests that are asked for."""
    wanted = None if only is None else frozenset(only)
    yield from (each for each in settled.items() if wanted is None or each[0] in wanted)
