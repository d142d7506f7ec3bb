"""How large a value may be that crosses: one place, for encoder and decoder alike."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Bounds on one frame; what passes one is `Refused`, before anything of that size is allocated.

    | cap | bounds |
    |---|---|
    | `depth` | containers within containers; an object array or a reference counts as one |
    | `frame_bytes` | the whole frame |
    | `nodes` | values in the frame; costly ones (generators, deques) count for several |
    | `int_bits` | one integer, also an end of a range |
    | `fraction_bits` | numerator and denominator of a Fraction (each costs a gcd) |
    | `decimal_digits`, `decimal_exponent` | one Decimal (a large exponent is gigabytes once it becomes an int) |
    | `range_length` | what `list(range)` would make |
    | `code_points` | one string (up to four bytes each in memory) |
    | `keys_per_hash` | keys of one set or dict that share a hash: lookups among them are quadratic |
    | `array_dimensions`, `array_elements` | one array, also where a dimension is 0 |
    | `text_width` | code points or bytes per element of a string array |
    | `record_fields`, `name_length` | fields of a namedtuple, and characters of each name |

    `plain` leaves only the builtin types: what the control streams speak.
    """

    depth: int = 64
    frame_bytes: int = 64 * 1024 * 1024
    nodes: int = 2_000_000
    int_bits: int = 65_536
    fraction_bits: int = 4_096
    decimal_digits: int = 10_000
    decimal_exponent: int = 10_000
    range_length: int = 10_000_000
    code_points: int = 16 * 1024 * 1024
    keys_per_hash: int = 64
    array_dimensions: int = 32
    array_elements: int = 64 * 1024 * 1024
    text_width: int = 65_536
    record_fields: int = 256
    name_length: int = 100
    plain: bool = False


WALL_CAPS = Caps()
CONTROL_CAPS = Caps(depth=32, code_points=64 * 1024 * 1024, plain=True)
