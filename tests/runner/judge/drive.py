"""A warm judge for tests: reads a job a line from stdin, runs each in a fork, writes its events a line each.

The lines are Python literals, of the tests' own making. A job ends with the line `None`.
"""

import ast
import os
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[3]), str(Path(__file__).parent)]

import fake_wall  # noqa: E402 -- found by the line above
import numpy as np  # noqa: E402, F401 -- a warm judge has it loaded

import runner.judge.warmth  # noqa: E402, F401 -- the same
from runner.judge import JudgeJob, to_plain  # noqa: E402
from runner.judge.running import conduct  # noqa: E402


def run(line: str) -> None:
    job = JudgeJob.from_plain(ast.literal_eval(line))
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2) if "-v" not in sys.argv else (0, 1):
        os.dup2(null, descriptor)
    with tempfile.TemporaryDirectory() as folder:
        conduct(
            job,
            fake_wall.FakeWall(job),
            lambda event: print(repr(to_plain(event)), file=out, flush=True),
            root=Path(folder),
            only=lambda: job.only,
        )
        names = sorted(path.name for path in Path(folder).iterdir())
        print(repr({"event": "left behind", "names": names}), file=out, flush=True)
        os.chdir("/")
    out.close()


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                run(line)
                status = 0
            finally:
                os._exit(status)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(repr(None if status == 0 else f"died with status {status}") + "\n")
        sys.stdout.flush()


main()
