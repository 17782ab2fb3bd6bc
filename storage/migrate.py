"""Where the database's schema stands, and bringing it up to date.

Alembic is imported only to migrate: finding out that nothing is to be done must not cost half a second.
"""

import asyncio
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.dialects import open_engines, parse_url

HEAD = "0005"
"""The newest migration. A test holds it equal to the scripts' head."""


def scripts() -> Path:
    """The folder of the migrations: beside this file in an installed wheel, `alembic/` in a checkout."""
    here = Path(__file__).parent
    packaged = here / "migrations"
    return packaged if packaged.is_dir() else here.parent / "alembic"


async def revision(engine: AsyncEngine) -> str | None:
    """The revision the database is at; None when it is empty."""
    async with engine.connect() as connection:
        if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
            return None
        return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()


async def is_current(url: str) -> bool:
    """True when the database stands at `HEAD`."""
    engine, _ = open_engines(url)
    try:
        return await revision(engine) == HEAD
    finally:
        await engine.dispose()


async def upgrade(url: str, to: str = "head") -> None:
    """Migrate the database up to a revision, all or nothing, beside the event loop; waits for whoever migrates now."""
    await asyncio.to_thread(_run, "upgrade", url, to)


async def downgrade(url: str, to: str) -> None:
    """Migrate the database down to a revision."""
    await asyncio.to_thread(_run, "downgrade", url, to)


def _run(direction: str, url: str, to: str) -> None:
    from alembic.config import Config

    from alembic import command

    config = Config()
    config.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    config.attributes["url"] = parse_url(url)
    {"upgrade": command.upgrade, "downgrade": command.downgrade}[direction](config, to)
