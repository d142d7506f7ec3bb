"""The guest: does one thing in its container and answers in JSON."""

import json
import os
import socket
from pathlib import Path

from inmates.honest import DEEDS


def serve(sock: socket.socket, folder: Path) -> None:
    """Do what the one line asks for."""
    asked = sock.makefile("rb").readline().decode().strip()
    answer = {"works": works, "who": who, "eat": eat}[asked](folder)
    sock.sendall(json.dumps(answer).encode())


def works(folder: Path) -> dict[str, object]:
    """Do what honest code does, one thing after the other; answers what came of each, an error by its text."""
    os.chdir(folder)
    return {deed.__name__: _done(deed) for deed in DEEDS}


def who(_folder: Path) -> dict[str, object]:
    """Say who this is, and what of ours the image has."""
    source = {path.name for path in Path("/opt/prebrief/source").iterdir()} - {"__pycache__"}
    return {"uid": os.getuid(), "source": sorted(source)}


def eat(_folder: Path) -> dict[str, object]:
    """Use more memory than there is."""
    kept = []
    while True:
        kept.append(bytearray(b"x" * (1 << 24)))


def _done(deed: object) -> object:
    try:
        return deed()
    except Exception as error:  # noqa: BLE001 -- whatever it is, the test is told
        return f"{type(error).__name__}: {error}"
