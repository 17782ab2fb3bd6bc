/** A column of people, each with the chats on their telephone: client phones on the left, staff private chats on the right. */
import { api } from "./api.js";
import { ChatPane } from "./chat-pane.js";
import { ask, tell } from "./dialogs.js";
import { coalesce, el, icon, iconButton } from "./dom.js";
import { openMenu } from "./menu.js";
import { avatar, nameOfChat, nameOfPerson } from "./names.js";
import { addPhone, openTyped } from "./open-as.js";
import { summary } from "./render-media.js";
import { desk } from "./roster.js";
import { chatKey, chatsOf, keyOfChat, mainBot, now, on, placeKey } from "./state.js";
import { tabKeys } from "./tabs.js";
import { cityOf, clockTime, shortMoment } from "./time.js";
import { markRead, unreadAt, unreadOn, watchScreen } from "./unread.js";

const TYPING_SECONDS = 5;

/** `roster()` answers the rows `{person, label, zone, chat}`, `chat` being the one that opens first; `phones` draws them as telephones with "+" for a new one. */
export class PeoplePane {
  constructor(root, { roster, phones, title, isVisible }) {
    Object.assign(this, { root, roster, phones, isVisible });
    this.chosen = null;
    this.openChats = new Map();
    this.tabs = el("div", { class: "people", role: "tablist", "aria-label": title });
    this.tabs.addEventListener("keydown", (event) => tabKeys(event, this.tabs));
    this.add = phones ? iconButton("plus", "Add a phone", () => this.addPhone(), { class: "add-phone" }) : null;
    this.heading = el("header", { class: "chat-head" });
    this.status = el("div", { class: "phone-status", "aria-hidden": "true" });
    this.chatList = el("div", { class: "chat-list", hidden: true });
    this.pane = new ChatPane({ isShown: () => this.isVisible() && this.openChat() !== null, emptyNotice: () => this.emptyNotice() });
    this.device = el("div", { class: phones ? "device phone" : "device", role: "tabpanel" },
      phones ? this.status : null, this.heading, this.chatList, this.pane.node);
    this.nobody = el("div", { class: "empty", hidden: true },
      el("p", { text: phones ? "No client has a phone here yet." : "No staff here yet." }));
    root.append(el("div", { class: "people-row" }, this.tabs, this.add), this.nobody, this.device, el("div", { class: "toasts", role: "status" }));
    this.redraw = coalesce(() => this.draw());
    for (const topic of ["people", "chats", "notes", "unread", "clock"]) on(topic, this.redraw);
    on("action", (action) => this.acted(action));
    setInterval(() => this.drawStatus(), 10_000);
  }

  /** The row of the chosen person; the first one when nobody was chosen or the chosen one is gone. */
  get row() {
    const rows = this.roster();
    return rows.find((row) => row.person === this.chosen) ?? rows[0];
  }

  has(person) {
    return this.roster().some((row) => row.person === person);
  }

  choose(person, focus = false) {
    this.chosen = person;
    this.draw();
    if (focus) this.pane.composer.focus();
  }

  chats() {
    const { person } = this.row;
    return chatsOf(person).filter((chat) => chat.id !== desk()?.id);
  }

  /** The open chat of the chosen person; null when their list of chats is shown. */
  openChat() {
    if (!this.row) return null;
    const { person } = this.row;
    const chats = this.chats();
    const home = this.row.chat ? chatKey(this.row.chat) : chatKey(person, mainBot()?.id);
    const wanted = this.openChats.has(person) ? this.openChats.get(person) : home;
    return chats.find((chat) => keyOfChat(chat) === wanted) ?? (chats.length === 1 ? chats[0] : null);
  }

  /** The key of the place that can be seen for `person` now. */
  shownFor(person) {
    const chat = this.row?.person === person && this.isVisible() && !document.hidden ? this.openChat() : null;
    return chat && placeKey({ chatId: chat.id, botId: chat.bot_id });
  }

  draw() {
    const rows = this.roster();
    this.nobody.hidden = rows.length > 0;
    this.device.hidden = rows.length === 0;
    this.drawTabs(rows);
    if (!rows.length) return;
    const { person, zone, label } = this.row;
    this.device.setAttribute("aria-label", label);
    const chat = this.openChat();
    this.drawStatus();
    this.drawHead(chat);
    this.chatList.hidden = Boolean(chat);
    this.pane.node.hidden = !chat;
    if (!chat) return this.drawChatList();
    const place = { chatId: chat.id, botId: chat.bot_id };
    this.pane.show({ place, viewer: person, zone, label: `${label}, chat ${nameOfChat(chat)}` });
    if (this.shownFor(person)) markRead(person, placeKey(place));
    return undefined;
  }

