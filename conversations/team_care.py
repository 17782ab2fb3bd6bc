"""What staff can ask the bot about the team itself: who is on it, inviting and removing, languages, help."""

from conversations import finding, links, post, team_admin
from conversations.buttons import button
from conversations.client_care import language_buttons
from conversations.errors import RefusedError
from conversations.roles import role_name
from conversations.team_admin import StaffDetails
from conversations.tongue import staff_wording
from locales import Phrase, Wording, phrase, wording
from storage import audit, staff
from storage.records import Role, Staff
from storage.unit import UnitOfWork


async def show_staff(uow: UnitOfWork, actor: Staff, typed: str) -> None:
    """`/staff`: the team, to the asker's private chat; `/staff invite ROLE NAME` and `/staff remove NAME` for admins.

    Raises `RefusedError` when the asker may not, or never opened the private chat.
    """
    if actor.started_at is None:
        raise RefusedError(phrase("I answer this in private: open a chat with me, press Start, and ask again."))
    assert actor.telegram_id is not None
    say = staff_wording(uow, actor)
    verb, _, rest = typed.partition(" ")
    if verb == "invite":
        text = await _invite(uow, actor, rest, say)
    elif verb == "remove":
        _only_admins(actor)
        person = await finding.staff_member(uow, rest)
        text = say.say(await remove(uow, actor, person.id))
    else:
        text = await _listed(uow, actor, say)
        if actor.role is Role.ADMIN:
            people = [one for one in await staff.present(uow) if one.id != actor.id]
            keyboard = [
                [button(say.plain(phrase("Remove {name}", name=one.name)), "unstaff", one.id, style="danger")]
                for one in people
            ]
            post.say_directly(uow, actor.telegram_id, text, keyboard)
            return
    post.say_directly(uow, actor.telegram_id, text)


async def _listed(uow: UnitOfWork, actor: Staff, say: Wording) -> str:
    lines = [say.text("<b>The team</b>")]
    for one in await staff.present(uow):
        owned = await staff.clients_owned(uow, one.id)
        state = "" if one.started_at else " · " + say.text("has not pressed Start yet")
        about = say.plural("{count} client", "{count} clients", owned)
        lines.append(
            say.text("{name} · {role} · {about}", name=one.name, role=role_name(one.role), about=about) + state
        )
    if actor.role is Role.ADMIN:
        lines += ["", say.text("Invite somebody: /staff invite manager Olena")]
    return "\n".join(lines)


def _only_admins(actor: Staff) -> None:
    if actor.role is not Role.ADMIN:
        raise RefusedError(phrase("Only an admin of the team can do this."))


async def _invite(uow: UnitOfWork, actor: Staff, typed: str, say: Wording) -> str:
    if not actor.role.leads:
        raise RefusedError(phrase("Only team leads and admins can invite somebody to the team."))
    role, _, name = typed.partition(" ")
    if role not in {one.value for one in Role} or not name.strip():
        raise RefusedError(phrase("Write a role (manager, lead or admin) and a name: /staff invite manager Olena"))
    if role == Role.ADMIN.value:
        _only_admins(actor)
    person, token = await team_admin.invite_staff(uow, actor.name, name.strip(), StaffDetails(role=role))
    return say.text(
        "Send this personal link to {name}. It works once, for {days}:\n{url}",
        name=person.name,
        days=links.lifetime_in_words(uow),
        url=await links.personal_link(uow, token),
    )


async def remove(uow: UnitOfWork, actor: Staff, staff_id: int) -> Phrase:
    """Take somebody off the team; what to say.

    Raises `RefusedError` while they own clients, or when the actor may not.
    """
    _only_admins(actor)
    person = await staff.by_id(uow, staff_id)
    if person is None or person.removed_at is not None:
        raise RefusedError(phrase("That colleague is no longer on the team."))
    await team_admin.remove_staff(uow, actor.name, person)
    return phrase("{name} is no longer on the team.", name=person.name)


def offer_languages(uow: UnitOfWork, person: Staff) -> None:
    """`/language` in private."""
    assert person.telegram_id is not None
    say = staff_wording(uow, person)
    post.say_directly(uow, person.telegram_id, say.text("Which language should I use?"), language_buttons("lang"))


async def choose_language(uow: UnitOfWork, person: Staff, code: str) -> str:
    """This staff member reads that language from now on; what to show."""
    say = wording(code)
    await staff.change(uow, person.id, language=code)
    audit.record(uow, person.name, "language.set", person.name, language=code)
    return say.text("From now on I speak English here.")


def help_in_topic(say: Wording) -> str:
    """`/help` in a topic."""
    return "\n".join(
        [
            say.text("What you write here goes to the client. Start with // to keep it inside."),
            say.text("Edits and reactions are mirrored; a reaction to the client's last word means: no answer needed."),
            "",
            say.text("/unsend – as a reply: take that message back from the client"),
            say.text("/done – close the conversation; /done quiet: without asking for a rating"),
            say.text("/tag, /untag – what the conversation is about"),
            say.text("/survey – ask for a rating now"),
            say.text("/youtold – as a reply to a client's comment: say what you did about it"),
            say.text("/care – check-ins and greetings: what comes, and how often"),
            say.text("/date 12.05 company day – a date to keep"),
            say.text("/remember daughter starts school 01.09 – shown on the card, reminded on the day"),
            say.text("/pause 15.12 – no greetings, check-ins or surveys for this client until then; /resume"),
            say.text("/assign – give the client to a colleague"),
            say.text("/card – bring the pinned card up to date"),
        ]
    )


def help_in_general(say: Wording) -> str:
    """`/help` in a desk's General."""
    return "\n".join(
        [
            say.text("/invite ACME, Anna – a new client or contact, and a personal link"),
            say.text("/staff – who is on the team"),
            say.text("/summary – figures of a period, sent to you in private; /export – the same as a file"),
            say.text("/calendar – team leads: the coming 30 days of occasions and quiet days, in private"),
            say.text("/pause UA 15.12 – team leads: nothing cheerful to a country, a client or all; /resume"),
            say.text("/desk – check my rights in this group"),
        ]
    )


def help_in_private(say: Wording, person: Staff) -> str:
    """`/help` in a staff member's private chat."""
    lines = [
        say.text("Clients' messages arrive in the desk; answer them there, each in its topic."),
        "",
        say.text("/staff – who is on the team"),
        say.text("/summary last month by client – satisfaction and answer times; without a period: this month"),
        say.text("/export 2026-01-01..2026-03-31 xlsx – the same as a file, for Excel (xlsx) or as text (csv)"),
        say.text("/language – the language I use with you"),
    ]
    if person.role.leads:
        lines.append(say.text("/tags – the team's list of tags"))
        lines.append(say.text("/calendar – the coming 30 days: occasions and quiet days, to confirm or strike"))
        lines.append(say.text("/pause – the pauses that run; /pause UA 15.12, /pause ACME, /pause all; /resume"))
        lines.append(say.text("/staff invite manager Olena – a personal link for a new colleague"))
    return "\n".join(lines)
