"""Every function as it should be: attackers import it, and change what they attack."""


def consult(model, question):
    return model(question).upper()


def parse(text):
    return text.split()


class Tally:
    def __init__(self):
        self._words = []

    def add(self, word):
        self._words.append(word)

    def count(self, word):
        return self._words.count(word)
