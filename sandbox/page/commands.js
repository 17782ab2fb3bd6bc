/** Suggestions while a command is typed. The bot's own list (setMyCommands) for this person in this chat. */
import { api } from "./api.js";
import { el } from "./dom.js";
import { on, placeKey } from "./state.js";

const known = new Map();
let serial = 0;
on("commands", () => known.clear());

export class CommandSuggestions {
  constructor(area, chat) {
    this.area = area;
    this.chat = chat;
    this.rows = [];
    this.index = 0;
    serial += 1;
    this.id = `commands-${serial}`;
    this.node = el("ul", { class: "suggestions", role: "listbox", id: this.id, "aria-label": "Commands", hidden: true });
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", this.id);
    area.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  /** Offer what begins with the typed word, as long as nothing else was typed. */
  async update() {
    const typed = /^\/([a-z0-9_]*)$/i.exec(this.area.value)?.[1];
    if (typed === undefined || document.activeElement !== this.area) return this.close();
    const commands = await this.commands();
    if (this.area.value !== `/${typed}`) return undefined;
    const rows = commands.filter(({ command }) => command.startsWith(typed.toLowerCase()));
    if (rows.length !== this.rows.length || rows.some((row, i) => row.command !== this.rows[i].command)) this.index = 0;
    this.rows = rows;
    this.draw();
    return undefined;
  }

  async commands() {
    const { viewer, place } = this.chat;
    const key = `${viewer} ${placeKey(place)}`;
    if (!known.has(key)) known.set(key, api.commands(place.chatId, viewer, place.botId).catch(() => { known.delete(key); return []; }));
    return known.get(key);
  }

  draw() {
    this.node.hidden = !this.rows.length;
    this.node.replaceChildren(...this.rows.map((row, i) => el("li", { role: "option", id: `${this.id}-${i}`,
      "aria-selected": String(i === this.index), on: { pointerdown: (event) => { event.preventDefault(); this.take(i); } } },
      el("strong", { text: `/${row.command}` }), el("span", { class: "muted", text: row.description, dir: "auto" }))));
    if (this.rows.length) this.area.setAttribute("aria-activedescendant", `${this.id}-${this.index}`);
    else this.area.removeAttribute("aria-activedescendant");
    this.node.children[this.index]?.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.rows = [];
    this.node.hidden = true;
    this.area.removeAttribute("aria-activedescendant");
  }

  /** True when the key was for the suggestions. Enter on a command typed in full is left to send it. */
  handles(event) {
    if (this.node.hidden) return false;
    const typedInFull = this.area.value === `/${this.rows[this.index]?.command}`;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.index = (this.index + step + this.rows.length) % this.rows.length;
      this.draw();
    } else if (event.key === "Escape") this.close();
    else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey && !typedInFull)) this.take(this.index);
    else return false;
    event.preventDefault();
    return true;
  }

  take(index) {
    this.area.value = `/${this.rows[index].command} `;
    this.close();
    this.area.focus();
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
