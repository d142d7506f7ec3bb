"""A judge's job: everything that one run of the hidden tests needs, as one value that crosses to the judge."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from runner.model import Group, Problem, Submission
from sandbox.limits import Limits

HIDDEN_TESTS = "tests/hidden"
REFERENCE = "reference"
GUEST_PER = ("test", "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeJob:
    """One run. `tests` is everything under tests/hidden, by its path in the problem.

    `locked` holds the ids that must be there. It and `interface` are None while `verify` runs the reference: then
    nothing is frozen yet, and the wall records what the tests use. `only` names the tests to run, where not all are.
    `reference` are the reference's files where tests are run that race against it: such a job needs a second box.
    Without `shrink`, Hypothesis does not look for the smallest counterexample: verdicts are the same, told sooner.
    While `proving`, the inputs of races are judged as well: large enough to be told from the way across the wall?
    """

    tests: tuple[tuple[str, bytes], ...] = field(repr=False)
    groups: tuple[Group, ...]
    submission: tuple[tuple[str, bytes], ...] = field(repr=False)
    modules: tuple[str, ...]
    limits: Limits
    seed: int
    max_examples: int = 100
    guest_per: str = "test"
    shrink: bool = True
    locked: tuple[str, ...] | None = None
    only: tuple[str, ...] | None = None
    interface: dict[str, object] | None = None
    reference: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    proving: bool = False

    @classmethod
    def grading(cls, problem: Problem, submission: Submission, *, only: tuple[str, ...] | None = None) -> "JudgeJob":
        """Make the job that grades a submission; without a lock (the reference's first run) it records."""
        lock = problem.lock
        races = lock is None or not lock.measuring.isdisjoint(lock.measuring if only is None else only)
        return cls(
            tests=tuple(sorted(problem.under(HIDDEN_TESTS).items())),
            groups=problem.groups,
            submission=tuple((file.path, file.data) for file in submission.files),
            modules=problem.modules,
            limits=problem.limits,
            seed=problem.tests.seed,
            max_examples=problem.tests.max_examples,
            guest_per=problem.tests.guest_per,
            shrink=problem.tests.shrink,
            locked=None if lock is None else tuple(test.id for test in lock.tests),
            only=only,
            interface=None if lock is None else lock.interface,
            reference=_files_of_reference(problem) if races else (),
        )

    def to_plain(self) -> dict[str, object]:
        """Write the job as a dictionary of plain values."""
        return {**self.common(), **self.own()}

    def common(self) -> dict[str, object]:
        """Write what every submission's job has alike, down to the last byte."""
        return {
            "tests": dict(self.tests),
            "groups": [{**asdict(group), "after": list(group.after)} for group in self.groups],
            "modules": list(self.modules),
            "limits": asdict(self.limits),
            "seed": self.seed,
            "max_examples": self.max_examples,
            "guest_per": self.guest_per,
            "shrink": self.shrink,
            "locked": None if self.locked is None else list(self.locked),
            "interface": self.interface,
            "reference": dict(self.reference),
            "proving": self.proving,
        }

    def own(self) -> dict[str, object]:
        """Write what is this job's alone; the judge learns of it when its tests are collected."""
        return {
            "submission": dict(self.submission),
            "only": None if self.only is None else list(self.only),
        }

    @classmethod
    def from_plain(cls, plain: object) -> "JudgeJob":
        """Read a job that `to_plain` wrote; raises ValueError that names the key for anything else."""
        if not isinstance(plain, Mapping):
            raise ValueError(f"a job is a dictionary, not {type(plain).__name__}")
        known = {each.name for each in fields(cls)}
        if set(plain) != known:
            raise ValueError(f"a job has the wrong keys: {sorted(map(str, set(plain) ^ known))}")
        if plain["guest_per"] not in GUEST_PER:
            raise ValueError(f"guest_per is {plain['guest_per']!r}; it must be one of {GUEST_PER}")
        return cls(
            **{
                **plain,
                "tests": tuple(plain["tests"].items()),
                "groups": tuple(Group(**{**group, "after": tuple(group["after"])}) for group in plain["groups"]),
                "submission": tuple(plain["submission"].items()),
                "reference": tuple(plain["reference"].items()),
                "modules": tuple(plain["modules"]),
                "limits": Limits(**plain["limits"]),
                "locked": None if plain["locked"] is None else tuple(plain["locked"]),
                "only": None if plain["only"] is None else tuple(plain["only"]),
            }
        )


def _files_of_reference(problem: Problem) -> tuple[tuple[str, bytes], ...]:
    under = problem.under(REFERENCE)
    return tuple((path.removeprefix(f"{REFERENCE}/"), data) for path, data in sorted(under.items()))
