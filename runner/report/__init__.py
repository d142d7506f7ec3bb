"""Reports: values to text. They know nothing of running.

grades, one at a time --+-- terminal  table, detail
(a Source, with cards   |-- files     csvfile, junit, markdown, gradescope
 and kept files)        |-- batch     HTML for interviewers: tally, sections, marks, plot, code, decisions
                        `-- own       HTML for candidates: candidate, by the round's policy and nothing more

explain   a failure in words, the same in all of them
markup    Markdown of others as elements that can do nothing
paper     templates to files: autoescape, one stylesheet, a strict policy
"""

from runner.report.batch import write_report
from runner.report.code import listings
from runner.report.csvfile import csv_cell, write_csv
from runner.report.detail import grade_text
from runner.report.explain import Explained, explain, explained_text
from runner.report.files import whole_file, write_results, write_whole
from runner.report.gradescope import write_gradescope
from runner.report.junit import write_junit
from runner.report.markdown import write_markdown
from runner.report.markup import read, written
from runner.report.own import file_stem, own_text, write_all_own, write_own
from runner.report.paper import prose, write_page
from runner.report.source import Source
from runner.report.summary import Summary, summarise
from runner.report.table import batch_table

__all__ = [
    "Explained",
    "Source",
    "Summary",
    "batch_table",
    "csv_cell",
    "explain",
    "explained_text",
    "file_stem",
    "grade_text",
    "listings",
    "own_text",
    "prose",
    "read",
    "summarise",
    "whole_file",
    "write_all_own",
    "write_csv",
    "write_gradescope",
    "write_junit",
    "write_markdown",
    "write_own",
    "write_page",
    "write_report",
    "write_results",
    "write_whole",
    "written",
]
