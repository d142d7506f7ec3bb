"""Each finding about fairness has something that makes it red, and says what, where and how to mend it."""

from dataclasses import replace

import pytest

from runner.catalog import ExampleKind, load_problem
from runner.model import GradeStatus
from runner.proving import ExampleProof
from runner.proving.brief import SECTIONS, Brief
from runner.proving.fairness import fairness_step

HIDDEN, VISIBLE = "tests/hidden/test_correctness.py", "tests/visible/test_examples.py"
ACCEPTED, WRONG = "submissions/accepted/", "submissions/wrong/"


@pytest.fixture
def findings(make_problem):
    """Return a function that gives the findings on the skeleton with other files, its counts made up first."""
    skeleton = load_problem(make_problem(examples=True), need_lock=False)
    wrong = skeleton.files[f"{WRONG}mean_of_all.py"]
    enough = {f"{WRONG}more_{number}.py": wrong for number in range(5)}
    third = {f"{ACCEPTED}third.py": b'"""By a class."""\n\n\nclass A:\n    x = 1\n'}

    def findings(changes=None, *, examples=(), limits=None) -> tuple[str, ...]:
        files = skeleton.files | enough | third
        files |= {path: text.encode() for path, text in (changes or {}).items()}
        problem = replace(skeleton, files={path: data for path, data in files.items() if data != b"gone"})
        if limits:
            problem = replace(problem, limits=replace(problem.limits, **limits))
        return fairness_step(problem, examples or (example(),), strict=True).faults

    findings.skeleton = {path: data.decode() for path, data in skeleton.files.items()}
    return findings


def example(slowest=0.1, whole=0.3) -> ExampleProof:
    return ExampleProof(
        path=f"{ACCEPTED}arrays.py",
        kind=ExampleKind.ACCEPTED,
        declared="",
        expects="",
        status=GradeStatus.GRADED,
        score=100.0,
        got={},
        seconds=1.0,
        slowest_seconds=slowest,
        tests_seconds=whole,
        failed_tests=(),
    )


def test_a_skeleton_with_enough_examples_has_no_finding(findings):
    assert findings() == ()


def test_findings_are_to_be_considered_unless_all_is_proven(make_problem):
    problem = load_problem(make_problem(examples=True), need_lock=False)
    step = fairness_step(problem, (example(),), strict=False)
    assert step.holds
    assert len(step.doubts) == 2, "too few accepted, too few wrong"


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_that_the_brief_lacks_is_named(findings, section):
    brief = findings.skeleton["brief.md"]
    for text in (brief.replace(f"## {section}\n", ""), brief.replace(f"## {section}\n", f"### {section}\n")):
        (said,) = findings({"brief.md": text})
        assert said.startswith(f"brief.md: has no section `## {section}`")


def test_a_brief_that_asks_for_no_decisions_is_told(findings):
    (said,) = findings({"brief.md": findings.skeleton["brief.md"].replace("DECISIONS.md", "NOTES.md")})
    assert "DECISIONS.md" in said


def test_a_name_that_tests_import_must_be_in_the_brief(findings):
    brief = findings.skeleton["brief.md"].replace("mean_by_key", "mean_by_keys")
    (said,) = findings({"brief.md": brief})
    assert said.startswith(f"brief.md: never mentions mean_by_key, which {HIDDEN} imports")


def test_a_tolerance_below_what_the_brief_states_is_told(findings):
    hidden = findings.skeleton[HIDDEN].replace("abs=1e-6", "abs=1e-8")
    assert hidden != findings.skeleton[HIDDEN]
    (said,) = findings({HIDDEN: hidden})
    assert said.startswith(f"{HIDDEN}, line ")
    assert "abs=1e-08" in said
    assert findings({HIDDEN: hidden.replace("abs=1e-8", "abs=1e-3")}) == (), "more lenient than promised is fair"


def test_a_comparison_without_a_tolerance_has_one_of_its_own(findings):
    hidden = findings.skeleton[HIDDEN] + "\n\ndef test_more():\n    assert mean_by_key([]) == pytest.approx({})\n"
    brief = findings.skeleton["brief.md"].replace("1e-6", "0.001")
    said = findings({HIDDEN: hidden, "brief.md": brief})
    assert any("approx's own 1e-06" in each for each in said)


def test_a_visible_input_in_a_hidden_test_is_told(findings):
    rows = "[('a', 1.0), ('b', 5.0), ('a', 2.0)]"
    visible = f"from solution import mean_by_key\n\n\ndef test_it():\n    assert mean_by_key({rows}) == 1\n"
    hidden = f"{findings.skeleton[HIDDEN]}\n\ndef test_rows():\n    rows = {rows}\n    assert mean_by_key(rows)\n"
    (said,) = findings({VISIBLE: visible, HIDDEN: hidden})
    assert said.startswith(f"{HIDDEN}, line ")
    assert f"of the visible test in {VISIBLE}, line 5" in said
    assert findings({VISIBLE: visible, HIDDEN: hidden.replace("5.0", "7.0")}) == ()


def test_too_few_examples_are_counted(findings):
    said = findings({f"{ACCEPTED}third.py": "gone", **{f"{WRONG}more_{n}.py": "gone" for n in range(2)}})
    assert [each.partition(":")[0] for each in said] == ["submissions/accepted", "submissions/wrong"]


def test_accepted_solutions_that_differ_in_names_alone_are_told(findings):
    copy = findings.skeleton[f"{ACCEPTED}arrays.py"].replace("rows", "readings")
    (said,) = findings({f"{ACCEPTED}third.py": copy})
    assert "two differ in names and comments alone" in said


def test_a_limit_needs_room_for_the_slowest_accepted(findings):
    assert findings(examples=(example(slowest=0.9),), limits={"wall_seconds_per_test": 3.0}) == ()
    (said,) = findings(examples=(example(slowest=1.1),), limits={"wall_seconds_per_test": 3.0})
    assert said.startswith("problem.toml, wall_seconds_per_test: 3 s is less than 3 times the 1.1 s")
    (said,) = findings(examples=(example(whole=50.0),), limits={"wall_seconds_total": 120.0})
    assert said.startswith("problem.toml, wall_seconds_total")


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("Results may differ by 1e-9.", 1e-9),
        ("to within 10^-7, relative or absolute", 1e-7),
        ("a tolerance of 10⁻⁶", 1e-6),
        ("exact to a millionth", 1e-6),
        ("an error of 5 % is allowed", 0.05),
        ("| precision | 0.001 |", 0.001),
    ],
)
def test_tolerances_are_read_in_the_ways_that_people_write_them(text, stated):
    assert stated in [pytest.approx(number) for number in Brief(text).tolerances()]


def test_a_number_that_has_nothing_to_do_with_precision_states_no_tolerance():
    assert Brief("The learning rate is 1e-9.\n\nResults are exact to 0.5.").tolerances() == (0.5,)
