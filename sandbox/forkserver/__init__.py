"""The program that runs as PID 1 of every judge and box, and how the host and the judge's worker talk to it.

    host: ForkserverClient ==stdio== judge's PID 1 --forks--> stage --forks--> worker(common, call)
                                         | connects                                | GuestLink.sock: the wall
    host: ForkserverClient ==stdio== box's PID 1   --forks------------------> guest(sock, folder)

`python -m sandbox.forkserver --role box|judge` is the program; `options.py` lists what it is started with, `box.py`
and `judge.py` say what each role does, `killing.py` and `sweeping.py` how nothing of a guest is left.

The host's end is `client.py` and `stream.py`, imported from there: the program begins with this file, and every fresh
box would pay 3 ms of CPU for what only the host needs.
"""

from sandbox.errors import BoxFull, BoxGone
from sandbox.forkserver.link import GuestLink, JudgeLink
from sandbox.forkserver.options import DEFAULT_GUEST

__all__ = [
    "DEFAULT_GUEST",
    "BoxFull",
    "BoxGone",
    "GuestLink",
    "JudgeLink",
]
