"""Tags in a topic: `/tag` and `/untag`, by words or with a picker. They belong to the latest conversation, open or not.

`/tag delivery, invoice` sets tags by name; a word that is new becomes a tag of the team's list. A single word that is
no tag but part of one, or nearly one, is taken for a search: the picker shows what was found and offers the new tag.
"""

from collections.abc import Sequence
from difflib import get_close_matches

from conversations import buttons, card, paging, post
from conversations.buttons import Press, button
from conversations.errors import RefusedError
from conversations.post import Keyboard
from conversations.tongue import desk_wording
from locales import Phrase, Wording, phrase
from storage import audit, tags, talks
from storage.clients import name_key
from storage.records import ClientChat, Staff, Tag, Talk
from storage.unit import UnitOfWork

ACTIONS = frozenset({"tag", "untag", "tagpage", "tagnew", "tagdone"})
"""The buttons of the pickers."""

LONGEST = 40
"""Characters of a tag's name: more does not fit on a button of a phone."""

_LONGEST_SEARCH = 32
"""Bytes of a search that travels in the buttons' data, beside the ids (64 bytes in all)."""

_MOST_OFF = 60
"""Tags that `/untag` offers at once; Telegram takes 100 buttons."""

_RESERVED = frozenset(",=:")


def checked_name(typed: str) -> str:
    """A name for a tag, without a leading # and superfluous space. Raises `RefusedError` for one that is no name."""
    name = " ".join(typed.split()).removeprefix("#").strip()
    if not name:
        raise RefusedError(phrase("A tag needs a name."))
    if _RESERVED & set(name):
        raise RefusedError(phrase("A tag's name cannot hold a comma, = or :"))
    if len(name) > LONGEST or len(name_key(name)) > LONGEST:
        raise RefusedError(phrase("A tag's name has at most {most} letters.", most=LONGEST))
    return name


async def tag(uow: UnitOfWork, chat: ClientChat, actor: Staff, typed: str, reply_to: int) -> None:
    """`/tag`: the picker, a search, or words to set.

    Raises `RefusedError` when there is no conversation, a name is wrong, or a tag is retired.
    """
    talk = await _latest(uow, chat)
    say = desk_wording(uow, chat)
    names = _names(typed)
    if not names:
        await _offer(uow, chat, talk, "", reply_to, say)
        return
    if "," not in typed and await _is_search(uow, names[0]):
        await _offer(uow, chat, talk, names[0], reply_to, say)
        return
    post.say_in_topic(uow, chat.id, await _set(uow, chat, talk, actor, names, say), reply_to=reply_to)


async def untag(uow: UnitOfWork, chat: ClientChat, typed: str, reply_to: int) -> None:
    """`/untag`: a picker of what is set, or words to take off. Raises `RefusedError` when that is not set."""
    talk = await _latest(uow, chat)
    say = desk_wording(uow, chat)
    carried = await tags.of_conversation(uow, talk.id)
    if not carried:
        raise RefusedError(phrase("This conversation has no tags."))
    names = _names(typed)
    if not names:
        post.say_in_topic(
            uow, chat.id, say.text("Tap a tag to take it off."), _off_keyboard(talk.id, carried, say), reply_to
        )
        return
    by_key = {name_key(one.name): one for one in carried}
    missing = next((name for name in names if name_key(name) not in by_key), None)
    if missing is not None:
        raise RefusedError(
            phrase(
                "This conversation has no tag “{name}”. It has: {tags}.",
                name=missing,
                tags=", ".join(one.name for one in carried),
            )
        )
    for name in names:
        await tags.take_off(uow, talk.id, by_key[name_key(name)].id)
    card.plan(uow, chat.id)
    post.say_in_topic(uow, chat.id, await _summary(uow, talk.id, say), reply_to=reply_to)


async def pressed(uow: UnitOfWork, chat: ClientChat, actor: Staff, press: Press) -> None:
    """A button of a picker. Raises `RefusedError` for a tag that is gone or a conversation of another chat."""
    talk = await talks.by_id(uow, press.number(0))
    if talk is None or talk.chat_id != chat.id or chat.topic is None:
        raise RefusedError(phrase("This button is no longer in use."))
    say = desk_wording(uow, chat)
    if press.action == "tagdone":
        _redraw(uow, chat, press, await _summary(uow, talk.id, say))
        buttons.answer(uow, press)
        return
    answer: str | None = None
    page, search = 0, ""
    if press.action == "tagnew":
        await _set(uow, chat, talk, actor, [checked_name(press.args[1])], say)
        answer = say.plain(phrase("New tag: {name}", name=press.args[1]))
    elif press.action == "tagpage":
        page, search = press.number(1), press.args[2]
    elif press.action == "untag":
        await tags.take_off(uow, talk.id, press.number(1))
    else:
        await _turn(uow, talk, press.number(1), on=press.args[2] == "1")
        page, search = press.number(3), press.args[4]
    card.plan(uow, chat.id)
    if press.action == "untag":
        carried = await tags.of_conversation(uow, talk.id)
        words = say.text("Tap a tag to take it off.") if carried else await _summary(uow, talk.id, say)
        _redraw(uow, chat, press, words, _off_keyboard(talk.id, carried, say) if carried else None)
    else:
        _redraw(uow, chat, press, *await _picker(uow, talk.id, search, page, say))
    buttons.answer(uow, press, answer)


async def _latest(uow: UnitOfWork, chat: ClientChat) -> Talk:
    talk = await talks.last(uow, chat.id)
    if talk is None:
        raise RefusedError(phrase("There is no conversation here yet. It begins with the client's first message."))
    return talk


