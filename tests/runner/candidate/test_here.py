"""A candidate at the desk of a workspace on the same machine: the five questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from runner.candidate import reached
from runner.invitation import Link
from runner.model import BadInput
from tests.runner.workspaces import Office, zipped


def test_the_five_questions_are_answered_in_a_folder(office: Office) -> None:
    office.clock.now = office.desk.__class__(place=office.desk.place, database=office.desk.database, who="").now()
    office.publish(release="at-once", max_submissions=2)
    office.invite("ana")
    link = Link(server="", folder=office.desk.place.folder, token=office.tokens["ana"])
    with reached(link) as host:
        assert host.open().handle == "spring/1"
        assert host.start().started_at is not None
        receipt = host.submit(zipped("a = 1"), practice=False)
        assert host.standing().submissions[0].digest == receipt.digest
        assert host.feedback()[0].why_not == "hidden tests: not graded yet"
    assert {row.who for row in office.rows("event") if row.what in ("open", "start", "submit")} == {"spring/1"}


def test_a_folder_that_is_no_workspace_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is no workspace"), reached(Link(server="", folder=tmp_path, token="t" * 43)):
        raise AssertionError


def test_a_workspace_of_another_version_is_told(sqlite_office: Office) -> None:
    sqlite_office.set("UPDATE alembic_version SET version_num = '9999'")
    link = Link(server="", folder=sqlite_office.desk.place.folder, token="t" * 43)
    with pytest.raises(BadInput, match="newer version"), reached(link):
        raise AssertionError
