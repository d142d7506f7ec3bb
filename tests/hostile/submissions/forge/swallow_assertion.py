"""failed: swallows what a failed assertion in the lent model says, and goes on

Defence: an-assertion-in-a-lent-function-is-raised-again
"""

from honest import *



def consult(model, question):
    for word in ("unknown", question):
        try:
            answer = model(word)
        except BaseException:
            continue
    return answer.upper()
