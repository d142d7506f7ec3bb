"""Frozen values that travel between rooms: problem, submission, verdict, grade."""

from runner.model.card import Card, FollowUp, card_of
from runner.model.errors import (
    BadInput,
    CheckFailed,
    DatabaseFault,
    NotAllowed,
    NotPermitted,
    NotThere,
    OurFault,
    ProblemInvalid,
    RunnerError,
    SubmissionRejected,
)
from runner.model.measurement import Measurement, MeasurementKind, Sample
from runner.model.problem import Feedback, Group, Lock, LockedTest, Problem, ProofBudget, Round, Rubric, TestRules
from runner.model.record import record_of
from runner.model.result import Grade, GradeStatus, GroupScore, Provenance, TestResult
from runner.model.submission import SourceFile, Submission
from runner.model.verdict import Verdict

__all__ = [
    "BadInput",
    "Card",
    "CheckFailed",
    "DatabaseFault",
    "Feedback",
    "FollowUp",
    "Grade",
    "GradeStatus",
    "Group",
    "GroupScore",
    "Lock",
    "LockedTest",
    "Measurement",
    "MeasurementKind",
    "NotAllowed",
    "NotPermitted",
    "NotThere",
    "OurFault",
    "Problem",
    "ProblemInvalid",
    "ProofBudget",
    "Provenance",
    "Round",
    "Rubric",
    "RunnerError",
    "Sample",
    "SourceFile",
    "Submission",
    "SubmissionRejected",
    "TestResult",
    "TestRules",
    "Verdict",
    "card_of",
    "record_of",
]
