"""A person presses an inline button and waits for the bot's answer."""

import asyncio

from sandbox.accounts import BotAccount, Person
from sandbox.acts.places import chat_for, message_for, whole
from sandbox.callbacks import CallbackQuery
from sandbox.chats import PrivateChat
from sandbox.errors import Refused
from sandbox.messages import Json, Message
from sandbox.world import World

DEFAULT_PATIENCE = 5.0


def find_button(message: Message, given: Json) -> Json:
    """The button meant by `position`, `data`, or `text`, in this order.

    Raises:
        Refused: 404 when the message has no such button.
    """
    rows = (message.markup or {}).get("inline_keyboard") or []
    buttons: list[Json] = [button for row in rows for button in row]
    if given.get("position") is not None:
        row, column = given["position"]
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            found: Json = rows[row][column]
            return found
    for key, name in (("data", "callback_data"), ("text", "text")):
        if given.get(key) is not None:
            for button in buttons:
                if button.get(name) == given[key]:
                    return button
    labels = ", ".join(button["text"] for button in buttons) or "none"
    raise Refused(404, f"no such button; there are: {labels}")


async def press(world: World, person: Person, given: Json) -> Json:
    """Press a callback button; answers what the bot answered within `timeout` seconds."""
    chat = chat_for(world, person, given)
    message = message_for(chat, whole(given, "message_id"))
    if isinstance(chat, PrivateChat) and chat.blocked:
        raise Refused(409, "the bot is blocked: unblock it first")
    button = find_button(message, given)
    if "callback_data" not in button:
        raise Refused(409, "this button asks the bot nothing: it opens or copies something")
    bot = message.sender
    if not isinstance(bot, BotAccount):
        raise Refused(409, "only buttons of bots can be pressed")
    query = CallbackQuery(
        world.new_query_id(), bot, person, message, world.clock.now(), asyncio.get_running_loop().create_future()
    )
    world.callbacks[query.id] = query
    bot.updates.put_object(
        "callback_query",
        {
            "id": query.id,
            "from": person.user,
            "message": message.as_json(),
            "chat_instance": str(abs(chat.id) * 7 + bot.id),
            "data": button["callback_data"],
        },
    )
    timeout = float(given.get("timeout", DEFAULT_PATIENCE))
    try:
        answer = await asyncio.wait_for(asyncio.shield(query.answer), timeout)
    except TimeoutError:
        return {"answered": False, "query_id": query.id, "show_alert": False}
    return {"answered": True, "query_id": query.id, **answer}
