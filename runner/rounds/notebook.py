"""A notebook as a module: its code cells in order, by jupytext. Text and what only IPython reads become comments."""

from pathlib import Path

from runner.model import SubmissionRejected

_FORMAT = "py:light"


def code_of(data: bytes, path: Path) -> bytes:
    """Return a notebook's Python; raises SubmissionRejected where it is none, or jupytext is not installed."""
    try:
        import jupytext  # only who works in notebooks needs it
    except ImportError as error:
        raise SubmissionRejected(f"{path} is a notebook: pip install 'prebrief[notebook]', or hand in a .py") from error
    try:
        text: str = jupytext.writes(jupytext.reads(data.decode("utf-8"), fmt="ipynb"), fmt=_FORMAT)
    except Exception as error:  # jupytext and nbformat raise a dozen kinds, and all mean that it is no notebook
        what = " ".join(str(error).split())[:120]
        raise SubmissionRejected(f"{path} can't be read as a notebook ({what}). Save it again in Jupyter.") from error
    return text.encode("utf-8")
