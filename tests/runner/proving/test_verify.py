"""A problem is locked when everything holds; else each fault is said in a sentence, and nothing is written."""

import pytest

from runner.catalog import LOCK_NAME, load_problem, skeleton_problem
from runner.proving import LockState, Proof, Proving, StepName, begin, verify_problem

HIDDEN = "tests/hidden/test_correctness.py"
VISIBLE = "tests/visible/test_examples.py"
SKELETON = {path: data.decode() for path, data in skeleton_problem("mean-by-key").items()}
REFERENCE = SKELETON["reference/solution.py"]


def faults(proof: Proof, name: StepName) -> tuple[str, ...]:
    return next(step.faults for step in proof.steps if step.name is name)


@pytest.fixture
def verify(engine):
    def verify(folder, **how) -> Proof:
        return verify_problem(folder, engine, Proving(**how))

    return verify


def test_the_skeleton_holds_and_is_locked(make_problem, verify):
    folder = make_problem(examples=True)
    proof = verify(folder)
    assert proof.holds, [step.faults for step in proof.steps]
    assert proof.lock is LockState.WRITTEN
    assert {example.kind.value for example in proof.examples} == {"accepted", "wrong", "slow", "broken"}
    lock = load_problem(folder, need_lock=True).lock
    assert lock is not None
    assert lock.preload == ()
    assert [test.points for test in lock.tests] == [pytest.approx(100 / 3)] * 3
    assert all(test.promise for test in lock.tests)


def test_examples_with_another_outcome_are_named_with_what_came_instead(make_problem, verify):
    folder = make_problem(
        {
            "submissions/accepted/arrays.py": SKELETON["submissions/wrong/mean_of_all.py"],
            "submissions/wrong/pairwise_mean.py": f'"""correctness: there is no mistake."""\n{REFERENCE}',
            "submissions/wrong/sorted_keys.py": '"""correctness: renamed."""\n\n\ndef mean(rows):\n    return {}\n',
            "submissions/slow/scan_per_key.py": '"""timeout: it raises."""\n\n\ndef mean_by_key(rows):\n    1 / 0\n',
            "submissions/broken/other_name.py": f'"""missing: nothing is."""\n{REFERENCE}',
        },
        examples=True,
    )
    proof = verify(folder)
    named = {fault.partition(":")[0]: fault for fault in faults(proof, StepName.EXAMPLES)}
    assert set(named) == {
        "submissions/accepted/arrays.py",
        "submissions/wrong/pairwise_mean.py",
        "submissions/wrong/sorted_keys.py",
        "submissions/slow/scan_per_key.py",
        "submissions/broken/other_name.py",
    }
    assert (
        "declares group correctness to catch it; it got correctness 3 passed"
        in named["submissions/wrong/pairwise_mean.py"]
    )
    slow = named["submissions/slow/scan_per_key.py"]
    assert f"it got correctness 3 failed. First: {HIDDEN}::test_means" in slow
    assert "ZeroDivisionError" in slow
    assert not proof.holds
    assert proof.lock is LockState.STALE
    assert not (folder / LOCK_NAME).exists()


def test_every_hidden_test_that_the_reference_fails_is_named(make_problem, verify):
    more = "\n\ndef test_no():\n    assert mean_by_key([]) == {'a': 1}\n\n\ndef test_neither():\n    assert False\n"
    proof = verify(make_problem({HIDDEN: SKELETON[HIDDEN] + more}))
    assert [fault.partition(": ")[0] for fault in faults(proof, StepName.REFERENCE)] == [
        f"{HIDDEN}::test_no",
        f"{HIDDEN}::test_neither",
    ]
    assert proof.lock is LockState.NONE


def test_a_skipped_hidden_test_does_not_hold(make_problem, verify):
    more = "\n\n@pytest.mark.skip\ndef test_later():\n    mean_by_key([])\n"
    [fault] = faults(verify(make_problem({HIDDEN: SKELETON[HIDDEN] + more})), StepName.REFERENCE)
    assert fault.startswith(f"{HIDDEN}::test_later: skipped")


