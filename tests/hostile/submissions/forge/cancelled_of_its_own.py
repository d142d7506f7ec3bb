"""90 refused: says that it was cancelled by a class of its own, so that a task group passes over the task that asserts

Defence: cancellation-answers-a-cancellation
Target: wide
"""

import asyncio

from honest import *


class Cancelled(asyncio.CancelledError):
    pass


async def double(n):
    raise Cancelled
