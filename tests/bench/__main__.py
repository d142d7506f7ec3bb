"""`make bench`: what a submission and a call cost, as one table of medians and ratios."""

from __future__ import annotations

import argparse
import json
import sys

from runner.catalog import write_lock
from sandbox.docker import DockerEngine
from sandbox.errors import SandboxError
from tests.bench.plan import QUICK, Plan, measure, measure_only_races
from tests.bench.sample import SAMPLE, BenchFailed, locked_sample
from tests.bench.serving import measure_serving, serving_as_text
from tests.bench.table import as_document, as_text, races_as_plain, races_as_text


def main(arguments: list[str]) -> int:
    """Run the bench; returns the exit status: 0 when it was measured, whatever the figures are."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short run, to see that it works; its figures are rough")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    parser.add_argument("--only", choices=["races", "serving"], help="measure this part alone")
    parser.add_argument("--lock", action="store_true", help="write the sample's problem.lock and stop")
    asked = parser.parse_args(arguments)
    try:
        if asked.lock:
            return _write_lock()
        plan = QUICK if asked.quick else Plan()
        if asked.only == "races":
            return _only_races(plan, as_json=asked.json)
        if asked.only == "serving":
            print(serving_as_text(measure_serving(plan.serving, _say)))  # noqa: T201 -- the result
            return 0
        figures = measure(plan, _say)
    except (BenchFailed, SandboxError) as failed:
        _say(f"the bench stopped: {failed}")
        return 3
    print(json.dumps(as_document(figures, plan), indent=2) if asked.json else as_text(figures, plan))  # noqa: T201 -- the result
    return 0


def _only_races(plan: Plan, *, as_json: bool) -> int:
    races = measure_only_races(plan, _say)
    print(json.dumps({"races": races_as_plain(races)}, indent=2) if as_json else races_as_text(races))  # noqa: T201 -- the result
    return 0


def _write_lock() -> int:
    engine = DockerEngine(say=_say)
    try:
        problem = locked_sample(engine)
    finally:
        engine.close()
    if problem.lock is not None:
        write_lock(SAMPLE, problem.lock)
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201 -- how far it is


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