def test_inputs_that_differ_from_run_to_run_are_found(make_problem, verify):
    more = "\n\ndef test_any():\n    import time\n    assert mean_by_key([('a', time.time())])\n"
    [fault] = faults(verify(make_problem({HIDDEN: SKELETON[HIDDEN] + more})), StepName.REFERENCE)
    assert fault.startswith(f"{HIDDEN}::test_any: outcome differs between two runs")


@pytest.mark.parametrize(("times", "told"), [(1, []), (2, [f"{HIDDEN}::test_late: timeout"])])
def test_a_run_that_busy_neighbours_may_have_slowed_is_made_once_more(make_problem, verify, tmp_path, times, told):
    marks = tmp_path / "marks"
    marks.mkdir()
    marks.chmod(0o777)  # the submission has a user of its own where the tests' user is root
    late = (
        "\n\ndef late():\n    import pathlib, time\n"
        f"    for mark in map(pathlib.Path({str(marks)!r}).joinpath, {'ab'[:times]!r}):\n"
        "        if not mark.exists():\n            mark.touch()\n            time.sleep(60)\n"
    )
    hidden = SKELETON[HIDDEN].replace("import mean_by_key", "import late, mean_by_key")
    toml = SKELETON["problem.toml"].replace("wall_seconds_per_test = 3", "wall_seconds_per_test = 2")
    assert hidden != SKELETON[HIDDEN]
    assert toml != SKELETON["problem.toml"]
    folder = make_problem(
        {
            HIDDEN: hidden + "\n\ndef test_late():\n    assert late() is None\n",
            "reference/solution.py": REFERENCE + late,
            "problem.toml": toml,
        }
    )
    assert [fault.partition(": the time")[0] for fault in faults(verify(folder), StepName.REFERENCE)] == told


def test_an_outcome_that_differs_from_run_to_run_is_found(make_problem, verify):
    more = "\nRUN = 0\n\n\ndef test_once(tmp_path_factory):\n    import secrets\n    "
    more += "assert mean_by_key([('a', float(secrets.randbits(50)))])\n"
    [fault] = faults(verify(make_problem({HIDDEN: SKELETON[HIDDEN] + more})), StepName.REFERENCE)
    assert "outcome differs between two runs" in fault


def test_a_reference_that_cannot_be_imported_is_said_in_its_own_words(make_problem, verify):
    proof = verify(make_problem({"reference/solution.py": "import no_such_package\n"}))
    [fault] = faults(proof, StepName.REFERENCE)
    assert "no_such_package" in fault


def test_hidden_tests_that_cannot_be_imported_are_a_fault(make_problem, verify):
    [fault] = faults(verify(make_problem({HIDDEN: f"import gone\n{SKELETON[HIDDEN]}"})), StepName.REFERENCE)
    assert "No module named 'gone'" in fault


def test_visible_tests_that_the_reference_fails_are_named_by_their_own_path(make_problem, verify):
    proof = verify(make_problem({VISIBLE: f"{SKELETON[VISIBLE]}\n\ndef test_no():\n    assert mean_by_key([]) == 1\n"}))
    [fault] = faults(proof, StepName.VISIBLE)
    assert fault.startswith(f"{VISIBLE}::test_no: failed")


def test_a_starter_must_run(make_problem, verify):
    proof = verify(make_problem({"starter/solution.py": "def mean_by_key(rows:\n"}))
    [fault] = faults(proof, StepName.STARTER)
    assert "SyntaxError" in fault


def test_a_starter_must_have_the_names_of_the_visible_tests(make_problem, verify):
    proof = verify(make_problem({"starter/solution.py": "def other():\n    pass\n"}))
    assert any("mean_by_key" in fault for fault in faults(proof, StepName.STARTER))


def test_a_starter_that_leaves_nothing_to_do_is_a_fault_once_there_are_examples(make_problem, verify):
    proof = verify(make_problem({"starter/solution.py": REFERENCE}, examples=True))
    assert faults(proof, StepName.STARTER) == (
        "the starter passes every visible test: add one that it fails, as worked examples do",
    )


