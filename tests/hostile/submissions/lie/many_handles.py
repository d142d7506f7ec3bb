"""90 refused or timeout: sixty thousand objects in one answer

Defence: handle-count
Target: values
"""

from wire import *

from honest import Vector as Honest
from honest import *


class Vector(Honest):
    def twin(self):
        handles = (whole(Ref("handle", (at, "instance", "solution", ("Vector",)))) for at in range(1_000, 61_000))
        answer(bytes([tags.LIST]) + count(60_000) + b"".join(handles))
