"""Citations, quotations and numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from solution import check_citations

SOURCES = [
    "Rent is 900 euros, due on day 3.",
    "Deposits of 1,800.50 euros are paid\n   back within 6 months.",
    "In 2024 the Board said:\tno pets, 3 plants; v1.5 applies.",
]


def run(answer, sources=SOURCES):
    found = check_citations(answer, sources)
    assert all(set(each) == {"start", "end", "cited", "problems"} for each in found)
    return [
        (answer[each["start"] : each["end"]], list(each["cited"]), [tuple(pair) for pair in each["problems"]])
        for each in found
    ]


def problems(claim, sources=SOURCES, cite="[1]"):
    """The problems of one sentence that cites so."""
    ((_, _, found),) = run(f"{claim} {cite}.", sources)
    return found


@pytest.mark.points(3)
@given(
    parts=st.lists(
        st.tuples(
            st.lists(st.sampled_from(["900", "3", "6", "1,800.50", "2024", "1.5", "7", "800", "1800"]), max_size=3),
            st.lists(st.integers(0, 5), max_size=3),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_numbers_and_citations(parts):
    """Each sentence has its citations, sources that do not exist, and numbers that no cited source has."""
    having = {1: {"900", "3"}, 2: {"1,800.50", "6"}, 3: {"2024", "3", "1.5"}}
    answer, expected = "", []
    for numbers, cited in parts:
        sentence = "It is " + " or ".join(numbers) + " now" + "".join(f" [{number}]" for number in cited) + "."
        known = set().union(*(having.get(number, set()) for number in cited))
        found = [("unknown source", number) for number in sorted(set(cited)) if number not in having]
        found += [("number", number) for number in dict.fromkeys(numbers) if number not in known]
        expected.append((sentence, sorted(set(cited)), found if cited else [("uncited", None)]))
        answer += f" {sentence}"
    assert run(answer) == expected


def test_offsets():
    """Each sentence has its place in the answer."""
    answer = "  Rent is 900 [1].\n\nPets\n\nNo 3 [3]? "
    assert [(each["start"], each["end"]) for each in check_citations(answer, SOURCES)] == [(2, 18), (20, 24), (26, 35)]
    assert list(check_citations(" \n ", SOURCES)) == []


def test_forms_of_citations():
    """Several numbers may be in one citation or in several, anywhere in the sentence; other brackets are none."""
    assert run("Rent [3,1] is [2] due [1, 3].")[0][1:] == ([1, 2, 3], [])
    assert run("Rent[1]is due.")[0][1:] == ([1], [])
    for other in ("(1)", "[a]", "[1;2]", "[ 1 ]", "[]", "[1-2]", "[1,  2]", "[1,\n2]", "1", "{1}"):
        assert run(f"Rent {other} is due.")[0][1:] == ([], [("uncited", None)])


def test_citations_are_no_numbers():
    """The numbers of citations are not part of the claim."""
    assert run("Rent is due [2, 1] soon [7].")[0][1:] == ([1, 2, 7], [("unknown source", 7)])


def test_uncited_sentences():
    """A sentence without a citation has this one problem, whatever is in it."""
    assert run('Rent is 5 and "free". Rent is due [1]. No') == [
        ('Rent is 5 and "free".', [], [("uncited", None)]),
        ("Rent is due [1].", [1], []),
        ("No", [], [("uncited", None)]),
    ]


def test_a_citation_behind_the_full_stop():
    """It belongs to the next sentence, or is one of its own before an empty line or the end."""
    assert run("Rent is 900 euros. [1]\n\nDue on day 3. [1] Back in 6 months. [2]") == [
        ("Rent is 900 euros.", [], [("uncited", None)]),
        ("[1]", [1], []),
        ("Due on day 3.", [], [("uncited", None)]),
        ("[1] Back in 6 months.", [1], [("number", "6")]),
        ("[2]", [2], []),
    ]


def test_the_cited_source_counts():
    """A number or quotation that only another source has is a problem; one of several cited ones is enough."""
    assert problems("Back in 6 months", cite="[1]") == [("number", "6")]
    assert problems("Back in 6 months", cite="[1, 2]") == []
    assert problems('They said "no pets"', cite="[2]") == [("not quoted", "no pets")]
    assert problems('They said "no pets"', cite="[2][3]") == []


def test_sources_that_do_not_exist():
    """A source that does not exist has nothing, and it is told first; 0 is none."""
    assert problems('"Rent" is 900', cite="[9] [4] [0]") == [
        ("unknown source", 0),
        ("unknown source", 4),
        ("unknown source", 9),
        ("not quoted", "Rent"),
        ("number", "900"),
    ]
    assert problems("Rent is 900", cite="[4, 1]") == [("unknown source", 4)]
    assert problems("Rent", sources=[]) == [("unknown source", 1)]


def test_numbers_are_whole():
    """A number is not in a longer one, and is compared as it is written."""
    assert problems("Pay 90 or 00 or 900") == [("number", "90"), ("number", "00")]
    assert problems("Pay 1,800 or 1800.50 or 50 or 1,800.50", cite="[2]") == [
        ("number", "1,800"),
        ("number", "1800.50"),
        ("number", "50"),
    ]
    assert problems("Version 1.5 or v1.5 or 5", cite="[3]") == [("number", "5")]


def test_numbers_at_marks():
    """A mark before a number or at its end does not belong to it, in the claim and in the sources."""
    assert problems("Due on 3, or 900: yes") == []
    assert problems("Clause 5, 7 or 9", ["See No.5 (and,7), or 8..9."]) == []
    assert run("It was 2024, [3] and 900.")[0][2] == [("number", "900")]


def test_sources_beyond_nine():
    """A number of several digits is one number, and numbers ascend as numbers do."""
    many = [f"Part {number}." for number in range(1, 13)]
    assert run("Part 12 and 9 [10, 9] [2][12].", many)[0][1:] == ([2, 9, 10, 12], [])
    assert run("Part 1 [12].", many)[0][1:] == ([12], [("number", "1")])
    assert run("Part [100, 12, 20].", many)[0][1:] == ([12, 20, 100], [("unknown source", 20), ("unknown source", 100)])


def test_a_citation_leaves_a_space():
    """What stands before a citation does not run together with what stands behind it."""
    assert run("Pay 9[1]00 now.")[0][1:] == ([1], [("number", "9"), ("number", "00")])


def test_other_digits_and_quotes():
    """Numbers have the digits 0 to 9, quotations straight double quotes; others are letters and marks like any."""
    assert problems("Pay \uff15 or \u0665 or \u00b2") == []
    assert run("Rent [\uff11] is due.")[0][1:] == ([], [("uncited", None)])
    assert problems("It says \u201cfree\u201d or 'free' or \u00abfree\u00bb") == []
    assert problems("On the 6th") == [("number", "6")]


def test_numbers_of_sources_stand_as_they_are():
    """What looks like a citation in a source is a part of its text."""
    assert problems("See clause 5 or 6", ["See [5] and [6, 7]."]) == []


def test_each_problem_once_in_order():
    """Quotations come before numbers, each in the order of first appearance and once."""
    assert problems('5 and "b 7" and 4, "a" and 5, "b  7"') == [
        ("not quoted", "b 7"),
        ("not quoted", "a"),
        ("number", "5"),
        ("number", "7"),
        ("number", "4"),
    ]


def test_quotations_are_word_for_word():
    """A quotation is the same with its capitals and marks, and whitespace counts as one space."""
    assert problems('It says "is 900 euros, due"') == []
    assert problems('It says "Is 900 euros"') == [("not quoted", "Is 900 euros")]
    assert problems('It says "is 900 euros due"') == [("not quoted", "is 900 euros due")]
    assert problems('It says "paid back\n within"', cite="[2]") == []
    assert problems('It says "Board said: no pets"', cite="[3]") == []
    assert problems('It says "paid  ahead"', cite="[2]") == [("not quoted", "paid ahead")]
    assert problems('It says "back\u2003within\u00a06"', cite="[2]") == []
    assert problems('It says "no pets"', ["no\u00a0\u2003pets"]) == []
    assert problems('It says "paid\u00a0ahead"', cite="[2]") == [("not quoted", "paid ahead")]
    assert problems('It says "tenant\u2019s"', ["the tenant's"]) == [("not quoted", "tenant\u2019s")]
    assert problems('It says "cafe\u0301s"', ["caf\u00e9s"]) == [("not quoted", "cafe\u0301s")]


def test_quotations_end_with_words():
    """A quotation does not begin or end inside of a word, if it is not elsewhere as a whole."""
    assert problems('It says "ent is 900"') == [("not quoted", "ent is 900")]
    assert problems('It says "is 900 euro"') == [("not quoted", "is 900 euro")]
    assert problems('It says "art"', ["part, art"]) == []
    assert problems('It says "art"', ["arts part"]) == [("not quoted", "art")]
    assert problems('It says "art"', ["x_art-y"]) == []
    assert problems('It says "art"', ["artä"]) == [("not quoted", "art")]
    for source in ("art5", "5art", "art\u00b2", "\u00bdart"):
        assert problems('It says "art"', [source]) == [("not quoted", "art")]
    assert problems('It says "no go no"', ["a piano go no go no"]) == []
    assert problems('It says "a.c"', ["abc"]) == [("not quoted", "a.c")]


def test_quotations_are_in_one_source():
    """Half a quotation in one source and half in another is none."""
    halves = ["no dogs or", "cats please"]
    assert problems('It says "or cats"', halves, cite="[1, 2]") == [("not quoted", "or cats")]
    assert problems('It says "no dogs" and "cats please"', halves, cite="[1, 2]") == []


def test_a_quote_that_is_not_closed():
    """What is not closed is no quotation."""
    assert problems('It is 900 " wide') == []
    assert problems('"Rent" is "900 wide') == []
