"""copyMessage(s) and forwardMessage(s)."""

import pytest

from sandbox.client import BotHandle, Group, Person, Sandbox
from tests.sandbox.clients import Api, fails


async def test_a_copy_has_no_origin_and_a_forward_has_one(api: Api, box: Sandbox, anna: Person, desk: Group) -> None:
    words = await anna.sends(anna.chat, "<b>words</b>", html=True)
    copied = await api.do("copy_message", chat_id=desk.id, from_chat_id=anna.id, message_id=words.id)
    copy = await box.message(desk, copied.message_id)
    assert (copy.text, copy.forward_origin) == ("words", None)
    assert copy.entities == words.entities
    forwarded = await api.do("forward_message", chat_id=desk.id, from_chat_id=anna.id, message_id=words.id)
    assert forwarded.forward_origin.sender_user.id == anna.id


async def test_a_forward_keeps_the_first_origin(call, anna: Person, desk: Group) -> None:
    words = await anna.sends(anna.chat, "hidden", forward_from={"hidden_user": "Somebody"})
    answer = await call("forwardMessage", chat_id=desk.id, from_chat_id=anna.id, message_id=words.id)
    assert answer["result"]["forward_origin"]["sender_user_name"] == "Somebody"


async def test_a_copy_may_get_another_caption(api: Api, box: Sandbox, anna: Person) -> None:
    photo = await anna.sends(anna.chat, "old", kind="photo")
    copied = await api.do(
        "copy_message", chat_id=anna.id, from_chat_id=anna.id, message_id=photo.id, caption="<i>new</i>",
        parse_mode="HTML",
    )  # fmt: skip
    copy = await box.message(anna.chat, copied.message_id)
    assert (copy.text, copy.kind, copy.entities[0]["type"]) == ("new", "photo", "italic")
    assert copy.raw["file"]["file_id"] == photo.raw["file"]["file_id"]


async def test_copy_messages_keeps_an_album_together_and_leaves_out_what_cannot_be_copied(
    api: Api, box: Sandbox, anna: Person, desk: Group
) -> None:
    album = await anna.sends_album(anna.chat, ["photo", "photo", "video"])
    invoice = await anna.sends(anna.chat, kind="invoice")
    last = await anna.sends(anna.chat, "last")
    ids = [*(m.id for m in album), invoice.id, last.id, 999]
    topic = await api.do("create_forum_topic", chat_id=desk.id, name="ACME")
    copied = await api.do(
        "copy_messages", chat_id=desk.id, from_chat_id=anna.id, message_ids=ids,
        message_thread_id=topic.message_thread_id,
    )  # fmt: skip
    assert len(copied) == 4
    copies = await box.messages(desk, thread=topic.message_thread_id, service=False)
    assert len({copy.album for copy in copies[:3]}) == 1
    assert copies[0].album not in (None, album[0].album)
    assert copies[3].album is None


async def test_identifiers_must_ascend_and_be_100_at_most(call, anna: Person, desk: Group) -> None:
    async def words(ids: list[int]) -> str:
        answer = await call("copyMessages", chat_id=desk.id, from_chat_id=anna.id, message_ids=ids)
        return answer["description"]

    assert "strictly increasing order" in await words([2, 1])
    assert "strictly increasing order" in await words([1, 1])
    assert "too many messages" in await words(list(range(1, 102)))
    assert "message to copy not found" in await words([900, 901])


@pytest.mark.parametrize("kind", ["invoice", "paid_media", "giveaway"])
async def test_some_kinds_cannot_be_copied(api: Api, anna: Person, kind: str) -> None:
    sent = await anna.sends(anna.chat, kind=kind)
    failure = await fails(api, "copy_message", chat_id=anna.id, from_chat_id=anna.id, message_id=sent.id)
    assert "message can't be copied" in failure.text


async def test_a_persons_quiz_cannot_be_copied_but_a_poll_can(api: Api, box: Sandbox, anna: Person) -> None:
    quiz = await anna.sends(anna.chat, kind="poll", type="quiz", correct_option_id=0)
    failure = await fails(api, "copy_message", chat_id=anna.id, from_chat_id=anna.id, message_id=quiz.id)
    assert "message can't be copied" in failure.text
    poll = await anna.sends(anna.chat, kind="poll")
    copied = await api.do("copy_message", chat_id=anna.id, from_chat_id=anna.id, message_id=poll.id)
    copy = await box.message(anna.chat, copied.message_id)
    assert copy.raw["poll"]["id"] != poll.raw["poll"]["id"]


async def test_service_messages_are_neither_copied_nor_forwarded(api: Api, desk: Group) -> None:
    topic = await api.do("create_forum_topic", chat_id=desk.id, name="ACME")
    where = {"chat_id": desk.id, "from_chat_id": desk.id, "message_id": topic.message_thread_id}
    assert "message can't be copied" in (await fails(api, "copy_message", **where)).text
    assert "message can't be forwarded" in (await fails(api, "forward_message", **where)).text


async def test_what_is_gone_is_not_found(api: Api, anna: Person) -> None:
    where = {"chat_id": anna.id, "from_chat_id": anna.id, "message_id": 999}
    assert "message to copy not found" in (await fails(api, "copy_message", **where)).text
    assert "message to forward not found" in (await fails(api, "forward_message", **where)).text


async def test_protected_content_stays_where_it_is(api: Api, bot: BotHandle, anna: Person, desk: Group) -> None:
    sent = await api.do("send_message", chat_id=anna.id, text="secret", protect_content=True)
    failure = await fails(api, "forward_message", chat_id=desk.id, from_chat_id=anna.id, message_id=sent.message_id)
    assert "message can't be forwarded" in failure.text
