"""90 skipped: says that it does not support what is tested next

Defence: skipped-tests-earn-nothing
Target: wide
"""

from honest import *



def supports(feature):
    return feature != "skips"
