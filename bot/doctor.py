"""`carebot doctor`: looks at everything the bot needs and says in plain words how to mend what is wrong.

Each check gives findings; none raises for what it was made to find. The network is asked outside of any transaction.
"""

import datetime as dt
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.delivery import LEASE
from bot.schema import SchemaError, ensure_current
from bot.settings import Settings, SettingsError, load, unread, variable
from bot.telegram import OFFICIAL, Refusal, Telegram, TelegramError, Unreachable
from conversations import links
from conversations.desk_setup import missing_rights
from locales import wording
from storage import clients, facts, inbox, leases, outbox, staff
from storage.chance import holder
from storage.records import Desk, Role, Staff
from storage.unit import Store

OK, WARN, FAIL = "ok", "warn", "fail"

SKEW_WARN = 30.0
SKEW_FAIL = 300.0
"""Seconds by which this machine's clock may differ from the Bot API server's."""

OLD_QUEUE = 600.0
"""Seconds after which something unsent is worth a word."""

POLL_SECONDS = 3
"""How long to poll in order to see whether somebody else does: their next poll ends ours with a 409."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `fix` says what to do, where something is to be done."""

    check: str
    level: str
    message: str
    fix: str | None = None

    @property
    def data(self) -> dict[str, str | None]:
        return {"check": self.check, "level": self.level, "message": self.message, "fix": self.fix}

    @property
    def lines(self) -> list[str]:
        mark = {OK: "✓", WARN: "!", FAIL: "✗"}[self.level]
        first = f"{mark} {self.check}: {self.message}"
        return [first] if self.fix is None else [first, f"    → {self.fix}"]


async def examine() -> list[Finding]:
    """All findings, in the order in which things are best mended."""
    findings = [
        Finding(
            "settings",
            WARN,
            f"{name} is set, but nothing reads it.",
            f"Did you mean {near}?" if near else "Take it out; .env.example lists what there is.",
        )
        for name, near in unread().items()
    ]
    try:
        settings = load()
    except SettingsError as error:
        findings += [
            Finding("settings", FAIL, problem, "Correct it in .env or the environment.") for problem in error.problems
        ]
        return findings
    findings.append(Finding("settings", OK, "Every setting can be used."))
    clock = Clock()
    store = Store(settings.database_url, clock, settings.defaults)
    telegram = None if settings.token is None else Telegram(settings.required_token(), settings.api_url, timeout=15)
    try:
        database = await _database(settings)
        findings += database
        ready = all(finding.level != FAIL for finding in database)
        me, about_token = await _token(settings, telegram)
        findings += about_token
        findings.append(await _skew(settings, clock))
        if ready and telegram is not None and me is not None:
            findings.append(await _updates(store, telegram))
        if ready:
            findings += await _store(store, telegram, me)
    finally:
        await store.close()
        if telegram is not None:
            await telegram.close()
    return findings


async def _database(settings: Settings) -> list[Finding]:
    try:
        migrated = await ensure_current(settings)
    except SchemaError as error:
        return [Finding("database", OK, "It answers."), Finding("migrations", FAIL, str(error), "Run: carebot migrate")]
    except (SQLAlchemyError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error)
        fix = f"Check that the server runs and that {variable('database_url')} is right, with user and password."
        if settings.embedded:
            fix = "Check that the folder exists, that this user may write there, and that the disk is not full."
        return [Finding("database", FAIL, f"It does not answer: {reason}", fix)]
    state = "They were applied just now." if migrated else "All are applied."
    return [Finding("database", OK, "It answers."), Finding("migrations", OK, state)]


