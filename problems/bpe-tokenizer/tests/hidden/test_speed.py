"""What training and encoding cost, beside the reference: on ordinary text, and on text without a space.

The reference takes tens of milliseconds in the first two, and milliseconds in the third; the way of a text across the wall is a
small part of that.
"""

from itertools import count

import numpy as np
import pytest
from solution import Tokenizer, train

LETTERS = np.array(list("etaoinshrdlucmfw"))


def words_of(rng, how_many):
    """Make words as languages have them: a few very frequent ones, and many that come once."""
    lexicon = ["".join(rng.choice(LETTERS, rng.integers(2, 10))) for _ in range(how_many)]
    return [lexicon[min(int(rank), how_many) - 1] for rank in rng.zipf(1.2, 2 * how_many)] + lexicon


def merges_for(reference, rng):
    """Train on a text of the same letters."""
    return reference.train([" ".join(words_of(rng, 600))], 456)


@pytest.mark.limit(wall_seconds=60)
def test_training_keeps_up_with_the_reference(race, reference):
    """Learning 400 merges from 2,000 distinct words takes at most five times as long as the reference."""
    rng = np.random.default_rng(60)
    inputs = (([" ".join(words_of(rng, 2000))], 656) for _ in count())
    race(train, reference.train, inputs, at_most=5.0)


@pytest.mark.limit(wall_seconds=60)
def test_counting_keeps_up_with_the_reference(race, reference):
    """Counting the tokens of an ordinary text of six thousand words takes at most six times as long as the reference."""
    rng = np.random.default_rng(61)
    merges = merges_for(reference, rng)
    mine, theirs = Tokenizer(merges), reference.Tokenizer(merges)
    inputs = ((" ".join(words_of(rng, 2000)),) for _ in count())
    race(mine.count, theirs.count, inputs, at_most=6.0)


@pytest.mark.limit(wall_seconds=60)
def test_text_without_spaces_does_not_take_the_square_of_its_length(growth, reference):
    """For text without a space, the time to count its tokens grows about in proportion to its length."""
    rng = np.random.default_rng(62)
    merges = merges_for(reference, rng)
    mine, theirs = Tokenizer(merges), reference.Tokenizer(merges)
    growth(
        mine.count,
        theirs.count,
        sizes=[2000, 4000, 8000],
        make=lambda size: ("".join(rng.choice(LETTERS, size)),),
        at_most=1.35,
        ratio_at_most=80.0,
    )
