"""Write these."""


def wave(values):
    raise NotImplementedError


def peaks(values):
    raise NotImplementedError


def settle(values):
    raise NotImplementedError
