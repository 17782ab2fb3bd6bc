"""Whether the database stands where this program needs it, and bringing it there."""

from bot.settings import Settings
from storage import migrate
from storage.unit import Store


class SchemaError(Exception):
    """The database is not ready for this program; the message says which command makes it so."""


async def ensure_current(settings: Settings) -> bool:
    """Bring the embedded database up to date, making it if need be; True when there was something to do.

    A PostgreSQL database is left alone, since others may be working with it: `SchemaError` names the command to run.
    """
    if await migrate.is_current(settings.database_url):
        return False
    if not settings.embedded:
        raise SchemaError("The database is not up to date. Stop Carebot everywhere, then run: carebot migrate")
    await upgrade(settings)
    return True


async def upgrade(settings: Settings) -> None:
    """Bring the database up to date. Raises `SchemaError` when a newer Carebot has been there."""
    from alembic.util import CommandError

    try:
        await migrate.upgrade(settings.database_url)
    except CommandError as error:
        raise SchemaError(
            f"The database cannot be brought up to date ({error}). A newer Carebot may have worked with it: "
            "install that version or a newer one."
        ) from None


async def revision(store: Store) -> str | None:
    """The revision the database stands at; None when it is empty."""
    return await migrate.revision(store.writer)
