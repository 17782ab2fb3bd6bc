/** The writing field: text, reply and edit bars, files, commands, and what stands there when one cannot write. */
import { api } from "./api.js";
import { Attachments, samplesMenu } from "./attachments.js";
import { CommandSuggestions } from "./commands.js";
import { tell } from "./dialogs.js";
import { el, icon, iconButton } from "./dom.js";
import { replyKeyboard } from "./keyboard.js";
import { parseMarkup, toggleMark, toMarkup } from "./markup.js";
import { authorOf, nameOf, nameOfPerson } from "./names.js";
import { summary } from "./render-media.js";
import { on, placeKey, putMessage, state } from "./state.js";

const MARK_KEYS = { b: "bold", i: "italic", s: "strikethrough", m: "code", p: "spoiler" };

/** Drafts outlive a change of chat or person: what was begun is still there on return. */
const drafts = new Map();

export class Composer {
  constructor(chat) {
    this.chat = chat;
    this.queue = Promise.resolve();
    this.replying = null;
    this.editing = null;
    this.area = el("textarea", { rows: "1", class: "input", placeholder: "Message", dir: "auto", "aria-label": "Message",
      enterkeyhint: "send" });
    this.attachments = new Attachments(() => this.refresh());
    this.suggestions = new CommandSuggestions(this.area, chat);
    this.context = el("div", { class: "context", hidden: true });
    this.keys = el("div", { class: "reply-keys", hidden: true });
    this.attachButton = iconButton("clip", "Attach", () => this.attach(), { "aria-haspopup": "menu" });
    this.sendButton = iconButton("send", "Send", undefined, { type: "submit", class: "send" });
    this.row = el("div", { class: "row" }, this.attachButton, this.area, this.sendButton);
    this.instead = el("div", { class: "instead", hidden: true });
    this.node = el("form", { class: "composer", autocomplete: "off" }, this.suggestions.node, this.context,
      this.attachments.node, this.row, this.keys, this.instead, this.attachments.input);
    this.node.addEventListener("submit", (event) => { event.preventDefault(); this.submit(); });
    this.area.addEventListener("keydown", (event) => this.pressed(event));
    this.area.addEventListener("input", () => this.refresh());
    this.area.addEventListener("paste", (event) => this.attachments.takeFrom(event, event.clipboardData));
    this.node.addEventListener("dragover", (event) => event.preventDefault());
    this.node.addEventListener("drop", (event) => this.attachments.takeFrom(event, event.dataTransfer));
    for (const topic of ["chats", "topics"]) on(topic, () => { if (chat.place) this.drawInstead(); });
  }

  get draftKey() {
    return `${this.chat.viewer} ${placeKey(this.chat.place)}`;
  }

  /** Follow the pane to another place or person. */
  show(changed) {
    if (changed) {
      this.remember();
      this.replying = this.editing = null;
      this.shownFor = this.draftKey;
      this.area.value = drafts.get(this.draftKey) ?? "";
      this.attachments.clear();
      this.suggestions.close();
      this.drawContext();
    }
    const name = nameOfPerson(this.chat.viewer);
    this.area.setAttribute("aria-label", `Message as ${name}`);
    this.area.placeholder = this.chat.place.chatId < 0 ? `Write as ${name.split(" ")[0]}` : "Message";
    this.drawInstead();
    this.refresh();
  }

  remember() {
    if (!this.shownFor || this.editing) return;
    if (this.area.value) drafts.set(this.shownFor, this.area.value);
    else drafts.delete(this.shownFor);
  }

  focus() {
    if (this.row.hidden) this.instead.querySelector("button")?.focus();
    else this.area.focus();
  }

  /** Grow with the text, and offer Send only when there is something to send. */
  refresh() {
    this.area.style.height = "auto";
    this.area.style.height = `${Math.min(this.area.scrollHeight, 160)}px`;
    this.sendButton.disabled = !this.area.value.trim() && !this.attachments.files.length;
    this.suggestions.update();
  }

