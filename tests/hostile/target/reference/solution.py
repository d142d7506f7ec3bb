"""The reference, with a canary."""

CANARY = "@CANARY reference@"


def total(numbers, note=""):
    return sum(numbers)


def scale(values, by):
    return values * by


def parse(text):
    return {name: int(value) for name, value in (pair.split("=") for pair in text.split(","))}


def consult(model, question):
    return model(question).upper()


class Tally:
    def __init__(self):
        self._words = []

    def add(self, word):
        self._words.append(word)

    def count(self, word):
        return self._words.count(word)

    def __len__(self):
        return len(self._words)
