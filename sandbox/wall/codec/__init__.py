"""Values to bytes and back: the one language that both sides of the wall speak.

    value --Encoder--> parts --join--> frame --Decoder--> value

    scalars containers dates numerals records classes generators arrays    who writes and reads which types
    writing reading                                                        one value under way, its budget
    tags caps standard refusal                                             the words they share

The encoder trusts nobody's methods: a subclass is written as its base's value, and only `refer` sees the rest. The
decoder trusts no byte: it raises `Malformed` or `Refused` and nothing else, whatever it is given, and makes nothing
larger than the frame and `Caps` allow. Reference payloads may hold values of every kind, references among them.
"""

from sandbox.wall.codec.caps import CONTROL_CAPS, WALL_CAPS, Caps
from sandbox.wall.codec.coding import Decoder, Encoder, dumps, loads, warm
from sandbox.wall.codec.refusal import Malformed, Refused
from sandbox.wall.codec.standard import exception_class, name_of_exception_class

__all__ = [
    "CONTROL_CAPS",
    "WALL_CAPS",
    "Caps",
    "Decoder",
    "Encoder",
    "Malformed",
    "Refused",
    "dumps",
    "exception_class",
    "loads",
    "name_of_exception_class",
    "warm",
]
