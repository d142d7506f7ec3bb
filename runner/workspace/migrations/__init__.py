"""Versions of the tables, one file each; Alembic runs them in order."""
