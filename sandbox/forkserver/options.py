"""What the program is started with. Parsed by hand: `argparse` would cost every box 8 ms.

    --role box|judge      which program this is
    --socket PATH         box: where to listen (the folder is ours, mode 0700)
    --preload a,b         modules imported before the first fork
    --guest pkg.mod:func  box: what a guest runs, called with (socket, folder)
    --worker pkg.mod:func judge: what a job runs, called with (payload, link)
    --uids FIRST:COUNT    each guest or worker takes the next of these; FIRST - 1 is kept for the killer
    --writable A:B        the folders that guests can write to; they are as at the start after each guest
    --guests N            box: how many guests it takes (default: COUNT, or no bound without --uids)
    --cgroup FOLDER       where our own cgroup is mounted (default: /sys/fs/cgroup as PID 1, else none)
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DEFAULT_GUEST = "sandbox.wall.guest:serve"
DEFAULT_WRITABLE = Path("/tmp")  # noqa: S108 -- the sandbox image's own tmpfs; the local engine passes its folder


class Role(StrEnum):
    """The two programs in one."""

    BOX = "box"
    JUDGE = "judge"


class BadOptions(Exception):
    """The program was started with options that it cannot use; the message names the option."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The command line as values; `uids` is (first, count)."""

    role: Role
    socket: Path | None = None
    preload: tuple[str, ...] = ()
    guest: str = DEFAULT_GUEST
    worker: str = ""
    uids: tuple[int, int] | None = None
    writable: tuple[Path, ...] = (DEFAULT_WRITABLE,)
    guests: int | None = None
    cgroup: Path | None = None


def parse(arguments: list[str]) -> Options:
    """Read `--name value` pairs; raises BadOptions."""
    given: dict[str, object] = {}
    for name, value in _pairs(arguments):
        reader = _READERS.get(name)
        if reader is None:
            raise BadOptions(f"unknown option {name}; there are {', '.join(_READERS)}")
        try:
            given[name.removeprefix("--")] = reader(value)
        except ValueError as error:
            raise BadOptions(f"option {name}: {value!r} cannot be used: {error}") from error
    return _checked(given)


def _checked(given: dict[str, object]) -> Options:
    if "role" not in given:
        raise BadOptions("--role box or --role judge is needed")
    if os.getpid() == 1:
        given.setdefault("cgroup", Path("/sys/fs/cgroup"))
    options = Options(**given)  # type: ignore[arg-type] # each value comes from the reader of its own field
    if options.role is Role.BOX and options.socket is None:
        raise BadOptions("--role box needs --socket PATH")
    if options.role is Role.JUDGE and not options.worker:
        raise BadOptions("--role judge needs --worker package.module:function")
    return options


def _pairs(arguments: list[str]) -> list[tuple[str, str]]:
    if len(arguments) % 2:
        raise BadOptions(f"option {arguments[-1]} has no value")
    return list(zip(arguments[::2], arguments[1::2], strict=True))


def _names(value: str) -> tuple[str, ...]:
    return tuple(name for name in value.split(",") if name)


def _folders(value: str) -> tuple[Path, ...]:
    return tuple(Path(folder) for folder in value.split(":") if folder)


def _range(value: str) -> tuple[int, int]:
    first, count = (int(number) for number in value.split(":"))
    if first < 2 or count < 1:
        raise ValueError("FIRST must be at least 2 and COUNT at least 1")
    return first, count


_READERS: dict[str, Callable[[str], object]] = {
    "--role": Role,
    "--socket": Path,
    "--preload": _names,
    "--guest": str,
    "--worker": str,
    "--uids": _range,
    "--writable": _folders,
    "--guests": int,
    "--cgroup": Path,
}
