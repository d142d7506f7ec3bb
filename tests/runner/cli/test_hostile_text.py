"""Whatever candidates call, write and return: what the commands print moves no cursor and forges no line."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from runner.catalog import ExampleKind, Finding, content_digest, skeleton_problem, write_lock, write_problem
from runner.cli import grading, live, proofs
from runner.cli import main as door
from runner.cli.console import print_document, say
from runner.cli.main import main
from runner.grading import Progress, from_line, to_line
from runner.model import CheckFailed, GradeStatus, Lock, LockedTest, RunnerError, Verdict
from runner.plain import visible
from runner.proving import Proof
from runner.proving.proof import ExampleProof, LockState, Step, StepName
from runner.report import write_results
from runner.rounds import Outcome, Receipt, receipt_document, receipt_text
from sandbox.fake import FakeEngine
from tests.runner.grading.builders import Cast, a_grade, finish
from tests.runner.report.hostile_text import (
    EVERY_FRAGMENT,
    FRAGMENTS,
    acts_on_a_terminal,
    everywhere,
    poisoned_grades,
    without_colour,
)

ROOT = Path(__file__).parents[3]
TEST = "tests/hidden/test_correctness.py::test_x"
ALL = "".join(part for parts in FRAGMENTS.values() for part in parts)
BESIDE_A_NAME = "\u200e"
# What Rich's own progress bar does: it hides the cursor, goes up, and clears a line.
OF_THE_BAR = re.compile(r"\x1b\[\?25[lh]|\x1b\[1A|\x1b\[2K|\r")

both_ways = pytest.mark.parametrize("colour", [False, True], ids=["plain", "coloured"])


@pytest.fixture(autouse=True)
def terminal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make Rich colour what it prints where the test asks for that."""
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    if "callspec" in dir(request.node) and request.node.callspec.params.get("colour"):
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm-256color")


def harmless(printed: str) -> str:
    """Return what was printed without our own colours, having seen that nothing else in it acts."""
    text = without_colour(printed)
    assert acts_on_a_terminal(text) <= {BESIDE_A_NAME}
    return text


# a batch, from its inbox to every file


def file_names() -> list[str]:
    """Return file names with every other fragment, so that they are not more than a table shows."""
    names = []
    for place, fragment in enumerate(EVERY_FRAGMENT[::2]):
        try:
            name = os.fsencode(f"{fragment}{place}.py".replace("/", "").replace("\0", ""))
        except UnicodeEncodeError:
            continue
        if len(name) <= 255 and not name.startswith((b".", b"#")):
            names.append(os.fsdecode(name))
    return names


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    """Write a problem whose lock has one test."""
    folder = tmp_path / "mean-by-key"
    files = skeleton_problem("mean-by-key")
    write_problem(folder, files)
    test = LockedTest(id=TEST, group="correctness", points=100.0)
    write_lock(folder, Lock(tests=(test,), interface={}, preload=(), digest=content_digest(files)))
    return folder


