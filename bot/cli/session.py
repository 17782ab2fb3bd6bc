"""What commands share: settings, an open store, who acts, the bot's name for links."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.cli.output import CommandError, Output
from bot.clock import Clock
from bot.schema import ensure_current
from bot.settings import Settings, load
from conversations import links
from storage import facts
from storage.unit import Store, UnitOfWork

T = TypeVar("T")


def actor() -> str:
    """Who sits at the keyboard, for the audit trail."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        return "cli"


class Session:
    """One command at work: the settings and the store, migrated if it is embedded."""

    def __init__(self, settings: Settings, store: Store, out: Output) -> None:
        self.settings = settings
        self.store = store
        self.out = out

    async def learn_bot_username(self) -> None:
        """Make sure that the store knows the bot's username, which every link needs. Raises `CommandError`."""
        async with self.store.reading() as uow:
            if await facts.get(uow, links.USERNAME):
                return
        if self.settings.token is None:
            raise CommandError(
                "A link needs the bot's username, which is not known yet. Set CAREBOT_TOKEN and try again; "
                "Carebot then asks Telegram."
            )
        username = await ask_username(self.settings)
        async with self.store.unit() as uow:
            await facts.put(uow, links.USERNAME, username)


async def ask_username(settings: Settings) -> str:
    """The bot's username, from Telegram. Raises `CommandError`."""
    from bot.telegram import Refusal, Telegram, Unreachable

    telegram = Telegram(settings.required_token(), settings.api_url)
    try:
        return str((await telegram.call("getMe"))["username"])
    except Refusal as error:
        advice = (
            "Telegram does not know this token. Compare CAREBOT_TOKEN with what @BotFather shows."
            if error.code in {401, 404}
            else f"Telegram refused to say the bot's name: {error.description}."
        )
        raise CommandError(advice) from None
    except Unreachable:
        raise CommandError(
            f"{settings.api_url} does not answer, so the bot's username for the link is not known. "
            "Check the network and CAREBOT_API_URL, then try again."
        ) from None
    finally:
        await telegram.close()


def in_session(out: Output, work: Callable[[Session], Awaitable[T]]) -> T:
    """Run `work` with the store open; refusals end the command with exit code 1."""

    async def opened(settings: Settings) -> T:
        try:
            await ensure_current(settings)
        except SQLAlchemyError:
            # A connection to SQLite that failed reports its thread's end to this loop, which must still be there then.
            await asyncio.sleep(0.1)
            raise
        store = Store(settings.database_url, Clock(), settings.defaults)
        try:
            return await work(Session(settings, store, out))
        finally:
            await store.close()

    with out.refusals():
        return asyncio.run(opened(load()))


def in_unit(out: Output, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    """Run `work` in one writing transaction; refusals roll it back and end the command with exit code 1."""

    async def one(session: Session) -> T:
        async with session.store.unit() as uow:
            return await work(uow)

    return in_session(out, one)


def looking(out: Output, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    """Run `work`, which only reads."""

    async def one(session: Session) -> T:
        async with session.store.reading() as uow:
            return await work(uow)

    return in_session(out, one)
