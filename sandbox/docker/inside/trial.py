"""The worker that `prebrief doctor` runs in a judge: it starts one guest in a box, ends it and tells how that went.

In the image it is the top-level module `prebrief_trial`; the guest is the ordinary one, which never gets a submission.
"""

from collections.abc import Callable

from sandbox.forkserver.stage import Call
from sandbox.limits import Limits
from sandbox.wall.codec import dumps


def run(_common: bytes, call: Callable[[], Call]) -> None:
    """Start a guest, end it, emit how it ended."""
    link = call().link
    limits = Limits()
    guest = link.open_guest(
        {
            "cpu_seconds": limits.cpu_seconds,
            "memory_mb": limits.memory_mb,
            "processes": limits.processes,
            "open_files": limits.open_files,
            "file_size_mb": limits.file_size_mb,
            "output_kb": limits.output_kb,
            "address_space_mb": None,
        }
    )
    end = guest.end()
    link.emit(dumps({"ending": end.ending.value, "clean": end.clean, "counts_memory": end.peak_bytes is not None}))
