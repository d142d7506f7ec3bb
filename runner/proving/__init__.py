"""Proving: whether a problem does what it says, and freezing it in `problem.lock` when it does."""

from runner.proving.draw import drawn_mutants
from runner.proving.examples import RunBatch
from runner.proving.matrix import KillMatrix, Row, by_kind
from runner.proving.proof import ExampleProof, LockState, Proof, Step, StepName
from runner.proving.renaming import names_by_seed, renames_of
from runner.proving.variation import vary, with_fresh_examples
from runner.proving.verify import Proving, verify_problem

__all__ = [
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
    "names_by_seed",
    "renames_of",
    "vary",
    "verify_problem",
    "with_fresh_examples",
]
