"""The visible tests on a candidate's own machine, through the real judge and the real local engine."""

import pytest

from runner.grading import RunEnding, RunOutcome
from runner.judge import CollectedTest, Decided, JudgeJob
from runner.model import BadInput, Verdict
from runner.rounds import Kit, LocalRun, check, open_kit, saves, watched
from runner.rounds.check import visible_job

SECOND = "tests/visible/test_more.py"
MORE = '''
import pytest
from hypothesis import given, strategies as st
from solution import mean_by_key

@given(st.integers(0, 1000))
def test_small(n):
    """It keeps small numbers."""
    assert mean_by_key([("a", float(n))]) == {"a": min(n, 77)}

@pytest.mark.points(2)
def test_prints():
    assert mean_by_key([]) == {}
'''


@pytest.fixture
def kit(a_round) -> Kit:
    return open_kit(a_round.kit)


def put_reference(kit: Kit, problem) -> None:
    (kit.folder / "solution.py").write_bytes(problem.files["reference/solution.py"])


def test_starter_fails_then_the_solution_passes_in_the_same_run(kit: Kit, problem) -> None:
    with LocalRun(kit.sheet) as run:
        before = check(kit, run)
        put_reference(kit, problem)
        after = check(kit, run)
        assert any("memory_mb" in sentence for sentence in run.missing_limits())
    assert [(test.id, test.verdict) for test in before.tests] == [
        ("tests/visible/test_examples.py::test_mean_per_key", Verdict.FAILED)
    ]
    assert "NotImplementedError" in before.tests[0].message
    assert (before.holds, after.holds, after.passed) == (False, True, 1)


def test_a_property_shows_its_smallest_counterexample(kit: Kit, problem) -> None:
    put_reference(kit, problem)
    (kit.folder / SECOND).write_text(MORE)
    with LocalRun(kit.sheet) as run:
        report = check(kit, run)
    verdicts = {test.id.partition("::")[2]: test for test in report.tests}
    assert verdicts["test_small"].verdict is Verdict.FAILED
    assert "78" in verdicts["test_small"].counterexample
    assert verdicts["test_prints"].verdict is Verdict.PASSED
    assert not report.holds


def test_the_rounds_time_limit_holds_here_too(kit: Kit) -> None:
    path = kit.folder / "round.toml"
    path.write_text(path.read_text().replace("wall_seconds_per_test = 3.0", "wall_seconds_per_test = 1.0"))
    (kit.folder / "solution.py").write_text("def mean_by_key(rows):\n    while True: pass\n")
    kit = open_kit(kit.folder)
    with LocalRun(kit.sheet) as run:
        assert [test.verdict for test in check(kit, run).tests] == [Verdict.TIMEOUT]


def test_a_broken_visible_test_is_named(kit: Kit, problem) -> None:
    put_reference(kit, problem)
    (kit.folder / SECOND).write_text("def test_x(:\n")
    with LocalRun(kit.sheet) as run:
        report = check(kit, run)
    assert "tests/visible/test_more.py" in report.ended_early
    assert (report.tests, report.holds) == ((), False)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def mean_by_key(rows:\n", "SyntaxError"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("def mean(rows): return {}\n", "cannot import name 'mean_by_key'"),
    ],
)
def test_a_solution_that_gives_no_test_a_chance_is_told(kit: Kit, source: str, said: str) -> None:
    (kit.folder / "solution.py").write_text(source)
    with LocalRun(kit.sheet) as run:
        report = check(kit, run)
    assert said in report.ended_early
    assert "tests/hidden" not in report.ended_early
    assert not report.holds


def test_the_job_has_the_rounds_limits_and_no_lock(kit: Kit) -> None:
    job = visible_job(kit)
    assert (job.limits, job.modules, job.locked, job.interface) == (kit.sheet.limits, ("solution",), None, None)
    assert [group.tests for group in job.groups] == ["tests/hidden/test_examples.py"]
    assert [path for path, _ in job.submission] == ["solution.py"]


def test_no_visible_tests_is_told(kit: Kit) -> None:
    (kit.folder / "tests" / "visible" / "test_examples.py").unlink()
    with pytest.raises(BadInput, match="has no test"):
        visible_job(kit)


def test_a_run_that_ended_early_says_which_tests_have_no_verdict(kit: Kit) -> None:
    def lost(job: JudgeJob) -> RunOutcome:
        names = [f"tests/hidden/test_examples.py::test_{letter}" for letter in "abc"]
        tests = tuple(CollectedTest(id=name, group="g", points=1.0, title="", promise="") for name in names)
        decided = {names[0]: Decided(id=names[0], verdict=Verdict.PASSED)}
        return RunOutcome(ending=RunEnding.BOX_LOST, reason="gone", collected=tests, decided=decided, running=names[1])

    report = check(kit, lost)
    assert [test.verdict for test in report.tests] == [Verdict.PASSED, Verdict.CRASHED]
    assert report.not_run == ("tests/visible/test_examples.py::test_c",)
    assert not report.holds


def test_a_watch_sees_whatever_a_module_can_be_handed_in_as(kit: Kit) -> None:
    module = kit.sheet.modules[0]
    (kit.folder / f"{module}.py").unlink()
    seen = []
    steps = [
        lambda: (kit.folder / f"{module}.ipynb").write_text("{}"),
        lambda: None,
        lambda: (kit.folder / f"{module}.ipynb").write_text("{...}"),
        lambda: None,
        lambda: (kit.folder / "notes.txt").write_text("no save of the work"),
        lambda: None,
    ]

    def sleep(_: float) -> None:
        if not steps:
            raise KeyboardInterrupt
        steps.pop(0)()

    with pytest.raises(KeyboardInterrupt):
        for each in saves(watched(kit), sleep=sleep):
            seen.append(each)  # noqa: PERF402  (the loop ends by an exception)
    assert len(seen) == 3
