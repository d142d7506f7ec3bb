from __future__ import annotations

from runner import model
from runner.model import GroupScore, Verdict
from runner.report import grade_text
from tests.runner.grading.builders import a_grade

BAD = "\x1b[2J\u202e\r"


def a_detailed_grade() -> model.Grade:
    test = model.TestResult(
        id=f"t::one{BAD}",
        group="basics",
        verdict=Verdict.FAILED,
        points=0.0,
        points_possible=30.0,
        message=f"assert 1 == 2{BAD}",
        counterexample=f"n=3{BAD}",
        promise=f"Three.{BAD}",
        output=f"printed{BAD}",
    )
    group = GroupScore(name="basics", points=0.0, points_possible=30.0, passed=0, tests=1, withheld="half of x")
    return a_grade(f"ann{BAD}", tests=(test,), groups=(group,), decisions=f"because{BAD}", reason=BAD)


def test_every_test_has_its_verdict_points_message_and_counterexample() -> None:
    text = grade_text(a_detailed_grade())
    for part in ("failed", "0/30", "assert 1 == 2", "n=3", "Three.", "half of x", "because"):
        assert part in text
    assert "printed" not in text
    assert "printed" in grade_text(a_detailed_grade(), with_output=True)
