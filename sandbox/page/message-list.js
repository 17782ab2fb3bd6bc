/** The scrolling list of messages of one place: days, runs of one author, albums, keyboard walking, loading older ones. */
import { announce, coalesce, el, icon } from "./dom.js";
import { authorOf, nameOf } from "./names.js";
import { summary } from "./render-media.js";
import { renderBubble, renderDay, renderService } from "./render-message.js";
import { listAt, loadOlder, now, on, placeKey } from "./state.js";
import { dayKey, dayName } from "./time.js";

const RUN_SECONDS = 600;
const NEAR_END = 80;
const NEAR_START = 200;
const JUMP_PAGES = 40;
const FOCUSABLE = "a, button, audio, video, pre, [role=button]";

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * How it works: the wanted rows are computed from the state; a row whose messages are the same objects as before keeps its
 * node, so scrolling, focus and playing films survive. Only one message at a time is in the Tab order (arrow keys move).
 */
export class MessageListView {
  constructor(chat) {
    this.chat = chat;
    this.place = null;
    this.drawn = new Map();
    this.current = null;
    this.unseen = 0;
    this.content = el("div", { class: "messages", role: "feed", "aria-label": "Messages" });
    this.notice = el("div", { class: "empty" });
    this.scroller = el("div", { class: "scroller" }, this.notice, this.content);
    this.count = el("span", { class: "badge", hidden: true });
    this.toEnd = el("button", { type: "button", class: "to-end", "aria-label": "To the newest message", hidden: true,
      on: { click: () => this.scrollToEnd(true) } }, icon("down"), this.count);
    this.node = el("div", { class: "list" }, this.scroller, this.toEnd);
    this.atEnd = true;
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.content.addEventListener("keydown", (event) => this.walk(event));
    this.content.addEventListener("focusin", (event) => this.setCurrent(event.target.closest("[role=article]")));
    this.content.addEventListener("contextmenu", (event) => this.contextMenu(event));
    new ResizeObserver(() => { if (this.atEnd) this.scrollToEnd(); }).observe(this.content);
    new ResizeObserver(() => { if (this.atEnd) this.scrollToEnd(); }).observe(this.scroller);
    this.redraw = coalesce(() => this.draw());
    on("arrived", (view) => this.arrived(view));
  }

  show(place) {
    this.stop?.();
    this.place = place;
    this.current = null;
    this.unseen = 0;
    this.atEnd = true;
    this.clear();
    this.stop = on(`messages ${placeKey(place)}`, this.redraw);
    this.draw();
  }

  clear() {
    this.drawn.clear();
    this.content.replaceChildren();
  }

  draw() {
    const list = listAt(this.place);
    const wanted = this.rowsOf(list.rows);
    const kept = this.atEnd ? null : this.anchor();
    const next = new Map();
    let after = null;
    for (const row of wanted) {
      const before = this.drawn.get(row.key);
      const same = before && before.mark === row.mark && before.views.length === row.views.length
        && before.views.every((view, i) => view === row.views[i]);
      const node = same ? before.node : row.make();
      if (!same && before) this.swap(before.node, node);
      const position = after ? after.nextSibling : this.content.firstChild;
      if (node !== position) this.content.insertBefore(node, position);
      if (!same) this.tabOrder(node, row.key === this.current);
      next.set(row.key, { node, mark: row.mark, views: row.views });
      after = node;
    }
    for (const [key, { node }] of this.drawn) if (!next.has(key)) node.remove();
    this.drawn = next;
    if (!next.has(this.current)) this.setCurrent(this.articles().at(-1));
    this.drawNotice(list, wanted.length);
    if (this.atEnd) this.scrollToEnd();
    else this.restore(kept);
    this.chat.listDrawn(list);
  }

  /** Day lines, service lines and bubbles, each with a key, a mark of how it stands, and how to make its node. */
  rowsOf(views) {
    const { zone, viewer } = this.chat;
    const rows = [];
    const groups = [];
    for (const view of views) {
      const previous = groups.at(-1);
      if (view.media_group_id && previous?.[0].media_group_id === view.media_group_id) previous.push(view);
      else groups.push([view]);
    }
    let day = null;
    groups.forEach((group, i) => {
      const [view] = group;
      const key = dayKey(view.date, zone);
      if (key !== day) {
        const name = dayName(view.date, now(), zone);
        rows.push({ key: `day ${key}`, mark: name, views: [], make: () => renderDay(name) });
        day = key;
      }
      if (view.kind === "service") {
        rows.push({ key: `m${view.message_id}`, mark: "", views: group, make: () => renderService(view) });
        return;
      }
      const place = { own: view.from?.id === viewer && !view.sender_chat, first: !this.sameRun(groups[i - 1], view),
        last: !groups[i + 1] || !this.sameRun(group, groups[i + 1][0]) };
      rows.push({ key: `m${view.message_id}`, mark: `${viewer} ${zone} ${Object.values(place)}`, views: group,
        make: () => renderBubble(group, place, this.chat) });
    });
    return rows;
  }

  sameRun(group, view) {
    const before = group?.[0];
    return Boolean(before) && before.kind !== "service" && view.kind !== "service"
      && authorOf(before)?.id === authorOf(view)?.id && view.date - before.date < RUN_SECONDS
      && dayKey(before.date, this.chat.zone) === dayKey(view.date, this.chat.zone);
  }

