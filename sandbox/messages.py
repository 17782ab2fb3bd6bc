"""A message: what it holds and how the bot and the control API see it."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.chats import Chat

Json = dict[str, Any]

# Kinds that keep their file under a content key of the same name.
FILE_KINDS = ("photo", "video", "animation", "audio", "voice", "video_note", "document", "sticker")
UNCOPYABLE_KINDS = frozenset({"invoice", "paid_media", "giveaway", "service"})


class Message:
    """One message in one chat.

    How it works: `content` holds the Bot API fields of the content (text and entities, photo, poll, …). It is never
    changed in place, so copies share it and an edit puts a new one in its place.

    Keep in mind: a deleted message stays here with `deleted` set; ask `Chat.alive` for one that people can still see.
    """

    __slots__ = (
        "album", "chat", "content", "date", "deleted", "edit_date", "effect_id", "forward_origin", "id", "keyboard",
        "kind", "markup", "pinned", "protected", "quote", "reactions", "reply_to", "sender", "sender_chat", "stand_in",
        "thread_id",
    )  # fmt: skip

    def __init__(
        self,
        chat: "Chat",
        sender: "Account",
        kind: str,
        content: Json,
        *,
        thread_id: int | None = None,
        reply_to: "Message | None" = None,
        quote: Json | None = None,
        markup: Json | None = None,
        keyboard: Json | None = None,
        album: str | None = None,
        forward_origin: Json | None = None,
        sender_chat: Json | None = None,
        stand_in: Json | None = None,
        effect_id: str | None = None,
        protected: bool = False,
    ) -> None:
        self.chat = chat
        self.sender = sender
        self.kind = kind
        self.content = content
        self.thread_id = thread_id
        self.reply_to = reply_to
        self.quote = quote
        self.markup = markup
        self.keyboard = keyboard
        self.album = album
        self.forward_origin = forward_origin
        self.sender_chat = sender_chat
        self.stand_in = stand_in
        self.effect_id = effect_id
        self.protected = protected
        self.id = 0
        self.date = 0
        self.edit_date = 0
        self.deleted = False
        self.pinned = False
        # who (user id, or chat id of an anonymous writer) -> (User or Chat, is a chat, list of ReactionType)
        self.reactions: dict[int, tuple[Json, bool, list[Json]]] | None = None

    def as_json(self, with_reply: bool = True) -> Json:
        """The Bot API `Message`; `with_reply` false leaves out the message it answers, as nested ones do."""
        chat = self.chat
        result: Json = {"message_id": self.id}
        stand_in = self.stand_in
        result["from"] = self.sender.user if stand_in is None else stand_in
        if self.sender_chat is not None:
            result["sender_chat"] = self.sender_chat
        result["chat"] = chat.bare()
        result["date"] = self.date
        if self.edit_date:
            result["edit_date"] = self.edit_date
        if self.thread_id is not None:
            result["message_thread_id"] = self.thread_id
            result["is_topic_message"] = True
        if self.forward_origin is not None:
            result["forward_origin"] = self.forward_origin
        if self.protected:
            result["has_protected_content"] = True
        if with_reply:
            answered = self.answered()
            if answered is not None:
                result["reply_to_message"] = answered.as_json(with_reply=False)
                if self.quote is not None and self.reply_to is not None:
                    result["quote"] = self.quote
        if self.album is not None:
            result["media_group_id"] = self.album
        result.update(self.content)
        if self.effect_id is not None:
            result["effect_id"] = self.effect_id
        if self.markup is not None:
            result["reply_markup"] = self.markup
        return result

    def answered(self) -> "Message | None":
        """The message this one replies to, while it exists.

        In a topic, a message that replies to nothing replies to the topic's first one: so Telegram reports it.
        """
        reply = self.reply_to
        if reply is not None:
            return None if reply.deleted else reply
        thread = self.thread_id
        if thread is not None and thread != self.id:
            return self.chat.messages.get(thread)
        return None

    def reaction_list(self) -> list[Json]:
        """Reactions grouped by emoji, for the control API."""
        groups: dict[str, Json] = {}
        for actor, _is_chat, kinds in (self.reactions or {}).values():
            for reaction in kinds:
                key = reaction.get("emoji") or reaction.get("custom_emoji_id") or reaction["type"]
                group = groups.setdefault(
                    key, {**{k: v for k, v in reaction.items() if k != "type"}, "users": [], "count": 0}
                )
                group["users"].append(actor)
                group["count"] += 1
        return list(groups.values())

    def file(self) -> Json | None:
        """The main file of a media message as the control API shows it."""
        if self.kind not in FILE_KINDS:
            return None
        media = self.content[self.kind]
        if isinstance(media, list):
            media = media[-1]
        keys = ("file_id", "mime_type", "file_name", "file_size", "width", "height", "duration", "length")
        found = {key: media[key] for key in keys if key in media}
        found["url"] = f"/control/files/{media['file_id']}"
        found.setdefault("mime_type", "image/webp" if self.kind == "sticker" else "image/png")
        return found

    def view(self) -> Json:
        """The `MessageView` of the control API."""
        if self.deleted:
            gone: Json = {"message_id": self.id, "date": self.date, "chat": self.chat.bare(), "from": self.sender.user}
            gone["kind"] = self.kind
            if self.thread_id is not None:
                gone["message_thread_id"] = self.thread_id
                gone["is_topic_message"] = True
            gone.update(deleted=True, is_pinned=False, reactions=[], by_bot=self.sender.is_bot)
            return self.chat.mark(gone)
        result = self.as_json()
        result["kind"] = self.kind
        result["deleted"] = False
        result["is_pinned"] = self.pinned
        result["reactions"] = self.reaction_list() if self.reactions else []
        result["by_bot"] = self.sender.is_bot
        if self.keyboard is not None:
            result["reply_keyboard"] = self.keyboard
        file = self.file()
        if file is not None:
            result["file"] = file
        return self.chat.mark(result)
