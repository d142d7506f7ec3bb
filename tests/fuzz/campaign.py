"""One run of the fuzzer on one target: a process of its own, bounded, and what it reports.

FOLDER/TARGET/inputs       what it begins with: the kept corpus, and the target's seeds; it adds what it finds
FOLDER/TARGET/dictionary   bytes worth trying
FOLDER/TARGET/finds        inputs that broke something
"""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.kept import finds, keep, kept, laid_out, lay_out
from tests.fuzz.targets import Target

ROOT = Path(__file__).parents[2]
SLACK_SECONDS = 120
_INPUTS = re.compile(r"^(?:stat::number_of_executed_units: |Done |#)(\d+)", re.MULTILINE)
_PEAK = re.compile(r"(?:rss: |stat::peak_rss_mb: +)(\d+)")
_COVERAGE = re.compile(r"cov: (\d+)")
_TOLD_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long to fuzz: until the time is up or so many inputs were read, whatever comes first; 0 for no bound."""

    seconds: int = 60
    inputs: int = 0
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of one run. `found` is what the fuzzer said where something came out that must not, or ""."""

    inputs: int
    peak_mb: int
    branches: int
    found: str


def why_no_fuzzer() -> str | None:
    """Say why nothing can be fuzzed here, None where it can."""
    if importlib.util.find_spec("atheris") is None:
        return "atheris is not installed: it has wheels for CPython on x86-64 Linux alone"
    return None


def run(target: Target, plan: Plan, folder: Path) -> Report:
    """Fuzz a target in a process of its own; never raises for what it finds."""
    home = folder / target.name
    for name in ("inputs", "finds"):
        (home / name).mkdir(parents=True, exist_ok=True)
    lay_out((*kept(target.name), *finds(target.name).values(), *target.seeds()), home / "inputs")
    _write_dictionary(home / "dictionary", target.words())
    output, status = _drive(target, _options(target, plan, home), plan.seconds)
    return report_of(output, status)


def minimise(target: Target, folder: Path) -> int:
    """Replace the kept corpus by the fewest inputs of a run that reach all that its inputs reach; return how many."""
    home = folder / target.name
    chosen = home / "chosen"
    chosen.mkdir(exist_ok=True)
    bounds = (f"-timeout={target.seconds_per_input}", f"-rss_limit_mb={target.memory_mb}")
    output, status = _drive(target, (*bounds, "-merge=1", str(chosen), str(home / "inputs")), 0)
    inputs = laid_out(chosen)
    if status != 0 or not inputs:
        raise RuntimeError(f"the inputs of {target.name} could not be merged: {output[-_TOLD_CHARACTERS:]}")
    return keep(target.name, inputs)


def report_of(output: str, status: int) -> Report:
    """Read what libFuzzer printed."""
    return Report(
        inputs=max(map(int, _INPUTS.findall(output)), default=0),
        peak_mb=max(map(int, _PEAK.findall(output)), default=0),
        branches=max(map(int, _COVERAGE.findall(output)), default=0),
        found="" if status == 0 else _told(output, status),
    )


def _told(output: str, status: int) -> str:
    start = output.find("=== Uncaught")
    return output[start:][:_TOLD_CHARACTERS] if start >= 0 else f"status {status}\n{output[-_TOLD_CHARACTERS:]}"


def _options(target: Target, plan: Plan, home: Path) -> tuple[str, ...]:
    bounds = {
        "max_total_time": plan.seconds,
        "runs": plan.inputs or -1,
        "seed": plan.seed,
        "max_len": target.longest_bytes,
        "timeout": target.seconds_per_input,
        "rss_limit_mb": target.memory_mb,
        "print_final_stats": 1,
    }
    options = (f"-{name}={value}" for name, value in bounds.items())
    return (*options, f"-dict={home / 'dictionary'}", f"-artifact_prefix={home / 'finds'}/", str(home / "inputs"))


def _drive(target: Target, options: tuple[str, ...], seconds: int) -> tuple[str, int]:
    command = [sys.executable, "-m", "tests.fuzz.driver", target.name, *options]
    patience = seconds + SLACK_SECONDS if seconds else None
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as room:  # libFuzzer's exit leaves a harness no time to clear up
        ended = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "TMPDIR": room},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=patience,
            check=False,
        )
    return ended.stdout.decode(errors="replace"), ended.returncode


def _write_dictionary(path: Path, words: tuple[bytes, ...]) -> None:
    lines = ('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"\n' for word in dict.fromkeys(words))
    path.write_text("".join(lines), encoding="ascii")
