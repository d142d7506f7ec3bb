"""Proving: whether a problem does what it says, and freezing it in `problem.lock` when it does."""

from runner.proving.draw import drawn_mutants
from runner.proving.examples import RunBatch
from runner.proving.matrix import KillMatrix, Row, by_kind
from runner.proving.proof import ExampleProof, LockState, Proof, Step, StepName
from runner.proving.renaming import names_by_seed, renames_of
from runner.proving.variation import vary, with_fresh_examples
from runner.proving.verify import Begun, Examined, Proving, begin, examine, try_mutants, verify_problem
from runner.proving.within import verify_within

__all__ = [
    "Begun",
    "Examined",
    "ExampleProof",
    "KillMatrix",
    "LockState",
    "Proof",
    "Proving",
    "Row",
    "RunBatch",
    "Step",
    "StepName",
    "begin",
    "by_kind",
    "drawn_mutants",
    "examine",
    "names_by_seed",
    "renames_of",
    "try_mutants",
    "vary",
    "verify_problem",
    "verify_within",
    "with_fresh_examples",
]
