from __future__ import annotations

import pytest

from runner.cli.live import duration_text, live, progress_text
from runner.grading import Progress


def a_progress(done: int, remaining_seconds: float | None = None, *, kept: int = 0) -> Progress:
    return Progress(done=done, total=40, kept=kept, remaining_seconds=remaining_seconds)


def test_a_line_says_how_many_are_done_and_left_and_the_time_that_remains() -> None:
    assert progress_text(a_progress(0)) == "0 of 40 done, 40 left"
    assert (
        progress_text(a_progress(12, 80.0, kept=2))
        == "12 of 40 done (2 of them before), 28 left, about 1 min 20 s remain"
    )
    assert progress_text(a_progress(40, 0.0)) == "40 of 40 done, 0 left"


def test_a_line_says_how_many_are_graded_and_wait_for_canaries() -> None:
    progress = Progress(done=20, total=40, kept=0, remaining_seconds=9.0, waiting=8)
    told = "20 of 40 done, 20 left (8 of them graded, canaries to come), about 9 s remain"
    assert progress_text(progress) == told


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (3599.9, "1 h 0 min"), (7500, "2 h 5 min")]
)
def test_a_time_is_said_as_people_say_it(seconds: float, text: str) -> None:
    assert duration_text(seconds) == text


def test_without_a_terminal_there_is_a_line_now_and_then_and_one_at_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    with live("small", clock=lambda: now) as tell:
        for done in range(1, 41):
            now += 1.0
            tell(a_progress(done))
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert [line.split()[1] for line in lines] == ["1", "11", "21", "31", "40"]
