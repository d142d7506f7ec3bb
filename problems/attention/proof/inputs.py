"""Small arrays with and without masks, in blocks of every size."""

import numpy as np


def run(solution, rng):
    draw = np.random.default_rng(rng.getrandbits(64))
    n_q, n_k, d_k, d_v = (rng.randint(1, 5) for _ in range(4))
    batch = rng.choice([(), (1,), (2,), (2, 3)])
    dtype = rng.choice([np.float32, np.float64])
    q, k, v = (
        draw.normal(size=(*batch, n, d)).astype(dtype) for n, d in ((n_q, d_k), (n_k, d_k), (n_k, d_v))
    )
    mask = draw.random((n_q, n_k)) < 0.6 if rng.random() < 0.5 else None
    return solution.blockwise_attention(
        q, k, v, block_size=rng.randint(1, 6), mask=mask, causal=rng.random() < 0.5
    )