  drawTabs(rows) {
    const focused = document.activeElement?.dataset?.person;
    const inTabs = this.tabs.contains(document.activeElement);
    this.tabs.replaceChildren(...rows.map(({ person, label }) => {
      watchScreen(person, () => this.shownFor(person));
      const unread = unreadOn(person);
      const [first, ...rest] = label.split(" · ");
      return el("button", { type: "button", role: "tab", class: "person", data: { person }, title: label,
        "aria-selected": String(person === this.row.person), tabindex: person === this.row.person ? "0" : "-1",
        "aria-label": unread ? `${label}, ${unread} unread` : label, on: { click: () => this.choose(person) } },
        avatar(nameOfPerson(person), person), el("span", { class: "person-text" },
          el("span", { class: "person-name", text: first, dir: "auto" }), rest.length ? el("span", { class: "muted small", text: rest.join(" · ") }) : null),
        unread ? el("span", { class: "badge", "aria-hidden": "true", text: String(unread) }) : null);
    }));
    if (inTabs) this.tabs.querySelector(`[data-person="${focused}"]`)?.focus();
  }

  drawStatus() {
    if (!this.row || !this.phones) return;
    const { zone } = this.row;
    this.status.replaceChildren(el("span", { text: clockTime(now(), zone) }), el("span", { class: "notch" }), el("span", { text: cityOf(zone) }));
  }

  drawHead(chat) {
    const { person, label } = this.row;
    const name = nameOfPerson(person);
    if (!chat) {
      this.heading.replaceChildren(el("h2", { text: `Chats of ${name}` }));
      return;
    }
    const several = this.chats().length > 1;
    const line = chat.blocked ? "blocked" : this.typing ? "typing…" : chat.type === "private" ? "bot" : `${chat.members?.length ?? 0} members`;
    const back = several ? iconButton("back", "All chats", () => { this.openChats.set(person, null); this.draw(); this.chatList.querySelector("button")?.focus(); }) : null;
    const mark = JSON.stringify([keyOfChat(chat), person, line, several, nameOfChat(chat)]);
    if (this.heading.dataset.mark === mark) return;
    this.heading.dataset.mark = mark;
    this.heading.replaceChildren(...[back, avatar(nameOfChat(chat), chat.bot_id ?? chat.id),
      el("div", { class: "head-text" }, el("h2", { text: nameOfChat(chat), dir: "auto" }), el("p", { class: "muted small", text: line })),
      ChatPane.menuButton(`More for ${label}`, (anchor) => this.openMenu(chat, anchor))].filter(Boolean));
  }

  openMenu(chat, anchor) {
    const { person } = this.row;
    const name = nameOfPerson(person);
    const own = chat.type === "private";
    openMenu({ anchor, label: `More for ${name}`, items: [
      { icon: "link", text: `Open a link as ${name}…`, run: () => openTyped(person, name, this.device) },
      own ? { icon: "restart", text: "Send /start", run: () => tell(this.device, () => api.start(person, { bot_id: chat.bot_id })) } : null,
      own && !chat.blocked && chat.started ? { icon: "stop", text: "Block the bot", danger: true, run: () => this.block(person, chat) } : null,
      own && chat.blocked ? { icon: "check", text: "Unblock the bot", run: () => tell(this.device, () => api.unblock(person, chat.bot_id)) } : null,
    ] });
  }

  async block(person, chat) {
    const sure = await ask({ title: `Block ${nameOfChat(chat)}?`, text: `${nameOfPerson(person)} will get nothing more until it is unblocked.`, yes: "Block", danger: true });
    if (sure) await tell(this.device, () => api.block(person, chat.bot_id));
  }

  drawChatList() {
    const { person, zone } = this.row;
    delete this.heading.dataset.mark;
    this.chatList.replaceChildren(...this.chats().map((chat) => {
      const unread = unreadAt(person, placeKey({ chatId: chat.id, botId: chat.bot_id }));
      const last = chat.last_message;
      return el("button", { type: "button", class: "chat-row", on: { click: () => { this.openChats.set(person, keyOfChat(chat)); this.choose(person, true); } } },
        avatar(nameOfChat(chat), chat.bot_id ?? chat.id),
        el("span", { class: "row-text" }, el("strong", { text: nameOfChat(chat), dir: "auto" }),
          el("span", { class: "muted small", text: last ? summary(last) : "No messages yet", dir: "auto" })),
        el("span", { class: "row-side" }, last ? el("span", { class: "muted small", text: shortMoment(last.date, now(), zone) }) : null,
          unread ? el("span", { class: "badge", text: String(unread) }) : null));
    }));
  }

  emptyNotice() {
    const chat = this.openChat();
    const started = chat?.started || chat?.type !== "private";
    return [icon("send"), el("p", { text: started ? "No messages yet. Write the first one." : `${nameOfPerson(this.row.person)} has not started the bot yet.` }),
      started ? null : el("p", { class: "muted small", text: "Press Start, or open an invitation link from the menu above." })].filter(Boolean);
  }

  acted({ chat_id: chatId, bot_id: botId, action }) {
    const chat = this.openChat();
    if (!chat || chat.id !== chatId || (chat.bot_id && chat.bot_id !== botId)) return;
    this.typing = action !== "cancel";
    clearTimeout(this.typingEnds);
    this.typingEnds = setTimeout(() => { this.typing = false; this.redraw(); }, TYPING_SECONDS * 1000);
    this.redraw();
  }

  async addPhone() {
    const person = await addPhone(this.root);
    if (person) this.choose(person.id, true);
  }
}
