"""The worker: starts one guest, tells it what to do (a line), hands what it answers (all it writes) to the host."""

from collections.abc import Callable

from sandbox.forkserver import BoxGone
from sandbox.forkserver.stage import Call
from sandbox.limits import Limits
from sandbox.wall.codec import dumps


def run(_common: bytes, call: Callable[[], Call]) -> None:
    """Send the payload to a guest, collect its answer until it closes, end it, emit both."""
    job = call()
    limits = Limits()
    guest = job.link.open_guest(
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
    guest.sock.sendall(job.payload + b"\n")
    answer = bytearray()
    while data := guest.sock.recv(65536):
        answer += data
    try:
        end = guest.end()
        told = {"ending": end.ending.value, "output": end.output, "oom_kills": end.oom_kills}
    except BoxGone as gone:
        told = {"ending": "gone", "output": str(gone).encode(), "oom_kills": 0}
    job.link.emit(dumps({**told, "answer": bytes(answer)}))
