"""What a warm reader runs: it forks for each archive, so that one costs a fork and not the start of a Python.

    host --(limits, archive, pipe)--> this --fork--> reads one archive, bounded, and ends
    host <--(status, CPU seconds)---- this

It reads no byte of any archive itself, and holds none: what a reader inherits is our code.
"""

import gc
import json
import os
import socket

from runner.intake.reader import main

_MOST = 4096


def serve(descriptor: int) -> None:
    """Serve until the host hangs up; one archive at a time."""
    gc.freeze()
    with socket.socket(fileno=descriptor) as host:
        while True:
            order, given, _, _ = socket.recv_fds(host, _MOST, 2)
            if not order or len(given) != 2:  # the archive and the pipe
                return
            pid = os.fork()
            if pid == 0:
                _read(host, order.decode(), *given)
            for each in given:
                os.close(each)
            _, status, usage = os.wait4(pid, 0)
            code = os.waitstatus_to_exitcode(status)
            host.send(json.dumps([code, usage.ru_utime + usage.ru_stime]).encode())


def _read(host: socket.socket, limits: str, archive: int, pipe: int) -> None:
    """Be the reader of one archive. Never returns."""
    code = 1
    try:
        os.dup2(archive, 0)
        os.dup2(pipe, 1)
        host.close()
        os.closerange(3, _MOST)
        main(limits)
        code = 0
    finally:
        os._exit(code)
