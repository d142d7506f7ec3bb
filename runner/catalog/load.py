"""Load a problem: read its folder, parse `problem.toml` strictly, check the structure, check the lock.

    folder --read_folder--> {path: bytes} --parse_problem--> Problem + findings --check_files--> findings
                                                                 `-- problem.lock --read_lock--> Lock

Nothing in a problem folder is ever imported. All findings are collected before anything is refused, so that an author
corrects a folder in one go.
"""

import keyword
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from runner.catalog import themes
from runner.catalog.finding import Finding, Level
from runner.catalog.folder import read_folder
from runner.catalog.lockfile import LOCK_NAME, check_lock, read_lock
from runner.catalog.proven import PROOF_NAME
from runner.catalog.rules import check_completeness, check_files, check_groups
from runner.catalog.schema import Table
from runner.catalog.themes import AT_ONCE, UNTOLD
from runner.model import Feedback, Group, Problem, ProblemInvalid, ProofBudget, Round, Rubric, TestRules
from sandbox.limits import Limits

TOML_NAME = "problem.toml"
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TOML_BYTES = 256 * 1024
_SHOWN = 20
_MOST_SUBMISSIONS = 1000
_OURS = frozenset({"numpy", "scipy", "pytest", "hypothesis", "sandbox", "runner", "conftest", "tests"})
# What pytest and Hypothesis import themselves, also late: in the judge a stand-in would be there instead.
_THEIRS = frozenset({"_pytest", "colorama", "iniconfig", "packaging", "pluggy", "py", "pygments", "sortedcontainers"})
TAKEN = frozenset(sys.stdlib_module_names) | _OURS | _THEIRS


def load_problem(folder: Path, *, need_lock: bool) -> Problem:
    """Return the problem in `folder`; ProblemInvalid with every fatal finding where it breaks the format.

    With `need_lock` the lock must be there and fresh. Without, it is given as it is, if it can be read at all.
    """
    problem, findings = inspect_problem(folder)
    if problem is None:
        fatal = [finding for finding in findings if finding.level is Level.FATAL]
        lines = [f"  {finding}" for finding in fatal[:_SHOWN]]
        more = [f"  and {len(fatal) - _SHOWN} more"] if len(fatal) > _SHOWN else []
        raise ProblemInvalid("\n".join([f"{folder} is not a problem that can be used:", *lines, *more]))
    if not need_lock:
        try:
            return replace(problem, lock=read_lock(folder))
        except ProblemInvalid:
            return problem  # whoever needs no lock is about to write one, or only shows the problem
    problem = replace(problem, lock=read_lock(folder))
    check_lock(problem)
    return problem


def inspect_problem(folder: Path) -> tuple[Problem | None, tuple[Finding, ...]]:
    """Return the problem without its lock, None where a finding is fatal, and all findings."""
    files = read_folder(folder)
    files.pop(LOCK_NAME, None)
    files.pop(PROOF_NAME, None)
    slug = folder.resolve().name
    problem, found = parse_problem(slug, files)
    findings = [*found]
    if not SLUG.fullmatch(slug) or len(slug) > 64:
        remedy = "Rename it to lower-case words with hyphens between."
        findings.append(Finding(file=".", what=f"the folder's name {slug[:80]!r} is not a slug", remedy=remedy))
    if problem is not None and not found:  # files are looked for by what the file says: it must hold first
        findings += [*check_files(problem), *check_completeness(problem)]
    if any(finding.level is Level.FATAL for finding in findings):
        problem = None
    return problem, tuple(findings)


def parse_problem(slug: str, files: Mapping[str, bytes]) -> tuple[Problem | None, tuple[Finding, ...]]:
    """Return the problem that `files` hold, None only where `problem.toml` can't be parsed, and what is wrong."""
    findings: list[Finding] = []
    values = _toml(files, findings)
    if values is None:
        return None, tuple(findings)
    root = Table(values, file=TOML_NAME, where="", findings=findings)
    root.whole("format", low=1, high=1)
    about, environment = root.table("problem"), root.table("environment")
    problem = Problem(
        slug=slug,
        title=about.text("title"),
        version=about.text("version"),
        authors=about.texts("authors"),
        license=about.text("license"),
        themes=about.words("themes", allowed=themes.THEMES),
        difficulty=about.text("difficulty", allowed=themes.DIFFICULTIES),
        prepare_hours=about.number("prepare_hours", low=-1, high=24 * 90),
        minutes=about.number("minutes", low=0, high=60 * 24 * 14),
        round=_round(root.table("round")),
        image=environment.text("image", allowed=themes.IMAGES),
        modules=_modules(environment),
        limits=_limits(root.table("limits", required=False)),
        tests=_tests(root.table("tests")),
        groups=tuple(_group(table) for table in root.tables("group", required=True)),
        feedback=_feedback(root.table("feedback", required=False)),
        rubric=tuple(_rubric(table) for table in root.tables("rubric", required=False)),
        private=about.flag("private"),
        proof=_proof(root.table("proof", required=False)),
        files=dict(files),
    )
    for table in (about, environment, root):
        table.finish()
    if not findings:
        findings += check_groups(problem.groups)
    return problem, tuple(findings)