def test_the_structure_comes_first_and_its_errors_stop(make_problem, verify):
    proof = verify(make_problem({"submissions/wrong/x.py": '"""no such group: x."""\n'}))
    assert [step.name for step in proof.steps] == [StepName.STRUCTURE]
    assert any("submissions/wrong/x.py" in fault for fault in faults(proof, StepName.STRUCTURE))
    assert proof.findings


def test_check_writes_nothing_and_finds_a_missing_lock(make_problem, verify):
    folder = make_problem()
    proof = verify(folder, check=True)
    assert (proof.lock, proof.holds) == (LockState.STALE, False)
    assert not (folder / LOCK_NAME).exists()
    assert verify(folder).lock is LockState.WRITTEN
    assert verify(folder, check=True).holds


def test_check_finds_a_stale_lock_and_says_what_changed(make_problem, verify):
    folder = make_problem()
    verify(folder)
    before = (folder / LOCK_NAME).read_bytes()
    with (folder / HIDDEN).open("a") as file:
        file.write("\n\ndef test_one_more():\n    assert mean_by_key([]) == {}\n")
    proof = verify(folder, check=True)
    [fault] = faults(proof, StepName.LOCK)
    assert "1 tests added" in fault
    assert (folder / LOCK_NAME).read_bytes() == before


def test_a_lock_that_cannot_be_read_is_made_anew(make_problem, verify):
    folder = make_problem()
    (folder / LOCK_NAME).write_text("<<<<<<< ours")
    assert verify(folder).lock is LockState.WRITTEN
    assert load_problem(folder, need_lock=True).lock is not None


def test_tests_that_no_wrong_example_fails_are_listed(make_problem, verify):
    more = "\n\ndef test_nothing():\n    assert isinstance(mean_by_key([]), dict)\n"
    proof = verify(make_problem({HIDDEN: SKELETON[HIDDEN] + more}, examples=True))
    assert proof.holds
    assert f"{HIDDEN}::test_nothing" in proof.uncaught


def test_a_comparison_by_the_submissions_own_code_is_a_doubt(make_problem, verify):
    own = "\n\nclass Mean:\n    def __eq__(self, other):\n        return True\n"
    more = "\n\ndef test_own():\n    from solution import Mean\n    assert Mean() == 3\n"
    folder = make_problem({"reference/solution.py": REFERENCE + own, HIDDEN: SKELETON[HIDDEN] + more})
    proof = verify(folder)
    [doubt] = next(step.doubts for step in proof.steps if step.name is StepName.REFERENCE)
    assert "Mean.__eq__" in doubt
    assert proof.holds


def test_a_test_that_asks_the_submission_for_nothing_is_a_fault(make_problem, verify):
    asks_nothing = "\n\ndef test_it_is_there():\n    assert callable(mean_by_key)\n"
    proof = verify(make_problem({HIDDEN: SKELETON[HIDDEN] + asks_nothing}))
    (fault,) = faults(proof, StepName.REFERENCE)
    assert fault.startswith(f"{HIDDEN}::test_it_is_there: passes on a submission that answers nothing")
    assert proof.lock is LockState.NONE


@pytest.mark.alone  # beside other tests whoever computes waits as well
@pytest.mark.parametrize(
    ("slowly", "lanes"),
    [("import time\n    time.sleep(1.5)", 6), ("assert sum(range(60_000_000))", 3)],
    ids=["waits", "computes"],
)
def test_more_are_graded_at_a_time_where_tests_wait(make_problem, engine, slowly, lanes):
    body = f"\n\ndef test_slowly():\n    {slowly}\n    assert mean_by_key([]) == {{}}\n"
    begun = begin(make_problem({HIDDEN: SKELETON[HIDDEN] + body}), engine, Proving(lanes=3))
    assert begun.problem is not None, [step.faults for step in begun.steps]
    assert begun.lanes == lanes
