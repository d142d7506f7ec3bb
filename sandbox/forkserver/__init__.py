"""The program that runs as PID 1 of every judge and box, and how the host and the judge's worker talk to it.

    host: ForkserverClient ==stdio== judge's PID 1 --forks--> stage --forks--> worker(common, call)
                                         | connects                                | GuestLink.sock: the wall
    host: ForkserverClient ==stdio== box's PID 1   --forks------------------> guest(sock, folder)

`python -m sandbox.forkserver --role box|judge` is the program; `options.py` lists what it is started with, `box.py`
and `judge.py` say what each role does, `killing.py` and `sweeping.py` how nothing of a guest is left.
"""

from sandbox.errors import BoxFull, BoxGone
from sandbox.forkserver.client import SLACK_SECONDS, ForkserverClient
from sandbox.forkserver.link import GuestLink, JudgeLink
from sandbox.forkserver.options import DEFAULT_GUEST
from sandbox.forkserver.stage import Call
from sandbox.forkserver.stream import ControlStream, PipeStream

__all__ = [
    "DEFAULT_GUEST",
    "SLACK_SECONDS",
    "BoxFull",
    "BoxGone",
    "Call",
    "ControlStream",
    "ForkserverClient",
    "GuestLink",
    "JudgeLink",
    "PipeStream",
]
