"""80 protocol: generators, iterators and all that is no instance under one number

Defence: one-kind-for-a-number
Target: values
"""

from sandbox.wall.guest.handles import Handles

from honest import *

describe = Handles.describe


def lying(self, obj):
    number, label, home, names = describe(self, obj)
    return number if label == "instance" else 1, label, home, names


Handles.describe = lying
