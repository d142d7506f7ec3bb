"""Texts with known similarities: what is 0.9 or more must be found, what is below the threshold must not be there."""

import numpy as np
import pytest
from solution import near_duplicates


def grams(text, size=3):
    words = text.lower().split()
    return {tuple(words[start : start + size]) for start in range(max(1, len(words) - size + 1))} if words else set()


def similarity(one, other, size=3):
    first, second = grams(one, size), grams(other, size)
    return len(first & second) / len(first | second) if first and second else 0.0


def run(texts, threshold, **settings):
    return [(int(i), int(j), float(value)) for i, j, value in near_duplicates(texts, threshold, **settings)]


def texts_of(seed, count, length):
    """Texts of random words, some of them copies with a few words changed at the end."""
    rng = np.random.default_rng(seed)
    texts = []
    for number in range(count):
        if number % 3 and texts:
            words = texts[int(rng.integers(len(texts)))].split()
            changed = int(rng.integers(0, 5))
            words[len(words) - changed :] = [f"x{number}y{place}" for place in range(changed)]
        else:
            words = [f"w{value}" for value in rng.integers(0, 5000, length)]
        texts.append(" ".join(words))
    return texts


@pytest.mark.points(4)
@pytest.mark.parametrize(("seed", "threshold"), [(1, 0.9), (2, 0.95), (3, 1.0), (4, 0.5)])
def test_what_must_be_found_and_what_must_not(seed, threshold):
    """Pairs of 0.9 or more are found with their exact similarity, in order, and none below the threshold is."""
    texts = texts_of(seed, 60, 40)
    found = run(texts, threshold)
    assert found == sorted(found)
    exact = {(i, j): similarity(texts[i], texts[j]) for j in range(60) for i in range(j)}
    assert {pair for pair, value in exact.items() if value >= max(threshold, 0.9)} <= {(i, j) for i, j, _ in found}
    assert len({(i, j) for i, j, _ in found}) == len(found)
    for i, j, value in found:
        assert i < j
        assert exact[i, j] >= threshold
        assert value == pytest.approx(exact[i, j], abs=1e-9)


def test_copies():
    """Copies are found, whatever their case and marks are, each pair of them."""
    texts = ["Please block my card now", "hello there", "please, BLOCK my card - now!", "Please block\nmy card now."]
    assert run(texts, 1.0) == [(0, 2, 1.0), (0, 3, 1.0), (2, 3, 1.0)]


def test_repeated_shingles():
    """Shingles are compared as sets: how often a text says something does not matter."""
    assert run(["no no no no", "no no no no no no no", "no no"], 0.9) == [(0, 1, 1.0)]


def test_short_texts():
    """Texts shorter than a shingle are alike if all their words are."""
    assert run(["Stolen card", "stolen CARD", "card stolen", "stolen", "card", "Stolen!"], 0.9) == [
        (0, 1, 1.0),
        (3, 5, 1.0),
    ]


def test_texts_without_words():
    """Texts without words are duplicates of nothing, and take no other's place."""
    assert run(["", "help me", "...", "", "help me"], 0.5) == [(1, 4, 1.0)]
    assert run(["", "?"], 0.5) == []
    assert run([], 0.5) == []


def test_the_order_of_words_counts():
    """Texts of the same words in another order are not alike."""
    words = [f"w{number}" for number in range(30)]
    assert run([" ".join(words), " ".join(reversed(words))], 0.5) == []
    assert run([" ".join(words), " ".join(reversed(words))], 0.5, size=1) == [(0, 1, 1.0)]


def test_exactly_at_the_threshold():
    """A pair whose similarity is exactly the threshold is a pair; one that is a millionth below it is none."""
    words = [f"w{number}" for number in range(21)]
    texts = [" ".join(words), " ".join(words[:-1]), " ".join([*words[:-1], "other"])]
    assert run(texts, 0.95) == []
    assert [(i, j) for i, j, _ in run(texts, 18 / 19)] == [(0, 1), (1, 2)]
    assert run(texts, 18 / 19 + 1e-6) == []


@pytest.mark.parametrize(("hashes", "bands", "seed"), [(64, 32, 5), (40, 20, 9), (256, 64, 1)])
def test_other_settings(hashes, bands, seed):
    """With other numbers of functions and bands, and other seeds, the result keeps what is promised."""
    texts = texts_of(seed, 45, 60)
    found = run(texts, 0.9, hashes=hashes, bands=bands, seed=seed)
    exact = {(i, j): similarity(texts[i], texts[j]) for j in range(45) for i in range(j)}
    wanted = sorted(pair for pair, value in exact.items() if value >= 0.9)
    assert [(i, j) for i, j, _ in found] == wanted


def test_thresholds_out_of_range():
    """A threshold that is not above 0, or above 1, raises ValueError, without texts too."""
    for threshold in (0, -0.5, 1.01):
        for texts in (["a b c", "a b c"], []):
            with pytest.raises(ValueError):
                near_duplicates(texts, threshold)
