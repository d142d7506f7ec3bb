"""Figures as inline SVG, drawn by matplotlib: distributions, races, growth.

Matplotlib is imported with the first figure, not with the command line. Text stays text and takes the page's fonts;
the output is the same for the same numbers. No text of a candidate is ever drawn.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

from markupsafe import Markup

from runner.model import Measurement, MeasurementKind
from runner.report.svg import tidy_svg
from runner.report.tally import SCORE_STEP, TIME_EDGES

INK, BAR, LINE, BAND, OTHER = "#010101", "#020202", "#030303", "#040404", "#050505"
_PALETTE = {INK: "ink", BAR: "bar", LINE: "line", BAND: "band", OTHER: "other", "#000000": "ink"}
_SIZE = (6.0, 2.3)
_SETTINGS: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "prebrief",
    "font.size": 9,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


class Plots:
    """Draws the figures of one page, numbering them."""

    def __init__(self) -> None:
        self._numbers: Iterator[int] = count(1)

    def scores(self, bins: Sequence[int]) -> Markup:
        """Draw how many submissions have which score."""
        labels = [f"{low}" for low in range(0, 100, SCORE_STEP)] + ["100"]
        described = _counts([f"{low} to {low + SCORE_STEP}" for low in range(0, 100, SCORE_STEP)] + ["100"], bins)
        return self._bars(bins, labels, "score", "Scores", described, every=4)

    def times(self, bins: Sequence[int]) -> Markup:
        """Draw how many submissions used how much CPU time."""
        labels = [f"<{TIME_EDGES[0]:g}", *(f"{edge:g}" for edge in TIME_EDGES)]
        first, last = _used(bins)
        described = _counts([f"from {label} s" for label in labels], bins)
        return self._bars(bins[first:last], labels[first:last], "CPU seconds", "CPU time", described, every=1)

    def measured(self, measured: Measurement) -> Markup:
        """Draw the samples of a race or of a growth check."""
        if measured.kind is MeasurementKind.GROWTH:
            return self._draw(lambda axes: _growth(axes, measured), "Time by input size", measured.sentence)
        return self._draw(lambda axes: _race(axes, measured), "Race against the reference", measured.sentence)

    def _bars(
        self, bins: Sequence[int], labels: Sequence[str], unit: str, title: str, description: str, *, every: int
    ) -> Markup:
        def draw(axes: Any) -> None:
            places = range(len(bins))
            axes.bar(places, bins, width=0.85, color=BAR)
            axes.set_xticks(list(places)[::every], list(labels)[::every])
            axes.set_xlabel(unit)
            axes.set_ylabel("submissions")
            axes.yaxis.get_major_locator().set_params(integer=True)

        return self._draw(draw, title, description)

    def _draw(self, draw: Callable[[Any], None], title: str, description: str) -> Markup:
        import matplotlib as mpl  # it takes half a second
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        with mpl.rc_context(_SETTINGS):
            figure = Figure(figsize=_SIZE, layout="tight")
            figure.patch.set_visible(False)
            axes = figure.add_subplot()
            axes.patch.set_visible(False)
            draw(axes)
            out = io.StringIO()
            canvas: Any = FigureCanvasSVG(figure)
            canvas.print_svg(out, metadata={"Date": None, "Creator": None})
        number = next(self._numbers)
        return tidy_svg(out.getvalue(), number=number, title=title, description=description, palette=_PALETTE)


def _race(axes: Any, measured: Measurement) -> None:
    ratios = [sample.ratio for sample in measured.samples]
    axes.axhspan(measured.low, measured.high, color=BAND, linewidth=0)
    axes.plot(range(1, len(ratios) + 1), ratios, "o", markersize=3.5, color=BAR, markeredgewidth=0)
    axes.axhline(measured.value, color=BAR, linewidth=1.2)
    axes.axhline(measured.at_most, color=LINE, linewidth=1.4, linestyle="--")
    axes.annotate(
        f"allowed {measured.at_most:g}", (1, measured.at_most), xycoords=("axes fraction", "data"),
        ha="right", va="bottom", color=LINE,
    )  # fmt: skip
    axes.set_ylim(bottom=0)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("sample")
    axes.set_ylabel("times the reference")


def _growth(axes: Any, measured: Measurement) -> None:
    sizes = [sample.size for sample in measured.samples]
    candidate = [sample.candidate_own_seconds for sample in measured.samples]
    reference = [sample.reference_own_seconds for sample in measured.samples]
    axes.loglog(sizes, candidate, "o", markersize=4, color=BAR, markeredgewidth=0, label="submission")
    axes.loglog(sizes, reference, "x", markersize=4.5, color=OTHER, label="reference")
    axes.legend(frameon=False)
    axes.set_xlabel("input size")
    axes.set_ylabel("seconds")


def _used(bins: Sequence[int]) -> tuple[int, int]:
    filled = [place for place, value in enumerate(bins) if value]
    return (max(0, filled[0] - 1), min(len(bins), filled[-1] + 2)) if filled else (0, len(bins))


def _counts(labels: Sequence[str], bins: Sequence[int]) -> str:
    return "; ".join(f"{label}: {value}" for label, value in zip(labels, bins, strict=True) if value) or "none"
