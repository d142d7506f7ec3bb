"""90 protocol: answers a coroutine twice before it goes on

Defence: a-coroutine-is-answered-once
Target: wide
"""

from wire import *

from honest import *


async def ask_all(tool, numbers):
    found = [await tool(n) for n in numbers]
    os.write(CONNECTION, frame(REPLY, number(), (found, ())) * 2)
    await asyncio.sleep(30)
