"""The brief's examples."""

from solution import assemble, check_citations, chunk, sentences

LEASE = "The rent is 1,250.50 euros. It is due on the 3rd.\n\nPets\n\nDogs are allowed (cats, too!) if quiet."


def cut(text, spans):
    return [text[start:end] for start, end in spans]


def test_sentences():
    assert cut(LEASE, sentences(LEASE)) == [
        "The rent is 1,250.50 euros.",
        "It is due on the 3rd.",
        "Pets",
        "Dogs are allowed (cats, too!)",
        "if quiet.",
    ]
    assert list(map(tuple, sentences("  One.\n"))) == [(2, 6)]


def test_chunk():
    assert cut(LEASE, chunk(LEASE, 12)) == [
        "The rent is 1,250.50 euros. It is due on the 3rd.\n\nPets",
        "Dogs are allowed (cats, too!) if quiet.",
    ]
    assert cut(LEASE, chunk(LEASE, 8, overlap=3)) == [
        "The rent is 1,250.50 euros.",
        "It is due on the 3rd.\n\nPets",
        "Pets\n\nDogs are allowed (cats, too!) if quiet.",
    ]
    assert cut("a b c d e. f g.", chunk("a b c d e. f g.", 3)) == ["a b c", "d e.", "f g."]


def test_assemble():
    documents = {"lease": LEASE, "note": "Cats: see annex."}
    passages = [("lease", 28, 49, 0.5), ("note", 0, 16, 0.9), ("lease", 0, 27, 0.8), ("lease", 12, 49, 0.4)]
    found = assemble(documents, passages, 14)
    assert list(map(tuple, found["sources"])) == [("note", 0, 16), ("lease", 0, 49)]
    assert found["text"] == "[1] Cats: see annex.\n\n[2] The rent is 1,250.50 euros. It is due on the 3rd."
    assert list(map(tuple, assemble(documents, passages, 9)["sources"])) == [("note", 0, 16), ("lease", 0, 27)]


def test_check_citations():
    sources = ["The rent is 1,250.50 euros.", "Dogs are allowed if quiet."]
    answer = 'The rent is 1,250 euros [1]. "Dogs are allowed" [2, 3]! Cats are not.'
    found = check_citations(answer, sources)
    assert [(each["start"], each["end"]) for each in found] == [(0, 28), (29, 55), (56, 69)]
    assert [list(each["cited"]) for each in found] == [[1], [2, 3], []]
    assert [list(map(tuple, each["problems"])) for each in found] == [
        [("number", "1,250")],
        [("unknown source", 3)],
        [("uncited", None)],
    ]
