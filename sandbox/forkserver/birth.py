"""From a fork to a child that owns nothing of ours: what guests and workers have in common.

The order matters: what needs root comes first (score, limits), then the user id is given up, then the folder is made
by its owner.
"""

import contextlib
import os
import sys
import traceback
from collections.abc import Callable
from typing import NoReturn, TextIO

from sandbox.forkserver.children import die_with_parent
from sandbox.forkserver.tenant import Identity, become
from sandbox.forkserver.waiting import restore_signals

STDIO = 3  # the first descriptor that is not stdin, stdout or stderr
KEPT_VARIABLES = frozenset(
    {"PATH", "LANG", "TZ", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE"}
    | {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"}
)
_MOST_DESCRIPTORS = 1 << 20


def prepare() -> None:
    """Do once, before the first fork, what each child would do: to forget our environment, to open text streams."""
    set_environment({})
    text_streams()


def keep_only(descriptor: int, *, stdout: int | None, stderr: int) -> int:
    """Close every descriptor but one, which becomes number 3; stdin is empty, stdout None goes nowhere."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing if stdout is None else stdout, 1)
    os.dup2(stderr, 2)
    if descriptor != STDIO:
        os.dup2(descriptor, STDIO, inheritable=False)
    os.closerange(STDIO + 1, _most_descriptors())
    return STDIO


def settle(identity: Identity, *, limit: Callable[[], None], expendable: bool) -> None:
    """Take on limits, the user id, a folder of one's own and an environment with nothing in it."""
    restore_signals()
    os.setsid()
    os.umask(0o077)
    if expendable:
        _be_killed_first()
    limit()
    if identity.uid is not None:
        become(identity.uid)
    die_with_parent()
    identity.folder.mkdir(mode=0o700)
    os.chdir(identity.folder)
    set_environment({"HOME": str(identity.folder), "TMPDIR": str(identity.folder)})


def run_and_exit(run: Callable[[], object]) -> NoReturn:
    """Run to the end and leave without going back up our stack: the frames above are PID 1's."""
    status = 1
    try:
        run()
        status = 0
    except SystemExit as leaving:
        status = _exit_status(leaving)
    except BaseException:  # noqa: BLE001 -- a child must end here, whatever it raised
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(status)


def text_streams() -> None:
    """Make print go out line by line, so that what was printed before a kill is there."""
    sys.stdout, sys.stderr = _line_writer(1), _line_writer(2)


def _line_writer(descriptor: int) -> TextIO:
    return open(descriptor, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)


def _exit_status(leaving: SystemExit) -> int:
    if leaving.code is None:
        return 0
    return leaving.code & 0xFF if isinstance(leaving.code, int) else 1


def set_environment(extra: dict[str, str]) -> None:
    """Keep what every child needs of the environment, and these."""
    for name in [name for name in os.environ if name not in KEPT_VARIABLES]:
        del os.environ[name]
    for name, value in extra.items():
        os.environ[name] = value


def _be_killed_first() -> None:
    """Ask the kernel to pick this process when memory runs out; a plain write, which costs a fresh fork the least."""
    with contextlib.suppress(OSError):
        score = os.open("/proc/self/oom_score_adj", os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.write(score, b"1000")
        finally:
            os.close(score)


def _most_descriptors() -> int:
    """One more than the highest descriptor that can be open: our limit, which nobody lowered since we started."""
    most = os.sysconf("SC_OPEN_MAX")
    return most if 0 < most < _MOST_DESCRIPTORS else _MOST_DESCRIPTORS
