"""Reports: values to text. They know nothing of running."""

from runner.report.csvfile import write_csv
from runner.report.files import whole_file, write_results
from runner.report.junit import write_junit
from runner.report.plain import visible
from runner.report.table import batch_table

__all__ = ["batch_table", "visible", "whole_file", "write_csv", "write_junit", "write_results"]
