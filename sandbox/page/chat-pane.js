/** One open chat: pinned bar, messages, composer. The phones, the staff chats and the desk all use it. */
import { api } from "./api.js";
import { Composer } from "./composer.js";
import { ask, tell } from "./dialogs.js";
import { el, iconButton } from "./dom.js";
import { copy } from "./keyboard.js";
import { deepLink, messageLink } from "./links.js";
import { openMenu } from "./menu.js";
import { MessageListView } from "./message-list.js";
import { openAs } from "./open-as.js";
import { PinnedBar } from "./pinned.js";
import { paletteFor } from "./reactions.js";
import { chatAt, emit, placeKey, putMessage } from "./state.js";

/**
 * `viewer` is the person whose eyes and hands these are; `zone` the time zone of the shown times; `label` names the pane
 * for screen readers; `isShown()` says whether somebody can see it now.
 */
export class ChatPane {
  constructor({ isShown, emptyNotice }) {
    this.isPaneShown = isShown;
    this.emptyNotice = emptyNotice;
    this.viewer = null;
    this.zone = "UTC";
    this.label = "";
    this.place = null;
    this.showsNames = false;
    this.pinned = new PinnedBar(this);
    this.list = new MessageListView(this);
    this.composer = new Composer(this);
    this.node = el("div", { class: "chat" }, this.pinned.node, this.list.node, this.composer.node);
  }

  /** Show a place as `viewer`. Nothing happens to the list when it is the same place as before. */
  show({ place, viewer, zone, label }) {
    const moved = !this.place || placeKey(this.place) !== placeKey(place);
    const changed = moved || this.viewer !== viewer || this.zone !== zone;
    Object.assign(this, { place, viewer, zone, label, showsNames: place.chatId < 0 });
    if (moved) {
      this.list.show(place);
      this.pinned.show(place);
    } else if (changed) this.list.draw();
    this.composer.show(moved || changed);
  }

  get chat() {
    return chatAt(this.place);
  }

  /** Where acts go to: chat, bot, topic. */
  get address() {
    const { chatId, botId, thread } = this.place;
    return { chat_id: chatId, bot_id: botId, message_thread_id: typeof thread === "number" ? thread : undefined };
  }

  isShown() {
    return Boolean(this.place) && !document.hidden && this.isPaneShown();
  }

  listDrawn(list) {
    this.composer.messagesChanged(list.rows);
    this.pinned.draw();
  }

  jumpTo(id) {
    return this.list.jumpTo(id);
  }

  sendText(text) {
    return this.composer.deliver({ text });
  }

  /** Open addresses that lead to something in the sandbox. True when the page took care of it. */
  openLink(url) {
    const deep = deepLink(url);
    if (deep) {
      openAs({ ...deep, viewer: this.viewer, near: this.node });
      return true;
    }
    const target = messageLink(url);
    if (!target) return false;
    emit("go", target);
    return true;
  }

  openActions(views, anchor, at) {
    const [view] = views;
    const own = view.from?.id === this.viewer && !view.sender_chat;
    const text = views.map((v) => v.text ?? v.caption).find(Boolean);
    const canPin = view.chat.type !== "private";
    openMenu({
      anchor, at, label: "Actions", palette: paletteFor(view, this),
      items: [
        { icon: "reply", text: "Reply", run: () => this.composer.startReply(view) },
        text ? { icon: "copy", text: "Copy text", run: () => copy(text, this.node) } : null,
        own && text && !view.forward_origin ? { icon: "edit", text: "Edit", run: () => this.composer.startEdit(views.find((v) => v.text ?? v.caption)) } : null,
        canPin ? { icon: "pin", text: view.is_pinned ? "Unpin" : "Pin", run: () => this.pin(view) } : null,
        own ? { icon: "trash", text: "Delete", danger: true, run: () => this.remove(views) } : null,
      ],
    });
  }

  async pin(view) {
    const act = view.is_pinned ? api.unpin : api.pin;
    const changed = await tell(this.node, () => act(this.viewer, { chat_id: view.chat.id, bot_id: view.bot_id, message_id: view.message_id }));
    if (changed) putMessage(changed);
  }

  async remove(views) {
    const sure = await ask({ title: views.length > 1 ? "Delete this album?" : "Delete this message?", yes: "Delete", danger: true,
      text: "It goes for everybody in this chat. As in Telegram, bots are not told." });
    if (!sure) return;
    const [view] = views;
    await tell(this.node, () => api.remove(this.viewer,
      { chat_id: view.chat.id, bot_id: view.bot_id, message_ids: views.map((v) => v.message_id) }));
    this.composer.focus();
  }

  /** A round button used by the panes' headers. */
  static menuButton(label, onOpen) {
    return iconButton("dots", label, (event) => onOpen(event.currentTarget), { "aria-haspopup": "menu" });
  }
}
