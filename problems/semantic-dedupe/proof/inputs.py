"""Texts that are near copies of each other, or have no word in common: what bands find by luck is not compared."""

TOLERANCE = 1e-9


def run(solution, rng):
    words = [f"w{rng.randrange(10**6)}" for _ in range(rng.randint(22, 26))]
    texts = [" ".join(words), " ".join([*words[:-1], "other"]), f"nothing {rng.random()} alike", rng.choice(["", "?", "one"])]
    rng.shuffle(texts)
    pairs = solution.near_duplicates(texts, rng.choice([0.5, 0.7, 0.9]))
    return [(int(one), int(other), float(similarity)) for one, other, similarity in pairs]