async def _token(settings: Settings, telegram: Telegram | None) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The bot as Telegram's User, or None, with what there is to say."""
    if telegram is None:
        missing = Finding(
            "token", FAIL, "There is none.", f"Put the token that @BotFather shows into {variable('token')}."
        )
        return None, [missing]
    try:
        me: dict[str, Any] = await telegram.call("getMe")
    except Refusal as error:
        fix = f"Compare {variable('token')} with what @BotFather shows; a token that was revoked is dead."
        return None, [Finding("token", FAIL, f"{settings.api_url} refuses it: {error.description}.", fix)]
    except Unreachable:
        fix = f"Check the network, a proxy or firewall, and {variable('api_url')}."
        return None, [Finding("token", FAIL, f"{settings.api_url} does not answer.", fix)]
    found = [Finding("token", OK, f"The bot is @{me['username']}.")]
    if not me.get("can_join_groups", True):
        fix = "In @BotFather: /setjoingroups, choose the bot, Enable."
        found.append(Finding("groups", FAIL, "The bot may not join groups, so it can have no desk.", fix))
    if me.get("can_read_all_group_messages"):
        found.append(Finding("privacy mode", OK, "Off: the bot reads clients' groups."))
    else:
        fix = (
            "If clients have groups: in @BotFather /setprivacy, choose the bot, Disable; then remove it from each "
            "group and add it again. Or make it an administrator there. Desks and private chats are not concerned."
        )
        found.append(Finding("privacy mode", WARN, "On: in a client's group the bot sees commands only.", fix))
    return me, found


async def _skew(settings: Settings, clock: Clock) -> Finding:
    """This machine's clock against the Date header of the Bot API server."""
    try:
        timeout = aiohttp.ClientTimeout(total=15)
        async with (
            aiohttp.ClientSession(timeout=timeout) as http,
            http.get(settings.api_url, allow_redirects=False) as answer,
        ):
            server = parsedate_to_datetime(answer.headers["Date"]).timestamp()
    except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError):
        return Finding("clock", WARN, "It could not be compared with the Bot API server's.", "Try again online.")
    skew = clock.epoch() - server
    if abs(skew) <= SKEW_WARN:
        return Finding("clock", OK, "It agrees with the Bot API server.")
    way = "ahead of" if skew > 0 else "behind"
    message = (
        f"It is {dt.timedelta(seconds=round(abs(skew)))} {way} the Bot API server's: greetings and deadlines go wrong."
    )
    return Finding(
        "clock", FAIL if abs(skew) > SKEW_FAIL else WARN, message, "Switch on network time: timedatectl set-ntp true"
    )


async def _updates(store: Store, telegram: Telegram) -> Finding:
    """Whether somebody else takes this bot's updates: a webhook, or another program that polls."""
    try:
        hook: dict[str, Any] = await telegram.call("getWebhookInfo")
    except TelegramError as error:
        return Finding("updates", WARN, f"Telegram did not say where they go: {error}.", "Try again.")
    if hook.get("url"):
        fix = f"Stop the other program, or take the webhook off: curl {OFFICIAL}/bot<TOKEN>/deleteWebhook"
        return Finding("updates", FAIL, f"They go to a webhook at {urlsplit(hook['url']).netloc}.", fix)
    waiting = int(hook.get("pending_update_count", 0))
    name = holder()
    async with store.unit() as uow:
        if await leases.acquire(uow, LEASE, name, POLL_SECONDS * 3) is None:
            return Finding("updates", OK, f"Carebot is running and takes them; {waiting} wait.")
    try:
        # Without an offset: nothing is confirmed, so nothing is lost.
        await telegram.call("getUpdates", {"timeout": POLL_SECONDS, "limit": 1}, timeout=POLL_SECONDS + 10)
    except Refusal as error:
        if error.code != 409:
            return Finding("updates", WARN, f"They could not be looked at: {error.description}.", "Try again.")
        fix = "Stop the other program. If you do not know which: revoke the token in @BotFather and set the new one."
        return Finding("updates", FAIL, "Another program takes them with the same token.", fix)
    except Unreachable as error:
        return Finding("updates", WARN, f"They could not be looked at: {error}.", "Try again.")
    finally:
        async with store.unit() as uow:
            await leases.release(uow, LEASE, name)
    return Finding("updates", OK, f"Nobody else takes them; {waiting} wait.")


