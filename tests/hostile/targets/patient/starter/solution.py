"""Write these."""


def consult(model, question):
    raise NotImplementedError


def parse(text):
    raise NotImplementedError


class Tally:
    pass
