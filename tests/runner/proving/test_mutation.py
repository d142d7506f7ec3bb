"""`verify --mutants`: what survives, what is listed, and which tests prove nothing, each told with its remedy."""

import math

import pytest

from runner.catalog import is_proven, skeleton_problem
from runner.proving import Proof, Proving, StepName, begin, examine, try_mutants

HIDDEN = "tests/hidden/test_correctness.py"
SKELETON = {path: data.decode() for path, data in skeleton_problem("mean-by-key").items()}
WRONG = "submissions/wrong/"
REFERENCE = '''"""Clip."""


def mean_by_key(rows):
    """Return the mean of each key."""
    found = {}
    for key, value in rows:
        found.setdefault(key, []).append(value)
    return {key: sum(many) / max(len(many), 1) for key, many in found.items()}
'''
EQUIVALENT = """[[equivalent]]
operator = "NumberReplacer"
was = "return {key: sum(many) / max(len(many), 1) for key, many in found.items()}"
becomes = "return {key: sum(many) / max(len(many), 0) for key, many in found.items()}"
reason = "no key has an empty list"
"""
INPUTS = """def run(solution, rng):
    rows = [(rng.choice("ab"), rng.random()) for _ in range(rng.randrange(5))]
    return solution.mean_by_key(rows)
"""
IDLE = "\n\ndef test_idle():\n    assert len(mean_by_key([])) >= 0\n"
SURVIVES = "solution.py:9:NumberReplacer.1 survives"


pytestmark = pytest.mark.thorough


@pytest.fixture
def prove(make_problem, engine):
    def prove(files=None, minutes=math.inf, share=1.0) -> tuple[tuple[str, ...], Proof]:
        files = {"reference/solution.py": REFERENCE, **(files or {})}
        how = Proving(mutants=True)
        begun = begin(make_problem(files, examples=True), engine, how)
        proof = try_mutants(examine(begun, engine, how, share=share), engine, how, minutes=minutes)
        step = next((step for step in proof.steps if step.name is StepName.MUTANTS), None)
        assert step is not None, [step.faults for step in proof.steps]
        return step.faults, proof

    return prove


def test_a_survivor_is_told_with_its_line(prove):
    faults, proof = prove()
    (survivor,) = (fault for fault in faults if "survives" in fault)
    assert survivor.startswith(SURVIVES)
    assert "\n    - return {key: sum(many) / max(len(many), 1)" in survivor
    assert not proof.holds
    assert proof.matrix is not None
    assert proof.matrix.survivors == ("solution.py:9:NumberReplacer.1",)
    assert {row.kind for row in proof.matrix.examples} == {"wrong", "slow"}
    assert sum(row.killed for row in proof.matrix.mutants) == len(proof.matrix.mutants) - 1


def test_a_listed_mutant_that_nothing_tells_apart_is_equivalent(prove):
    faults, proof = prove({"proof/equivalent.toml": EQUIVALENT, "proof/inputs.py": INPUTS})
    assert faults == ()
    assert proof.matrix.equivalent == ("solution.py:9:NumberReplacer.1",)


def test_a_listed_mutant_needs_a_generator(prove):
    faults, _ = prove({"proof/equivalent.toml": EQUIVALENT})
    assert [fault.partition(":")[0] for fault in faults] == ["proof/inputs.py"]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (INPUTS.replace("return solution", "return 1 if len(rows) < 9 else solution"), "only 1 different values"),
        (INPUTS.replace("rng.randrange", "rng.range"), "run() raises AttributeError for 500 of 500"),
        ("def run(solution, rng):\n    return rng.random()\n", "none of 300 inputs reaches line 9"),
        (INPUTS.replace("return solution.mean_by_key(rows)", "return object()"), "TypeError"),
    ],
)
def test_a_generator_that_proves_nothing_is_told(prove, inputs, said):
    faults, _ = prove({"proof/equivalent.toml": EQUIVALENT, "proof/inputs.py": inputs})
    assert any("is not shown to be equivalent by 10,000 inputs" in fault and said in fault for fault in faults), faults


