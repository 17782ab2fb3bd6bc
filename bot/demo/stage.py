"""The pretend Telegram before the bot comes: accounts, groups, and what the page is told about them."""

from dataclasses import dataclass
from typing import Any

from bot.demo import cast, guide
from sandbox.client import BotHandle, Group, Person, Sandbox


@dataclass(frozen=True, slots=True)
class Stage:
    """What stands in the sandbox. `people` by name; `groups` are the clients' groups by the client's name."""

    box: Sandbox
    bot: BotHandle
    people: dict[str, Person]
    desk: Group
    groups: dict[str, Group]


async def set_stage(box: Sandbox) -> Stage:
    """Make everybody's account, the desk and the clients' groups, and tell the page who is who."""
    bot = await box.bot(cast.TOKEN, cast.USERNAME, cast.BOT_NAME)
    people = {one.name: await box.person(one.name, language=one.details.language) for one in cast.TEAM}
    for company in cast.CLIENTS:
        for one in company.people:
            people[one.name] = await box.person(one.name, language=company.details.language)
    lead = people[cast.MARTA.name]
    others = [people[one.name] for one in cast.TEAM if one is not cast.MARTA]
    desk = await box.group(cast.DESK, lead, is_forum=True, members=others)
    await desk.add_bot(bot)
    for colleague in others:
        # Whoever manages topics may delete one, which is worth trying.
        await desk.promote(colleague)
    groups = {}
    for company in cast.CLIENTS:
        if company.group is not None:
            first, *rest = (people[one.name] for one in company.people)
            groups[company.name] = await box.group(company.group, first, members=rest)
    stage = Stage(box, bot, people, desk, groups)
    await show(stage, [guide.STARTING])
    return stage


async def show(stage: Stage, try_first: list[str]) -> None:
    """Tell the page who is who, and what to try first."""
    await stage.box.notes({"title": guide.TITLE, "try_first": try_first, **_page(stage)})


def _page(stage: Stage) -> dict[str, Any]:
    """Which chats the page shows where."""
    phones = []
    for company in cast.CLIENTS:
        group = stage.groups.get(company.name)
        for one in company.people:
            label = f"{one.name} · {company.name} · {company.place}"
            phone: dict[str, Any] = {"person": stage.people[one.name].id, "label": label}
            phone["timezone"] = company.details.timezone
            if group is not None:
                phone["chat"] = group.id
            phones.append(phone)
    staff = [
        {
            "person": stage.people[one.name].id,
            "label": f"{one.name} · {one.title}",
            "timezone": one.details.timezone,
        }
        for one in cast.TEAM
    ]
    return {
        "bot_id": stage.bot.id,
        "phones": phones,
        "staff": staff,
        "writers": staff,
        "desk": stage.desk.id,
        "timezone": cast.ZONE,
    }