async def _store(store: Store, telegram: Telegram | None, me: dict[str, Any] | None) -> list[Finding]:
    """What the store knows: desks, staff, clients, queues."""
    if me is not None:
        async with store.unit() as uow:
            await facts.put(uow, links.USERNAME, me["username"])
    async with store.reading() as uow:
        desks = await staff.desks(uow)
        people = await staff.present(uow)
        homeless = [client.name for client in await clients.listed(uow) if client.desk_id is None]
        set_aside = await inbox.quarantine_depth(uow)
        waiting, age = await outbox.depth(uow)
    findings = _staff(people, desks, None if me is None else str(me["username"]))
    if not desks:
        fix = "Make a group, switch on Topics, add the bot as an administrator with “Manage topics”, send /desk there."
        findings.append(Finding("desks", FAIL, "There is none, so clients' messages have nowhere to go.", fix))
    if telegram is not None and me is not None:
        for desk in desks:
            findings += await _desk(telegram, int(me["id"]), desk)
    if homeless and len(desks) > 1:
        fix = "carebot client set --name NAME --desk DESK"
        findings.append(Finding("clients", WARN, f"Without a desk: {', '.join(homeless)}.", fix))
    if set_aside:
        fix = "carebot replay handles them again; the log says what failed."
        findings.append(
            Finding("quarantine", WARN, f"{set_aside} updates were set aside because handling them failed.", fix)
        )
    if age > OLD_QUEUE:
        fix = "Check that carebot run is running; its log says what holds them."
        findings.append(
            Finding("outbox", WARN, f"{waiting} messages wait, the oldest for {age / 60:.0f} minutes.", fix)
        )
    return findings


def _staff(people: list[Staff], desks: list[Desk], username: str | None) -> list[Finding]:
    if not people:
        return [Finding("staff", FAIL, "Nobody is on the team.", "carebot staff invite --name NAME --role admin")]
    found = []
    if not any(person.role is Role.ADMIN for person in people):
        found.append(Finding("staff", WARN, "Nobody is an admin.", "carebot staff set --name NAME --role admin"))
    for person in people:
        if person.telegram_id is None:
            again = f'carebot staff invite --name "{person.name}" --role {person.role}'
            fix = f"Remind them of the link, or make a new one: {again}"
            found.append(Finding("staff", WARN, f"{person.name} has not opened their link yet.", fix))
        elif person.started_at is None:
            where = f"https://t.me/{username}" if username else "the private chat with the bot"
            fix = f"Ask them to open {where} and press Start."
            found.append(
                Finding("staff", WARN, f"{person.name} never pressed Start, so the bot cannot write to them.", fix)
            )
        if person.desk_id is None and len(desks) > 1:
            fix = f'carebot staff set --name "{person.name}" --desk DESK'
            found.append(Finding("staff", WARN, f"{person.name} has no desk.", fix))
    return found or [Finding("staff", OK, f"All {len(people)} of the team can be reached.")]


async def _desk(telegram: Telegram, bot_id: int, desk: Desk) -> list[Finding]:
    """Whether a desk is a forum, and what the bot may do there."""
    check = f"desk {desk.name}"
    try:
        chat: dict[str, Any] = await telegram.call("getChat", {"chat_id": desk.chat_id})
        member: dict[str, Any] = await telegram.call("getChatMember", {"chat_id": desk.chat_id, "user_id": bot_id})
    except Unreachable as error:
        return [Finding(check, FAIL, f"It could not be looked at: {error}.", "Check the network and try again.")]
    except Refusal as error:
        fix = "Add the bot to the group as an administrator and send /desk there."
        if error.migrate_to is not None:
            fix = f"The group has a new id, {error.migrate_to}. Start the bot: it follows by itself."
        return [Finding(check, FAIL, f"Telegram refuses: {error.description}.", fix)]
    if not chat.get("is_forum"):
        return [Finding(check, FAIL, "It is a group without topics.", "Switch on Topics in the group's settings.")]
    missing = missing_rights(member, wording("en"))
    if not missing:
        return [Finding(check, OK, "It is a forum and the bot has all rights it needs.")]
    if member.get("status") != "administrator":
        return [Finding(check, FAIL, "The bot is not an administrator there.", " ".join(missing))]
    level = WARN if member.get("can_manage_topics") else FAIL
    return [Finding(check, level, "The bot lacks rights there.", " ".join(missing))]
