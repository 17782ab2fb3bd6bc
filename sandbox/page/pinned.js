/** The bar with the pinned message on top of a chat or topic. */
import { api } from "./api.js";
import { el, icon } from "./dom.js";
import { summary } from "./render-media.js";
import { chatAt, chatKey, listAt, on, placeKey, placeOf } from "./state.js";

/** Pinned messages that are older than what is loaded, by chat and id. */
const fetched = new Map();

export class PinnedBar {
  constructor(chat) {
    this.chat = chat;
    this.place = null;
    this.next = 0;
    this.text = el("span", { class: "pinned-text", dir: "auto" });
    this.title = el("strong", { text: "Pinned message" });
    this.node = el("button", { type: "button", class: "pinned", hidden: true, on: { click: () => this.jump() } },
      icon("pin"), el("span", { class: "pinned-lines" }, this.title, this.text));
    on("chats", () => this.draw());
    on("pins", (view) => {
      fetched.delete(`${chatKey(view.chat.id, view.bot_id)} ${view.message_id}`);
      this.draw();
    });
  }

  show(place) {
    this.place = place;
    this.next = 0;
    this.draw();
  }

  /** Newest first. Those that are not known yet are fetched, then the bar is drawn again. */
  pinned() {
    const { chatId, botId } = this.place;
    const list = listAt(this.place);
    const views = [];
    for (const id of chatAt(this.place)?.pinned ?? []) {
      const key = `${chatKey(chatId, botId)} ${id}`;
      const view = list.views.get(id) ?? fetched.get(key);
      if (view === undefined && list.loaded) this.fetch(key, id);
      if (view && !view.deleted && placeKey(placeOf(view)) === placeKey(this.place)) views.push(view);
    }
    return views;
  }

  fetch(key, id) {
    fetched.set(key, null);
    api.message(this.place, id).then((view) => {
      fetched.set(key, view);
      this.draw();
    }, () => fetched.delete(key));
  }

  draw() {
    if (!this.place) return;
    const views = this.pinned();
    this.node.hidden = views.length === 0;
    if (!views.length) return;
    this.next %= views.length;
    const view = views[this.next];
    this.title.textContent = views.length > 1 ? `Pinned message ${views.length - this.next} of ${views.length}` : "Pinned message";
    this.text.textContent = summary(view).replace(/\s+/g, " ");
    this.node.dataset.id = view.message_id;
  }

  /** Go to the shown one; the next press goes to the one before it. */
  async jump() {
    const id = Number(this.node.dataset.id);
    await this.chat.jumpTo(id);
    this.next += 1;
    this.draw();
  }
}
