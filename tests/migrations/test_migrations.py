"""The migrations: one line of them, up and down on both databases, and equal to what the program expects."""

import ast
import asyncio
import shutil
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from bot import schema
from bot.settings import Settings
from storage import migrate
from storage.dialects import open_engines, parse_url
from storage.tables import metadata
from storage.unit import Store

pytestmark = pytest.mark.migrations


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(migrate.scripts()).replace("%", "%%"))
    return ScriptDirectory.from_config(config)


REVISIONS = [script.revision for script in reversed(list(_scripts().walk_revisions()))]


@pytest.fixture
async def empty_url(database_url: str, tmp_path: Path) -> str:
    """A database in which nothing is, not even the table of versions."""
    if database_url.startswith("sqlite"):
        return f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    await migrate.downgrade(database_url, "base")
    await _execute(database_url, "DROP TABLE alembic_version")
    return database_url


async def _execute(url: str, *statements: str) -> None:
    engine = create_async_engine(parse_url(url))
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(text(statement))
    await engine.dispose()


async def _revision(url: str) -> str | None:
    writer, reader = open_engines(url)
    try:
        return await migrate.revision(writer)
    finally:
        await writer.dispose()
        await reader.dispose()


async def _shape(url: str) -> list[str]:
    """Every table and index of the database with its definition, as the database itself tells it."""
    questions = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name",
        "postgresql": "SELECT table_name || '.' || column_name,"
        " data_type || is_nullable || coalesce(column_default, '')"
        " FROM information_schema.columns WHERE table_schema = 'public'"
        " UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1",
    }
    engine = create_async_engine(parse_url(url))
    async with engine.connect() as connection:
        rows = (await connection.execute(text(questions[engine.dialect.name]))).all()
    await engine.dispose()
    own = ("alembic_version", "sqlite_sequence")
    return [f"{name}: {definition}" for name, definition in rows if not name.startswith(own)]


def test_there_is_one_head_and_the_program_knows_it():
    assert _scripts().get_heads() == [migrate.HEAD]


def test_each_revision_has_one_before_it_and_one_after():
    assert [script.down_revision for script in reversed(list(_scripts().walk_revisions()))] == [None, *REVISIONS[:-1]]


async def test_every_revision_can_be_gone_up_down_and_up_again(empty_url: str):
    before: list[str] = []
    for revision in REVISIONS:
        await migrate.upgrade(empty_url, revision)
        assert await _revision(empty_url) == revision
        after = await _shape(empty_url)
        assert after != before
        await migrate.downgrade(empty_url, "-1")
        assert await _shape(empty_url) == before, f"going down from {revision} leaves or takes something"
        await migrate.upgrade(empty_url, revision)
        assert await _shape(empty_url) == after
        before = after


async def test_the_tables_are_what_the_program_expects(database_url: str):
    """If this fails: the tables of `storage.tables` were changed without a migration, or the other way round."""
    engine = create_async_engine(parse_url(database_url))

    def differences(connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()
    assert found == []


async def test_an_empty_database_has_no_revision(empty_url: str):
    assert await _revision(empty_url) is None
    assert not await migrate.is_current(empty_url)


async def test_migrating_twice_changes_nothing(database_url: str):
    before = await _shape(database_url)
    await migrate.upgrade(database_url)
    assert await _shape(database_url) == before
    assert await migrate.is_current(database_url)


async def test_a_database_of_a_newer_program_is_refused_in_plain_words(database_url: str):
    await _execute(database_url, "UPDATE alembic_version SET version_num = '9999'")
    settings = Settings(database_url=database_url, _env_file=None)
    with pytest.raises(schema.SchemaError, match="A newer Carebot may have worked with it: install that version"):
        await schema.upgrade(settings)
    assert await _revision(database_url) == "9999"


async def test_the_embedded_database_is_made_and_brought_up_to_date_without_being_asked(tmp_path: Path):
    settings = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path / 'new.db'}", _env_file=None)
    assert await schema.ensure_current(settings)
    assert not await schema.ensure_current(settings)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_postgresql_database_that_is_not_up_to_date_is_refused_with_the_command(empty_url: str):
    with pytest.raises(schema.SchemaError, match="carebot migrate"):
        await schema.ensure_current(Settings(database_url=empty_url, _env_file=None))
    assert await _shape(empty_url) == []


async def test_two_programs_that_migrate_at_the_same_moment_do_not_disturb_each_other(empty_url: str):
    root = migrate.scripts().parent
    program = "import asyncio, sys; from storage.migrate import upgrade; asyncio.run(upgrade(sys.argv[1]))"
    both = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, empty_url, cwd=root, stderr=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [(await one.communicate())[1].decode() for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert await migrate.is_current(empty_url)


async def test_what_was_stored_survives_a_step_back_and_forth(database_url: str):
    if len(REVISIONS) == 1:
        pytest.skip("there is one revision only")
    await _execute(database_url, "INSERT INTO lease (name, holder, fence, expires_epoch) VALUES ('kept', 'a', 7, 0)")
    await migrate.downgrade(database_url, "-1")
    await migrate.upgrade(database_url)
    engine = create_async_engine(parse_url(database_url))
    async with engine.connect() as connection:
        assert (await connection.execute(text("SELECT fence FROM lease WHERE name = 'kept'"))).scalar() == 7
    await engine.dispose()


@pytest.mark.parametrize("file", sorted(migrate.scripts().rglob("*.py")), ids=lambda file: file.name)
def test_migrations_import_none_of_our_code(file: Path):
    ours = {"bot", "handlers", "conversations", "storage", "locales", "sandbox", "tests"}
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} & ours == set()


async def test_a_copied_file_is_as_good_as_the_original(sqlite_template: Path, tmp_path: Path):
    """The fixture itself: tests copy a migrated file instead of migrating."""
    shutil.copy(sqlite_template, tmp_path / "copy.db")
    assert await migrate.is_current(f"sqlite+aiosqlite:///{tmp_path / 'copy.db'}")


async def test_the_store_opens_what_the_migrations_made(database_url: str):
    from bot.clock import Clock

    store = Store(database_url, Clock())
    async with store.reading() as uow:
        for table in metadata.sorted_tables:
            assert await uow.returning(table.select()) == []
    await store.close()


async def test_a_migration_that_fails_on_the_way_leaves_nothing(empty_url: str):
    await _execute(empty_url, "CREATE TABLE topic (id INTEGER)")
    before = await _shape(empty_url)
    with pytest.raises(DBAPIError, match="topic"):
        await migrate.upgrade(empty_url)
    assert await _shape(empty_url) == before
