"""A label promises topics; a round that measures another is refused, and the row is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from runner.catalog import load_problem
from runner.catalog.themes import THEMES
from runner.hiring import check_label, publish_round, topics
from runner.model import BadInput, Round
from tests.runner.workspaces import Office, a_problem

PROBLEMS = sorted((Path(__file__).parents[3] / "problems").glob("*/problem.toml"))
OWN = '[[label]]\nname = "chess"\nsays = ["chess"]\nthemes = ["algorithms"]\n'


def a_round(label: str, kind: str = "live", **changes: object) -> Round:
    return Round(**{"label": label, "format": kind, "assesses": ("a",), "not_assessed": ("b",), **changes})


@pytest.mark.parametrize("path", PROBLEMS, ids=lambda path: path.parent.name)
def test_every_shipped_problem_keeps_what_its_label_promises(path: Path) -> None:
    problem = load_problem(path.parent, need_lock=False)
    assert check_label(problem.round, problem.themes, topics())


def test_there_are_shipped_problems() -> None:
    assert len(PROBLEMS) >= 12


def test_every_theme_has_a_row_that_holds_it() -> None:
    assert {theme for topic in topics() for theme in topic.themes} == set(THEMES)


def test_a_theme_that_the_label_does_not_hold_names_the_row() -> None:
    with pytest.raises(BadInput) as caught:
        check_label(a_round("Live coding: SQL and statistics"), ("statistics", "attention"), topics())
    said = str(caught.value)
    assert "they measure 'attention', which is not in the row 'statistics' (which may hold evaluation" in said
    assert "'deep learning'" in said


def test_a_topic_of_which_nothing_is_measured_is_refused() -> None:
    """Numbers are everywhere: what a topic may hold besides does not make a round one of that topic."""
    themes = ("classification", "numerics", "statistics")
    with pytest.raises(BadInput) as caught:
        check_label(a_round("Live coding: PyTorch and classifiers"), themes, topics())
    assert "by the row 'deep learning' it promises attention or deep-learning or" in str(caught.value)
    assert "they measure classification, numerics, statistics." in str(caught.value)
    assert len(check_label(a_round("Live coding: PyTorch and classifiers"), (*themes, "losses"), topics())) == 2


def test_what_a_topic_promises_it_may_hold() -> None:
    for topic in topics():
        assert set(topic.promises) <= set(topic.themes), topic.name


@pytest.mark.parametrize("label", ["", "Live coding: a chat", "Live coding: researching", "Live: databases", "🦆"])
def test_a_label_that_names_no_topic_is_refused(label: str) -> None:
    with pytest.raises(BadInput, match="names no topic, so nobody can prepare for it"):
        check_label(a_round(label), (), topics())


@pytest.mark.parametrize("label", ["Live coding: EMBEDDINGS", "live coding: ranking, fast", "embeddings"])
def test_a_label_may_say_it_in_any_case_and_place(label: str) -> None:
    assert [topic.name for topic in check_label(a_round(label), ("retrieval",), topics())] == ["retrieval"]


@pytest.mark.parametrize(("label", "kind"), [("Take-home: search", "live"), ("Live coding: search", "panel")])
def test_a_label_that_promises_another_format_is_refused(label: str, kind: str) -> None:
    with pytest.raises(BadInput, match=f"and the round is '{kind}': make them agree"):
        check_label(a_round(label, kind), (), topics())


@pytest.mark.parametrize("missing", ["assesses", "not_assessed"])
def test_a_round_that_does_not_say_what_it_assesses_is_refused(missing: str) -> None:
    with pytest.raises(BadInput, match="fill `assesses` and `not_assessed`"):
        check_label(a_round("Live coding: search", **{missing: ()}), (), topics())


def test_a_workspaces_own_row_is_added_or_takes_anothers_place(tmp_path: Path) -> None:
    path = tmp_path / "labels.toml"
    assert topics(path) == topics()
    path.write_text(OWN + OWN.replace("chess", "text"))
    found = {topic.name: topic for topic in topics(path)}
    assert len(found) == len(topics()) + 1
    assert (found["chess"].says, found["text"].themes) == (("chess",), ("algorithms",))
    assert check_label(a_round("Live coding: chess"), ("algorithms",), topics(path))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[label", "is not TOML"),
        (OWN.replace("algorithms", "alchemy"), "alchemy"),
        (OWN + "colour = 1\n", "colour"),
        ("[[label]]\nname = 'x'\n", "says"),
        ("[label]\nname = 'x'\n", "label"),
        ("\xff\xfe", "is not TOML"),
    ],
)
def test_a_workspaces_rows_are_read_strictly(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "labels.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(BadInput, match=said) as caught:
        topics(path)
    assert str(path) in str(caught.value)


def test_publish_asks_the_workspaces_own_rows(sqlite_office: Office) -> None:
    sqlite_office.desk.place.labels.write_text(OWN)
    made = publish_round(sqlite_office.desk, replace(a_problem()), name="spring", label="Live coding: chess")
    assert made.label == "Live coding: chess"
    with pytest.raises(BadInput, match="names no topic"):
        publish_round(sqlite_office.desk, a_problem(), name="autumn", label="Live coding: draughts")
