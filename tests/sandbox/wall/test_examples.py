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


def test_what_is_left_out_is_as_if_it_had_not_been_sent():
    examples = Examples()
    examples.add([b"a"])
    with examples.left_out():
        examples.add([b"b"])
    examples.add([b"c"])
    assert examples.hexdigest() == hashlib.sha256(b"ac").hexdigest()


def test_a_test_that_begins_while_something_is_left_out_is_heard():
    examples = Examples()
    left_out = examples.left_out()
    left_out.__enter__()
    examples.begin()
    examples.add([b"a"])
    assert examples.hexdigest() == hashlib.sha256(b"a").hexdigest()
