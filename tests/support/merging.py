"""A desk so crowded that texts are merged into one post."""

from bot.pacing import Rate
from sandbox.client import Message
from tests.support.talk import Talk


async def merged_post(talk: Talk, texts: list[str]) -> tuple[list[Message], Message]:
    """Anna writes these while the desk's limit is used up: (her messages, the one post that holds them all)."""
    pacer = talk.house.app.delivery._pacer
    pacer._per_group = Rate(1, 0.8)
    await talk.twin_in_topic("the desk is full now")
    written = [await talk.client(text) for text in texts]
    post = await talk.in_topic(texts[-1])
    pacer._per_group = Rate(0, 1)
    assert post.text == "\n".join(texts)
    await talk.house.quiet()
    return written, post
