"""What came of one question, and whether it may have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.wall.failure import CannotCross, FailureKind, WallFailure
from tests.wall.machine.speaking import Speaking

Question = Callable[[], object]
Check = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Gave:
    """A question gave a value."""

    value: object


@dataclass(frozen=True, slots=True)
class Raised:
    """A question raised something that is no failure of the wall."""

    error: BaseException


Outcome = Gave | Raised | WallFailure


def outcome_of(question: Question) -> Outcome:
    """Ask, and return what came of it."""
    try:
        return Gave(question())
    except WallFailure as failure:
        return failure
    except BaseException as error:  # noqa: BLE001 -- whatever comes is what the model is held against
        return Raised(error)


class Talk:
    """One test's conversation as the model has it: what it must give, until it failed; then that failure for good.

    Where the guest has spoken for itself, nothing is foretold but that what comes out is declared.
    """

    def __init__(self, speaking: Speaking) -> None:
        self._speaking = speaking
        self.hostile = False
        self.failure: WallFailure | None = None
        self.own: list[BaseException] = []  # what the test's own functions raised

    @property
    def goes_on(self) -> bool:
        """Whether what is asked next can be foretold."""
        return self.failure is None and not self.hostile

    def gives(self, question: Question, check: Check) -> object:
        """Ask for a value that `check` takes; return it, None where the conversation is past that."""
        outcome = self._outcome(question)
        if outcome is None:
            return None
        assert isinstance(outcome, Gave), outcome
        assert check(outcome.value), outcome.value
        return outcome.value

    def raises(self, question: Question, check: Callable[[BaseException], bool]) -> None:
        """Ask for what must raise."""
        outcome = self._outcome(question)
        if outcome is not None:
            assert isinstance(outcome, Raised), outcome
            assert check(outcome.error), outcome.error

    def fails(self, question: Question, kind: FailureKind) -> None:
        """Ask for what must end the conversation."""
        outcome = self._outcome(question)
        if outcome is not None:
            assert isinstance(outcome, WallFailure), outcome
            assert outcome.kind is kind, outcome
            self.failure = outcome

    def _outcome(self, question: Question) -> Outcome | None:
        """Ask; None where the outcome is held against what holds after a failure, or of a hostile guest."""
        outcome = outcome_of(question)
        if isinstance(outcome, WallFailure):
            assert outcome is self._speaking.wall.failure
        else:
            assert self._speaking.wall.failure is None
        if self.failure is not None:
            assert outcome is self.failure
            return None
        if not self.hostile:
            return outcome
        if isinstance(outcome, WallFailure):
            self.failure = outcome
        elif isinstance(outcome, Raised):
            assert self._is_declared(outcome.error), outcome.error
        return None

    def _is_declared(self, error: BaseException) -> bool:
        """Whether it is the submission's own exception, the test's own word, or an object of the test that stays."""
        ours = any(error is each for each in (*self._speaking.raised, *self.own))
        stopped = isinstance(error, RuntimeError) and str(error).startswith("the submission raised Stop")
        return ours or stopped or isinstance(error, CannotCross)
