"""refused or timeout: a quarter of a million arrays of one object each, beside values enough that they are too many

Defence: object-arrays-count-for-several
"""

from wire import *

from honest import *

ARRAYS, OTHERS = 250_000, 800_000


def scale(values, by):
    arrays = (bytes([tags.OBJECT_ARRAY]) + shape(1) + bytes([tags.NONE])) * ARRAYS
    answer(bytes([tags.LIST]) + count(ARRAYS + OTHERS) + arrays + bytes([tags.NONE]) * OTHERS)
