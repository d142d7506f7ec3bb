"""The process that reads one archive: its parent calls `main` in a Python that has imported nothing else.

It bounds itself before it looks at the first byte: memory, CPU, no files to write. The result is one `dumps` of
{"files": {path: bytes}, "folders": [path]} or {"rejected": sentence}; the parent checks all of it once more.
"""

import json
import resource
import sys

from runner.intake.archive import gather_archive
from runner.intake.gathering import Gathering
from runner.intake.limits import IntakeLimits
from runner.model.errors import SubmissionRejected
from sandbox.wall.codec import dumps


def main(bounds: str) -> None:
    """Read the archive on standard input and write the result to standard output; `bounds` are limits as JSON."""
    limits = IntakeLimits(**json.loads(bounds))
    _bound(limits)
    sys.stdout.buffer.write(dumps(result_of(sys.stdin.buffer.read(limits.archive_bytes + 1), limits)))
    sys.stdout.buffer.flush()


def _bound(limits: IntakeLimits) -> None:
    bounds = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NOFILE: 16,
    }
    for which, bound in bounds.items():
        resource.setrlimit(which, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))  # SIGXCPU before SIGKILL


def result_of(data: bytes, limits: IntakeLimits) -> dict[str, object]:
    """Return what an archive holds, or why it is rejected; never raises an Exception."""
    into = Gathering(limits)
    try:
        gather_archive(data, into)
    except SubmissionRejected as rejected:
        return {"rejected": str(rejected)}
    except MemoryError:
        return {"rejected": "it needs too much memory to read; pack your own source files only"}
    except Exception:  # noqa: BLE001 -- the parsers raise a dozen kinds on damaged archives, and all mean the same
        return {"rejected": "it is a damaged archive; pack it again as zip or tar.gz"}
    return {"files": into.files, "folders": sorted(into.folders)}

