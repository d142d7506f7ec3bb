"""A problem as read from its folder: frozen values, nothing of the file system but bytes."""

from dataclasses import dataclass, field

from sandbox.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What the round is called and what it assesses; the candidate reads this first."""

    label: str
    format: str  # live | take-home | panel
    assesses: tuple[str, ...]
    not_assessed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A test group: one file of hidden tests that shares `points`; counts only if the groups in `after` earned half."""

    name: str
    points: float
    tests: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRules:
    """How the hidden tests are run: `guest_per` is "test" or "file".

    No problem sets `shrink`: where nobody reads the counterexample, as with mutants, its search is left out.
    """

    seed: int
    guest_per: str = "test"
    max_examples: int = 100
    shrink: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofBudget:
    """What proving the problem on mutants of its reference may cost: how many are graded, in how many minutes."""

    mutants: int = 60
    minutes: float = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What candidates learn of hidden tests (nothing | score | counts | names), when, and of how many submissions.

    `max_submissions` is how many different submissions of one candidate are graded, None for any number: each graded
    one tells something of the hidden tests.
    """

    hidden: str = "counts"
    release: str = "after-review"
    max_submissions: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """One question that people score, kept apart from the tests' score."""

    name: str
    question: str
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedTest:
    """A test that the lock freezes: its id, group and points, and whether it times the submission."""

    id: str
    group: str
    points: float
    promise: str = ""
    measures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What `verify` froze. `interface` is the wall's document (plain dicts and lists; `sandbox.wall` reads it)."""

    tests: tuple[LockedTest, ...]
    interface: dict[str, object]
    preload: tuple[str, ...]
    digest: str

    @property
    def measuring(self) -> frozenset[str]:
        """The tests that time the submission."""
        return frozenset(test.id for test in self.tests if test.measures)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A whole problem. `files` maps every path under the folder to its bytes (problem.lock left out)."""

    slug: str
    title: str
    version: str
    authors: tuple[str, ...]
    license: str
    themes: tuple[str, ...]
    difficulty: str
    prepare_hours: float
    minutes: float
    round: Round
    image: str
    modules: tuple[str, ...]
    limits: Limits
    tests: TestRules
    groups: tuple[Group, ...]
    feedback: Feedback
    rubric: tuple[Rubric, ...]
    proof: ProofBudget = ProofBudget()
    private: bool = False  # a variation, not to be published
    files: dict[str, bytes] = field(repr=False)
    lock: Lock | None = None

    def under(self, folder: str) -> dict[str, bytes]:
        """Return the files below `folder`, by their whole path."""
        return {path: data for path, data in self.files.items() if path.startswith(folder.rstrip("/") + "/")}
