"""A problem becomes a round, frozen as it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runner.catalog import content_digest
from runner.hiring import frozen_problem, list_rounds, publish_round, release
from runner.invitation import Assistants
from runner.model import BadInput, OurFault
from tests.runner.workspaces import DAY, LABEL, NOW, Office, a_problem


def test_a_round_says_what_its_problem_said(office: Office) -> None:
    made = publish_round(office.desk, a_problem(), name="spring", label=LABEL, assistants=Assistants.NOT_ALLOWED)
    assert (made.name, made.label, made.assistants, made.published_by) == (
        "spring", LABEL, Assistants.NOT_ALLOWED, "host")  # fmt: skip
    assert (made.minutes, made.prepare_hours, made.hidden, made.release) == (30.0, 24.0, "counts", "after-review")
    assert (made.published_at, made.released_at) == (NOW, None)
    assert list_rounds(office.desk) == (made,)
    with frozen_problem(office.desk, "spring") as problem:
        assert (content_digest(problem.files), problem.round.label) == (made.digest, LABEL)
        assert problem.lock == a_problem().lock


def test_a_problem_without_a_fresh_lock_is_no_round(office: Office) -> None:
    with pytest.raises(BadInput, match="verify"):
        publish_round(office.desk, replace(a_problem(), lock=None), name="spring", label=LABEL)
    assert list_rounds(office.desk) == ()


@pytest.mark.parametrize("name", ["", "Spring", "a_b", "-a", "a-", "a/b", "../x", "a" * 65, "a\n", "a b", "ä"])
def test_a_name_that_handles_could_not_have_is_refused(sqlite_office: Office, name: str) -> None:
    with pytest.raises(BadInput, match="a round can't be called"):
        publish_round(sqlite_office.desk, a_problem(), name=name, label=LABEL)


@pytest.mark.parametrize("name", ["a", "7", "spring-2027", "a" * 64])
def test_names_that_are_used(sqlite_office: Office, name: str) -> None:
    assert publish_round(sqlite_office.desk, a_problem(), name=name, label=LABEL).name == name


def test_a_label_can_be_read_at_a_glance(sqlite_office):
    with pytest.raises(BadInput, match="at most 200 letters, not 201"):
        publish_round(sqlite_office.desk, a_problem(), name="spring", label=LABEL.ljust(201, "!"))
    assert sqlite_office.rows("round") == []


def test_a_second_round_of_the_name_leaves_the_first(office: Office) -> None:
    office.publish(hidden="score")
    with pytest.raises(BadInput, match="there is a round 'spring' already; it stays as it is"):
        office.publish(hidden="nothing")
    assert [each.hidden for each in list_rounds(office.desk)] == ["score"]


def test_rounds_are_listed_newest_first_with_their_candidates(office: Office) -> None:
    office.publish("spring")
    office.publish("autumn")
    office.invite("ana", "ben", to="spring")
    assert [(each.name, each.candidates) for each in list_rounds(office.desk)] == [("autumn", 0), ("spring", 2)]


def test_a_round_is_released_once(office: Office) -> None:
    office.publish()
    assert release(office.desk, "spring").released_at == NOW
    office.clock.now += DAY
    assert release(office.desk, "spring").released_at == NOW
    assert [row.what for row in office.rows("event")].count("release") == 1


def test_an_unknown_round_names_those_that_there_are(office: Office) -> None:
    with pytest.raises(BadInput, match="none is published yet"):
        release(office.desk, "summer")
    office.publish()
    with pytest.raises(BadInput, match="no round 'summer' here; there are spring"):
        release(office.desk, "summer")


def test_a_problem_that_was_changed_in_the_database_is_our_fault(office: Office) -> None:
    office.publish()
    office.set(f"UPDATE round SET digest = '{'0' * 64}'")
    told = pytest.raises(OurFault, match=r"the database was changed\. Restore a backup")
    with told, frozen_problem(office.desk, "spring"):
        raise AssertionError
