"""Options that name something and give it a value: NAME=VALUE."""

from runner.model import BadInput


def pair(text: str, *, option: str, example: str) -> tuple[str, str]:
    """Return what an option names and the value it gives, spaces around both left out; raises BadInput."""
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals and value):
        raise BadInput(f"{option} {text[:60]!r} is not of the form {example}")
    return name, value
