"""90 refused: says that it was cancelled, so that a task group passes over the task that asserts

Defence: cancellation-answers-a-cancellation
Target: wide
"""

from honest import *



async def double(n):
    raise asyncio.CancelledError
