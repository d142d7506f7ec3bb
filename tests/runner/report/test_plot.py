from __future__ import annotations

import re

import pytest

from runner.model import Measurement, MeasurementKind, Sample
from runner.report.plot import Plots
from runner.report.tally import SCORE_BINS, TIME_EDGES, score_bin, time_bin
from tests.runner.report.builders import Page


def a_race(**changes: object) -> Measurement:
    samples = tuple(
        Sample(size=0, candidate_seconds=0.0021 + place / 1e5, reference_seconds=0.0011, echo_seconds=0.0001)
        for place in range(20)
    )
    values: dict[str, object] = {
        "kind": MeasurementKind.RACE,
        "value": 2.1,
        "low": 2.0,
        "high": 2.2,
        "at_most": 3.0,
        "worst_ratio": 2.1,
        "ratio_at_most": 4.5,
        "samples": samples,
    }
    return Measurement(**{**values, **changes})  # type: ignore[arg-type]  # the names are the fields'


def a_growth() -> Measurement:
    samples = tuple(
        Sample(size=size, candidate_seconds=size**2 / 1e6, reference_seconds=size / 1e6, echo_seconds=0.0)
        for size in (10, 100, 1000)
    )
    kind = MeasurementKind.GROWTH
    return a_race(kind=kind, at_most=1.2, value=2.0, low=1.9, high=2.1, worst_ratio=1000, samples=samples)


@pytest.mark.parametrize("measured", [a_race(), a_growth(), a_race(samples=())], ids=["race", "growth", "empty"])
def test_a_figure_is_labelled_and_brings_neither_style_nor_script_nor_anything_from_elsewhere(
    measured: Measurement,
) -> None:
    text = str(Plots().measured(measured))
    page = Page(text)
    svg = page.elements[0]
    assert svg.tag == "svg"
    assert svg.attributes["role"] == "img"
    assert svg.attributes["aria-labelledby"] == "f1-t f1-d"
    assert measured.sentence in page.text
    assert not {"style", "script", "metadata", "image", "foreignobject"} & {each.tag for each in page.elements}
    assert not [each for each in page.elements if {"style", "xlink:href"} & set(each.attributes)]
    assert not re.search(r"#[0-9a-fA-F]{6}\b", text), "a colour that the stylesheet does not know"
    assert "http" not in text


def test_figures_are_the_same_for_the_same_numbers_and_have_ids_of_their_own() -> None:
    bins = [3] * SCORE_BINS
    assert Plots().scores(bins) == Plots().scores(bins)
    plots = Plots()
    figures = [str(plots.scores(bins)), str(plots.times([1] * (len(TIME_EDGES) + 1))), str(plots.measured(a_race()))]
    ids = [name for figure in figures for name in re.findall(r' id="([^"]+)"', figure)]
    assert len(ids) == len(set(ids))
    used = [name for figure in figures for name in re.findall(r'(?:href="#|url\(#)([^")]+)', figure)]
    assert set(used) <= set(ids)


@pytest.mark.parametrize(("score", "place"), [(0, 0), (4.99, 0), (5, 1), (99.99, 19), (100, 20), (100.0 - 1e-9, 20)])
def test_scores_fall_into_bins_of_five_and_the_full_score_stands_alone(score: float, place: int) -> None:
    assert score_bin(score) == place
    assert time_bin(0.0) == 0
    assert time_bin(1e9) == len(TIME_EDGES)
