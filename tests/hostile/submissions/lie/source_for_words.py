"""90 failed: an error with other words, raised in a line that has the right ones

Defence: where-it-was-raised-is-no-note
Target: values
"""

from honest import Account as Honest
from honest import *


class Account(Honest):
    def take(self, amount):
        if amount > self.balance:
            error = Overdrawn(amount, self.balance)
            error.args = ("sorry",)
            raise error  # need 20, have 10
        super().take(amount)
