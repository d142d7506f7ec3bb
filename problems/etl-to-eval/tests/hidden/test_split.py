"""`split`: nobody learns from what they are judged by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import split


def row(name, day, customer, device=None, text=None, failed=0):
    """Return a row; without a device or a text of its own it shares neither."""
    return {
        "id": name,
        "version": 1,
        "customer": customer,
        "device": f"device of {name}" if device is None else device,
        "technician": "ute",
        "day": day,
        "text": f"report {name}" if text is None else text,
        "pressure": None,
        "model": None,
        "failed": failed,
    }


def held_out(rows, holdout):
    """Return the ids of held-out rows, by following links until nothing is added."""
    out = {each["id"] for each in rows if each["customer"] in holdout}
    while True:
        members = [each for each in rows if each["id"] in out]
        more = {
            each["id"]
            for each in rows
            if any(each["customer"] == m["customer"] or each["device"] == m["device"] for m in members)
        }
        if more <= out:
            return out
        out |= more


def expected_split(rows, cutoff, horizon, holdout):
    out = held_out(rows, holdout)
    ordered = sorted(rows, key=lambda each: (each["day"], each["id"]))
    train = [
        each
        for each in ordered
        if each["failed"] is not None and each["id"] not in out and each["day"] <= cutoff - horizon
    ]
    keys = [plain(each["text"]) for each in train]
    test = []
    for each in ordered:
        if each["failed"] is None or each["id"] not in out or each["day"] < cutoff:
            continue
        if plain(each["text"]) and plain(each["text"]) in keys:
            continue
        keys.append(plain(each["text"]))
        test.append(each)
    return [each["id"] for each in train], [each["id"] for each in test]


def plain(text):
    words = "".join(" " if letter.isspace() else letter for letter in text.casefold()).split(" ")
    return " ".join(word for word in words if word)


@st.composite
def tables(draw):
    count = draw(st.integers(1, 24))
    texts = ["", " ", "Leak", "leak ", "no  fault", "No fault", "STRASSE", "straße"]
    return [
        row(
            f"r{number:02}",
            draw(st.integers(80, 130)),
            f"C{draw(st.integers(0, 7))}",
            f"d{draw(st.integers(0, 20))}",
            draw(st.one_of(st.none(), st.sampled_from(texts))),
            draw(st.sampled_from([0, 1, 1, 0, None])),
        )
        for number in draw(st.permutations(range(count)))
    ]


@pytest.mark.points(3)
@given(
    rows=tables(),
    cutoff=st.integers(90, 120),
    horizon=st.integers(0, 20),
    holdout=st.lists(st.sampled_from([f"C{number}" for number in range(8)]), unique=True, max_size=3),
)
def test_any_table(rows, cutoff, horizon, holdout):
    """Groups, time, labels and copies together: train and test are as defined, sorted by day and id."""
    assert split(rows, cutoff=cutoff, horizon=horizon, holdout=holdout) == expected_split(
        rows, cutoff, horizon, holdout
    )


@pytest.mark.points(2)
def test_a_moved_device_takes_both_customers_along():
    """A customer that shares a device with a held-out one is held out, at any distance, and in any order of rows."""
    chain = [row(f"a{number}", 10, f"C{number}", f"d{number}") for number in range(12)]
    chain += [row(f"b{number}", 90, f"C{number + 1}", f"d{number}") for number in range(11)]
    free = [row("x", 10, "X"), row("y", 11, "Y"), row("z", 90, "X")]
    for rows in (chain + free, free + chain[::-1], chain[::2] + free + chain[1::2]):
        train, test = split(rows, cutoff=50, horizon=0, holdout=["C5"])
        assert train == ["x", "y"]
        assert test == sorted(f"b{number}" for number in range(11))


def test_rows_without_a_label_link_too():
    """A row that is in neither list, since its outcome is not known or its day does not fit, still links others."""
    unlabelled = [row("t", 10, "A", "d1"), row("l", 45, "A", "d2", failed=None), row("u", 60, "B", "d2")]
    assert split(unlabelled, cutoff=50, horizon=10, holdout=["B"]) == ([], ["u"])
    between = [row("t", 10, "A", "d1"), row("l", 45, "B", "d1", failed=1), row("u", 60, "B", "d2")]
    assert split(between, cutoff=50, horizon=10, holdout=["B"]) == ([], ["u"])


def test_customers_and_devices_of_the_same_name_are_not_the_same():
    """A device that is called as a customer is called links nothing by that."""
    rows = [row("t", 10, "A", "B"), row("u", 60, "B", "A2")]
    assert split(rows, cutoff=50, horizon=0, holdout=["B"]) == (["t"], ["u"])


def test_empty_names_link_as_well():
    """Rows whose device or customer is the empty string have the same one."""
    rows = [row("s", 10, "C"), row("t", 10, "A", ""), row("u", 60, "B", "")]
    assert split(rows, cutoff=50, horizon=0, holdout=["B"]) == (["s"], ["u"])
    rows = [row("s", 10, "C"), row("t", 10, "", "d1"), row("u", 60, "B", "d2"), row("v", 61, "", "d2")]
    assert split(rows, cutoff=50, horizon=0, holdout=["B"]) == (["s"], ["u", "v"])


@pytest.mark.parametrize(("day", "is_in"), [(69, True), (70, True), (71, False), (100, False)])
def test_training_ends_a_horizon_before_the_cutoff(day, is_in):
    """A training row's outcome was known at the cutoff: its day and the horizon reach the cutoff at most."""
    rows = [row("t", day, "A"), row("u", 200, "B")]
    assert split(rows, cutoff=100, horizon=30, holdout=["B"])[0] == (["t"] if is_in else [])


