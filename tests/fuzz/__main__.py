"""`make fuzz`: give each reader of untrusted bytes inputs that no person thinks of, guided by what they reach."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.campaign import Plan, Report, minimise, run, why_no_fuzzer
from tests.fuzz.targets import TARGETS, Target

ALL = "all"


def main(arguments: list[str]) -> int:
    """Fuzz what was asked for; returns the exit status: 1 where something came out that must not."""
    asked = _asked(arguments)
    reason = why_no_fuzzer()
    if reason is not None:
        _say(f"nothing can be fuzzed here: {reason}")
        return 3
    chosen = TARGETS.values() if asked.target == ALL else (TARGETS[asked.target],)
    plan = Plan(seconds=asked.seconds, inputs=asked.inputs, seed=asked.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = asked.folder or Path(scratch)
        reports = [_fuzzed(target, plan, folder, keeps=asked.keep) for target in chosen]
        broken = any(report.found for report in reports)
        if broken and asked.folder is None:
            _say("give --folder to have the inputs that broke something")
    return 1 if broken else 0


def _asked(arguments: list[str]) -> argparse.Namespace:
    targets = "\n".join(f"  {target.name:<11}{target.about}" for target in TARGETS.values())
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz",
        description=__doc__,
        epilog=f"targets:\n{targets}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", nargs="?", default=ALL, choices=[*TARGETS, ALL], help="what to fuzz; all by default")
    parser.add_argument("--seconds", type=int, default=60, help="for so long, each target (60); 0 for no bound")
    parser.add_argument("--inputs", type=int, default=0, help="until so many inputs were read; 0 for no bound")
    parser.add_argument("--seed", type=int, default=0, help="what the fuzzer's own choices begin with; 0 for any")
    parser.add_argument("--folder", type=Path, help="where inputs and finds are kept; a temporary folder by default")
    parser.add_argument("--keep", action="store_true", help="minimise what was reached into tests/fuzz/corpus")
    return parser.parse_args(arguments)


def _fuzzed(target: Target, plan: Plan, folder: Path, *, keeps: bool) -> Report:
    began = time.monotonic()
    report = run(target, plan, folder)
    _say(
        f"{target.name:<11}{report.inputs:>10,} inputs in {time.monotonic() - began:,.0f} s,"
        f" {report.branches:,} branches, at most {report.peak_mb} MB"
    )
    if report.found:
        _say(f"{report.found}\nthe input lies in {folder / target.name / 'finds'}")
    elif keeps:
        _say(f"{target.name:<11}{minimise(target, folder):>10,} inputs are kept")
    return report


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 -- what the command is for


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
