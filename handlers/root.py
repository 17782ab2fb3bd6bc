"""The dispatcher: the routers in the order of how often they are needed."""

from aiogram import Dispatcher

from handlers import client, desk, doorway
from handlers.audience import locating

UPDATES = ["message", "edited_message", "message_reaction", "callback_query", "my_chat_member"]
"""The kinds of update we ask Telegram for; reactions come only when asked for by name (Bot API, getUpdates)."""


def build_dispatcher(username: str) -> Dispatcher:
    """A dispatcher whose handlers get `uow` and `username` from whoever feeds it. It keeps no state of its own."""
    dispatcher = Dispatcher(disable_fsm=True, username=username)
    dispatcher.update.outer_middleware.register(locating)
    dispatcher.include_routers(client.router(), desk.router(), doorway.router())
    return dispatcher
