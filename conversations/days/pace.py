"""`/pace`: a contact says how often they like to hear from us, and which wishes they do not want.

It spans surveys, check-ins and greetings. It is each contact's own, so a group is sent to the private chat.
"""

from typing import Any

from conversations import buttons, card, links, post
from conversations.buttons import Press, button, link
from conversations.care import soon
from conversations.checks import PACES
from conversations.post import Keyboard
from conversations.tongue import client_wording
from locales import Wording, phrase
from storage import audit, clients
from storage.records import ClientChat, Contact
from storage.unit import UnitOfWork

ACTION = "pace"
"""The action of the buttons; the first argument says which, the second how it is to be."""

_TOGGLES = {"holidays": "no_holiday_greetings", "birthday": "no_birthday"}


async def offer(uow: UnitOfWork, chat: ClientChat) -> None:
    """`/pace`: the buttons. Raises `RefusedError` in a group while the bot's own name is not known."""
    say = client_wording(uow, chat)
    if chat.contact is None:
        label = say.plain(phrase("Open the private chat"))
        text = say.text("How often we write is each person's own choice: please send me /pace in our private chat.")
        post.say_to_client(uow, chat.id, text, [[link(label, await links.private_chat(uow))]])
        return
    post.say_to_client(uow, chat.id, *_drawn(chat.contact, say))


async def pressed(uow: UnitOfWork, chat: ClientChat, press: Press) -> None:
    """A button under it: pressed twice, it counts once. One that nobody drew is answered as out of use."""
    say = client_wording(uow, chat)
    change = None if chat.contact is None else _change(press)
    if change is None or chat.contact is None:
        buttons.answer(uow, press, say.text("This button is no longer in use."))
        return
    field, value = change
    if getattr(chat.contact, field) != value:
        await clients.change_contact(uow, chat.contact.id, **{field: value})
        # Which of them, not how: what somebody does not want to be wished has no place in a trail.
        audit.record(uow, chat.contact.name, "care.pace_set", chat.title, field=field)
        soon.look(uow, chat.contact.id)
        card.plan(uow, chat.id)
    changed = await clients.contact_by_id(uow, chat.contact.id)
    assert changed is not None
    if press.message_id is not None and chat.telegram_id is not None:
        post.redraw(uow, chat.telegram_id, press.message_id, *_drawn(changed, say))
    buttons.answer(uow, press, say.text("Thank you, I will keep to it."))


def _change(press: Press) -> tuple[str, Any] | None:
    """(the field, its new value) that a button stands for; None for one of nobody's."""
    match press.args:
        case ("set", wish) if wish in PACES:
            return "pace", wish
        case ("no", what, "0" | "1" as unwanted) if what in _TOGGLES:
            return _TOGGLES[what], unwanted == "1"
    return None


def _drawn(contact: Contact, say: Wording) -> tuple[str, Keyboard]:
    """The question with the present choice marked."""
    labels = {
        "less": phrase("Less often"),
        "normal": phrase("As usual"),
        "more": phrase("More often"),
    }
    paces = [button(_marked(say.plain(labels[wish]), wish == contact.pace), ACTION, "set", wish) for wish in PACES]
    holidays = button(
        _marked(say.plain(phrase("Holiday greetings")), not contact.no_holiday_greetings),
        *(ACTION, "no", "holidays", "0" if contact.no_holiday_greetings else "1"),
    )
    birthday = button(
        _marked(say.plain(phrase("Birthday wishes")), not contact.no_birthday),
        *(ACTION, "no", "birthday", "0" if contact.no_birthday else "1"),
    )
    text = "\n\n".join(
        [
            say.text("<b>How often would you like to hear from us?</b>"),
            say.text(
                "This changes how often we write to you by ourselves: questions about our work, a friendly word now "
                "and then, greetings. Answers to what you write come as always."
            ),
            say.text("Holiday greetings and birthday wishes can be switched on and off below."),
        ]
    )
    return text, [paces, [holidays], [birthday]]


def _marked(label: str, on: bool) -> str:
    return f"✓ {label}" if on else f"– {label}"
