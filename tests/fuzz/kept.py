"""The corpus that is kept: what the fuzzer found worth keeping, and every input that once broke something.

corpus/TARGET.txt         one input a line, in base64; made by `python -m tests.fuzz TARGET --keep`
corpus/finds/TARGET/NAME  an input that broke something, named for what it was; never removed by a machine
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"
MOST_BYTES = 300_000  # of one target's inputs together: they are part of the repository


def kept(target: str) -> tuple[bytes, ...]:
    """Return the kept inputs of a target; none where it is new."""
    path = CORPUS / f"{target}.txt"
    if not path.exists():
        return ()
    return tuple(base64.b64decode(line, validate=True) for line in path.read_bytes().splitlines())


def finds(target: str) -> dict[str, bytes]:
    """Return the inputs that once broke something, by name."""
    return {path.name: path.read_bytes() for path in sorted((CORPUS / "finds" / target).glob("*"))}


def keep(target: str, inputs: Iterable[bytes]) -> int:
    """Replace the kept inputs of a target by the shortest of these that fit; return how many those are."""
    chosen: list[bytes] = []
    size = 0
    for data in sorted(set(inputs), key=lambda each: (len(each), each)):
        if size + len(data) > MOST_BYTES:
            break
        chosen.append(data)
        size += len(data)
    CORPUS.mkdir(exist_ok=True)
    (CORPUS / f"{target}.txt").write_bytes(b"".join(base64.b64encode(data) + b"\n" for data in chosen))
    return len(chosen)


def lay_out(inputs: Iterable[bytes], folder: Path) -> None:
    """Write each input to a file of its own, as libFuzzer has them."""
    folder.mkdir(parents=True, exist_ok=True)
    for data in inputs:
        (folder / hashlib.sha256(data).hexdigest()[:20]).write_bytes(data)


def laid_out(folder: Path) -> tuple[bytes, ...]:
    """Return the inputs in a folder of libFuzzer's."""
    return tuple(path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file())