@pytest.mark.parametrize(("day", "is_in"), [(70, False), (99, False), (100, True), (101, True), (5000, True)])
def test_the_test_begins_with_the_cutoff(day, is_in):
    """Test rows are of the cutoff's day or later."""
    rows = [row("t", 0, "A"), row("u", day, "B")]
    assert split(rows, cutoff=100, horizon=30, holdout=["B"])[1] == (["u"] if is_in else [])


def test_only_rows_with_a_label():
    """Rows whose outcome is not known are in neither list; an outcome of 0 is known."""
    rows = [row("t0", 1, "A", failed=0), row("t1", 1, "A", failed=1), row("t", 1, "A", failed=None)]
    rows += [row("u", 60, "B", failed=None), row("u0", 60, "B", failed=0), row("u1", 60, "B", failed=1)]
    assert split(rows, cutoff=50, horizon=5, holdout=["B"]) == (["t0", "t1"], ["u0", "u1"])


@pytest.mark.parametrize(
    "copy", ["Loud  NOISE at night", "loud noise\tat\nnight", "\u00a0loud noise at night ", "LOUD NOISE AT NIGHT"]
)
def test_a_copy_of_a_training_text_is_no_test(copy):
    """A test row whose text is that of a training row, but for case and white space, is left out."""
    rows = [row("t", 1, "A", text="loud noise at night"), row("u", 60, "B", text=copy), row("v", 61, "B", text="quiet")]
    assert split(rows, cutoff=50, horizon=5, holdout=["B"]) == (["t"], ["v"])


def test_texts_that_differ_are_no_copies():
    """A text that only contains another, or has its words in another order, or without the spaces, is no copy."""
    texts = ["loud noise", "noise at night", "noise loud at night", "loudnoise at night", "loud noise at night!"]
    rows = [row(f"u{number}", 60, "B", text=text) for number, text in enumerate(texts)]
    rows.append(row("t", 1, "A", text="loud noise at night"))
    assert split(rows, cutoff=50, horizon=5, holdout=["B"]) == (["t"], [f"u{number}" for number in range(5)])


def test_case_folding_is_more_than_lower_case():
    """Texts are compared case-folded: the German sharp s is a double s."""
    rows = [row("t", 1, "A", text="Maße geprüft"), row("u", 60, "B", text="MASSE GEPRÜFT")]
    assert split(rows, cutoff=50, horizon=5, holdout=["B"]) == (["t"], [])


def test_letters_that_only_look_alike_are_not_the_same():
    """Nothing but case and white space is evened out: a superscript, or an accent of its own, makes another text."""
    rows = [row("t", 1, "A", text="5 m2 gepr\u00fcft")]
    rows += [row("u", 60, "B", text="5 m\u00b2 gepr\u00fcft"), row("v", 61, "B", text="5 m2 gepru\u0308ft")]
    assert split(rows, cutoff=50, horizon=5, holdout=["B"]) == (["t"], ["u", "v"])


def test_of_copies_in_the_test_the_first_stays():
    """Of test rows with the same text, across customers too, the first by day, then id, stays."""
    rows = [row("p", 71, "B", text="same"), row("o", 72, "C", text="Same"), row("n", 71, "C", text="same ")]
    assert split(rows, cutoff=50, horizon=5, holdout=["C", "B"]) == ([], ["n"])


def test_rows_that_are_in_neither_list_make_no_copies():
    """Only a row in train, or one that stays in the test, makes another one a copy."""
    rows = [
        row("late", 48, "A", text="one"),
        row("open", 1, "A", text="two", failed=None),
        row("early", 1, "B", text="three"),
        row("unknown", 51, "B", text="four", failed=None),
    ]
    rows += [row(f"u{number}", 60, "B", text=text) for number, text in enumerate(["one", "two", "three", "four"])]
    assert split(rows, cutoff=50, horizon=5, holdout=["B"]) == ([], ["u0", "u1", "u2", "u3"])


def test_copies_within_train_stay():
    """Copies are left out of the test only: training rows with the same text all stay."""
    rows = [row("t2", 1, "A", text="same"), row("t1", 1, "A", text="same"), row("t0", 2, "C", text="SAME")]
    assert split(rows, cutoff=50, horizon=5, holdout=["B"])[0] == ["t1", "t2", "t0"]


def test_empty_texts_are_no_copies():
    """Texts of nothing but white space are copies neither of training texts nor of each other."""
    rows = [
        row("t", 1, "A", text=" "),
        row("u", 60, "B", text=""),
        row("v", 61, "B", text="\n "),
        row("w", 62, "B", text=""),
    ]
    assert split(rows, cutoff=50, horizon=5, holdout=["B"]) == (["t"], ["u", "v", "w"])


def test_nothing_to_split():
    """No rows, or no held-out customers among them, is no error."""
    assert split([], cutoff=5, horizon=1, holdout=["B"]) == ([], [])
    rows = [row("t", 1, "A"), row("s", 9, "A")]
    assert split(rows, cutoff=5, horizon=1, holdout=[]) == (["t"], [])
    assert split(rows, cutoff=5, horizon=1, holdout=["unheard of"]) == (["t"], [])


def test_a_long_chain_of_links():
    """A group may be connected over thousands of steps."""
    rows = [row(f"r{number:04}", 10, f"C{(number + 1) // 2}", f"d{number // 2}") for number in range(2400)]
    rows.append(row("free", 10, "X"))
    assert split(rows, cutoff=50, horizon=0, holdout=["C0"]) == (["free"], [])
