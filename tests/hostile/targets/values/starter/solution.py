"""Write these."""


def total(numbers, note=""):
    raise NotImplementedError
