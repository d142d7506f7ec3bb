"""The sample problem and what runs inside a judge are no tests of this project."""

collect_ignore = ["inside", "sample"]