@pytest.fixture
def graded(tmp_path: Path, problem: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> tuple[Path, str, str]:
    """Grade an inbox of hostile names and contents on the fake engine; returns the results and what was printed."""
    inbox, acts = tmp_path / "inbox", {}
    inbox.mkdir()
    for place, name in enumerate(file_names()):
        (inbox / name).write_text(f"n{place}")
        text = EVERY_FRAGMENT[place % len(EVERY_FRAGMENT)]
        acts[f"n{place}"] = [finish(Verdict.FAILED, message=f"x{text}", counterexample=f"x={text}", output=text)]
    (inbox / "honest.py").write_text("honest")
    for number, fragment in enumerate(("\x1b[2J", "=1+1", "\u202e", "[red]")):
        (inbox / f"{fragment}{number}.txt").write_text("no submission")

    @contextmanager
    def lent(*_: object, **__: object) -> Iterator[FakeEngine]:
        yield FakeEngine(Cast(**acts))

    monkeypatch.setattr(grading, "lent_engine", lent)
    arguments = ["grade", str(problem), "--batch", str(inbox), "--out", str(tmp_path / "out"), "--lanes", "1"]
    assert main(arguments) == 0
    printed = capsys.readouterr()
    return tmp_path / "out", printed.out, printed.err


@both_ways
def test_a_batch_of_hostile_names_is_a_row_each_in_the_terminal_and_in_every_file(
    graded: tuple[Path, str, str], colour: bool, capsys: Any
) -> None:
    results, out, err = graded
    assert ("\x1b[" in out) == colour
    harmless(err)
    rows = len(file_names()) + 5
    lines = harmless(out).splitlines()
    assert sum(line.startswith("honest ") for line in lines) == 1
    assert f"{rows - 4} graded (mean " in lines[-1]
    assert "more rows" not in out
    assert len((results / "grades.csv").read_text(encoding="utf-8").splitlines()) == rows + 1
    grades = [from_line(line) for line in (results / "results.jsonl").read_text(encoding="ascii").splitlines()]
    assert len(grades) == rows
    assert len({grade.candidate for grade in grades}) == rows
    for kinds in (["--csv", "--junit", "--markdown", "--gradescope"], [], ["--for", "candidate"]):
        assert main(["report", str(results), *kinds]) == 0
    for grade in grades[::12]:
        assert main(["results", "--output", str(results), "--", grade.candidate]) == 0
    printed = capsys.readouterr()
    harmless(printed.err)
    for line in harmless(printed.out).splitlines():
        assert line.startswith(("Written: ", "mean-by-key: ", "  ")), line


def test_one_json_document_of_all_of_it_is_ascii(
    graded: tuple[Path, str, str], problem: Path, tmp_path: Path, capsys: Any
) -> None:
    arguments = ["grade", str(problem), "--batch", str(tmp_path / "inbox"), "--out", str(graded[0]), "--json"]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    assert out.replace("\n", "").isprintable()
    document = json.loads(out)
    assert len(document["grades"]) == len(file_names()) + 5
    assert "decisions" in document["from_candidates"]


# errors, and what else is printed


@both_ways
@pytest.mark.parametrize("kind", FRAGMENTS)
def test_an_error_sentence_is_text(monkeypatch: pytest.MonkeyPatch, capsys: Any, kind: str, colour: bool) -> None:
    text = "".join(FRAGMENTS[kind])
    for error in (RunnerError(text), CheckFailed(text), RuntimeError(text)):

        def fail(error: Exception = error, **_: object) -> None:
            raise error

        monkeypatch.setattr(door, "build_app", lambda fail=fail: fail)
        assert main([]) != 0
        printed = capsys.readouterr()
        assert printed.out == ""
        harmless(printed.err)


def test_the_reason_of_what_stays_ungraded_is_one_line(capsys: Any) -> None:
    class Left:
        stopped = False

        def unfinished(self) -> tuple[object, ...]:
            return (a_grade(f"ann{ALL}", status=GradeStatus.UNGRADED, score=None, reason=f"gone{ALL}"),)

    with pytest.raises(RunnerError) as told:
        grading.settle((Left(),))  # type: ignore[arg-type]  # a batch, as far as it is asked
    assert len(str(told.value).splitlines()) == 3


@both_ways
def test_nothing_in_a_receipt_acts(capsys: Any, colour: bool) -> None:
    made = Receipt(
        candidate=f"ana{ALL}", title=f"t{ALL}", problem_digest="d" * 64, submission_digest="s" * 64, received_at="now",
        path=f"inbox/{ALL}", outcome=Outcome.DELIVERED, to_inbox=True, files=((f"x{ALL}.py", 3),), max_submissions=2,
        different=1,
    )  # fmt: skip
    say(receipt_text(made))
    assert harmless(capsys.readouterr().out)
    print_document("receipt", receipt_document(made))
    assert capsys.readouterr().out.isascii()


@both_ways
def test_a_proof_is_as_many_lines_as_it_has_steps_and_faults(capsys: Any, colour: bool) -> None:
    step = Step(name=StepName.EXAMPLES, result=f"r{ALL}", faults=(f"fault{ALL}",), doubts=(f"doubt{ALL}",))
    one = ExampleProof(
        path=ALL, kind=ExampleKind.WRONG, declared=ALL, expects=ALL, status=GradeStatus.GRADED, score=1.0,
        got={ALL: {ALL: 1}}, seconds=1.0, slowest_seconds=1.0, tests_seconds=1.0, failed_tests=(ALL,), fault=ALL,
    )  # fmt: skip
    proof = Proof(
        slug=f"slug{ALL}", folder=Path("x"), engine="local", isolated=False, seconds=1.0, steps=(step,),
        lock=LockState.NONE, findings=(Finding(file=ALL, what=ALL, remedy=ALL),), examples=(one,), uncaught=(ALL,),
    )  # fmt: skip
    proofs._tell(proof)
    printed = capsys.readouterr()
    faults = [line for line in harmless(printed.out).splitlines() if line.startswith("  examples: fault")]
    assert len(faults) == 1
    assert harmless(printed.err).startswith("  examples, to consider: doubt")
    print_document("verify", proofs._document(proof))
    assert capsys.readouterr().out.isascii()


@pytest.mark.parametrize("colour", [True])
def test_the_bar_moves_only_as_a_bar_does(monkeypatch: pytest.MonkeyPatch, capsys: Any, colour: bool) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    last = a_grade(ALL, reason=ALL)
    with live.live(f"title{ALL}") as tell:
        tell(Progress(done=1, total=2, kept=0, remaining_seconds=1.0, last=last))
    shown = capsys.readouterr().err
    assert "title" in shown
    harmless(OF_THE_BAR.sub("", shown))


# a candidate's own terminal, and one that has few letters


def test_what_a_solution_raises_prints_and_is_called_does_not_act_in_check(
    problem: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    assert main(["publish", str(problem), "--to", str(tmp_path / "spring")]) == 0
    monkeypatch.chdir(tmp_path / "spring" / "kit")
    Path("solution.py").write_text(
        f"ALL = {ALL.replace('x' * 3000, '')!a}\n"
        "def mean_by_key(rows):\n"
        "    print(ALL.encode('utf-8', 'replace').decode())\n"
        "    raise type(ALL[:90], (ValueError,), {})(ALL)\n"
    )
    capsys.readouterr()
    assert main(["check"]) == 1
    printed = capsys.readouterr()
    harmless(printed.err)
    for line in harmless(printed.out).splitlines():
        assert not line or line.startswith(("failed ", "    ", "Visible tests: 0 of 1")), line


def test_a_terminal_that_has_no_letters_for_a_name_gets_escapes(tmp_path: Path) -> None:
    grade = a_grade("J\u00fcrgen \u5f20", decisions="\u2603" + visible(ALL))
    write_results(tmp_path, lambda: [grade, *poisoned_grades(everywhere(ALL))], to_line)
    command = [sys.executable, "-m", "runner.cli.main", "results", str(tmp_path), grade.candidate]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"J\\xfcrgen \\u5f20" in done.stdout
