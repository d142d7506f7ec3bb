"""90 failed: a context manager that prints what it is told of an assertion

Defence: exits-hear-no-assertion
Target: values
"""

from honest import Account as Honest
from honest import *


class Account(Honest):
    def take(self, amount):
        super().take(amount)
        self.balance += 1

    def __exit__(self, kind, error, trace):
        print(kind, repr(error), error and error.args, vars(error) if error else None, trace)
        return False
