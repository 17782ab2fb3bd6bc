"""`/tags`: the leads keep the team's list of tags, by buttons in private or in words.

Tags are the team's language: one that was set stays in the numbers. So none is deleted; it is renamed, merged into
another, or retired.
"""

from typing import Any

from conversations import buttons, card, paging, post
from conversations.buttons import Press, button
from conversations.errors import RefusedError
from conversations.tagging import checked_name
from conversations.tongue import staff_wording
from locales import Phrase, Wording, phrase
from storage import audit, tags
from storage.records import Staff, Tag
from storage.unit import UnitOfWork

ACTION = "tags"
"""The action of every button here; its first argument says which."""

View = tuple[str, list[list[dict[str, Any]]]]
"""What one message shows: its words and its buttons."""


async def command(uow: UnitOfWork, actor: Staff, typed: str) -> None:
    """`/tags` with what stands behind it; the answer goes to the actor's private chat.

    Raises `RefusedError` when the actor may not, never opened the private chat, or asks for what cannot be done.
    """
    _only_leads(actor)
    if actor.started_at is None or actor.telegram_id is None:
        raise RefusedError(phrase("I answer this in private: open a chat with me, press Start, and ask again."))
    say = staff_wording(uow, actor)
    verb, _, rest = typed.partition(" ")
    verb = verb.casefold()
    if not verb:
        html, keyboard = await _listed(uow, 0, say)
        post.say_directly(uow, actor.telegram_id, html, keyboard)
        return
    if verb == "add":
        answer = await _add(uow, actor, rest)
    elif verb == "rename":
        old, new = await _two(uow, rest, "rename")
        answer = await _rename(uow, actor, old, new)
    elif verb == "merge":
        one, name = await _two(uow, rest, "merge")
        answer = await _merge(uow, actor, one, await _known(uow, name))
    elif verb == "retire":
        answer = await _retire(uow, actor, await _known(uow, rest))
    else:
        raise RefusedError(
            phrase(
                "/tags shows the list. In words: /tags add X · /tags rename A = B · /tags merge A = B · /tags retire A"
            )
        )
    post.say_directly(uow, actor.telegram_id, say.say(answer))


async def pressed(uow: UnitOfWork, actor: Staff, press: Press) -> None:
    """A button under the list. Raises `RefusedError` when the actor may not (any more) or the tag is gone."""
    _only_leads(actor)
    assert actor.telegram_id is not None
    say = staff_wording(uow, actor)
    what, number = press.args[0], press.number(1)
    done: Phrase | None = None
    if what == "list":
        view = await _listed(uow, number, say)
    elif what == "into":
        view = await _heirs(uow, await _there(uow, number), press.number(2), say)
    elif what == "merge":
        view = await _ask_merge(uow, await _there(uow, number), await _there(uow, press.number(2)), say)
    elif what == "merged":
        heir = await _there(uow, press.number(2))
        done = await _merge(uow, actor, await _there(uow, number), heir)
        view = await _about(uow, heir, say)
    else:
        one = await _there(uow, number)
        if what == "retire":
            done = await _retire(uow, actor, one)
        elif what == "revive":
            done = await _revive(uow, actor, one)
        view = await _about(uow, await _there(uow, number), say)
    if press.message_id is not None:
        post.redraw(uow, actor.telegram_id, press.message_id, *view)
    buttons.answer(uow, press, None if done is None else say.plain(done))


def _only_leads(actor: Staff) -> None:
    if not actor.role.leads:
        raise RefusedError(phrase("Team leads keep the list of tags. In a topic, /tag sets one."))


async def _there(uow: UnitOfWork, tag_id: int) -> Tag:
    one = await tags.by_id(uow, tag_id)
    if one is None or one.merged_into is not None:
        raise RefusedError(phrase("That tag is no longer there."))
    return one


async def _known(uow: UnitOfWork, typed: str) -> Tag:
    name = checked_name(typed)
    one = await tags.by_name(uow, name)
    if one is None:
        raise RefusedError(phrase("There is no tag “{name}”. /tags shows the list.", name=name))
    if one.merged_into is not None:
        heir = await tags.by_id(uow, one.merged_into)
        raise RefusedError(
            phrase("“{name}” was merged into “{heir}”.", name=one.name, heir="" if heir is None else heir.name)
        )
    return one


async def _two(uow: UnitOfWork, typed: str, verb: str) -> tuple[Tag, str]:
    """(the tag before the = sign, the name behind it)."""
    before, sign, behind = typed.partition("=")
    if not sign or not before.strip() or not behind.strip():
        raise RefusedError(phrase("Write it like this: /tags {verb} A = B", verb=verb))
    return await _known(uow, before), checked_name(behind)


async def _add(uow: UnitOfWork, actor: Staff, typed: str) -> Phrase:
    names = [checked_name(name) for name in typed.split(",")]
    added = []
    for name in names:
        known = await tags.by_name(uow, name)
        if known is None:
            await tags.add(uow, name)
            audit.record(uow, actor.name, "tag.added", name)
            added.append(name)
        elif known.retired_at is not None:
            await tags.revive(uow, known.id)
            audit.record(uow, actor.name, "tag.revived", known.name)
            added.append(known.name)
    if not added:
        return phrase("The list has that already.")
    return phrase("In the list now: {tags}", tags=", ".join(added))


