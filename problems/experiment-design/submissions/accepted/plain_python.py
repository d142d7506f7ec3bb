"""Plain Python: the error function, Newton steps, a dictionary of running tests, procedures by their definition."""

import math

ROOT = math.sqrt(2.0)


def upper(z):
    return 0.5 * math.erfc(z / ROOT)


def quantile(chance):
    """Return z with upper(z) == chance: bisection, as the error function has no inverse here."""
    low, high = -40.0, 40.0
    for _ in range(200):
        middle = (low + high) / 2
        if upper(middle) > chance:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def between(value):
    if not (value > 0 and value < 1):
        raise ValueError(value)


def spread(n_control, n_treatment, sd_control, sd_treatment):
    if n_control < 1 or n_treatment < 1:
        raise ValueError("empty arm")
    return math.hypot(sd_control / math.sqrt(n_control), sd_treatment / math.sqrt(n_treatment))


def declared(shift, limit):
    return upper(limit - shift) + upper(limit + shift)


def power(effect, n_control, n_treatment, *, sd_control, sd_treatment, alpha=0.05):
    between(alpha)
    return declared(effect / spread(n_control, n_treatment, sd_control, sd_treatment), quantile(alpha / 2))


def needed_shift(target, alpha):
    between(alpha)
    between(target)
    if target <= alpha:
        raise ValueError("target")
    limit = quantile(alpha / 2)
    low, high = 0.0, 80.0
    for _ in range(200):
        middle = (low + high) / 2
        if declared(middle, limit) < target:
            low = middle
        else:
            high = middle
    return high


def sample_size(effect, *, sd_control, sd_treatment, target=0.8, alpha=0.05, ratio=1.0):
    shift = needed_shift(target, alpha)
    if effect == 0 or not ratio > 0:
        raise ValueError("design")
    largest = abs(effect) / shift  # the standard error must not be larger than this

    def treated(n):
        return math.ceil(ratio * n)

    n = max(1, int((sd_control**2 + sd_treatment**2 / ratio) / largest**2) + 2)
    step = n
    while step >= 1:  # walk down in ever smaller steps
        while n - step >= 1 and spread(n - step, treated(n - step), sd_control, sd_treatment) <= largest:
            n -= step
        step //= 2
    return n, treated(n)


def detectable_effect(n_control, n_treatment, *, sd_control, sd_treatment, target=0.8, alpha=0.05):
    return needed_shift(target, alpha) * spread(n_control, n_treatment, sd_control, sd_treatment)


def ratio_mismatch(counts, shares):
    if len(counts) != len(shares) or len(counts) < 2:
        raise ValueError("arms")
    if any(n < 0 for n in counts) or any(not share > 0 for share in shares):
        raise ValueError("negative")
    total, whole = sum(map(float, counts)), sum(map(float, shares))
    if total == 0:
        raise ValueError("empty")
    statistic = 0.0
    for n, share in zip(counts, shares):
        planned = total * share / whole
        statistic += (n - planned) * (n - planned) / planned
    half, degrees = statistic / 2, len(counts) - 1
    if degrees % 2:
        chance, at = math.erfc(math.sqrt(half)), 0.5
    else:
        chance, at = math.exp(-half), 1.0
    while at < degrees / 2:
        if half > 0:
            chance += math.exp(at * math.log(half) - half - math.lgamma(at + 1))
        at += 1
    return chance


def adjusted_difference(y_control, x_control, y_treatment, x_treatment):
    arms = [(list(map(float, y_control)), list(map(float, x_control)))]
    arms.append((list(map(float, y_treatment)), list(map(float, x_treatment))))
    for ys, xs in arms:
        if len(ys) != len(xs) or len(ys) < 2:
            raise ValueError("arm")

    def mean(values):
        return values[0] + math.fsum(value - values[0] for value in values) / len(values)

    above = below = 0.0
    for ys, xs in arms:
        my, mx = mean(ys), mean(xs)
        above += math.fsum((x - mx) * (y - my) for y, x in zip(ys, xs))
        below += math.fsum((x - mx) ** 2 for x in xs)
    theta = above / below if below > 0 else 0.0

    def error(factor):
        total = 0.0
        for ys, xs in arms:
            my, mx = mean(ys), mean(xs)
            rest = [(y - my) - factor * (x - mx) for y, x in zip(ys, xs)]
            total += math.fsum(r * r for r in rest) / (len(rest) - 1) / len(rest)
        return total

    (yc, xc), (yt, xt) = arms
    answer = {"theta": theta, "estimate": mean(yt) - mean(yc) - theta * (mean(xt) - mean(xc))}
    answer["standard_error"] = math.sqrt(error(theta))
    answer["reduction"] = 1 - error(theta) / error(0.0) if error(0.0) > 0 else None
    return answer


def check(looks):
    before = 0
    for look in looks:
        if look <= before:
            raise ValueError("looks")
        before = look
    if before == 0:
        raise ValueError("no looks")


def sequential(p, looks, limits):
    check(looks)
    if p < 0 or p > 1 or len(looks) != len(limits):
        raise ValueError("design")
    at = dict(zip(looks, limits))
    running = [1.0]  # by the number of successes
    stops = mean = 0.0
    for n in range(1, looks[-1] + 1):
        moved = [chance * (1 - p) for chance in running] + [0.0]
        for successes, chance in enumerate(running):
            moved[successes + 1] += chance * p
        running = moved
        if n in at:
            low, high = at[n]
            for successes in range(n + 1):
                if successes <= low or successes >= high:
                    stops += running[successes]
                    mean += n * running[successes]
                    running[successes] = 0.0
    return {"stops": stops, "mean_n": mean + looks[-1] * sum(running)}


def constant_limit(looks, alpha):
    between(alpha)
    check(looks)
    # Values by (distance, n), in the order of distance^2 / n; equal ones are next to each other.
    pairs = sorted(((d, n) for n in looks for d in range(n % 2, n + 1, 2)), key=lambda pair: pair[0] ** 2 / pair[1])

    def chance(distance, of):
        limits = []
        for n in looks:
            d = n % 2
            while d <= n and d * d * of < distance * distance * n:
                d += 2
            limits.append(((n - d) // 2, (n + d) // 2))
        return sequential(0.5, looks, limits)["stops"]

    low, high = -1, len(pairs)
    while high - low > 1:
        middle = (low + high) // 2
        if chance(*pairs[middle]) > alpha:
            low = middle
        else:
            high = middle
    if high == len(pairs):
        return None
    return pairs[high][0] / math.sqrt(pairs[high][1])


def adjusted_p_values(p_values, method):
    p = [float(value) for value in p_values]
    m = len(p)
    if not all(0 <= value <= 1 for value in p):
        raise ValueError("p")
    if method not in ("bonferroni", "holm", "bh", "by"):
        raise ValueError(method)
    answer = []
    for value in p:
        smaller = [q for q in p if q <= value]
        if method == "bonferroni":
            level = value * m
        elif method == "holm":
            # the most demanding of the steps up to this one; of equal values the first step demands most
            level = max(q * (m - sum(r < q for r in p)) for q in smaller)
        else:
            level = min(q * m / sum(r <= q for r in p) for q in p if q >= value)
            if method == "by":
                level *= sum(1 / rank for rank in range(1, m + 1))
        answer.append(min(1.0, level))
    return answer
