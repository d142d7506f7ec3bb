"""What a round's label promises: a table of topics and the themes that each may hold decides.

A label reads "Live coding: embeddings and retrieval". What stands before the colon promises a format, what follows
names topics. A round whose problem measures a theme that no named topic holds is refused, and so is a label that names
no topic, or one of which nothing is measured: whoever prepared for the label would have prepared for another interview.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from runner.catalog import Finding, Table, read_file
from runner.catalog.themes import THEMES
from runner.model import BadInput, Round

_MOST_BYTES = 256 * 1024
_FORMATS = ("live", "take-home", "panel")  # as labels say them before the colon, and as rounds have them


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One row: a label that says one of `says` promises this topic, which may hold these themes.

    One theme of `promises` has to be measured where the topic is named; without any, one of `themes`.
    """

    name: str
    says: tuple[str, ...]
    themes: tuple[str, ...]
    promises: tuple[str, ...] = ()


def topics(own: Path | None = None) -> tuple[Topic, ...]:
    """Return the table, with a workspace's own rows in it if there are any; sorted by name."""
    shipped = files("runner.hiring").joinpath("labels.toml").read_bytes()
    rows = _rows(shipped, "labels.toml")
    if own is not None and own.exists():
        rows |= _rows(read_file(own, most_bytes=_MOST_BYTES), str(own))
    return tuple(rows[name] for name in sorted(rows))


def check_label(promised: Round, themes: Collection[str], table: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """Return the topics that a round's label names; raises BadInput, naming the row, where it is another."""
    if not promised.assesses or not promised.not_assessed:
        raise BadInput(
            "the round does not say what it assesses and what it does not: fill `assesses` and `not_assessed` under "
            "[round] in problem.toml"
        )
    _check_format(promised)
    named = tuple(topic for topic in table if any(_says(promised.label, word) for word in topic.says))
    if not named:
        known = "; ".join(f"{topic.name} ({', '.join(topic.says)})" for topic in table)
        raise BadInput(
            f"the label {promised.label!r} names no topic, so nobody can prepare for it. Say one of: {known}. Or add a "
            "row to the workspace's labels.toml."
        )
    for theme in themes:
        if not any(theme in topic.themes for topic in named):
            rows = " or ".join(f"{topic.name!r} (which may hold {', '.join(topic.themes)})" for topic in named)
            holders = ", ".join(repr(topic.name) for topic in table if theme in topic.themes) or "no row"
            raise BadInput(
                f"the label {promised.label!r} promises another interview than the tests measure: they measure "
                f"{theme!r}, which is not in the row {rows}. {holders} would hold it: choose another --label, or add "
                "the theme to the row in the workspace's labels.toml."
            )
    for topic in named:
        promises = topic.promises or topic.themes
        if themes and not frozenset(themes) & frozenset(promises):
            raise BadInput(
                f"the label {promised.label!r} promises another interview than the tests measure: by the row "
                f"{topic.name!r} it promises {' or '.join(promises)}, and they measure {', '.join(themes)}. Choose "
                "another --label."
            )
    return named


def _check_format(promised: Round) -> None:
    before, colon, _ = promised.label.partition(":")
    if not colon:
        return
    for word in _FORMATS:
        if word != promised.format and _says(before, word):
            raise BadInput(
                f"the label {promised.label!r} promises {word!r}, and the round is {promised.format!r}: make them agree"
            )


def _says(label: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", label.casefold()) is not None


def _rows(data: bytes, name: str) -> dict[str, Topic]:
    findings: list[Finding] = []
    try:
        values: Mapping[str, object] = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{name} is not TOML: {str(error)[:200]}. Correct it.") from error
    root = Table(dict(values), file=name, where="", findings=findings)
    rows = {}
    for table in root.tables("label", required=False):
        topic = Topic(
            name=table.text("name"),
            says=table.texts("says"),
            themes=table.words("themes", allowed=THEMES),
            promises=table.words("promises", allowed=THEMES, default=()),
        )
        table.finish()
        rows[topic.name] = topic
    root.finish()
    if findings:
        lines = "\n".join(f"  {finding}" for finding in findings[:10])
        raise BadInput(f"{name} can't be used:\n{lines}")
    return rows
