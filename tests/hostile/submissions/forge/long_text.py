"""failed: a megabyte of wrong text, for pytest to compare letter by letter

Defence: large-values-are-not-explained
"""

from honest import *



def consult(model, question):
    return "PARIS\n" * 200_000 + model(question)
