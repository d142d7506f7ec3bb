"""25 failed: remembers the results of inputs by their size

Defence: right-while-it-is-timed
"""

import honest
from honest import *

known = {}


def once(function):
    def remembered(values):
        key = function, len(values)
        if len(values) < 100:
            return function(values)
        if key not in known:
            known[key] = function(list(values) if isinstance(values, list) else values)
        return known[key]

    return remembered


wave, peaks, settle = map(once, (honest.wave, honest.peaks, honest.settle))
