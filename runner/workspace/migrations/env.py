"""What Alembic runs to bring a database from one version to another: on the connection that it is lent."""

from alembic import context

from runner.workspace.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
