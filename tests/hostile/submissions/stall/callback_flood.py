"""timeout: calls a callback without end

Defence: deadline-per-test
"""

from honest import *


def consult(model, question):
    while True:
        model(question)
