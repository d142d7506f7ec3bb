"""25 failed: remembers results by the identity of what it was given

Defence: right-while-it-is-timed
"""

import honest
from honest import *

known = {}


def once(function):
    def remembered(values):
        key = function, id(values), len(values)
        if len(values) < 100:
            return function(values)
        if key not in known and len(known) < 8:
            known[key] = function(values)
        return known.get(key, next(iter(known.values())))

    return remembered


wave, peaks, settle = map(once, (honest.wave, honest.peaks, honest.settle))
