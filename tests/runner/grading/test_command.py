"""`prebrief grade` as people start it: what it prints, how it ends, what is left when it is stopped or killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from runner.catalog import content_digest, load_problem
from runner.grading import from_line
from runner.rounds import publish
from sandbox.docker import DockerClient
from sandbox.docker.labels import OWNER
from tests.runner.grading.conftest import SUBMISSIONS, Prebrief

Inbox = Callable[..., Path]
LOCAL = ("--engine", "local", "--trust-submissions")


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    stdout, stderr = process.communicate(timeout=300)
    return process.returncode, stdout, stderr


def graded(folder: Path) -> dict[str, str]:
    """Return the status of each row in results.jsonl."""
    grades = map(from_line, (folder / "results.jsonl").read_text().splitlines())
    return {grade.candidate: grade.status.value for grade in grades}


def journal_lines(folder: Path) -> list[str]:
    path = folder / "journal.jsonl"
    return [line for line in path.read_text().splitlines(keepends=True) if line.endswith("\n")] if path.exists() else []


def wait_for_a_line(process: subprocess.Popen[str], folder: Path) -> None:
    """Wait until a first grade is in the journal, or the process is over."""
    while not journal_lines(folder):
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"it ended by itself: {ended(process)}")


def test_a_batch_is_graded_told_and_written(
    prebrief: Prebrief, small_problem: Path, inbox: Inbox, tmp_path: Path
) -> None:
    folder = inbox("good", "wrong", "broken")
    (folder / "notes.txt").write_text("not a submission")
    with zipfile.ZipFile(folder / "zipped.zip", "w") as archive:
        archive.writestr("solution.py", SUBMISSIONS["good"])
    out = tmp_path / "out"
    code, stdout, stderr = ended(prebrief("grade", small_problem, "--batch", folder, "--out", out, *LOCAL))
    assert code == 0, stderr
    assert "NOT ISOLATED" in stderr
    assert "5 of 5 done, 0 left" in stderr
    assert str(out) in stdout
    assert "2 with full score" in stdout
    assert "1 rejected" in stdout
    assert not {"\x1b"} & set(stdout + stderr)
    assert len((out / "grades.csv").read_text().splitlines()) == 6
    assert "local (NOT ISOLATED)" in (out / "grades.csv").read_text()
    assert "<testsuites" in (out / "junit.xml").read_text()
    assert sorted(graded(out).values()) == ["graded"] * 4 + ["rejected"]
    code, stdout, stderr = ended(prebrief("results", out, "wrong"))
    assert code == 0, stderr
    assert "smallest failing input" in stdout
    assert "failed" in stdout


def test_json_prints_one_document_and_nothing_else(
    prebrief: Prebrief, small_problem: Path, inbox: Inbox, tmp_path: Path
) -> None:
    path = inbox("wrong") / "wrong.py"
    command = ("grade", small_problem, path, "--out", tmp_path / "out", "--engine", "local", "--json")
    code, stdout, stderr = ended(prebrief(*command))
    assert code == 0, stderr
    document = json.loads(stdout)
    assert (document["format"], document["kind"], document["counts"]["graded"]) == (1, "grades", 1)
    assert document["grades"][0]["candidate"] == "wrong"


def test_a_rounds_inbox_is_graded_against_its_frozen_problem(
    prebrief: Prebrief, small_problem: Path, inbox: Inbox, tmp_path: Path
) -> None:
    opened = publish(load_problem(small_problem, need_lock=True), tmp_path / "round")
    (opened.inbox / "ann.py").write_text(SUBMISSIONS["good"])
    (opened.inbox / ".earlier").mkdir()
    code, _, stderr = ended(prebrief("grade", "--round", opened.folder, *LOCAL))
    assert code == 0, stderr
    (line,) = (opened.folder / "results" / "results.jsonl").read_text().splitlines()
    grade = from_line(line)
    assert (grade.candidate, grade.score, grade.provenance.problem_digest) == ("ann", 100, opened.digest)
    (opened.problem / "brief.md").write_text("changed since")
    code, _, stderr = ended(prebrief("grade", "--round", opened.folder, *LOCAL))
    assert code == 2
    assert "Traceback" not in stderr


def test_a_rounds_limit_on_submissions_holds_and_everybody_reads_so(
    prebrief: Prebrief, small_problem: Path, tmp_path: Path
) -> None:
    problem = load_problem(small_problem, need_lock=True)
    toml = problem.files["problem.toml"].replace(b"# max_submissions = 5", b"max_submissions = 1")
    files = {**problem.files, "problem.toml": toml}
    limited = replace(problem, files=files, lock=replace(problem.lock, digest=content_digest(files)))
    opened = publish(limited, tmp_path / "round")
    out = opened.folder / "results"

    def grade(text: str) -> str:
        (opened.inbox / "ann.py").write_text(text)
        code, _, stderr = ended(prebrief("grade", "--round", opened.folder, *LOCAL))
        assert code == 0, stderr
        return stderr

    assert "more than" not in grade(SUBMISSIONS["wrong"])
    before = journal_lines(out)
    assert "1 handed in more than the 1 different submissions that are graded: ann." in grade(SUBMISSIONS["good"])
    assert journal_lines(out) == before
    (line,) = (out / "results.jsonl").read_text().splitlines()
    assert "was not graded: at most 1" in from_line(line).reason
    assert replace(from_line(line), reason="") == from_line(before[0])
    assert "was not graded: at most 1" in (out / "grades.csv").read_text()
    code, _, stderr = ended(prebrief("report", out, "--for", "candidate"))
    assert code == 0, stderr
    (page,) = (out / "candidates").iterdir()
    assert "What you handed in last is not among them" in page.read_text()


def test_the_local_engine_refuses_a_batch_that_nobody_vouches_for(
    prebrief: Prebrief, small_problem: Path, inbox: Inbox, tmp_path: Path
) -> None:
    folder = inbox("good", "wrong")
    out = tmp_path / "out"
    code, _, stderr = ended(prebrief("grade", small_problem, "--batch", folder, "--out", out, "--engine", "local"))
    assert code == 2
    assert "--trust-submissions" in stderr
    assert not out.exists()


def test_canaries_are_refused_without_isolation(
    prebrief: Prebrief, small_problem: Path, inbox: Inbox, tmp_path: Path
) -> None:
    path = inbox("good") / "good.py"
    command = ("grade", small_problem, path, "--out", tmp_path / "out", "--engine", "local", "--canary")
    code, _, stderr = ended(prebrief(*command))
    assert code == 2
    assert "canaries need an engine that isolates" in stderr


@pytest.mark.parametrize(
    "arguments",
    [(), ("nowhere",), ("--round", "x", "attention"), ("attention", "x", "--batch", "y"), ("attention", "gone.py")],
)
def test_what_can_not_be_graded_as_asked_is_bad_input(prebrief: Prebrief, arguments: tuple[str, ...]) -> None:
    code, stdout, stderr = ended(prebrief("grade", *arguments, "--engine", "local"))
    assert (code, stdout) == (2, "")
    assert "Traceback" not in stderr


def test_what_stays_ungraded_is_said_and_exits_with_3(
    prebrief: Prebrief, small_problem: Path, inbox: Inbox, tmp_path: Path
) -> None:
    command = ("grade", small_problem, inbox("good") / "good.py", "--out", tmp_path / "out")
    code, _, stderr = ended(prebrief(*command, DOCKER_HOST="unix:///nowhere/docker.sock"))
    assert code == 3
    assert "doctor" in stderr
    assert "Traceback" not in stderr


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_batch_that_is_stopped_keeps_what_was_graded_and_the_same_command_goes_on(
    prebrief: Prebrief, small_problem: Path, inbox: Inbox, tmp_path: Path, number: signal.Signals
) -> None:
    folder = inbox("good", **{f"n{i}": SUBMISSIONS["good"] + f"# {i}\n" for i in range(12)})
    out = tmp_path / "out"
    command = ("grade", small_problem, "--batch", folder, "--out", out, "--lanes", "2", *LOCAL)
    process = prebrief(*command)
    wait_for_a_line(process, out)
    process.send_signal(number)
    code, _, stderr = ended(process)
    assert code == 130, stderr
    assert "same command again" in stderr
    statuses = graded(out)
    before = journal_lines(out)
    assert 1 <= list(statuses.values()).count("graded") == len(before) < 13
    assert len(statuses) == 13
    code, _, stderr = ended(prebrief(*command))
    assert code == 0, stderr
    after = journal_lines(out)
    assert after[: len(before)] == before
    assert len(after) == 13
    assert set(graded(out).values()) == {"graded"}


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["local", pytest.param("docker", marks=pytest.mark.docker)])
def test_a_batch_that_is_killed_goes_on_with_the_same_command_and_leaves_nothing_behind(
    prebrief: Prebrief, small_problem: Path, inbox: Inbox, tmp_path: Path, engine: str
) -> None:
    folder = inbox("good", **{f"n{i}": SUBMISSIONS["good"] + f"# {i}\n" for i in range(8)})
    out = tmp_path / "out"
    command = ("grade", small_problem, "--batch", folder, "--out", out, "--lanes", "2", "--engine", engine)
    process = prebrief(*command, "--trust-submissions")
    wait_for_a_line(process, out)
    os.kill(process.pid, signal.SIGKILL)
    assert ended(process)[0] == -signal.SIGKILL
    before = journal_lines(out)
    assert len(before) < 9
    code, _, stderr = ended(prebrief(*command, "--trust-submissions"))
    assert code == 0, stderr
    after = journal_lines(out)
    assert after[: len(before)] == before
    assert len(after) == 9
    assert set(graded(out).values()) == {"graded"}
    if engine == "docker":
        client = DockerClient()
        left = (*client.containers(OWNER), *client.volumes(OWNER))
        client.close()
        assert not [found.name for found in left if found.labels[OWNER].startswith(f"{process.pid}:")]


def test_a_table_of_hundreds_is_cut_and_the_files_are_whole(
    prebrief: Prebrief, small_problem: Path, inbox: Inbox, tmp_path: Path
) -> None:
    folder = inbox("good")
    for number in range(250):
        (folder / f"{number:03}.txt").write_text("no submission")
    out = tmp_path / "out"
    code, stdout, stderr = ended(prebrief("grade", small_problem, "--batch", folder, "--out", out, *LOCAL))
    assert code == 0, stderr
    assert "51 more rows" in stdout
    assert "1 graded" in stdout
    assert "250 rejected" in stdout
    assert len(graded(out)) == 251
