"""90 refused: sixty thousand objects in one answer

Defence: handle-count
Target: values
"""

from wire import *

from honest import Vector as Honest
from honest import *


class Vector(Honest):
    def twin(self):
        handles = (whole(Ref("handle", (at, "instance", "solution", ("Vector",)))) for at in range(2, 60_002))
        answer(bytes([tags.LIST]) + count(60_000) + b"".join(handles))
