"""The byte that opens every value on the wire.

    value   = tag body
    count   = one byte below 255, or 255 and four bytes little-endian
    text    = count utf-8 bytes (lone surrogates pass)

Bodies are drawn beside the functions that write and read them: `scalars`, `containers`, `dates`, `numerals`,
`records`, `classes`, `arrays`, `tensors`, `generators`. Bytes below 0x40 are what `Caps.plain` leaves.
"""

NONE, TRUE, FALSE, ELLIPSIS = 0x01, 0x02, 0x03, 0x04
INT64, BIGINT, FLOAT, COMPLEX = 0x05, 0x06, 0x07, 0x08
TEXT, BYTES, BYTEARRAY = 0x09, 0x0A, 0x0B
RANGE, SLICE = 0x0C, 0x0D
LIST, TUPLE, SET, FROZENSET, DICT = 0x10, 0x11, 0x12, 0x13, 0x14
LIST_INT64, LIST_FLOAT, TUPLE_INT64, TUPLE_FLOAT = 0x15, 0x16, 0x17, 0x18

DEQUE, ORDERED_DICT, DEFAULT_DICT, COUNTER = 0x40, 0x41, 0x42, 0x43
KEYS_VIEW, VALUES_VIEW, ITEMS_VIEW = 0x44, 0x45, 0x46
DATETIME, DATE, TIME, TIMEDELTA, TIMEZONE, ZONE = 0x48, 0x49, 0x4A, 0x4B, 0x4C, 0x4D
DECIMAL, FRACTION, UUID = 0x50, 0x51, 0x52
RECORD, CLASS = 0x54, 0x55
ARRAY, OBJECT_ARRAY, SCALAR, NUMPY_TEXT, NUMPY_BYTES, DTYPE = 0x60, 0x61, 0x62, 0x63, 0x64, 0x65
TENSOR, TENSOR_DTYPE = 0x66, 0x67
RANDOM, GENERATOR, RANDOM_STATE = 0x68, 0x69, 0x6A
REFERENCE = 0x7F

FIRST_NOT_PLAIN = 0x40
