"""`Warehouse`: what is in it depends on the records that came, and not on how or how often they came."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import Warehouse

KEYS = ("id", "version", "customer", "device", "technician", "day", "text", "pressure", "model", "failed")
COUNTS = ("read", "inserted", "updated", "deleted", "ignored", "rejected")


def report(name, version, **given):
    """Return a valid record whose content tells its id and version."""
    filled = {
        "customer": f"C{version % 3}",
        "device": f"pump {name}",
        "technician": "ute",
        "day": (7 * version + len(name)) % 5,
        "text": f"{name} as of {version}",
        "pressure": version / 8,
        "model": None,
        "failed": version % 2,
    }
    return {"id": name, "version": version} | filled | given


def deletion(name, version, **more):
    return {"id": name, "version": version, "deleted": True} | more


class Log:
    """A log in pages, which notes where it was asked to go on, and may fail at the n-th request."""

    def __init__(self, records, page=3, step=1):
        self.entries = [(1 + step * number, record) for number, record in enumerate(records)]
        self.page = page
        self.asked = []
        self.fails_at = None

    def read(self, after):
        if len(self.asked) == self.fails_at:
            self.fails_at = None
            raise ConnectionError("the vendor is away")
        self.asked.append(after)
        return [entry for entry in self.entries if entry[0] > after][: self.page]


@st.composite
def histories(draw):
    """Draw records of a few ids, each version once: a row or a deletion."""
    records = []
    for name in draw(st.lists(st.sampled_from("abcdef"), unique=True, min_size=1)):
        for version in draw(st.lists(st.integers(1, 9), unique=True, min_size=1, max_size=4)):
            gone = draw(st.integers(0, 3)) == 0
            records.append(deletion(name, version) if gone else report(name, version))
    return records


def final(records):
    """Return the rows that remain: of each id the record of the highest version, unless it is a deletion."""
    best = {}
    for record in records:
        if record["id"] not in best or record["version"] > best[record["id"]]["version"]:
            best[record["id"]] = record
    return sorted((each for each in best.values() if "deleted" not in each), key=lambda row: (row["day"], row["id"]))


def counts(**given):
    return dict.fromkeys(COUNTS, 0) | given


@pytest.mark.points(3)
@given(records=histories(), data=st.data())
def test_the_rows_are_those_of_the_highest_versions(records, data):
    """In any order, with any repeats and in any pages, the rows are those of the highest versions that are no deletions."""
    again = data.draw(st.lists(st.sampled_from(records), max_size=6))
    order = data.draw(st.permutations(records + again))
    warehouse = Warehouse()
    warehouse.pull(Log(order, page=data.draw(st.integers(1, 4))).read)
    assert warehouse.rows() == final(records)


@pytest.mark.points(2)
@given(records=histories(), data=st.data())
def test_counts(records, data):
    """`pull` counts each record as what it is by all that came before it, and returns exactly the six counts."""
    order = data.draw(st.permutations(records + records[:2]))
    expected, versions, alive = counts(read=len(order)), {}, set()
    for record in order:
        name = record["id"]
        if record["version"] <= versions.get(name, 0):
            expected["ignored"] += 1
            continue
        versions[name] = record["version"]
        if "deleted" in record:
            expected["deleted"] += 1
            alive.discard(name)
        else:
            expected["updated" if name in alive else "inserted"] += 1
            alive.add(name)
    assert Warehouse().pull(Log(order).read) == expected


def test_late_old_versions_do_not_undo_a_deletion():
    """A deletion, of a known or an unknown id, is not undone by older versions; a newer one inserts the row again."""
    warehouse = Warehouse()
    log = Log([report("k", 1), deletion("k", 4), report("k", 3), deletion("new", 2), report("new", 1)])
    assert warehouse.pull(log.read) == counts(read=5, inserted=1, deleted=2, ignored=2)
    assert warehouse.rows() == []
    log.entries += [(90, report("k", 2)), (91, report("new", 3)), (92, report("new", 5))]
    assert warehouse.pull(log.read) == counts(read=3, inserted=1, updated=1, ignored=1)
    assert warehouse.rows() == [report("new", 5)]


def test_deleting_twice():
    """A newer deletion of what is deleted counts as deleted, and its version is remembered as well."""
    warehouse = Warehouse()
    log = Log([deletion("k", 2), deletion("k", 6), report("k", 5), deletion("k", 3)])
    assert warehouse.pull(log.read) == counts(read=4, deleted=2, ignored=2)
    assert warehouse.rows() == []


def test_a_correction_replaces_the_whole_row():
    """A newer version replaces every value, also by None; its keys of no concern are dropped as well."""
    first, second = report("k", 1, model="HP-9", failed=0), report("k", 2, pressure=None, failed=None)
    warehouse = Warehouse()
    warehouse.pull(Log([first, second | {"origin": "tablet", "deleted": False}]).read)
    assert warehouse.rows() == [second]


def test_rows_are_sorted_by_day_then_id():
    """Rows come sorted by day, those of one day by id, with exactly the ten keys; a corrected day moves the row."""
    days = {"m": 3, "b": 12, "z": 3, "a": 100, "c": -4}
    warehouse = Warehouse()
    log = Log([report(name, 1, day=day, origin="tablet", deleted=False) for name, day in days.items()])
    warehouse.pull(log.read)
    rows = warehouse.rows()
    assert [row["id"] for row in rows] == ["c", "m", "z", "b", "a"]
    assert all(set(row) == set(KEYS) for row in rows)
    log.entries.append((90, report("c", 2, day=7)))
    warehouse.pull(log.read)
    assert [row["id"] for row in warehouse.rows()] == ["m", "z", "c", "b", "a"]


BAD = {
    "no id": {"id": None},
    "empty id": {"id": ""},
    "number as id": {"id": 17},
    "no version": {"version": None},
    "version in words": {"version": "9"},
    "version zero": {"version": 0},
    "negative version": {"version": -1},
    "version with a fraction": {"version": 9.5},
    "customer": {"customer": None},
    "device": {"device": 4},
    "technician": {"technician": None},
    "text": {"text": None},
    "day in words": {"day": "12"},
    "no day": {"day": None},
    "day with a fraction": {"day": 12.5},
    "pressure in words": {"pressure": "2.5"},
    "nan": {"pressure": math.nan},
    "infinite": {"pressure": -math.inf},
    "model": {"model": 3},
    "failed twice": {"failed": 2},
    "failed in words": {"failed": "yes"},
    "failed as a list": {"failed": []},
}


@pytest.mark.parametrize("bad", BAD.values(), ids=list(BAD))
def test_bad_records_are_rejected_and_nothing_else(bad):
    """A record with a value that is not as the table has it is rejected; those beside it are applied."""
    warehouse = Warehouse()
    log = Log([report("k", 1), report("k", 9) | bad, report("other", 1)])
    assert warehouse.pull(log.read) == counts(read=3, inserted=2, rejected=1)
    assert {row["id"]: row["version"] for row in warehouse.rows()} == {"k": 1, "other": 1}


GOOD = {
    "empty strings": {"id": " ", "customer": "", "device": "", "technician": "", "text": "", "model": ""},
    "whole pressure": {"pressure": 3},
    "pressure zero": {"pressure": 0},
}


@pytest.mark.parametrize("good", GOOD.values(), ids=list(GOOD))
def test_unusual_records_are_applied(good):
    """A record whose values are as the table has them is applied, and its row has these values."""
    warehouse = Warehouse()
    assert warehouse.pull(Log([report("k", 1) | good]).read) == counts(read=1, inserted=1)
    assert warehouse.rows() == [report("k", 1) | good]


@pytest.mark.parametrize("key", KEYS)
def test_records_without_a_key_are_rejected(key):
    """A record that lacks a key is rejected, even one whose value might be None."""
    record = report("k", 2)
    del record[key]
    warehouse = Warehouse()
    assert warehouse.pull(Log([record]).read) == counts(read=1, rejected=1)
    assert warehouse.rows() == []


def test_a_rejected_record_leaves_no_version_behind():
    """Of a rejected record nothing is known: an older valid version after it is applied, and so is the same version."""
    warehouse = Warehouse()
    log = Log([report("k", 8, failed=3), report("k", 2), report("m", 3, day=None), report("m", 3)])
    assert warehouse.pull(log.read) == counts(read=4, inserted=2, rejected=2)
    assert sorted(row["version"] for row in warehouse.rows()) == [2, 3]


def test_a_bad_record_is_rejected_however_old_it_is():
    """A bad record counts as rejected, also where a higher or the same version is known."""
    warehouse = Warehouse()
    log = Log([report("k", 5), report("k", 3, day=None), report("k", 5, failed=7)])
    assert warehouse.pull(log.read) == counts(read=3, inserted=1, rejected=2)
    assert warehouse.rows() == [report("k", 5)]


def test_deletions_need_an_id_and_a_version_only():
    """A deletion is valid with an id and a version, whatever else it has; where one is missing or wrong it is rejected."""
    warehouse = Warehouse()
    log = Log(
        [
            report("k", 1),
            report("m", 1),
            deletion("k", 2, day="unknown", failed=7),
            {"id": "m", "deleted": True},
            deletion("", 3),
            deletion("m", 0),
            deletion(17, 3),
            deletion(None, 3),
            deletion("m", "2"),
            deletion("m", None),
        ]
    )
    assert warehouse.pull(log.read) == counts(read=10, inserted=2, deleted=1, rejected=7)
    assert [row["id"] for row in warehouse.rows()] == ["m"]


def test_a_pull_begins_where_the_last_one_ended():
    """Pages are asked for with the last position of the page before; a later pull goes on after all that was applied."""
    log = Log([report("k", version) for version in range(1, 6)], page=2, step=10)
    warehouse = Warehouse()
    warehouse.pull(log.read)
    assert log.asked == [0, 11, 31, 41]
    assert warehouse.pull(log.read) == counts()
    assert log.asked == [0, 11, 31, 41, 41]
    log.entries.append((60, report("k", 7)))
    assert warehouse.pull(log.read) == counts(read=1, updated=1)
    assert log.asked[5:] == [41, 60]
    assert warehouse.rows() == [report("k", 7)]


@pytest.mark.parametrize("fails_at", [0, 1, 2, 3])
def test_an_interrupted_pull_is_taken_up_again(fails_at):
    """What `read` raises passes through, pages before it stay applied, and the next pull goes on after them."""
    records = [report("a", 1), deletion("b", 3), report("a", 4), report("c", 2), report("b", 1), report("d", 1)]
    log = Log(records, page=2)
    log.fails_at = fails_at
    warehouse = Warehouse()
    with pytest.raises(ConnectionError):
        warehouse.pull(log.read)
    assert warehouse.rows() == final(records[: 2 * fails_at])
    assert warehouse.pull(log.read)["read"] == 6 - 2 * fails_at
    assert log.asked == [0, 2, 4, 6]
    assert warehouse.rows() == final(records)


def test_a_replay_reads_everything_and_changes_nothing():
    """`replay=True` begins with the first page again, finds all of it known, and leaves the rows as they are."""
    records = [report("a", 2), deletion("b", 3), report("b", 1), report("c", 2)]
    log = Log(records, page=3)
    warehouse = Warehouse()
    warehouse.pull(log.read)
    del log.asked[:]
    assert warehouse.pull(log.read, replay=True) == counts(read=4, ignored=4)
    assert log.asked == [0, 3, 4]
    assert warehouse.rows() == final(records)
    assert warehouse.pull(log.read) == counts()
    assert log.asked == [0, 3, 4, 4]


def test_an_interrupted_replay_loses_nothing():
    """After a replay that was interrupted, rows are as before, and the next pull brings what is new."""
    records = [report("a", 2), deletion("b", 3), report("c", 2), report("d", 1)]
    log = Log(records, page=1)
    warehouse = Warehouse()
    warehouse.pull(log.read)
    log.fails_at = len(log.asked) + 2
    with pytest.raises(ConnectionError):
        warehouse.pull(log.read, replay=True)
    assert warehouse.rows() == final(records)
    log.entries.append((50, report("b", 4)))
    assert warehouse.pull(log.read)["inserted"] == 1
    assert warehouse.rows() == final([*records, report("b", 4)])


def test_warehouses_share_nothing():
    """A second warehouse knows neither rows nor versions nor the position of the first."""
    log = Log([report("a", 2), deletion("b", 3)])
    one, other = Warehouse(), Warehouse()
    one.pull(log.read)
    assert other.rows() == []
    assert other.pull(log.read) == counts(read=2, inserted=1, deleted=1)
