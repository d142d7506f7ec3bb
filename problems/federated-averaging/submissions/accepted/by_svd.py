"""Ridge for all strengths from one decomposition per left-out row; closed iteration for the steps; one generator per pair."""

import numpy as np

FACTOR = np.float64(1 << 16)


def _scale(update, clip):
    return update * np.minimum(1.0, clip / np.maximum(np.linalg.norm(update), np.finfo(float).tiny))


def local_update(weights, x, y, *, steps, rate, clip):
    if not len(x):
        return np.zeros(weights.shape)
    gram, target = x.T @ x * (2 / len(x)), x.T @ y * (2 / len(x))
    move = np.zeros(weights.shape)
    for _ in range(steps):
        move = move - rate * (gram @ (weights + move) - target)
    if np.isnan(move).any() or np.isinf(move).any():
        raise ValueError("diverged")
    return _scale(move, clip)


def _moves(x, residual, strengths):
    """Return one move per strength."""
    left, singular, right = np.linalg.svd(x, full_matrices=False)
    factors = [np.zeros(len(singular)) if np.isinf(s) else singular / (singular**2 + s) for s in strengths]
    return np.array([right.T @ (factor * (left.T @ residual)) for factor in factors])


def adapt(weights, x, y, strengths):
    if not len(x):
        return weights + 0.0, max(strengths)
    residual = y - x @ weights
    errors = np.zeros(len(strengths))
    for i in range(len(x)):
        moves = _moves(np.delete(x, i, axis=0), np.delete(residual, i), strengths)
        errors += (moves @ x[i] - residual[i]) ** 2
    chosen = errors.argmin()
    return weights + _moves(x, residual, strengths)[chosen], strengths[chosen]


def run_round(weights, clients, *, clip, max_count, noise=0.0, min_clients=1, rng=None):
    state = {}
    updates, shares = [], []
    for name, call in clients.items():
        try:
            update, count = call(np.array(weights))
        except OSError as error:
            if not isinstance(error, (ConnectionError, TimeoutError)):
                raise
            state[name] = "dropped"
            continue
        update = np.asarray(update, dtype=np.float64)
        whole = np.issubdtype(type(count), np.integer)
        if update.shape != weights.shape or not np.isfinite(update).all() or not whole or count < 1:
            state[name] = "rejected"
            continue
        state[name] = "used"
        updates.append(_scale(update, clip))
        shares.append(min(count, max_count) / max_count)
    report = {kind: [name for name in state if state[name] == kind] for kind in ("used", "dropped", "rejected")}
    if len(updates) < min_clients:
        raise ValueError("too few clients for a round")
    step = np.average(updates, axis=0, weights=shares)
    if noise != 0:
        step = step + rng.normal(size=step.size) * (noise * clip / np.sum(shares))
    return weights + step, report


def _pair(me, peer, seed, round_number, size):
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence(entropy=seed, spawn_key=(round_number, 1))))
    drawn = np.frombuffer(generator.bytes(4 * size), dtype=np.uint32)
    return drawn if me < peer else -drawn


def mask(update, me, seeds, round_number):
    update = np.asarray(update, dtype=np.float64)
    if update.ndim != 1 or not seeds or not (abs(update) <= 100).all():
        raise ValueError("no vector of small numbers, or no peers")
    parts = [_pair(me, peer, seed, round_number, update.size) for peer, seed in seeds.items()]
    fixed = np.floor(update * FACTOR + 0.5).astype(np.int32).view(np.uint32)
    return np.sum([fixed, *parts], axis=0, dtype=np.uint32)


def correction(me, seeds, dropped, round_number, size):
    left = dict(seeds)
    parts = [_pair(me, peer, left.pop(peer), round_number, size) for peer in dropped]
    if not left:
        raise ValueError("the server would see this client's update")
    return np.sum(parts, axis=0, dtype=np.uint32)


def unmask(messages, corrections):
    if not messages or (corrections and set(messages) ^ set(corrections)):
        raise ValueError("messages and corrections do not belong together")
    words = np.array(list(messages.values()) + [np.negative(each) for each in corrections.values()])
    return np.sum(words, axis=0, dtype=np.uint32).astype(np.int32) / FACTOR
