"""The digest of a test's examples: what the judge sent, so that two runs can be told apart."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from sandbox.wall.talking import Parts

_HASHED_WHOLE_BYTES = 16_384
_HASHED_AT_ONCE_BYTES = 65_536


class Examples:
    """What was sent in one test, as a digest; of large parts a checksum, since hashing costs more.

    Small parts are collected and hashed many at once: that is the same digest, and a hundred questions wake the hash
    function once.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Begin with a new test."""
        self._digest = hashlib.sha256()
        self._unhashed = bytearray()
        self._listens = True

    @contextmanager
    def left_out(self) -> Iterator[None]:
        """Leave out what is sent meanwhile."""
        self._listens = False
        try:
            yield
        finally:
            self._listens = True

    def add(self, parts: Parts) -> None:
        """Add the parts of one message."""
        if not self._listens:
            return
        for part in parts:
            if len(part) > _HASHED_WHOLE_BYTES:
                self._unhashed += f"{len(part)} {zlib.crc32(part)} ".encode()
            else:
                self._unhashed += part
        if len(self._unhashed) > _HASHED_AT_ONCE_BYTES:
            self._hash()

    def hexdigest(self) -> str:
        """Return the digest of all that was added."""
        self._hash()
        return self._digest.hexdigest()

    def _hash(self) -> None:
        self._digest.update(self._unhashed)
        self._unhashed.clear()
