"""What a client can ask the bot: who is my manager, which language, what is stored, what else is there."""

from conversations import card, post, schedule
from conversations.buttons import button
from conversations.care import soon
from conversations.tongue import client_wording
from locales import LANGUAGES, wording
from storage import audit, clients
from storage.records import ClientChat
from storage.unit import UnitOfWork


async def manager(uow: UnitOfWork, chat: ClientChat) -> None:
    """`/manager`: who, and when they work."""
    say = client_wording(uow, chat)
    text = say.text("Your manager is <b>{name}</b>.", name=chat.owner.name)
    post.say_to_client(
        uow,
        chat.id,
        f"{text}\n{say.text('Working hours: {hours}.', hours=schedule.hours_for(uow, chat, say))}",
    )


async def help_client(uow: UnitOfWork, chat: ClientChat) -> None:
    """`/help`: what this chat is and the few commands there are."""
    say = client_wording(uow, chat)
    lines = [
        say.text("Just write here: {manager} reads everything and answers.", manager=chat.owner.name),
        "",
        say.text("/manager – who looks after you, and when"),
        say.text("/rate – rate how we work for you"),
        say.text("/pace – how often you hear from us, and about which days"),
        say.text("/language – the language I use with you"),
        say.text("/privacy – what is stored, and who reads it"),
    ]
    post.say_to_client(uow, chat.id, "\n".join(lines))


async def privacy(uow: UnitOfWork, chat: ClientChat) -> None:
    """`/privacy`: what is stored about this person and who can read what they write."""
    say = client_wording(uow, chat)
    stored = [
        say.text("your name, role, Telegram account, language, country and time zone"),
        say.text(
            "how you like to be addressed and how often you like to hear from us; your birthday and the holidays "
            "you keep, if we know them"
        ),
        say.text(
            "dates that matter to you or your company and what is worth remembering about you, such as a child's "
            "name: as the team wrote it down, until the team removes it"
        ),
        say.text("your ratings and comments, with the questions you answered"),
        say.text("what a conversation was about, in keywords, and how soon you were answered"),
        say.text("the time and the number of each message, so that replies and edits find their place"),
        say.text(
            "the text of a message: only until it is delivered, for two days if several were joined into one, "
            "or up to 30 days if it could not be delivered, so that it can be sent again"
        ),
        say.text(
            "the greetings and short messages planned for you: the text for 90 days, then only what each was for and "
            "when"
        ),
    ]
    text = "\n".join(
        [
            say.text("<b>What is stored here</b>"),
            *(f"• {line}" for line in stored),
            "",
            say.text("<b>Who reads it</b>"),
            say.text(
                "{manager} and the colleagues of the same care team. The messages themselves stay in Telegram, "
                "in this chat "
                "and in the team's group.",
                manager=chat.owner.name,
            ),
        ]
    )
    post.say_to_client(uow, chat.id, text)


async def offer_languages(uow: UnitOfWork, chat: ClientChat) -> None:
    """`/language`: a button for each language, by its own name."""
    say = client_wording(uow, chat)
    post.say_to_client(uow, chat.id, say.text("Which language should I use?"), language_buttons("lang"))


def language_buttons(action: str) -> list[list[dict[str, str]]]:
    """One button a language."""
    return [[button(name, action, code)] for code, name in LANGUAGES.items()]


async def choose_language(uow: UnitOfWork, chat: ClientChat, code: str) -> str:
    """The contact (or a group: its client) reads this language from now on; what to show.

    Raises `KeyError` for one unknown.
    """
    say = wording(code)
    if chat.contact is not None:
        await clients.change_contact(uow, chat.contact.id, language=code)
        soon.look(uow, chat.contact.id)
    else:
        await clients.change(uow, chat.client.id, language=code)
        await soon.client(uow, chat.client.id)
    audit.record(uow, chat.title, "language.set", chat.title, language=code)
    card.plan(uow, chat.id)
    return say.text("From now on I speak English here.")
