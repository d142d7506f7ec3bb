"""refused or timeout: six hundred thousand empty arrays of objects in six megabytes

Defence: object-arrays-count-for-several
"""

from wire import *

from honest import *


def scale(values, by):
    answer(bytes([tags.LIST]) + count(600_000) + (bytes([tags.OBJECT_ARRAY]) + shape(0)) * 600_000)
