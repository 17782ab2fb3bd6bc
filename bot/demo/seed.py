"""How the demo's team and clients come to be: by the use cases of the product and by links that people open."""

import datetime as dt
import re
from dataclasses import replace

from bot.demo import cast, days, past, story
from bot.demo.cast import Company, Individual
from bot.demo.stage import Stage
from bot.demo.story import PATIENCE, Talk
from bot.demo.times import StoryTime
from conversations import client_admin, contact_admin, team_admin
from conversations.contact_admin import ContactDetails
from storage import clients
from storage.unit import Store

ACTOR = "demo"
"""Who did it, in the audit trail."""

_LINK = re.compile(r"https://t\.me/\S+")


async def seed(stage: Stage, store: Store, time: StoryTime) -> str:
    """Fill a fresh Carebot, which must be running; the link that is left for the newcomer to open."""
    await time.at(9, 0)
    await _gather_team(stage, store)
    for company in cast.CLIENTS:
        await _add_client(store, company, time.today)
    talks: dict[str, Talk] = {}
    for minute, company in enumerate(cast.CLIENTS, 20):
        await time.at(9, minute)
        talks |= await _let_in(stage, store, company, time.today)
    await past.write(store, time.day, time.today)
    await story.tell(time, stage.people, talks)
    await time.ago(3)
    link = await _leave_an_invitation(stage)
    await time.come_back()
    return link


async def _gather_team(stage: Stage, store: Store) -> None:
    """The lead is invited first and makes the group a desk; then the managers come."""
    lead, *managers = sorted(cast.TEAM, key=lambda one: one is not cast.MARTA)
    await _join_team(stage, store, lead)
    await stage.people[lead.name].sends(stage.desk, "/desk")
    await stage.box.receives(stage.desk, "✅", thread="general", timeout=PATIENCE)
    for colleague in managers:
        await _join_team(stage, store, colleague)


async def _join_team(stage: Stage, store: Store, colleague: cast.Colleague) -> None:
    async with store.unit() as uow:
        _, token = await team_admin.invite_staff(uow, ACTOR, colleague.name, colleague.details)
    person = stage.people[colleague.name]
    await person.opens(stage.bot.link(token))
    await stage.box.receives(person, timeout=PATIENCE)


async def _add_client(store: Store, company: Company, today: dt.date) -> None:
    details = company.details
    if company.renewal_in is not None:
        details = replace(details, renewal=(today + dt.timedelta(days=company.renewal_in)).isoformat())
    if company is cast.OATS:
        since = days.of_ruth(today).since.isoformat()
        details = replace(details, since=since, check_in_days=str(days.RHYTHM))
    async with store.unit() as uow:
        await client_admin.add_client(uow, ACTOR, company.name, company.manager, details)


async def _let_in(stage: Stage, store: Store, company: Company, today: dt.date) -> dict[str, Talk]:
    """Invite a client's people and let them open their links; their talks by name, a group's by the client's name."""
    if company.group is not None:
        return {company.name: await _group_joins(stage, store, company)}
    return {one.name: await _contact_joins(stage, store, company, one, today) for one in company.people if one.invited}


async def _contact_joins(stage: Stage, store: Store, company: Company, one: Individual, today: dt.date) -> Talk:
    details = one.details or ContactDetails()
    if one is cast.RUTH:
        details = replace(details, birthday=f"{days.of_ruth(today).birthday:%m-%d}")
    async with store.unit() as uow:
        client = await clients.by_name(uow, company.name)
        assert client is not None
        _, token = await contact_admin.invite_contact(uow, ACTOR, client, one.name, details)
    person = stage.people[one.name]
    await person.opens(stage.bot.link(token))
    return await Talk.begin(stage.box, person.chat, stage.desk, f"{company.name} · {one.name}")


async def _group_joins(stage: Stage, store: Store, company: Company) -> Talk:
    async with store.unit() as uow:
        client = await clients.by_name(uow, company.name)
        assert client is not None
        token = await contact_admin.invite_group(uow, ACTOR, client)
    group = stage.groups[company.name]
    owner = stage.people[company.people[0].name]
    await owner.opens(f"https://t.me/{stage.bot.username}?startgroup={token}", group)
    # An administrator reads all messages and hears of reactions.
    await group.promote(stage.bot)
    return await Talk.begin(stage.box, group.id, stage.desk, company.name)


async def _leave_an_invitation(stage: Stage) -> str:
    """A manager asks for a link in the desk, as they would; it stays unopened."""
    manager = stage.people[cast.DANIEL.name]
    (company, newcomer), *_ = ((c, one) for c in cast.CLIENTS for one in c.people if not one.invited)
    await manager.sends(stage.desk, f"/invite {company.name}, {newcomer.name}")
    answer = await stage.box.receives(stage.desk, "t.me/", thread="general", timeout=PATIENCE)
    found = _LINK.search(answer.text)
    assert found is not None
    return found.group()
