"""Five tests of twenty points that give a submission more time than it can use up well."""

from solution import Tally, consult, parse


def test_consult():
    """The model is asked, and its answer comes back in capitals; asked for more, it gives a function."""
    asked = []

    def model(prompt):
        asked.append(prompt)
        return (lambda word: word) if prompt == "more" else "Paris"

    assert consult(model, "capital of France") == "PARIS"


def test_parse():
    """A text is split into its words, time and again."""
    assert sum(parse("a b") == ["a", "b"] for _ in range(400)) == 400


def test_tally():
    """A tally counts what was added."""
    tally = Tally()
    tally.add("a")
    assert tally.count("a") == 1


def test_two_tallies():
    """Two tallies count apart."""
    one, other = Tally(), Tally()
    one.add("a")
    assert (one.count("a"), other.count("a")) == (1, 0)


def test_two_models():
    """Two models are asked apart."""
    assert [consult(lambda _, answer=answer: answer, "?") for answer in ("a", "b")] == ["A", "B"]
