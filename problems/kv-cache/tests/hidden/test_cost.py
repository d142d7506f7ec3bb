"""Memory and time of `Decoder`.

Memory bounds hold for what the submission's process takes beyond its start, in MB of 2**20 bytes; about 32 of them go to the
matrix product's own buffer. All in float32.

    test                       needed    the mistake takes              bound
    many heads, one of keys         2    131 for one repeated array       110
    a window                        1     98 for all keys and values       80
    a window for each of twelve     8    197 for all of each prompt       190
    forks                          16    393 for a copy in each           160
    a long prompt                   1    110 for the scores of one head   110

"Needed" is the cache. Scores for 64 positions at a time take at most 17 MB, and a copy or two of all this has room too.
"""

import numpy as np
import pytest
from definitions import Layer
from solution import Decoder


@pytest.mark.limit(memory_mb=110)
def test_keys_are_not_repeated_for_each_head():
    """128 query heads of width 512 share one head of keys and values: it is held once, and looked at without copies."""
    layer = Layer(91, d_model=4, num_heads=128, num_kv_heads=1, d_head=512, size=0.2, dtype=np.float32)
    x = layer.text(92, 500)
    decoder = Decoder(*layer.weights, **layer.settings)
    result = [decoder.extend(x[begin : begin + 20]) for begin in range(0, 500, 20)]
    for position in (0, 19, 20, 333, 499):
        layer.agree(result[position // 20][position % 20], layer.row(x, position))


@pytest.mark.limit(memory_mb=80)
def test_what_has_left_the_window_is_dropped():
    """12,000 positions pass through a window of 32, 500 at a time; a fork stays where the first of them ended."""
    layer = Layer(
        93, d_model=8, num_heads=4, num_kv_heads=4, d_head=256, size=0.1, window=32, rollback=8, dtype=np.float32
    )
    x = layer.text(94, 12_000)
    decoder = Decoder(*layer.weights, **layer.settings)
    for begin in range(0, 12_000, 500):
        result = decoder.extend(x[begin : begin + 500])
        layer.agree(result[[0, 31, 499]], np.array([layer.row(x, begin + row) for row in (0, 31, 499)]))
        if begin == 0:
            fork = decoder.fork()
    assert (fork.length(), decoder.length()) == (500, 12_000)


@pytest.mark.limit(memory_mb=190)
def test_a_window_leaves_little_of_a_long_portion():
    """Twelve decoders with a window of 32 have each read 1,000 positions in one call, and are all alive together."""
    layer = Layer(
        87, d_model=8, num_heads=4, num_kv_heads=4, d_head=512, size=0.1, window=32, rollback=8, dtype=np.float32
    )
    decoders = [Decoder(*layer.weights, **layer.settings) for _ in range(12)]
    for number, decoder in enumerate(decoders):
        x = layer.text(300 + number, 1001)
        decoder.extend(x[:1000])
        layer.agree(decoder.extend(x[1000:]), layer.rows(x, 1000, 1001))


@pytest.mark.limit(memory_mb=160)
@pytest.mark.parametrize("window", [None, 1990])
def test_forks_hold_a_common_past_once(window):
    """24 answers to one prompt of 2,000 positions, all alive together; each goes on, back into the prompt, and on."""
    layer = Layer(
        95, d_model=8, num_heads=4, num_kv_heads=4, d_head=256, size=0.1, window=window, rollback=8, dtype=np.float32
    )
    prompt = layer.text(96, 2000)
    decoder = Decoder(*layer.weights, **layer.settings)
    for begin in range(0, 2000, 250):
        decoder.extend(prompt[begin : begin + 250])
    forks = [decoder.fork() for _ in range(24)]
    answers = [layer.text(200 + number, 3) for number in range(24)]
    for step in range(3):
        for number, fork in enumerate(forks):
            result = fork.extend(answers[number][step : step + 1])
            if number in (0, 1, 23):
                layer.agree(result[0], layer.row(np.concatenate([prompt, answers[number]]), 2000 + step))
    for number, fork in enumerate(forks):
        fork.rewind(1999)
        result = fork.extend(answers[number][2:])
        if number in (0, 1, 23):
            layer.agree(result[0], layer.row(np.concatenate([prompt[:1999], answers[number][2:]]), 1999))
    assert decoder.length() == 2000


@pytest.mark.limit(memory_mb=110)
def test_a_long_prompt_at_once():
    """5,500 positions in two calls: no call holds the scores of all of them, not even for one head."""
    layer = Layer(97, d_model=8, num_heads=4, num_kv_heads=2, d_head=8, size=0.5, dtype=np.float32)
    x = layer.text(98, 5500)
    decoder = Decoder(*layer.weights, **layer.settings)
    result = [decoder.extend(x[:500]), decoder.extend(x[500:])]
    layer.agree(result[0][[0, 63, 64, 499]], np.array([layer.row(x, row) for row in (0, 63, 64, 499)]))
    layer.agree(result[1][[0, 1, 3000, 4999]], np.array([layer.row(x, row) for row in (500, 501, 3500, 5499)]))


def test_a_step_costs_what_is_new():
    """1,000 single steps after 2,000 positions, within the time for a test."""
    layer = Layer(99, d_model=32, num_heads=8, num_kv_heads=2, d_head=16, size=0.2, dtype=np.float32)
    x = layer.text(90, 3000)
    decoder = Decoder(*layer.weights, **layer.settings)
    decoder.extend(x[:2000])
    for position in range(2000, 3000):
        result = decoder.extend(x[position : position + 1])
        if position % 250 == 0:
            layer.agree(result[0], layer.row(x, position))
