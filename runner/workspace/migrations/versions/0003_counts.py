"""Which submission counts: the last one handed in, which may be the same as an earlier one."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the column; until now the newest one counted."""
    with op.batch_alter_table("candidate") as table:
        table.add_column(sa.Column("counts", sa.Integer(), nullable=True))
    candidate = sa.table("candidate", sa.column("id", sa.Integer()), sa.column("counts", sa.Integer()))
    submission = sa.table(
        "submission",
        sa.column("candidate_id", sa.Integer()),
        sa.column("practice", sa.Boolean()),
        sa.column("number", sa.Integer()),
    )
    newest = (
        sa.select(sa.func.max(submission.c.number))
        .where(submission.c.candidate_id == candidate.c.id, submission.c.practice.is_(False))
        .scalar_subquery()
    )
    op.execute(sa.update(candidate).values(counts=newest))
