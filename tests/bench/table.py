"""The bench's figures as text and as JSON: pure functions."""

from __future__ import annotations

import platform
import statistics
from dataclasses import asdict

from tests.bench.cpu import BUSY_CORES
from tests.bench.plan import BARE, FRESH, NO_CANARY, REUSED, Figures, Plan
from tests.bench.races import Raced
from tests.bench.serving import serving_as_text

FORMAT = 1
MOST_RATIO = {FRESH: 0.6, REUSED: 0.35, NO_CANARY: 0.35}
MOST_CALL_US = {"a float": 100.0, "1 MB of float64 there, another back": 3000.0}
MOST_GROWTH = 1.2
MOST_SPREAD = 0.10


def as_text(figures: Figures, plan: Plan) -> str:
    """Lay the figures out as one table of medians and ratios, each target beside its figure."""
    return "\n".join(
        [
            *_head(figures),
            "",
            *_costs(figures, plan),
            "",
            *_calls(figures),
            "",
            races_as_text(figures.races),
            *(["", serving_as_text(figures.serving)] if figures.serving is not None else []),
            "",
            *_memory(figures),
        ]
    )


def as_document(figures: Figures, plan: Plan) -> dict[str, object]:
    """Return everything that was measured, as plain values."""
    return {
        "format": FORMAT,
        "python": platform.python_version(),
        "plan": asdict(plan),
        "noisy": is_noisy(figures),
        "idle_cores": figures.idle_cores,
        "rounds": {kind: [asdict(cost) for cost in costs] for kind, costs in figures.costs.items()},
        "ratios": {
            kind: {accounting: figures.ratio(kind, accounting) for accounting in ("machine", "ours")}
            for kind in MOST_RATIO
        },
        "calls": [asdict(call) for call in figures.calls],
        "races": races_as_plain(figures.races),
        "serving": asdict(figures.serving) if figures.serving is not None else None,
        "runner_peak_bytes": {str(count): size for count, size in figures.peak_bytes.items()},
    }


def races_as_text(races: tuple[Raced, ...]) -> str:
    """Lay out how far repetitions of the same race agree."""
    lines = [f"{'races, the same again and again':60}{'median':>10}{'at most':>9}{'spread':>8}  verdicts"]
    for row in races:
        name = f"{row.problem} {row.test}, {row.submission}{', other core busy' * row.busy}"
        verdicts = ", ".join(f"{count} {verdict}" for verdict, count in row.verdicts.items())
        value = f"{row.median:>10.2f}{row.at_most:>9g}{row.spread:>8.1%}" if row.values else f"{'not measured':>27}"
        lines.append(f"{name:60}{value}  {verdicts}{'' if row.agrees else '  DO NOT AGREE'}")
    return "\n".join(
        [
            *lines,
            "median: times the reference's time (race), or the exponent (growth). spread: the middle half of the",
            f"repetitions, in % of the median (target {MOST_SPREAD:.0%}); the verdict is to be the same each time.",
        ]
    )


def races_as_plain(races: tuple[Raced, ...]) -> list[dict[str, object]]:
    """Return every repetition, as plain values."""
    return [{**asdict(row), "median": row.median if row.values else None, "spread": row.spread} for row in races]


def is_noisy(figures: Figures) -> bool:
    """Whether something else kept the machine busy before any round."""
    return max(figures.idle_cores) > BUSY_CORES


def _head(figures: Figures) -> list[str]:
    idle = ", ".join(f"{cores:.2f}" for cores in figures.idle_cores)
    lines = [
        "CPU per submission: 5 tests, 300 Hypothesis examples; medians over rounds, measured by turns",
        f"cores busy without us, before each round: {idle}",
    ]
    if is_noisy(figures):
        lines.append("SOMETHING ELSE IS BUSY on this machine: read `ours`, which it inflates too, by less")
    return lines


def _costs(figures: Figures, plan: Plan) -> list[str]:
    names = {
        BARE: "bare python -m pytest",
        FRESH: f"batch of {plan.batch}, a fresh box each",
        REUSED: f"batch of {plan.batch}, {plan.per_box} to a box",
        NO_CANARY: "  the same without canaries",
    }
    heads = f"{'':30}{'machine':>9}{'ratio':>7}{'ours':>9}{'ratio':>7}{'target':>8}"
    lines = [f"{heads}{'runner':>9}{'boxes':>8}{'engine':>8}{'wall':>8}"]
    for kind, name in names.items():
        medians = {each: figures.median(kind, each) for each in ("machine", "ours", "runner", "containers", "daemons")}
        target = f"{MOST_RATIO[kind]:.2f}" if kind in MOST_RATIO else ""
        noisy = is_noisy(figures)
        machine = f"{'?':>9}{'?':>7}" if noisy else f"{medians['machine']:>8.3f}s{figures.ratio(kind, 'machine'):>7.2f}"
        lines.append(
            f"{name:30}{machine}{medians['ours']:>8.3f}s{figures.ratio(kind, 'ours'):>7.2f}{target:>8}"
            f"{medians['runner']:>8.3f}s{medians['containers']:>7.3f}s"
            f"{medians['daemons']:>7.3f}s{statistics.median(c.wall for c in figures.costs[kind]):>7.2f}s"
        )
    return [
        *lines,
        "machine: all that ran, less the idle noise. ours: runner, boxes (with judges and shims), engine (daemons,",
        "also for its other users). What helpers do after a container's end is in `machine` only. Where a box takes",
        "several, a known-good and a known-hostile submission ride along in each, unless that is turned off.",
    ]


def _calls(figures: Figures) -> list[str]:
    lines = [f"{'one call across the wall':40}{'median':>10}{'fast tenth':>12}{'judge CPU':>11}{'target':>10}"]
    for call in figures.calls:
        target = f"{MOST_CALL_US[call.what]:.0f} us" if call.what in MOST_CALL_US else ""
        lines.append(
            f"{call.what:40}{call.median_us:>7.0f} us{call.fast_us:>9.0f} us{call.judge_cpu_us:>8.0f} us{target:>10}"
        )
    return lines


def _memory(figures: Figures) -> list[str]:
    few, many = figures.peak_bytes.values()
    sizes = ", ".join(f"{size / 2**20:.1f} MiB at {count} submissions" for count, size in figures.peak_bytes.items())
    return [f"the runner's peak memory: {sizes}: {many / few:.2f} (target {MOST_GROWTH:.2f})"]
