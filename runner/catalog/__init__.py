"""Problem folders: find, load, check, freeze, and begin new ones. A problem is data and never imported."""

from runner.catalog.appearing import appearing
from runner.catalog.conventions import ExampleKind, ExampleSubmission, example_submissions
from runner.catalog.digest import content_digest
from runner.catalog.find import find_problem, problem_folders, shipped_problems
from runner.catalog.finding import Finding, Level
from runner.catalog.folder import FolderBounds, read_file, read_folder
from runner.catalog.foreign import DRAFT_MARK, ForeignSuite, foreign_problem
from runner.catalog.guide import follow_ups
from runner.catalog.load import inspect_problem, load_problem
from runner.catalog.lockfile import LOCK_NAME, check_lock, lock_text, read_lock, write_lock
from runner.catalog.proven import PROOF_NAME, ProofRecord, due, is_proven, whole_digest, write_record
from runner.catalog.schema import Table
from runner.catalog.skeleton import skeleton_problem, write_problem
from runner.catalog.suite import imported_names, is_test_file
from runner.catalog.themes import THEMES

__all__ = [
    "DRAFT_MARK",
    "LOCK_NAME",
    "PROOF_NAME",
    "THEMES",
    "ExampleKind",
    "ExampleSubmission",
    "Finding",
    "FolderBounds",
    "ForeignSuite",
    "Level",
    "ProofRecord",
    "Table",
    "appearing",
    "check_lock",
    "content_digest",
    "due",
    "example_submissions",
    "find_problem",
    "follow_ups",
    "foreign_problem",
    "imported_names",
    "inspect_problem",
    "is_proven",
    "is_test_file",
    "load_problem",
    "lock_text",
    "problem_folders",
    "read_file",
    "read_folder",
    "read_lock",
    "shipped_problems",
    "skeleton_problem",
    "whole_digest",
    "write_lock",
    "write_problem",
    "write_record",
]