async def _rename(uow: UnitOfWork, actor: Staff, one: Tag, name: str) -> Phrase:
    other = await tags.by_name(uow, name)
    if other is not None and other.id != one.id:
        raise RefusedError(
            phrase(
                "There is a tag “{name}” already. To make one of the two: /tags merge {old} = {name}",
                name=other.name,
                old=one.name,
            )
        )
    await tags.rename(uow, one.id, name)
    audit.record(uow, actor.name, "tag.renamed", one.name, after=name)
    await _refresh_cards(uow, one.id)
    return phrase("“{old}” is called “{name}” now, also in the figures.", old=one.name, name=name)


async def _merge(uow: UnitOfWork, actor: Staff, one: Tag, heir: Tag) -> Phrase:
    if one.id == heir.id:
        raise RefusedError(phrase("That is the same tag twice."))
    await tags.merge(uow, one.id, heir.id)
    audit.record(uow, actor.name, "tag.merged", one.name, into=heir.name)
    await _refresh_cards(uow, heir.id)
    return phrase("“{name}” is part of “{heir}” now.", name=one.name, heir=heir.name)


async def _retire(uow: UnitOfWork, actor: Staff, one: Tag) -> Phrase:
    if one.retired_at is None:
        await tags.retire(uow, one.id)
        audit.record(uow, actor.name, "tag.retired", one.name)
    return phrase("“{name}” is retired: it stays where it was set and is offered no more.", name=one.name)


async def _revive(uow: UnitOfWork, actor: Staff, one: Tag) -> Phrase:
    if one.retired_at is not None:
        await tags.revive(uow, one.id)
        audit.record(uow, actor.name, "tag.revived", one.name)
    return phrase("“{name}” can be set again.", name=one.name)


async def _refresh_cards(uow: UnitOfWork, tag_id: int) -> None:
    for chat_id in await tags.shown_in(uow, tag_id):
        card.plan(uow, chat_id)


async def _listed(uow: UnitOfWork, page: int, say: Wording) -> View:
    known = await tags.with_counts(uow)
    if not known:
        return say.text("The list has no tags yet. Add some: /tags add delivery, invoice"), []
    page = paging.within(page, len(known))
    lines = [say.text("<b>Tags</b>")]
    for one, count in paging.on(page, known):
        line = _line(one, count, say)
        lines.append(line)
    lines += ["", say.text("Tap a tag to change it. To add some: /tags add delivery, invoice")]
    keyboard = paging.rows([button(one.name, ACTION, "one", one.id) for one, _ in paging.on(page, known)])
    keyboard += paging.turn(page, len(known), lambda label, to: button(label, ACTION, "list", to))
    return "\n".join(lines), keyboard


def _line(one: Tag, count: int, say: Wording) -> str:
    about = say.plural("{count} conversation", "{count} conversations", count)
    if one.retired_at is not None:
        return say.text("{name} · {about} · retired", name=one.name, about=about)
    return say.text("{name} · {about}", name=one.name, about=about)


async def _about(uow: UnitOfWork, one: Tag, say: Wording) -> View:
    """One tag and what can be done with it."""
    lines = [
        _line(one, await tags.carried_by(uow, one.id), say),
        "",
        say.text("To rename it: <code>/tags rename {name} = a new name</code>", name=one.name),
    ]
    if one.retired_at is None:
        change = button(say.plain(phrase("Retire")), ACTION, "retire", one.id)
    else:
        change = button(say.plain(phrase("Bring back")), ACTION, "revive", one.id)
    merge = button(say.plain(phrase("Merge into …")), ACTION, "into", one.id, 0)
    return "\n".join(lines), [[merge, change], [_back(say)]]


def _back(say: Wording) -> dict[str, Any]:
    return button(say.plain(phrase("‹ All tags")), ACTION, "list", 0)


async def _heirs(uow: UnitOfWork, one: Tag, page: int, say: Wording) -> View:
    """Which tag it is merged into."""
    heirs = [other for other in await tags.in_use(uow) if other.id != one.id]
    page = paging.within(page, len(heirs))
    keyboard = paging.rows([button(heir.name, ACTION, "merge", one.id, heir.id) for heir in paging.on(page, heirs)])
    keyboard += paging.turn(page, len(heirs), lambda label, to: button(label, ACTION, "into", one.id, to))
    if not heirs:
        return say.text("There is no other tag to merge “{name}” into.", name=one.name), [[_back(say)]]
    return say.text("Merge “{name}” into which tag?", name=one.name), [*keyboard, [_back(say)]]


async def _ask_merge(uow: UnitOfWork, one: Tag, heir: Tag, say: Wording) -> View:
    """A merge cannot be undone, so it is asked for twice."""
    count = say.plural("{count} conversation", "{count} conversations", await tags.carried_by(uow, one.id))
    words = say.text(
        "Everything tagged “{name}” ({count}) becomes “{heir}”. This cannot be undone.",
        name=one.name,
        count=count,
        heir=heir.name,
    )
    yes = button(say.plain(phrase("Merge")), ACTION, "merged", one.id, heir.id, style="danger")
    return words, [[yes], [_back(say)]]
