"""Byte-pair encoding: training, encoding, decoding, special tokens. The brief has the definitions."""

from collections.abc import Iterable, Sequence

Pair = tuple[int, int]


def train(texts: Sequence[str], vocab_size: int) -> list[Pair]:
    """Learn merges: the i-th pair of ids becomes the token with id 256 + i.

    Stops at vocab_size tokens, the 256 bytes among them, or when no pair occurs twice.
    Raises ValueError if vocab_size is below 256.
    """
    raise NotImplementedError


class Tokenizer:
    """Text to ids and back, with the merges of `train` and special tokens of one's own.

    Ids 0 to 255 are the bytes, 256 + i is the i-th merge, and after the merges come the special tokens in their order.
    """

    def __init__(self, merges: Sequence[Pair], special_tokens: Sequence[str] = ()) -> None:
        """Raise ValueError if a special token is empty or is there twice."""
        raise NotImplementedError

    def vocab_size(self) -> int:
        """Return the number of ids: bytes, merges and special tokens."""
        raise NotImplementedError

    def encode(self, text: str, allow_special: bool = False) -> list[int]:
        """Return the ids of a text. Special tokens are looked for only if they are allowed; else they are text like other."""
        raise NotImplementedError

    def count(self, text: str, allow_special: bool = False) -> int:
        """Return how many ids `encode` gives for a text."""
        raise NotImplementedError

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of ids, with U+FFFD for bytes that are no UTF-8. Raises ValueError for an id that there is not."""
        raise NotImplementedError
