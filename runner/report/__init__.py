"""Reports: values to text. They know nothing of running."""

from runner.report.csvfile import write_csv
from runner.report.detail import grade_text
from runner.report.files import whole_file, write_results
from runner.report.junit import write_junit
from runner.report.plain import visible
from runner.report.summary import Summary, summarise
from runner.report.table import batch_table

__all__ = [
    "Summary",
    "batch_table",
    "grade_text",
    "summarise",
    "visible",
    "whole_file",
    "write_csv",
    "write_junit",
    "write_results",
]
