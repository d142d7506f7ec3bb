"""What a box's PID 1 imports to become careless: it ends no guest's kin, sweeps nothing, and says that all is clean."""

from sandbox.forkserver.killing import Undertaker

Undertaker.end = lambda *_args, **_kwargs: True
