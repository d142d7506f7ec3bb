"""Who is invited, from options and from a spreadsheet's file: all of it can be used, or nobody is invited."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from runner.hiring import guest, guests_in
from runner.model import BadInput
from runner.workspace import Place

FORMULA = '=HYPERLINK("https://evil.example";"click")'


@pytest.fixture
def read(tmp_path: Path):
    """Return what reads a file of guests in a workspace in Berlin."""
    place = Place(folder=tmp_path, name="Acme", timezone="Europe/Berlin", sender="h@example.org", smtp="", server="",
                  retention_days=0, database_url="")  # fmt: skip

    def written(text: str, encoding: str = "utf-8"):
        path = tmp_path / "guests.csv"
        path.write_bytes(text.encode(encoding))
        return [(each.name, each.email) for each in guests_in(path, place.zone)]

    written.place = place
    return written


@pytest.mark.parametrize(
    "text",
    [
        "name,email\nAna Lima,ana@example.org\n",
        "\ufeffname,email\r\nAna Lima,ana@example.org\r\n",
        "Name;E-Mail;email\n Ana  Lima ;x;ANA@Example.org\n",
        'email,name\nana@example.org,"Ana Lima"',
        'name,email,notes\n"Ana\r\nLima",ana@example.org,"a ""quoted"", note"\n',
        "name,email\n\nAna Lima,ana@example.org\n\n",
    ],
)
def test_a_file_is_read_as_spreadsheets_write_it(read, text: str) -> None:
    assert read(text) == [("Ana Lima", "ana@example.org")]


@pytest.mark.parametrize("column", ["deadline", "Due date", "extra minutes", "readible", "strat"])
def test_a_column_that_seems_to_be_meant_is_not_passed_over(read, column: str) -> None:
    """Whoever misspells a column would send letters with other times than they meant."""
    with pytest.raises(BadInput, match=f"columns that are not known here: {column.casefold()}. Correct the name"):
        read(f"name,email,{column}\nAna,ana@example.org,2027-03-02\n")


def test_names_are_kept_as_they_are_whatever_they_would_do(read) -> None:
    quoted = FORMULA.replace('"', '""')
    assert read(f'name,email\n"{quoted}",a@example.org\n"@SUM(1), Ölaf \u202e",b@example.org\n') == [
        (FORMULA, "a@example.org"), ("@SUM(1), Ölaf \u202e", "b@example.org")]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "needs a first line that names the columns"),
        ("Ana,ana@example.org\n", "needs a first line that names the columns"),
        ("name,email\n", "names nobody"),
        ("name,email\nAna,ana@example.org\nBen,ANA@example.org\n", "row 3: ana@example.org is there twice"),
        ("name,email\n,ana@example.org\n", "row 2: a name has 1 to 200 letters"),
        ("name,email\nAna\n", "row 2: the address '' is no mail address"),
        ("name,email\nAna,ana@example.org,more,and more\nBen,\n", "row 3: the address"),
        ("name,email\nA\x1b[2J,ana@example.org\n", "row 2: a name has 1 to 200 letters"),
        ("name,email\nA\0,ana@example.org\n", "row 2: a name has 1 to 200 letters"),
        ("name,email,extra_minutes\nAna,ana@example.org,many\n", "extra_minutes 'many' is no number"),
        ("name,email,extra_minutes\nAna,ana@example.org,nan\n", "extra time is 0 to 1440 minutes"),
        ("name,email,extra_minutes\nAna,ana@example.org,-1\n", "extra time is 0 to 1440 minutes"),
        (
            "name,email,start\nAna,ana@example.org,2027-03-28T02:30\n",
            "row 2: start '2027-03-28T02:30' does not exist",
        ),
        ("name,email,due\nAna,ana@example.org,2026-10-25T02:30\n", "is there twice in Europe/Berlin"),
        ("name,email\n" + f"{'x' * 140_000},ana@example.org\n", "is no CSV"),
    ],
)
def test_what_is_wrong_is_told_by_row(read, text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(text)
    assert said in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_another_encoding_is_told(read) -> None:
    with pytest.raises(BadInput, match=r"is not UTF-8 \(byte 12\)"):
        read("name,email\nJ\xf6rg,joerg@example.org\n", "latin-1")


def test_the_first_ten_faults_are_told_and_how_many_more(read) -> None:
    with pytest.raises(BadInput, match="and 3 more") as caught:
        read("name,email\n" + "x,y\n" * 13)
    assert str(caught.value).count("row ") == 10


def test_times_of_a_row_are_in_the_workspaces_zone(tmp_path: Path, read) -> None:
    path = tmp_path / "x.csv"
    path.write_text(
        "name;email;readable;start;due;extra_minutes\nAna;a@b.org;2027-03-01;2027-03-02T09:00;2027-03-12;15"
    )
    (found,) = guests_in(path, read.place.zone)
    assert (found.readable, found.starts, found.due, found.extra_minutes) == (
        datetime(2027, 2, 28, 23, tzinfo=UTC), datetime(2027, 3, 2, 8, tzinfo=UTC),
        datetime(2027, 3, 12, 22, 59, tzinfo=UTC), 15.0)  # fmt: skip


@pytest.mark.parametrize("email", [
    "", "ana", "ana@", "@example.org", "a b@example.org", "ana@example.org\r\nBcc: x@y",
    "ana@example.org,ben@example.org",
    "Ana <ana@example.org>", "anä@example.org", "ana@ex\0ample.org", "a" * 250 + "@b.org", "a@b@c", "<>", "a@[",
])  # fmt: skip
def test_an_address_that_no_letter_reaches_is_refused(email: str) -> None:
    with pytest.raises(BadInput, match="is no mail address"):
        guest("Ana", email)


def test_a_name_with_line_ends_is_one_line() -> None:
    assert guest("Ana\r\nBcc: x@y", "ANA+x@example.org") == guest("Ana Bcc: x@y", "ana+x@example.org")


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "\x1b[31mAna", "Ana\x9b2J", "\ud800"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadInput, match="a name has 1 to 200 letters"):
        guest(name, "ana@example.org")
