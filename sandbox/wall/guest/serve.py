"""A guest's whole life: read the submission from the one connection it has, import it, answer until that closes."""

from __future__ import annotations

import importlib
import os
import random
import socket
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from sandbox.wall.channel import Channel, ChannelClosed, FrameKind
from sandbox.wall.codec import WALL_CAPS, dumps, loads
from sandbox.wall.guest.changes import Changes
from sandbox.wall.guest.modules import OwnModules
from sandbox.wall.guest.side import GuestSide

MAX_REASON = 1_800


def serve(sock: socket.socket, folder: Path) -> NoReturn:
    """Serve one submission on `sock`, its files below `folder`; never returns."""
    channel = Channel(sock, max_frame_bytes=WALL_CAPS.frame_bytes)
    try:
        hello = loads(channel.receive().payload)
        modules = _load(hello, folder)
        if isinstance(modules, str):
            channel.send(FrameKind.RAISE, 0, [dumps(modules)])
            _leave(folder)
        channel.send(FrameKind.READY, 0, [dumps(None)])
        own = OwnModules(modules, hello["files"])
        side = GuestSide(channel, own, frozenset(hello["by_reference"]), lambda: _leave(folder))
        side.changes = Changes() if hello["watch"] else None
        side.conversation.serve_forever()
    except ChannelClosed:
        _leave(folder)


def _leave(folder: Path) -> NoReturn:
    """Exit, leaving nothing behind: a box that finds nothing has nothing to clean."""
    try:
        for below, _, files in os.walk(folder, topdown=False):
            for name in files:
                Path(below, name).unlink()
            Path(below).rmdir()
    finally:  # what is still there is swept by the box
        os._exit(0)


def _load(hello: dict[str, Any], folder: Path) -> dict[str, ModuleType] | str:
    """Write the files, seed what is random and import the modules; returns why where that fails."""
    source = folder / "submission"
    for path, data in hello["files"].items():
        target = source / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # both are text streams over a pipe
    sys.path.insert(0, str(source))
    sys.dont_write_bytecode = True
    _seed(hello["seed"])
    for name in hello["modules"]:
        sys.modules.pop(name, None)  # a module that was imported under this name is not the submission's
    try:
        return {name: importlib.import_module(name) for name in hello["modules"]}
    except BaseException as error:  # noqa: BLE001 -- also what exits: the judge is told why
        return _why(error, str(source))


def _seed(seed: int) -> None:
    random.seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed % 2**32)


def _why(error: BaseException, source: str) -> str:
    """Say in a few lines why the import failed, with the last line of the submission that ran."""
    said = "".join(traceback.format_exception_only(error)).strip().replace(source + "/", "")
    if isinstance(error, SyntaxError):
        return f"it could not be imported: {said}"[:MAX_REASON]
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(source)]
    where = f" ({own[-1].filename.removeprefix(source + '/')}, line {own[-1].lineno})" if own else ""
    return f"it could not be imported: {said}{where}"[:MAX_REASON]
