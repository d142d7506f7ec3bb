"""timeout: calls a callback without end"""

from honest import *


def consult(model, question):
    while True:
        model(question)