  pressed(event) {
    if (this.suggestions.handles(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && (this.replying || this.editing || this.attachments.files.length)) {
      event.preventDefault();
      this.cancel();
    } else if (event.key === "ArrowUp" && !this.area.value) {
      const mine = this.chat.list && this.lastOwn;
      if (mine) { event.preventDefault(); this.startEdit(mine); }
    } else if ((event.ctrlKey || event.metaKey) && MARK_KEYS[event.key.toLowerCase()]) {
      const key = event.key.toLowerCase();
      if ((key === "s" || key === "m" || key === "p") !== event.shiftKey) return;
      event.preventDefault();
      toggleMark(this.area, MARK_KEYS[key]);
    }
  }

  // Reply and edit

  startReply(view) {
    if (this.editing) this.cancel();
    this.replying = view;
    this.drawContext();
    this.focus();
  }

  startEdit(view) {
    this.remember();
    this.replying = null;
    this.editing = view;
    this.area.value = view.text !== undefined ? toMarkup(view.text, view.entities) : toMarkup(view.caption ?? "", view.caption_entities);
    this.drawContext();
    this.refresh();
    this.focus();
  }

  cancel() {
    if (this.editing) this.area.value = drafts.get(this.draftKey) ?? "";
    this.replying = this.editing = null;
    this.attachments.clear();
    this.drawContext();
    this.refresh();
    this.area.focus();
  }

  drawContext() {
    const view = this.editing ?? this.replying;
    this.context.hidden = !view;
    this.attachButton.hidden = Boolean(this.editing);
    this.sendButton.replaceChildren(icon(this.editing ? "check" : "send"));
    this.sendButton.setAttribute("aria-label", this.editing ? "Save" : "Send");
    this.sendButton.title = this.editing ? "Save" : "Send";
    if (!view) return;
    this.context.replaceChildren(icon(this.editing ? "edit" : "reply"),
      el("div", { class: "context-lines" },
        el("strong", { text: this.editing ? "Edit message" : `Reply to ${nameOf(authorOf(view))}` }),
        el("span", { text: summary(view).replace(/\s+/g, " "), dir: "auto" })),
      iconButton("close", this.editing ? "Cancel the edit" : "Cancel the reply", () => this.cancel()));
  }

  // Sending

  submit() {
    const source = this.area.value.trim();
    if (this.editing) return this.saveEdit(source);
    const files = this.attachments.files;
    if (!source && !files.length) return undefined;
    const { text, entities } = parseMarkup(source);
    const formatted = entities.length ? entities : undefined;
    const asFiles = this.attachments.asFiles;
    this.area.value = "";
    drafts.delete(this.draftKey);
    this.attachments.clear();
    if (!files.length) return this.deliver({ text, entities: formatted }, source);
    return this.deliverFiles(files, asFiles, text, formatted, source);
  }

  async deliverFiles(files, asFiles, caption, entities, source) {
    const { viewer } = this.chat;
    const bodies = await tell(this.node, () => this.attachments.bodies(viewer, files, asFiles, { caption, caption_entities: entities }));
    if (!bodies) return this.restore(source);
    for (const body of bodies) await this.deliver(body);
    return undefined;
  }

  /** Send one act, after those before it: two quick messages keep their order. */
  deliver(content, source) {
    const { viewer, address } = this.chat;
    const body = { ...address, ...content, reply_to: this.replying?.message_id };
    this.replying = null;
    this.drawContext();
    this.refresh();
    this.queue = this.queue.then(async () => {
      const answer = await tell(this.node, () => api.send(viewer, body));
      if (answer) answer.messages.forEach(putMessage);
      else if (source) this.restore(source);
    });
    return this.queue;
  }

  restore(source) {
    if (this.area.value) return;
    this.area.value = source;
    this.refresh();
  }

  async saveEdit(source) {
    const view = this.editing;
    const { text, entities } = parseMarkup(source);
    const field = view.text !== undefined ? "text" : "caption";
    const same = text === (view[field] ?? "") && toMarkup(view[field] ?? "", view.entities ?? view.caption_entities) === source;
    if (!same) {
      const changed = await tell(this.node, () => api.edit(this.chat.viewer, { chat_id: view.chat.id, bot_id: view.bot_id,
        message_id: view.message_id, [field]: text, entities: entities.length ? entities : undefined }));
      if (!changed) return;
      putMessage(changed);
    }
    this.cancel();
  }

  attach() {
    samplesMenu(this.attachButton, {
      pick: () => this.attachments.input.click(),
      send: (body) => this.deliver(body),
      person: state.people.get(this.chat.viewer),
    });
  }

  // What depends on the messages and the chat

  messagesChanged(rows) {
    this.lastOwn = rows.findLast((view) => view.from?.id === this.chat.viewer && !view.sender_chat && !view.forward_origin && (view.text ?? view.caption));
    const keyboard = replyKeyboard(rows);
    this.keys.hidden = !keyboard || this.row.hidden;
    this.keys.replaceChildren(...(keyboard?.keyboard ?? []).map((row) => el("div", { class: "keyboard-row" }, row.map((key) => {
      const text = typeof key === "string" ? key : key.text;
      return el("button", { type: "button", class: "key solid", text, dir: "auto", on: { click: () => this.deliver({ text }) } });
    }))));
  }

  /** A chat that was not started, a blocked bot, a closed topic: a button or a word in place of the field. */
  drawInstead() {
    const { chat, viewer, place } = this.chat;
    const topic = state.topics.get(place.chatId)?.get(place.thread);
    let offer = null;
    if (place.chatId > 0 && chat?.blocked) offer = ["Unblock and restart", () => api.unblock(viewer, place.botId).then(() => api.start(viewer, { bot_id: place.botId }))];
    else if (place.chatId > 0 && !chat?.started) offer = ["Start", () => api.start(viewer, { bot_id: place.botId })];
    const member = place.chatId < 0 && chat?.members?.find((m) => m.user.id === viewer);
    const outside = place.chatId < 0 && (!member || member.status === "left" || member.status === "kicked");
    const closed = topic?.is_closed && !["administrator", "creator"].includes(member?.status);
    let words = null;
    if (outside) words = `${nameOfPerson(viewer)} is not a member of this group.`;
    else if (closed) words = "This topic is closed.";
    const mark = JSON.stringify([offer?.[0], words, viewer, placeKey(place)]);
    if (mark === this.insteadMark) return;
    this.insteadMark = mark;
    this.row.hidden = Boolean(offer || words);
    this.instead.hidden = !this.row.hidden;
    this.instead.replaceChildren(offer
      ? el("button", { type: "button", class: "start", text: offer[0], on: { click: () => this.begin(offer[1]) } })
      : el("span", { class: "muted", text: words ?? "" }));
  }

  async begin(act) {
    const had = this.instead.contains(document.activeElement);
    await tell(this.node, act);
    if (had) setTimeout(() => this.focus(), 150);
  }
}
