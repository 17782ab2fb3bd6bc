"""carebot calendar: what would be sent to the contacts of a client, when and why, and what would not."""

from typing import Annotated, Any

import typer

from bot.cli.output import JsonOption, Output
from bot.cli.session import looking
from conversations import finding
from conversations.calendar import plan, reading
from conversations.calendar.plan import Entry
from conversations.calendar.reasons import bare
from conversations.care import subjects
from locales import Phrase, wording
from storage import clients
from storage.records import Client
from storage.unit import UnitOfWork

LONGEST = 1096
"""Days ahead: three years. Tones are checked to 2028, and the moon is estimated after the year that is published."""

_KINDS = {plan.GREETING: "greeting", plan.CHECK_IN: "check-in", plan.QUIET_DAY: "quiet day"}


def show(
    client: Annotated[str, typer.Option("--client", help="The client's name.")],
    days: Annotated[int, typer.Option("--days", min=1, max=LONGEST, help="How many days from today.")] = 30,
    json: JsonOption = False,
) -> None:
    """Show what Carebot would send to a client's contacts by itself, and why or why not.

    Times are on each contact's clock. Contacts who have not joined yet are shown as if they had.
    """
    out = Output(as_json=json)
    of, entries, held = looking(out, lambda uow: _entries(uow, client, days))
    out.table(
        [_data(entry) for entry in entries],
        ["When", "Contact", "What", "Occasion", "Sent", "Why"],
        [
            [
                entry.at.strftime("%a %Y-%m-%d" if entry.kind == plan.QUIET_DAY else "%a %Y-%m-%d %H:%M %Z"),
                entry.contact if entry.joined else f"{entry.contact} (not joined)",
                _KINDS[entry.kind],
                wording("en").plain(entry.name),
                "" if entry.kind == plan.QUIET_DAY else "yes" if entry.sends else "no",
                wording("en").plain(entry.reason),
            ]
            for entry in entries
        ],
        f"Nothing in the next {days} days: {of.name} has no contacts who could be written to, or there is no occasion.",
    )
    if held is not None:
        out.note(f"At present nothing goes out by itself: {wording('en').plain(bare(held))}.")


async def _entries(uow: UnitOfWork, name: str, days: int) -> tuple[Client, list[Entry], Phrase | None]:
    of = await finding.client(uow, name)
    found: list[Entry] = []
    for contact in await clients.contacts(uow, of.id):
        found += plan.of(await reading.person(uow, of, contact), uow.now, days)
    return of, sorted(found, key=lambda entry: (entry.at, entry.contact, entry.kind)), await subjects.case(uow, of.id)


def _data(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "kind": entry.kind,
        "occasion": entry.occasion,
        "title": entry.title,
        "contact": entry.contact,
        "joined": entry.joined,
        "sends": entry.sends,
        "reason": wording("en").plain(entry.reason),
    }
