"""Suites in other people's idioms become problems that hold, their tests unmodified."""

from pathlib import Path

import pytest

from runner.catalog import foreign_problem, read_lock, write_problem
from runner.model import Lock
from runner.proving import StepName, verify_problem

IDIOMS = Path(__file__).parent / "idioms"


@pytest.fixture
def make(tmp_path):
    """Return a function that makes a problem of a suite and returns its folder."""

    def make(name: str) -> Path:
        for source in (IDIOMS / name).rglob("*.txt"):
            target = tmp_path / source.relative_to(IDIOMS).with_suffix("")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
        given = tmp_path / name
        [reference] = (given / "reference").iterdir()
        found = foreign_problem(f"{name}-problem", tests=given / "tests", reference=reference)
        folder = tmp_path / f"{name}-problem"
        write_problem(folder, found.files)
        return folder

    return make


@pytest.fixture
def prove(make, engine):
    """Return a function that proves a problem and returns its lock."""

    def prove(name: str) -> Lock:
        folder = make(name)
        proof = verify_problem(folder, engine)
        assert proof.holds, [step.faults for step in proof.steps]
        lock = read_lock(folder)
        assert lock is not None
        return lock

    return prove


def test_unittest_case_with_setup_and_subtests(prove):
    lock = prove("bank")
    assert len(lock.tests) == 5
    assert set(lock.interface["modules"]["bank_account"]) == {"BankAccount"}


def test_test_classes_with_fixtures_parameters_and_classes_of_the_solution(prove):
    lock = prove("stack")
    assert len(lock.tests) == 11
    assert lock.interface["sites"]["LinkedList.head"] == ["Node"]


def test_generators_that_are_dropped_sent_to_and_closed(prove):
    lock = prove("prime")
    assert lock.interface["sites"]["primes"] == ["generator"]


def test_conftest_helpers_mocks_and_dataclasses(prove):
    lock = prove("csvish")
    assert {test.id.partition("[")[0] for test in lock.tests} >= {"tests/hidden/test_report.py::test_callback"}


def test_numpy_operators_module_setup_and_exceptions_with_attributes(prove):
    lock = prove("matrix")
    assert "numpy" in lock.preload
    assert {"__add__", "__eq__", "__matmul__"} <= set(lock.interface["modules"]["matrices"]["Matrix"]["specials"])


def test_a_package_with_modules_tested_by_a_suite_that_is_one_too(prove):
    lock = prove("ledger")
    assert {test.group for test in lock.tests} == {"book", "split"}
    modules = {"ledger", "ledger.book", "ledger.errors", "ledger.money", "ledger.money.split"}
    assert set(lock.interface["modules"]) == modules
    assert lock.interface["changes"] == {"split": ["0"]}
    assert lock.interface["sites"]["Book.undone"] == ["context manager"]


def test_objects_that_tests_share_need_a_guest_per_file_and_verify_says_so(make, engine):
    folder = make("shared")
    [step] = [step for step in verify_problem(folder, engine).steps if step.name is StepName.REFERENCE]
    assert step.faults
    assert all('guest_per = "file"' in fault for fault in step.faults)
    toml = (folder / "problem.toml").read_text()
    (folder / "problem.toml").write_text(toml.replace("[tests]", '[tests]\nguest_per = "file"'))
    assert verify_problem(folder, engine).holds