  drawNotice(list, count) {
    this.notice.hidden = count > 0;
    this.content.hidden = count === 0;
    if (count) return;
    if (list.error) this.notice.replaceChildren(el("p", { text: list.error }));
    else if (list.fetching) this.notice.replaceChildren(el("span", { class: "spinner", role: "status", "aria-label": "Loading" }));
    else this.notice.replaceChildren(...this.chat.emptyNotice());
  }

  /** Put a redrawn node where the old one had the focus. */
  swap(old, fresh) {
    const focused = document.activeElement;
    if (!old.contains(focused)) {
      old.remove();
      return;
    }
    const index = [...old.querySelectorAll(FOCUSABLE)].indexOf(focused);
    old.replaceWith(fresh);
    (fresh.querySelectorAll(FOCUSABLE)[index] ?? fresh).focus({ preventScroll: true });
  }

  arrived(view) {
    const open = this.place && placeKey({ chatId: view.chat.id, botId: view.bot_id, thread: this.place.thread }) === placeKey(this.place);
    const here = open && (this.place.thread === undefined || (view.is_topic_message ? view.message_thread_id : "general") === this.place.thread);
    if (!here || view.kind === "service") return;
    if (view.from?.id === this.chat.viewer) {
      this.atEnd = true;
      return;
    }
    if (this.chat.isShown()) announce(`${nameOf(authorOf(view))} in ${this.chat.label}: ${summary(view)}`);
    if (!this.atEnd) {
      this.unseen += 1;
      this.drawToEnd();
    }
  }

  // Scrolling

  scrollToEnd(smooth = false) {
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth && !calm() ? "smooth" : "instant" });
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END;
    if (this.atEnd) this.unseen = 0;
    this.drawToEnd();
    if (scrollTop < NEAR_START && this.place) loadOlder(listAt(this.place)).catch(() => {});
  }

  drawToEnd() {
    this.toEnd.hidden = this.atEnd;
    this.count.hidden = this.unseen === 0;
    this.count.textContent = String(this.unseen);
  }

  /** The first visible message and where it stands, to keep it there while rows are added above. */
  anchor() {
    const top = this.scroller.getBoundingClientRect().top;
    for (const [key, { node }] of this.drawn) {
      const rect = node.getBoundingClientRect();
      if (key.startsWith("m") && rect.bottom > top) return { key, offset: rect.top };
    }
    return null;
  }

  restore(kept) {
    const row = kept && this.drawn.get(kept.key);
    if (row) this.scroller.scrollTop += row.node.getBoundingClientRect().top - kept.offset;
  }

  /** Scroll to a message, loading older ones until it is there, and give it the focus. */
  async jumpTo(id) {
    const list = listAt(this.place);
    await list.fetching;
    for (let page = 0; page < JUMP_PAGES && !list.views.has(id) && list.more; page += 1) await loadOlder(list);
    this.atEnd = false;
    this.draw();
    const node = this.nodeOf(id);
    if (!node) return false;
    node.scrollIntoView({ block: "center", behavior: calm() ? "instant" : "smooth" });
    this.setCurrent(node);
    node.focus({ preventScroll: true });
    node.classList.remove("flash");
    requestAnimationFrame(() => node.classList.add("flash"));
    return true;
  }

  nodeOf(id) {
    for (const { node, views } of this.drawn.values()) if (views.some((view) => view.message_id === id)) return node;
    return null;
  }

  // Keyboard

  articles() {
    return [...this.content.querySelectorAll(":scope > [role=article]")];
  }

  setCurrent(article) {
    const row = [...this.drawn].find(([, { node }]) => node === article);
    if (!row || row[0] === this.current) return;
    const before = this.drawn.get(this.current);
    if (before) this.tabOrder(before.node, false);
    [this.current] = row;
    this.tabOrder(article, true);
  }

  tabOrder(node, current) {
    if (node.getAttribute("role") === "article") node.tabIndex = current ? 0 : -1;
    for (const inner of node.querySelectorAll(FOCUSABLE)) inner.tabIndex = current ? 0 : -1;
  }

  walk(event) {
    const article = event.target.closest("[role=article]");
    if (!article || event.target !== article) return;
    const all = this.articles();
    const index = all.indexOf(article);
    const target = { ArrowUp: all[index - 1], ArrowDown: all[index + 1], Home: all[0], End: all.at(-1) }[event.key];
    if (target) {
      event.preventDefault();
      target.focus();
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      article.querySelector(".more")?.click();
    } else if (event.key === "Escape") this.chat.composer.focus();
  }

  contextMenu(event) {
    const article = event.target.closest(".message");
    // Links and pictures keep the browser's own menu, and so does selected text.
    if (!article || event.target.closest("a, img, video, audio") || !getSelection().isCollapsed) return;
    event.preventDefault();
    const row = [...this.drawn.values()].find(({ node }) => node === article);
    const at = event.clientX ? { left: event.clientX, top: event.clientY, bottom: event.clientY } : undefined;
    this.chat.openActions(row.views, article, at);
  }
}