def test_a_listed_mutant_that_differs_or_is_killed_is_told(prove):
    killed = EQUIVALENT.replace("max(len(many), 0)", "max(len(many), 2)")
    faults, _ = prove({"proof/equivalent.toml": killed, "proof/inputs.py": INPUTS})
    assert any("is listed as equivalent, but tests/hidden/" in fault for fault in faults)
    assert any("is not shown to be equivalent" in fault and "the result['" in fault for fault in faults)
    assert any(fault.startswith(SURVIVES) for fault in faults)


def test_an_entry_that_fits_nothing_is_told(prove):
    other = EQUIVALENT.replace("sum(many)", "sum(few)")
    faults, _ = prove({"proof/equivalent.toml": EQUIVALENT + other, "proof/inputs.py": INPUTS})
    assert [fault for fault in faults if "no mutant is NumberReplacer of `return {key: sum(few)" in fault] == list(
        faults
    )


def test_a_test_that_nothing_fails_proves_nothing(prove):
    faults, _ = prove(
        {
            HIDDEN: SKELETON[HIDDEN] + IDLE,
            "proof/equivalent.toml": EQUIVALENT,
            "proof/inputs.py": INPUTS,
        }
    )
    assert [fault.partition(": ")[0] for fault in faults] == [f"{HIDDEN}::test_idle"]


def test_groups_that_always_fail_together_are_told(prove):
    second = "tests/hidden/test_second.py"
    toml = SKELETON["problem.toml"].replace("points = 100", "points = 50")
    assert toml != SKELETON["problem.toml"]
    toml += f'\n[[group]]\nname = "second"\npoints = 50\ntests = "{second}"\n'
    faults, _ = prove(
        {
            second: SKELETON[HIDDEN],
            "problem.toml": toml,
            "proof/equivalent.toml": EQUIVALENT,
            "proof/inputs.py": INPUTS,
        }
    )
    assert [fault for fault in faults if fault.startswith("groups correctness and second fail together")]


def test_mutants_beyond_the_budget_are_not_drawn(prove):
    _, proof = prove({"problem.toml": SKELETON["problem.toml"] + "\n[proof]\nmutants = 3\n"})
    assert len(proof.matrix.mutants) == 3


def test_what_the_minutes_do_not_suffice_for_is_told(prove):
    _, proof = prove({"problem.toml": SKELETON["problem.toml"] + "\n[proof]\nminutes = 0.001\n"})
    assert proof.matrix.untried > 0
    assert any("were not tried" in step.doubts[0] for step in proof.steps if step.name is StepName.MUTANTS)


def test_without_a_minute_left_no_mutant_is_tried(prove):
    """No minute is left: no mutant is tried, which is told; nothing that one of them could fail is a fault."""
    faults, proof = prove({HIDDEN: SKELETON[HIDDEN] + IDLE}, minutes=0)
    assert (faults, len(proof.matrix.mutants), proof.matrix.survivors) == ((), 0, ())
    told, *idle = next(step.doubts for step in proof.steps if step.name is StepName.MUTANTS)
    assert told.startswith(f"{proof.matrix.untried} mutants were not tried") and proof.matrix.untried > 10
    assert any("test_idle: no wrong submission and no mutant fails it" in each for each in idle)
    assert not is_proven(proof.folder)


def test_with_some_examples_left_out_idle_tests_are_to_be_considered(prove):
    """A test that nothing fails is to be considered: one of the examples that were left out may."""
    idle = {
        HIDDEN: SKELETON[HIDDEN] + IDLE,
        f"{WRONG}sorted_keys_again.py": SKELETON[f"{WRONG}sorted_keys.py"],
        "proof/equivalent.toml": EQUIVALENT,
        "proof/inputs.py": INPUTS,
    }
    faults, proof = prove(idle, share=0.0)
    assert faults == ()
    assert not proof.matrix.untried
    doubts = next(step.doubts for step in proof.steps if step.name is StepName.MUTANTS)
    assert [doubt.partition(": ")[0] for doubt in doubts] == [f"{HIDDEN}::test_idle"]
