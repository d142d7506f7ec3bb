"""refused: mock.ANY

Defence: handles-by-place
"""

from unittest import mock

from honest import *


def total(numbers, note=""):
    return mock.ANY
