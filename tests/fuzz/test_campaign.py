"""The fuzzer itself: a short run of each target, and what is made of what it prints."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.fuzz import __main__ as command
from tests.fuzz import kept as corpus
from tests.fuzz.campaign import Plan, report_of, run, why_no_fuzzer
from tests.fuzz.targets import TARGETS

SECONDS = 6  # five targets: half a minute, and what it takes to begin
# What libFuzzer printed: a run that ended by itself, one that ended by a find, one that met its bound on memory.
ENDED = """#2	INITED cov: 12 ft: 13 corp: 1/1b exec/s: 0 rss: 41Mb
#10474	DONE   cov: 1261 ft: 3298 corp: 354/57Kb lim: 2509 exec/s: 654 rss: 184Mb
Done 10474 runs in 16 second(s)
stat::number_of_executed_units: 10474
stat::peak_rss_mb:              185
"""
FOUND = """#2817	NEW    cov: 538 ft: 631 corp: 62/183b lim: 8 exec/s: 2817 rss: 79Mb L: 8/8 MS: 4 CopyPart-

 === Uncaught Python exception: ===
AssertionError: <EMPTY MESSAGE>
Traceback (most recent call last):
"""
GREW = """#4096	pulse  cov: 591 ft: 1242 corp: 81/27Kb lim: 16384 exec/s: 1365 rss: 555Mb
==4242== ERROR: libFuzzer: out-of-memory (used: 1031Mb; limit: 1024Mb)
"""


@pytest.fixture(name="fuzzer")
def fixture_fuzzer() -> None:
    """Skip where nothing can be fuzzed, saying why; with CI=true that fails."""
    reason = why_no_fuzzer()
    if reason is None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"with CI=true this test may not be skipped: {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.mark.slow
@pytest.mark.usefixtures("fuzzer")
@pytest.mark.parametrize("name", TARGETS)
def test_a_short_run_finds_nothing(name: str, tmp_path: Path) -> None:
    report = run(TARGETS[name], Plan(seconds=SECONDS, seed=1), tmp_path)
    assert report.found == ""
    assert report.inputs > len(corpus.kept(name))
    assert 0 < report.peak_mb < TARGETS[name].memory_mb
    assert report.branches > 50


def test_what_a_run_printed_is_read() -> None:
    report = report_of(ENDED, 0)
    assert (report.inputs, report.peak_mb, report.branches, report.found) == (10_474, 185, 1_261, "")


def test_what_was_found_is_told_from_where_it_begins() -> None:
    report = report_of(FOUND, 77)
    assert report.inputs == 2_817
    assert report.found.startswith("=== Uncaught Python exception: ===\nAssertionError")
    assert "out-of-memory" in report_of(GREW, 71).found


def test_the_shortest_inputs_are_kept_as_far_as_they_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "CORPUS", tmp_path)
    monkeypatch.setattr(corpus, "MOST_BYTES", 6)
    assert corpus.keep("decoder", [b"longer", b"\n\xff", b"", b"abc", b"abc"]) == 3
    assert corpus.kept("decoder") == (b"", b"\n\xff", b"abc")


def test_the_command_says_what_each_target_is(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        command.main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    for target in TARGETS.values():
        assert f"{target.name} {target.about}" in said


def test_where_nothing_can_be_fuzzed_the_command_says_why(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert command.main(["journal"]) == 3
    assert "atheris is not installed" in capsys.readouterr().out
