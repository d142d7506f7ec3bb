"""The digest of a test's examples depends on what was sent alone, not on how it was collected."""

from __future__ import annotations

import hashlib
import zlib

from sandbox.wall.judge.examples import Examples


def test_it_is_the_digest_of_the_parts_in_order():
    examples = Examples()
    for number in range(3000):
        examples.add([b"%d " % number, bytearray(100)])
    whole = b"".join(b"%d " % number + bytes(100) for number in range(3000))
    assert examples.hexdigest() == hashlib.sha256(whole).hexdigest()


def test_of_large_parts_it_takes_length_and_checksum():
    large = bytes(range(256)) * 100
    examples = Examples()
    examples.add([b"a", memoryview(large), b"b"])
    told = f"{len(large)} {zlib.crc32(large)} ".encode()
    assert examples.hexdigest() == hashlib.sha256(b"a" + told + b"b").hexdigest()


def test_reading_it_twice_and_going_on_changes_nothing():
    examples = Examples()
    examples.add([b"a"])
    assert examples.hexdigest() == examples.hexdigest()
    examples.add([b"b"])
    assert examples.hexdigest() == hashlib.sha256(b"ab").hexdigest()


def test_each_test_begins_anew():
    examples = Examples()
    examples.add([b"a"])
    examples.begin()
    assert examples.hexdigest() == hashlib.sha256(b"").hexdigest()