def _toml(files: Mapping[str, bytes], findings: list[Finding]) -> dict[str, object] | None:
    data = files.get(TOML_NAME)
    if data is None:
        findings.append(Finding(file=TOML_NAME, what="is missing", remedy="`prebrief problem new` writes a skeleton."))
        return None
    if len(data) > _TOML_BYTES:
        findings.append(Finding(file=TOML_NAME, what="is too large", remedy=f"Keep it below {_TOML_BYTES >> 10} KiB."))
        return None
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        findings.append(
            Finding(file=TOML_NAME, what=f"is not TOML: {str(error)[:200]}", remedy="Correct the syntax there.")
        )
        return None


def _round(table: Table) -> Round:
    value = Round(
        label=table.text("label"),
        format=table.text("format", allowed=themes.ROUND_FORMATS),
        assesses=table.texts("assesses"),
        not_assessed=table.texts("not_assessed"),
    )
    table.finish()
    return value


def _modules(table: Table) -> tuple[str, ...]:
    modules = table.texts("modules")
    for module in modules:
        if not module.isidentifier() or not module.isascii() or keyword.iskeyword(module):
            table.wrong(
                "modules", f"has {module[:60]!r}, no module name", "Name a module as `import` would, without dots."
            )
        elif module in TAKEN:
            table.wrong(
                "modules", f"has {module!r}, a name that Python or the judge uses itself", "Choose another name."
            )
    return modules


def _limits(table: Table) -> Limits:
    base = Limits()
    value = Limits(
        wall_seconds_per_test=table.number(
            "wall_seconds_per_test", low=0, high=600, default=base.wall_seconds_per_test
        ),
        wall_seconds_total=table.number("wall_seconds_total", low=0, high=7200, default=base.wall_seconds_total),
        cpu_seconds=table.number("cpu_seconds", low=0, high=7200, default=base.cpu_seconds),
        memory_mb=table.whole("memory_mb", low=32, high=65_536, default=base.memory_mb),
        processes=table.whole("processes", low=1, high=4096, default=base.processes),
        open_files=table.whole("open_files", low=16, high=65_536, default=base.open_files),
        file_size_mb=table.whole("file_size_mb", low=1, high=4096, default=base.file_size_mb),
        output_kb=table.whole("output_kb", low=1, high=16_384, default=base.output_kb),
    )
    if value.wall_seconds_total < value.wall_seconds_per_test:
        table.wrong(
            "wall_seconds_total", "is less than wall_seconds_per_test", "Give all tests at least the time of one."
        )
    table.finish()
    return value


def _tests(table: Table) -> TestRules:
    value = TestRules(
        seed=table.whole("seed", low=0, high=2**63 - 1),
        guest_per=table.text("guest_per", default="test", allowed=themes.GUESTS_PER),
        max_examples=table.whole("max_examples", low=1, high=100_000, default=100),
    )
    table.finish()
    return value


def _group(table: Table) -> Group:
    value = Group(
        name=table.text("name"),
        points=table.number("points", low=0, high=100),
        tests=table.text("tests"),
        after=table.texts("after", default=(), fewest=0),
    )
    table.finish()
    return value


def _feedback(table: Table) -> Feedback:
    value = Feedback(
        hidden=table.text("hidden", default="counts", allowed=themes.HIDDEN_FEEDBACK),
        release=table.text("release", default="after-review", allowed=themes.RELEASES),
        max_submissions=table.whole_or_none("max_submissions", low=1, high=_MOST_SUBMISSIONS),
    )
    if value.release == AT_ONCE and value.hidden != UNTOLD and not table.has("max_submissions"):
        table.wrong(
            "max_submissions",
            f'is missing: with release = "{AT_ONCE}" a candidate could hand in again and again, and read the hidden '
            "tests off the answers",
            "Add max_submissions = 5, or how many different submissions of one candidate are to be graded; or release "
            "later.",
        )
    table.finish()
    return value


def _proof(table: Table) -> ProofBudget:
    base = ProofBudget()
    value = ProofBudget(
        mutants=table.whole("mutants", low=1, high=10_000, default=base.mutants),
        minutes=table.number("minutes", low=0, high=600, default=base.minutes),
    )
    table.finish()
    return value


def _rubric(table: Table) -> Rubric:
    value = Rubric(name=table.text("name"), question=table.text("question"), levels=table.texts("levels", fewest=2))
    table.finish()
    return value
