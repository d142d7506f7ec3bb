"""100: adopts orphans, dispatches its calls itself, has the clock of the processor fault

Defence: few-controls-of-a-process
"""

from honest import *
from kernel import past, room


def scale(values, by):
    past(
        subreaper=(157, 36, 1, 0, 0, 0),
        dispatch=(157, 59, 0, 0, 0, 0),
        processor_clock=(157, 25, room(8), 0, 0, 0),
        keeps_capabilities=(157, 8, 1, 0, 0, 0),
        ambient=(157, 47, 2, 7, 0, 0),
        slack=(157, 29, 1, 0, 0, 0),
    )
    return values * by
