"""Random generators, by state: `random.Random`, numpy's `Generator` and `RandomState`.

    RANDOM        position:u16 key:624*u32 has_gauss:u8 gauss:f64
    GENERATOR     kind:u8, then the state of that bit generator (`_LAYOUTS`)
    RANDOM_STATE  the state of MT19937, has_gauss:u8 gauss:f64

Every field is fixed in size and checked: a wrong position makes numpy read beyond its state. A subclass does not
cross, since it draws from something else than the state it inherits (`SystemRandom`, Hypothesis's `randoms()`).
"""

from __future__ import annotations

import random
import struct
from typing import Any

from sandbox.wall.codec import tags
from sandbox.wall.codec.reading import Reading, Take
from sandbox.wall.codec.refusal import Malformed
from sandbox.wall.codec.writing import Put, Table, Writing

_WORDS = 624  # of a Mersenne Twister
_GENERATOR_NODES = 500  # making one costs as much time as this many ints
_TWISTER = struct.Struct(f"<H{_WORDS}I")
_GAUSS = struct.Struct("<Bd")
_PCG64 = struct.Struct("<16s16sBI")
_PHILOX = struct.Struct("<4Q2Q4QBBI")
_SFC64 = struct.Struct("<4QBI")
_KINDS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
_LAYOUTS = dict(zip(_KINDS, (_PCG64, _PCG64, _TWISTER, _PHILOX, _SFC64), strict=True))


def _put_random(w: Writing, value: random.Random) -> None:
    _, state, gauss = value.getstate()
    w.out.append(tags.RANDOM)
    w.spend(_GENERATOR_NODES)
    w.out += _TWISTER.pack(state[_WORDS], *state[:_WORDS])
    w.out += _GAUSS.pack(gauss is not None, gauss or 0.0)


def _take_random(r: Reading) -> random.Random:
    r.spend(_GENERATOR_NODES)
    position, *key = _take_twister(r)
    has_gauss, gauss = _take_gauss(r)
    made = random.Random(0)  # noqa: S311 -- a value of this type is what crosses
    made.setstate((3, (*key, position), gauss if has_gauss else None))
    return made


def _take_twister(r: Reading) -> tuple[int, ...]:
    state = r.unpack(_TWISTER)
    if state[0] > _WORDS:
        raise Malformed("a Mersenne Twister's position is out of range")
    if not (any(state[2:]) or state[1] >> 31):  # of the first word, only this bit is state
        raise Malformed("a Mersenne Twister's state is all zeros: it would give zeros for ever")
    return state


def _take_gauss(r: Reading) -> tuple[int, float]:
    has_gauss, gauss = r.unpack(_GAUSS)
    if has_gauss > 1:
        raise Malformed("a generator's flag is neither 0 nor 1")
    return has_gauss, gauss


def _put_generator(w: Writing, value: Any) -> None:
    state = value.bit_generator.state
    kind = state["bit_generator"]
    if kind not in _KINDS or type(value.bit_generator).__module__.partition(".")[0] != "numpy":
        w.refer(value)
        return
    w.spend(_GENERATOR_NODES)
    w.out += bytes((tags.GENERATOR, _KINDS.index(kind)))
    inner, tail = state["state"], (state.get("has_uint32"), state.get("uinteger"))
    if kind in ("PCG64", "PCG64DXSM"):
        w.out += _PCG64.pack(inner["state"].to_bytes(16, "little"), inner["inc"].to_bytes(16, "little"), *tail)
    elif kind == "MT19937":
        w.out += _TWISTER.pack(inner["pos"], *inner["key"].tolist())
    elif kind == "Philox":
        words = (*inner["counter"].tolist(), *inner["key"].tolist(), *state["buffer"].tolist())
        w.out += _PHILOX.pack(*words, state["buffer_pos"], *tail)
    else:
        w.out += _SFC64.pack(*inner["state"].tolist(), *tail)


def _take_generator(r: Reading) -> Any:
    import numpy as np

    r.spend(_GENERATOR_NODES)
    at = r.byte()
    if at >= len(_KINDS):
        raise Malformed("a bit generator is not in the list")
    kind = _KINDS[at]
    twister = kind == "MT19937"
    state = _twister_state(_take_twister(r)) if twister else _word_state(kind, r.unpack(_LAYOUTS[kind]))
    bits = getattr(np.random, kind)(0)
    bits.state = {"bit_generator": kind, **state}
    return np.random.Generator(bits)


def _twister_state(words: tuple[int, ...]) -> dict[str, Any]:
    import numpy as np

    return {"state": {"key": np.array(words[1:], np.uint32), "pos": words[0]}}


def _word_state(kind: str, fields: tuple[Any, ...]) -> dict[str, Any]:
    """Return the state that numpy's setter takes, with every field in its range."""
    import numpy as np

    *words, has_uint32, uinteger = fields
    if has_uint32 > 1:
        raise Malformed("a generator's flag is neither 0 nor 1")
    state: dict[str, Any] = {"has_uint32": has_uint32, "uinteger": uinteger}
    if kind == "Philox":
        *words, position = words
        if position > 4:
            raise Malformed("a generator's position is out of range")
        numbers = np.array(words, np.uint64)
        inner = {"counter": numbers[:4], "key": numbers[4:6]}
        return {"state": inner, "buffer": numbers[6:], "buffer_pos": position, **state}
    if kind == "SFC64":
        return {"state": {"state": np.array(words, np.uint64)}, **state}
    inc = int.from_bytes(words[1], "little")
    if inc % 2 == 0:
        raise Malformed("a PCG64 generator's increment is not odd")
    return {"state": {"state": int.from_bytes(words[0], "little"), "inc": inc}, **state}


def _put_random_state(w: Writing, value: Any) -> None:
    state = value.get_state(legacy=False)
    if state["bit_generator"] != "MT19937":
        w.refer(value)
        return
    w.spend(_GENERATOR_NODES)
    w.out.append(tags.RANDOM_STATE)
    w.out += _TWISTER.pack(state["state"]["pos"], *state["state"]["key"].tolist())
    w.out += _GAUSS.pack(state["has_gauss"], state["gauss"])


def _take_random_state(r: Reading) -> Any:
    import numpy as np

    r.spend(_GENERATOR_NODES)
    twister = _twister_state(_take_twister(r))
    has_gauss, gauss = _take_gauss(r)
    made = np.random.RandomState(0)
    made.set_state({"bit_generator": "MT19937", **twister, "has_gauss": has_gauss, "gauss": gauss})
    return made


def learn(table: Table) -> None:
    """Add numpy's generators to those that a writer knows."""
    import numpy as np

    table.exact[np.random.Generator] = _put_generator
    table.exact[np.random.RandomState] = _put_random_state


PUT: dict[type, Put] = {random.Random: _put_random}
TAKE: dict[int, Take] = {
    tags.RANDOM: _take_random,
    tags.GENERATOR: _take_generator,
    tags.RANDOM_STATE: _take_random_state,
}
