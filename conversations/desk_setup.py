"""Making a forum group a desk, from inside Telegram: the bot looks at its own rights and says what to fix."""

from typing import Any

from conversations import post, presence, team_admin
from conversations.errors import RefusedError
from conversations.tongue import spoken, staff_wording
from locales import Wording, phrase
from storage import outbox, staff
from storage.outbox import Urgency
from storage.records import Role, Staff
from storage.unit import UnitOfWork


async def check(uow: UnitOfWork, actor: Staff, chat_id: int, title: str, is_forum: bool) -> None:
    """`/desk`: ask Telegram what the bot may do here; `checked` goes on with the answer. Raises `RefusedError`."""
    if actor.role is not Role.ADMIN:
        raise RefusedError(phrase("Only an admin of the team can do this."))
    if not is_forum:
        raise RefusedError(
            phrase("This group has no topics yet. Open its settings, turn on Topics, then send /desk again.")
        )
    outbox.post(
        uow,
        lane=f"direct:{chat_id}",
        urgency=Urgency.TEAM,
        op="inspect",
        payload={"title": title, "actor": actor.id},
        target_id=chat_id,
    )


def missing_rights(me: dict[str, Any], say: Wording) -> list[str]:
    """What the bot lacks in a desk, each with its name in Telegram's settings.

    `me` is the bot as ChatMember (Bot API).
    """
    if me.get("status") != "administrator":
        return [say.text("Make me an administrator of this group.")]
    wanted = (
        ("can_manage_topics", say.text("Give me the right “Manage topics”, so that each client chat gets its own.")),
        ("can_pin_messages", say.text("Give me the right “Pin messages”, for the client card on top of each topic.")),
        ("can_delete_messages", say.text("Give me the right “Delete messages”, so that I can tidy up after myself.")),
    )
    return [fix for right, fix in wanted if not me.get(right)]


async def checked(uow: UnitOfWork, chat_id: int, payload: dict[str, Any], me: dict[str, Any]) -> None:
    """Telegram's answer: register the desk when it can work, and say what is missing."""
    actor = await staff.by_id(uow, int(payload["actor"]))
    if actor is None or actor.removed_at is not None:
        return
    known = (await staff.desks_by_chat(uow, {chat_id})).get(chat_id)
    say = spoken(uow, known.language) if known else staff_wording(uow, actor)
    missing = missing_rights(me, say)
    if me.get("status") != "administrator" or not me.get("can_manage_topics"):
        lines = [say.text("This group cannot be a desk yet:"), *(f"• {fix}" for fix in missing)]
        lines.append(say.text("Then send /desk again."))
        post.say_directly(uow, chat_id, "\n".join(lines))
        return
    try:
        desk = await team_admin.add_desk(uow, actor.name, chat_id, payload["title"], say.language)
    except RefusedError as refusal:
        post.say_directly(uow, chat_id, say.say(refusal.phrase))
        return
    if known is not None:
        await presence.desk_mended(uow, desk)
    lines = [
        say.text("✅ This group is the desk “{name}”. Each client chat will get its own topic here.", name=desk.name),
        *(f"• {fix}" for fix in missing),
        say.text(
            "Everybody in this group can read clients' messages. Create a client and a link with: /invite ACME, Anna"
        ),
    ]
    post.say_directly(uow, chat_id, "\n".join(lines))
