"""A Bot API server of our own with people in it: for tests, benchmarks, and the demo.

It stands apart: it imports nothing of Carebot, and Carebot's packages import nothing from here except the demo command.

* the world: ``world``, ``accounts``, ``chats``, ``messages``, ``membership``, ``topics``, ``files``, ``events``
* the Bot API side: ``bot_api`` (methods), ``updates``, ``webhook``, ``limits``, ``faults``, ``calls``, ``html``
* the people's side: ``acts`` (what people do), ``control`` (the HTTP API over it), ``client`` (its Python client)
* the roof: ``server``, ``__main__``, and the chat page in ``page``

The contract is ``docs/sandbox.md``.
"""
