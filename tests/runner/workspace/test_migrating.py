"""Versions of the tables: made, brought up to date, told apart; whole or not at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command as alembic
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from runner import hiring
from runner.model import BadInput
from runner.workspace import Base, Database, Place, bring_up_to_date, check_version, migrating, newest, version_of
from tests.runner.workspaces import Office, an_office

OLD_TABLES = ("round", "candidate", "submission", "grade", "event")  # of version 0001, in the order of their keys
NEW_COLUMNS = {"round": {"judge", "judge_digest"}, "candidate": {"counts"}}  # that 0002 and 0003 added
BOTH = pytest.mark.parametrize("empty_place", ["sqlite", "postgresql"], indirect=True)
ROOT = Path(__file__).parents[3]
MADE = """
import sys
from pathlib import Path
from runner.workspace import Database, bring_up_to_date, read_place, version_of
with Database(read_place(Path(sys.argv[1])).url) as database:
    version_of(database)
    print("ready", flush=True)
    sys.stdin.read()
    print(bring_up_to_date(database))
"""
KILLED = """
import os, signal, sys
from runner.workspace import Database, bring_up_to_date, read_place
from pathlib import Path
import sqlalchemy as sa
left = int(sys.argv[2])
@sa.event.listens_for(sa.Engine, "before_cursor_execute")
def count(connection, cursor, statement, *_):
    global left
    if statement.lstrip().upper().startswith(("CREATE", "INSERT", "ALTER")):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
with Database(read_place(Path(sys.argv[1])).url) as database:
    bring_up_to_date(database)
print("done")
"""


@BOTH
def test_the_migrations_make_what_the_tables_say(empty_place: Place) -> None:
    with Database(empty_place.url) as database:
        assert bring_up_to_date(database) is None
        assert version_of(database) == newest()
        with database.connection() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, Base.metadata) == []


@BOTH
def test_a_second_time_changes_nothing(empty_place: Place) -> None:
    with an_office(empty_place) as office:
        bring_up_to_date(office.desk.database)
        office.publish()
        assert bring_up_to_date(office.desk.database) == newest()
        assert len(office.rows("round")) == 1


@BOTH
def test_brought_up_to_date_at_once_it_is_done_once(empty_place: Place) -> None:
    command = [sys.executable, "-c", MADE, str(empty_place.folder)]
    both = [subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]
    for each in both:
        assert each.stdout is not None
        assert each.stdout.readline() == b"ready\n"
    for each in both:
        assert each.stdin is not None
        each.stdin.close()
    came = []
    for each in both:
        with each:
            assert each.stdout is not None
            came.append(each.stdout.read())
    assert sorted(came) == [f"{newest()}\n".encode(), b"None\n"]
    with Database(empty_place.url) as database:
        check_version(database)


@BOTH
def test_a_database_without_tables_names_init(empty_place: Place) -> None:
    with Database(empty_place.url) as database, pytest.raises(BadInput, match=r"holds no workspace.*prebrief init"):
        check_version(database)


def test_a_database_of_a_newer_version_is_left_alone(office: Office) -> None:
    office.set("UPDATE alembic_version SET version_num = '9999'")
    for work in (check_version, bring_up_to_date):
        with pytest.raises(BadInput, match=r"newer version \(9999\) than this prebrief. Install the newer one"):
            work(office.desk.database)
    assert version_of(office.desk.database) == "9999"


@BOTH
def test_killed_while_it_runs_nothing_of_it_is_left(empty_place: Place) -> None:
    command = [sys.executable, "-c", KILLED, str(empty_place.folder), "7"]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, ""), killed.stderr
    with an_office(empty_place) as office:
        assert version_of(office.desk.database) is None
        assert bring_up_to_date(office.desk.database) is None
        assert office.rows("round") == []


def with_work_of_version_0001(office: Office, empty_place: Place) -> dict[str, list[sa.Row[tuple[object, ...]]]]:
    """Make tables of version 0001 in an empty place, with a round, a candidate, a submission and a grade in them."""
    office.publish()
    office.begin("ana")
    office.submit("ana", "a = 1")
    office.grade(70.0)
    with Database(empty_place.url) as database, database.connection() as connection:
        alembic.upgrade(migrating._config(connection), "0001")
        old = sa.MetaData()
        old.reflect(connection)
        for name in OLD_TABLES:
            columns = [column for column in Base.metadata.tables[name].columns
                       if column.name not in NEW_COLUMNS.get(name, ())]  # fmt: skip
            assert {column.name for column in columns} == set(old.tables[name].columns.keys())
            with office.desk.database.connection() as source:
                rows = [dict(row._mapping) for row in source.execute(sa.select(*columns))]
            typed = sa.table(name, *(sa.column(column.name, column.type) for column in columns))
            connection.execute(sa.insert(typed), rows)
        if connection.dialect.name == "postgresql":
            for name in OLD_TABLES:
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), (SELECT max(id) FROM \"{name}\"))"
                )
    with an_office(empty_place) as made:
        return {name: made.rows(name) for name in OLD_TABLES if name not in NEW_COLUMNS}


@BOTH
def test_a_workspace_of_the_version_before_is_upgraded_with_all_that_is_in_it(
    sqlite_office: Office, empty_place: Place
) -> None:
    before = with_work_of_version_0001(sqlite_office, empty_place)
    with an_office(empty_place) as office:
        with pytest.raises(BadInput, match=r"older version \(0001\).*prebrief upgrade"):
            check_version(office.desk.database)
        assert bring_up_to_date(office.desk.database) == "0001"
        check_version(office.desk.database)
        assert {name: office.rows(name) for name in before} == before
        office.tokens, office.clock.now = sqlite_office.tokens, sqlite_office.clock.now
        assert [row.counts for row in office.rows("candidate")] == [1]
        assert office.submit("ana", "a = 1").again
        assert office.submit("ana", "a = 2").number == 2
        assert [each.score for each in hiring.list_candidates(office.desk, "spring").candidates] == [None]
        assert len(office.grade(90.0)) == 1
        lines = [each.name for each in hiring.panel_of(office.desk, "spring/1").rubric]
        assert hiring.score(office.desk, "spring/1", dict.fromkeys(lines, 1)).missing == ()
        office.invite("ben")


@BOTH
@pytest.mark.parametrize("statements", [0, 2, 5])
def test_killed_while_it_upgrades_the_old_version_is_whole(
    sqlite_office: Office, empty_place: Place, statements: int
) -> None:
    before = with_work_of_version_0001(sqlite_office, empty_place)
    command = [sys.executable, "-c", KILLED, str(empty_place.folder), str(statements)]
    killed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (killed.returncode, killed.stdout) == (-signal.SIGKILL, ""), killed.stderr
    with an_office(empty_place) as office:
        assert version_of(office.desk.database) == "0001"
        assert {name: office.rows(name) for name in before} == before
        assert bring_up_to_date(office.desk.database) == "0001"
        assert {name: office.rows(name) for name in before} == before
