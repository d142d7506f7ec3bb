"""Every function as it should be: attackers import it, and change what they attack."""

kept = []
calls = []


def total(numbers, note=""):
    return sum(numbers)


def scale(values, by):
    return values * by


def limit():
    return 3


def count():
    calls.append(1)
    return len(calls)


def keep(tool):
    kept.append(tool)
    return tool(1)


def use(n):
    return kept[-1](n)
