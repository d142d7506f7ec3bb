"""The brief's definitions, as slow as they read, and texts to try them on."""

from collections import Counter

from hypothesis import strategies as st


def chunks_of(text):
    """A new chunk begins at every space, and nowhere else."""
    chunks = [""]
    for character in text:
        if character == " ":
            chunks.append("")
        chunks[-1] += character
    return [chunk for chunk in chunks if chunk]


def merged(tokens, pair, token):
    result, place = [], 0
    while place < len(tokens):
        if tuple(tokens[place : place + 2]) == pair:
            result.append(token)
            place += 2
        else:
            result.append(tokens[place])
            place += 1
    return result


def trained(texts, vocab_size):
    chunks = [list(chunk.encode()) for text in texts for chunk in chunks_of(text)]
    merges = []
    while 256 + len(merges) < vocab_size:
        counts = Counter(pair for chunk in chunks for pair in zip(chunk, chunk[1:], strict=False))
        if not counts or max(counts.values()) < 2:
            break
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        chunks = [merged(chunk, best, 256 + len(merges)) if best[0] in chunk else chunk for chunk in chunks]
        merges.append(best)
    return merges


def encoded(text, merges):
    ids = []
    for chunk in chunks_of(text):
        tokens = list(chunk.encode())
        for rank, pair in enumerate(merges):
            tokens = merged(tokens, pair, 256 + rank)
        ids += tokens
    return ids


words = st.text("abn", min_size=1, max_size=7)
sentences = st.lists(words, max_size=12).map(" ".join)
"""Few letters, so that pairs repeat, overlap and tie."""

odd_texts = st.text(st.sampled_from("a bc\n\t\u00a0äß€漢🙂\u0301\u0000"), max_size=25)
any_texts = st.one_of(odd_texts, st.text(max_size=25))


@st.composite
def merge_lists(draw, letters=b"abn "):
    """Draw merges that nobody trained: each made of bytes and of tokens made before, none twice."""
    known, merges = list(letters), []
    for _ in range(draw(st.integers(0, 12))):
        pair = (draw(st.sampled_from(known)), draw(st.sampled_from(known)))
        if pair not in merges:
            known.append(256 + len(merges))
            merges.append(pair)
    return merges
