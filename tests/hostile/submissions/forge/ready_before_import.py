"""0 protocol: says at import that it is imported, and answers what was not asked

Defence: frames-answer-something-open
"""

import os
import time

HEADER = (1).to_bytes(4)
NONE = b"\x00"

from sandbox.wall.codec import dumps

body = dumps(None)
os.write(3, len(body).to_bytes(4) + b"\x08" + bytes(4) + body)
body = dumps((0, ()))
for number in range(1, 50):
    os.write(3, len(body).to_bytes(4) + b"\x02" + number.to_bytes(4) + body)
time.sleep(30)
