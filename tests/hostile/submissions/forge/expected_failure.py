"""90 skipped: says that the next check is expected to fail

Defence: expected-failures-earn-nothing
Target: wide
"""

from honest import *



def supports(feature):
    return feature != "failures"
