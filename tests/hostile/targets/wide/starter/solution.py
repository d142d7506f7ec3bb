"""Write what the brief asks for."""


def total(numbers, note=""):
    raise NotImplementedError
