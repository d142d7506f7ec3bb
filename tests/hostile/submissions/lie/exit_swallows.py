"""90 failed: a context manager that swallows the assertion that failed in it

Defence: exits-swallow-no-assertion
Target: values
"""

import contextlib

from honest import Account as Honest
from honest import *


class Account(Honest):
    def take(self, amount):
        super().take(amount)
        self.balance += 1

    def __exit__(self, kind, error, trace):
        return True


@contextlib.contextmanager
def lending(account):
    yield 6
