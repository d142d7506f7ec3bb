"""Proving: whether a problem does what it says, and freezing it in `problem.lock` when it does."""

from runner.proving.draw import drawn_mutants
from runner.proving.examples import RunBatch
from runner.proving.matrix import KillMatrix, Row, by_kind
from runner.proving.proof import ExampleProof, LockState, Proof, Step, StepName
from runner.proving.renaming import names_by_seed, renames_of
from runner.proving.variation import vary, with_fresh_examples
from runner.proving.verify import Examined, Proving, examine, try_mutants, verify_problem

__all__ = [
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
    "by_kind",
    "drawn_mutants",
    "examine",
    "names_by_seed",
    "renames_of",
    "try_mutants",
    "vary",
    "verify_problem",
    "with_fresh_examples",
]
