/** The desk: its topics with unread counts, and the open topic, written in as one of the staff. */
import { api } from "./api.js";
import { ChatPane } from "./chat-pane.js";
import { ask, field, tell } from "./dialogs.js";
import { coalesce, el, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { authorOf, avatar, nameOf, topicAvatar } from "./names.js";
import { summary } from "./render-media.js";
import { desk, deskZone, writers } from "./roster.js";
import { now, on, placeKey, state } from "./state.js";
import { tabKeys } from "./tabs.js";
import { shortMoment } from "./time.js";
import { markRead, setDeskViewer, unreadAt, watchScreen } from "./unread.js";

const WRITER = "sandbox.writer";

export class DeskPane {
  constructor(root, { isVisible }) {
    this.root = root;
    this.isVisible = isVisible;
    this.thread = "general";
    this.title = el("h2");
    this.subtitle = el("p", { class: "muted small" });
    this.mark = el("span", { class: "desk-mark" });
    this.writer = el("select", { id: "writer", on: { change: () => { sessionStorage.setItem(WRITER, this.writer.value); this.draw(); } } });
    this.topics = el("div", { class: "topics", role: "tablist", "aria-label": "Topics", "aria-orientation": "vertical" });
    this.topics.addEventListener("keydown", (event) => tabKeys(event, this.topics));
    this.topicHead = el("header", { class: "chat-head" });
    this.pane = new ChatPane({ isShown: () => this.isVisible(), emptyNotice: () => this.emptyNotice() });
    this.body = el("div", { class: "desk-body" }, this.topics,
      el("div", { class: "open-topic", role: "tabpanel" }, this.topicHead, this.pane.node));
    this.head = el("header", { class: "desk-head" }, this.mark, el("div", { class: "head-text" }, this.title, this.subtitle),
      el("label", { class: "writing-as", for: "writer" }, el("span", { class: "muted small", text: "Writing as" }), this.writer));
    this.none = el("div", { class: "empty", hidden: true }, el("p", { text: "There is no desk yet." }),
      el("p", { class: "muted small", text: "A desk is a group with topics in which the staff work. It appears here as soon as there is one." }));
    root.append(this.head, this.none, this.body, el("div", { class: "toasts", role: "status" }));
    this.redraw = coalesce(() => this.draw());
    for (const topic of ["chats", "topics", "people", "notes", "unread", "clock"]) on(topic, this.redraw);
    watchScreen("desk", () => this.shownKey());
    setDeskViewer(() => this.viewer);
  }

  get viewer() {
    return Number(this.writer.value) || null;
  }

  place(thread = this.thread) {
    return { chatId: desk().id, botId: undefined, thread };
  }

  shownKey() {
    return desk() && this.isVisible() && !document.hidden ? placeKey(this.place()) : null;
  }

  /** Open a topic and, when named, jump to a message in it. */
  async open(thread, messageId = null) {
    this.thread = thread;
    this.draw();
    if (messageId) await this.pane.jumpTo(messageId);
  }

  draw() {
    const chat = desk();
    this.none.hidden = Boolean(chat);
    this.body.hidden = this.head.hidden = !chat;
    if (!chat) return;
    const topics = this.sorted(chat);
    if (!topics.some((topic) => topic.message_thread_id === this.thread)) this.thread = "general";
    this.title.textContent = chat.title;
    const people = (chat.members ?? []).filter((m) => m.status !== "left" && m.status !== "kicked").length;
    this.subtitle.textContent = `Desk · ${people} members`;
    if (this.mark.dataset.title !== chat.title) {
      this.mark.dataset.title = chat.title;
      this.mark.replaceChildren(avatar(chat.title, chat.id));
    }
    this.drawWriters();
    this.drawTopics(topics);
    const open = topics.find((topic) => topic.message_thread_id === this.thread);
    this.drawTopicHead(open);
    if (!this.viewer) return;
    this.pane.show({ place: this.place(), viewer: this.viewer, zone: deskZone(), label: `topic ${open.name}` });
    if (this.shownKey()) markRead("desk", this.shownKey());
  }

  /** General first, then by the newest message. */
  sorted(chat) {
    const rows = [...(state.topics.get(chat.id)?.values() ?? [])].filter((topic) => !topic.is_deleted);
    const moment = (topic) => (topic.message_thread_id === "general" ? Infinity : topic.last_message?.date ?? 0);
    const serial = (topic) => topic.last_message?.message_id ?? topic.message_thread_id;
    return rows.sort((a, b) => moment(b) - moment(a) || serial(b) - serial(a));
  }

  drawWriters() {
    const rows = writers();
    const mark = JSON.stringify(rows);
    if (this.writer.dataset.mark === mark) return;
    this.writer.dataset.mark = mark;
    const chosen = this.writer.value || sessionStorage.getItem(WRITER);
    this.writer.replaceChildren(...rows.map(({ person, label }) => el("option", { value: String(person), text: label })));
    if (rows.some(({ person }) => String(person) === chosen)) this.writer.value = chosen;
  }

  drawTopics(topics) {
    const focused = this.topics.contains(document.activeElement) ? document.activeElement.dataset.thread : null;
    const scroll = this.topics.scrollTop;
    this.topics.replaceChildren(...topics.map((topic) => this.topicTab(topic)));
    this.topics.scrollTop = scroll;
    if (focused) this.topics.querySelector(`[data-thread="${focused}"]`)?.focus({ preventScroll: true });
  }

  topicTab(topic) {
    const thread = topic.message_thread_id;
    const unread = unreadAt("desk", placeKey(this.place(thread)));
    const open = thread === this.thread;
    const last = topic.last_message;
    return el("button", { type: "button", role: "tab", class: "topic", data: { thread }, tabindex: open ? "0" : "-1", title: topic.name,
      "aria-selected": String(open), "aria-label": `${topic.name}${topic.is_closed ? ", closed" : ""}${unread ? `, ${unread} unread` : ""}`,
      on: { click: () => this.open(thread) } },
      thread === "general" ? el("span", { class: "avatar general", "aria-hidden": "true", text: "#" }) : topicAvatar(topic),
      el("span", { class: "row-text" },
        el("span", { class: "topic-name" }, el("strong", { text: topic.name, dir: "auto" }), topic.is_closed ? icon("lock") : null),
        el("span", { class: "topic-last muted small" },
          el("span", { class: "preview", text: last ? this.preview(last) : "No messages yet", dir: "auto" }),
          last ? el("span", { class: "topic-time", text: shortMoment(last.date, now(), deskZone()) }) : null)),
      el("span", { class: "row-side" },
        unread ? el("span", { class: "badge", "aria-hidden": "true", text: String(unread) }) : null));
  }

  preview(view) {
    if (view.kind === "service") return "…";
    const text = summary(view).replace(/\s+/g, " ");
    return view.by_bot ? text : `${nameOf(authorOf(view)).split(" ")[0]}: ${text}`;
  }

  drawTopicHead(topic) {
    const mark = JSON.stringify([topic.message_thread_id, topic.name, topic.is_closed]);
    if (this.topicHead.dataset.mark === mark) return;
    this.topicHead.dataset.mark = mark;
    const general = topic.message_thread_id === "general";
    this.topicHead.replaceChildren(...[
      el("div", { class: "head-text" }, el("h3", { text: topic.name, dir: "auto" }),
        el("p", { class: "muted small", text: general ? "For everybody; commands such as /invite go here" : topic.is_closed ? "Closed topic" : "Topic" })),
      general ? null : ChatPane.menuButton(`More for topic ${topic.name}`, (anchor) => this.topicMenu(topic, anchor))].filter(Boolean));
  }

  topicMenu(topic, anchor) {
    const body = { chat_id: desk().id, message_thread_id: topic.message_thread_id };
    const act = (what, more = {}) => tell(this.root, () => api.topic(this.viewer, what, { ...body, ...more }));
    openMenu({ anchor, label: `More for topic ${topic.name}`, items: [
      { icon: "edit", text: "Rename…", run: () => this.rename(topic, act) },
      topic.is_closed ? { icon: "check", text: "Reopen", run: () => act("reopen") } : { icon: "lock", text: "Close", run: () => act("close") },
      { icon: "trash", text: "Delete the topic…", danger: true, run: () => this.remove(topic, act) },
    ] });
  }

  async rename(topic, act) {
    const input = el("input", { name: "name", required: "", maxlength: "128", value: topic.name, dir: "auto" });
    const answer = await ask({ title: "Rename the topic", yes: "Rename", fields: [field("Name", input)] });
    const name = answer?.get("name").trim();
    if (name) await act("edit", { name });
  }

  async remove(topic, act) {
    const sure = await ask({ title: `Delete “${topic.name}”?`, text: "All its messages go. A good way to see what the bot does then.", yes: "Delete", danger: true });
    if (sure) await act("delete");
  }

  emptyNotice() {
    return [icon("send"), el("p", { text: "No messages here yet." }),
      el("p", { class: "muted small", text: "When a client writes, the bot brings it into the client’s topic." })];
  }
}
