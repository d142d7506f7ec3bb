"""Briefs: what candidates read before the round, as a page, as a PDF, as plain text.

    Problem --brief_of--> Brief --+-- page   one HTML file, made as reports are
                                  |-- pdf    the same for paper, in fonts that travel with the file
                                  `-- text   79 columns

A `Brief` is made of named parts of the problem, as the kit is; what is hidden has no place in it.
"""

from runner.briefs.brief import Brief, brief_of
from runner.briefs.page import write_brief_page
from runner.briefs.pdf import Printed, brief_pdf
from runner.briefs.text import brief_text

__all__ = ["Brief", "Printed", "brief_of", "brief_pdf", "brief_text", "write_brief_page"]
