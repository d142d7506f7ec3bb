"""Why a value does not cross: refused by our rules, or bytes that no encoder makes.

    Exception
     |- Refused     a value that is honest but not allowed: outside the table, too deep, too large, a lying key
     `- Malformed   bytes that our encoder never writes: whoever sent them speaks on the wall itself

Reasons are our own words plus type names of bounded length, so they can be shown without escaping anything else.
"""

_NAME_LENGTH = 60
_NAME_OF = type.__dict__["__name__"]


class Refused(Exception):
    """The value may not cross; the reason says which rule it breaks."""

    @property
    def reason(self) -> str:
        """The sentence that says why."""
        return str(self.args[0])


class Malformed(Exception):
    """The bytes are none that an encoder makes; the reason says where they go wrong."""

    @property
    def reason(self) -> str:
        """The sentence that says why."""
        return str(self.args[0])


def type_name(value: object) -> str:
    """Return the name of the value's real type, bounded and printable, without asking the value or its metaclass."""
    name = ascii(str.__str__(_NAME_OF.__get__(type(value))))[1:-1]
    return name if len(name) <= _NAME_LENGTH else name[: _NAME_LENGTH - 3] + "..."
