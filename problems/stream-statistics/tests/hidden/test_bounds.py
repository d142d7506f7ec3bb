"""What it costs: memory under a bound that is enforced, and time that grows with the stream alone.

The bounds hold for what the submission's process allocates beyond its start. Sizes in MB of 10**6 bytes:

    test         the stream as float64 or strings     what is needed     bound
    quantiles    32 (4 million values)                 2                  24
    parts        56 (3.5 million values, twice)        5                  40
    items        40 and more (400,000 strings)         1                  24
    window       30 as floats, 60 as tuples            1                  24
"""

import numpy as np
import pytest
from solution import HeavyHitters, Moments, Quantiles, Window


def portions(total, portion):
    """Yield a permutation of 0 .. total - 1 in portions; so the rank of a value is the value."""
    for begin in range(0, total, portion):
        yield (np.arange(begin, min(total, begin + portion)) * 2_097_143 % total).astype(np.float64)


@pytest.mark.limit(memory_mb=24, wall_seconds=60)
def test_quantiles_of_a_long_stream():
    """Four million values are summarised in bounded memory, and within an error of 0.001."""
    sketch = Quantiles(0.001)
    for part in portions(4_000_000, 50_000):
        sketch.add(part)
    assert sketch.count() == 4_000_000
    for q in (0.0, 0.0005, 0.1, 0.5, 0.95, 0.9995, 1.0):
        assert abs(sketch.quantile(q) - q * 4_000_000) <= 4_002


@pytest.mark.limit(memory_mb=40, wall_seconds=60)
def test_moments_and_sketches_of_many_parts():
    """Ten parts of 350,000 values each are summarised and merged in bounded memory."""
    whole, sketch = Moments(), Quantiles(0.01)
    for number in range(10):
        moments, part_sketch = Moments(), Quantiles(0.01)
        for part in portions(350_000, 50_000):
            moments.add(part + number)
            part_sketch.add(part + number)
        whole.merge(moments)
        sketch.merge(part_sketch)
    assert whole.count() == sketch.count() == 3_500_000
    assert whole.mean() == pytest.approx(174_999.5 + 4.5, rel=1e-9)
    assert abs(sketch.quantile(0.5) - 175_000) <= 3_520


@pytest.mark.limit(memory_mb=24, wall_seconds=60)
def test_very_many_different_items():
    """400,000 different items pass through a hundred counters in bounded memory."""
    summary = HeavyHitters(100)
    for begin in range(0, 400_000, 4000):
        summary.add([f"an item that comes only once: {number}" for number in range(begin, begin + 4000)] + ["often"] * 60)
    assert summary.count() == 406_000
    low, high = summary.estimate("often")
    assert low <= 6000 <= high
    assert high - low <= 4060
    assert set(summary.heavy(0.0247)) <= {"often"}
    assert "often" in summary.heavy(0.0147)


@pytest.mark.limit(memory_mb=24, wall_seconds=60)
def test_a_window_over_a_long_time():
    """A window holds what is in it: after 500,000 events memory is that of the hundred in the window."""
    window = Window(12.5)
    for begin in range(0, 500_000, 4000):
        times = np.arange(begin, begin + 4000) / 8
        answers = window.push(times, np.arange(begin, begin + 4000) % 1000)
    count, mean, largest = answers[-1]
    assert (count, largest) == (100, 999.0)
    assert mean == pytest.approx(949.5, rel=1e-9)


@pytest.mark.limit(wall_seconds=30)
def test_the_time_of_a_window_grows_with_the_events():
    """200,000 events that all stay in the window are taken in within the time."""
    size = 200_000
    values = np.random.default_rng(100).permutation(size) / 8 - np.arange(size)
    answers = Window(1e9).push(np.arange(float(size)), values)
    count, mean, largest = answers[-1]
    assert (count, largest) == (size, values.max())
    assert mean == pytest.approx(values.mean(), rel=1e-9)


@pytest.mark.limit(wall_seconds=30)
def test_the_time_of_heavy_hitters_does_not_grow_with_the_counters():
    """200,000 items that nearly all miss twenty thousand counters are taken in within the time."""
    summary = HeavyHitters(20_000)
    summary.add([f"item {number}" for number in range(200_000)])
    assert summary.count() == 200_000
    low, high = summary.estimate("item 5")
    assert low <= 1 <= high <= low + 10