def _names(typed: str) -> list[str]:
    """The words between commas, each once, checked."""
    found = {name_key(name): name for name in map(checked_name, filter(str.strip, typed.split(",")))}
    return list(found.values())


async def _is_search(uow: UnitOfWork, word: str) -> bool:
    """True for a word that names no tag of ours, yet part of one, or one nearly; a long one is no search."""
    if len(word.encode()) > _LONGEST_SEARCH or await tags.by_name(uow, word) is not None:
        return False
    return bool(_found(await tags.in_use(uow), word))


def _found(choice: Sequence[Tag], search: str) -> list[Tag]:
    """The tags whose name holds the search; failing that, those spelled much like it."""
    key = name_key(search)
    holding = [one for one in choice if key in name_key(one.name)]
    if holding:
        return holding
    near = get_close_matches(key, [name_key(one.name) for one in choice], n=paging.PAGE, cutoff=0.75)
    return [one for one in choice if name_key(one.name) in near]


async def usable(uow: UnitOfWork, name: str) -> Tag | None:
    """The tag that is set by this name: itself or the one it was merged into; None when there is none of the name.

    Raises `RefusedError` for a retired one.
    """
    found = await tags.by_name(uow, name)
    if found is not None and found.merged_into is not None:
        found = await tags.by_id(uow, found.merged_into)
    if found is not None and found.retired_at is not None:
        raise RefusedError(_retired(found))
    return found


def _retired(one: Tag) -> Phrase:
    return phrase("The tag “{name}” is retired. A lead can bring it back: /tags add {name}", name=one.name)


async def _set(uow: UnitOfWork, chat: ClientChat, talk: Talk, actor: Staff, names: list[str], say: Wording) -> str:
    """Set tags by name, new ones too; what to say. Nothing is set when one of them is retired."""
    known = [(name, await usable(uow, name)) for name in names]
    made = []
    for name, one in known:
        if one is None:
            audit.record(uow, actor.name, "tag.added", name)
            made.append(name)
        await tags.put(uow, talk.id, (one or await tags.add(uow, name)).id)
    card.plan(uow, chat.id)
    lines = [await _summary(uow, talk.id, say)]
    if made:
        lines.append(say.text("New in the team's list: {tags}", tags=", ".join(made)))
    return "\n".join(lines)


async def _turn(uow: UnitOfWork, talk: Talk, tag_id: int, *, on: bool) -> None:
    """Set a tag or take it off, as the button said: pressed twice, it counts once."""
    if not on:
        await tags.take_off(uow, talk.id, tag_id)
        return
    one = await tags.by_id(uow, tag_id)
    if one is not None and one.merged_into is not None:
        one = await tags.by_id(uow, one.merged_into)
    if one is None:
        raise RefusedError(phrase("This button is no longer in use."))
    if one.retired_at is not None:
        raise RefusedError(_retired(one))
    await tags.put(uow, talk.id, one.id)


async def _summary(uow: UnitOfWork, conversation_id: int, say: Wording) -> str:
    names = await talks.tags(uow, conversation_id)
    return say.text("🏷 {tags}", tags=", ".join(names)) if names else say.text("🏷 No tags.")


async def _offer(uow: UnitOfWork, chat: ClientChat, talk: Talk, search: str, reply_to: int, say: Wording) -> None:
    if not search and not await tags.in_use(uow):
        raise RefusedError(phrase("The team's list has no tags yet. Write one: /tag delivery"))
    html, keyboard = await _picker(uow, talk.id, search, 0, say)
    post.say_in_topic(uow, chat.id, html, keyboard, reply_to)


async def _picker(uow: UnitOfWork, conversation_id: int, search: str, page: int, say: Wording) -> tuple[str, Keyboard]:
    """The picker's words and buttons: the tags in use that fit the search, those that are set with a tick."""
    in_use = await tags.in_use(uow)
    choice = _found(in_use, search) if search else in_use
    carried = {one.id for one in await tags.of_conversation(uow, conversation_id)}
    page = paging.within(page, len(choice))
    keyboard = paging.rows(
        [
            button(
                f"✓ {one.name}" if one.id in carried else one.name,
                "tag",
                conversation_id,
                one.id,
                "0" if one.id in carried else "1",
                page,
                search,
            )
            for one in paging.on(page, choice)
        ]
    )
    keyboard += paging.turn(page, len(choice), lambda label, to: button(label, "tagpage", conversation_id, to, search))
    if search and all(name_key(one.name) != name_key(search) for one in in_use):
        new = phrase("➕ New tag “{name}”", name=search)
        keyboard.append([button(say.plain(new), "tagnew", conversation_id, search)])
    keyboard.append([button(say.plain(phrase("Ready")), "tagdone", conversation_id)])
    lines = [await _summary(uow, conversation_id, say)]
    if search:
        lines.append(say.text("Found for “{search}”:", search=search))
    else:
        lines.append(say.text("Tap a tag to set it or to take it off."))
    return "\n".join(lines), keyboard


def _off_keyboard(conversation_id: int, carried: Sequence[Tag], say: Wording) -> Keyboard:
    rows = paging.rows([button(f"✕ {one.name}", "untag", conversation_id, one.id) for one in carried[:_MOST_OFF]])
    return [*rows, [button(say.plain(phrase("Ready")), "tagdone", conversation_id)]]


def _redraw(uow: UnitOfWork, chat: ClientChat, press: Press, html: str, keyboard: Keyboard | None = None) -> None:
    assert chat.topic is not None
    if press.message_id is not None:
        post.redraw(uow, chat.topic.desk.chat_id, press.message_id, html, keyboard)
