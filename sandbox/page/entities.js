/** Text with Bot API entities → DOM nodes. Offsets are UTF-16 units, which is how JavaScript counts anyway. */
import { el } from "./dom.js";
import { safeUrl } from "./links.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/**
 * `actions`: `link(url)` for every address that is opened by the page itself, `command(text)` for a bot command.
 * Returns a fragment. Entities may nest and, unlike in Telegram, also overlap.
 */
export function renderText(text, entities = [], actions = {}) {
  const known = entities
    .filter((e) => e.length > 0 && e.offset >= 0 && e.offset + e.length <= text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length || BLOCKS.has(b.type) - BLOCKS.has(a.type));
  const cuts = new Set([0, text.length]);
  for (const e of known) cuts.add(e.offset).add(e.offset + e.length);
  const points = [...cuts].sort((a, b) => a - b);

  const fragment = document.createDocumentFragment();
  let open = [];
  let blockEnded = false;
  for (let i = 0; i + 1 < points.length; i += 1) {
    const [from, to] = [points[i], points[i + 1]];
    const active = known.filter((e) => e.offset <= from && e.offset + e.length >= to);
    let kept = 0;
    while (kept < open.length && open[kept].entity === active[kept]) kept += 1;
    blockEnded = open.slice(kept).some(({ entity }) => BLOCKS.has(entity.type));
    open = open.slice(0, kept);
    let parent = kept ? open[kept - 1].inner : fragment;
    for (const entity of active.slice(kept)) {
      const { node, inner = node } = wrap(entity, text.slice(entity.offset, entity.offset + entity.length), actions);
      parent.append(node);
      parent = inner;
      open.push({ entity, inner });
    }
    // The line break after a block is the block's own end, not an empty line.
    const piece = text.slice(from, to);
    parent.append(blockEnded && piece.startsWith("\n") ? piece.slice(1) : piece);
  }
  return fragment;
}

function wrap(entity, text, actions) {
  if (TAGS[entity.type]) return { node: el(TAGS[entity.type]) };
  switch (entity.type) {
    case "pre": {
      const inner = el("code");
      const label = entity.language ? el("span", { class: "pre-language", text: entity.language }) : null;
      return { node: el("pre", { tabindex: "-1" }, label, inner), inner };
    }
    case "blockquote": return { node: el("blockquote") };
    case "expandable_blockquote": return expandable();
    case "spoiler": return { node: spoiler() };
    case "url": return { node: link(text, actions) };
    case "text_link": return { node: link(entity.url, actions, text) };
    case "email": return { node: link(`mailto:${text}`, actions) };
    case "phone_number": return { node: link(`tel:${text.replace(/[^\d+]/g, "")}`, actions) };
    case "bot_command": return { node: command(text, actions) };
    case "mention": case "text_mention": case "hashtag": case "cashtag":
      return { node: el("span", { class: "mention" }) };
    case "date_time":
      return { node: el("time", { datetime: isoOf(entity.unix_time) }) };
    default: return { node: el("span") };
  }
}

const isoOf = (seconds) => (Number.isFinite(seconds) ? new Date(seconds * 1000).toISOString() : undefined);

function link(address, actions, shown) {
  const url = safeUrl(address);
  if (!url) return el("span", { title: address });
  const handle = (event) => {
    if (!actions.link?.(url)) return;
    event.preventDefault();
  };
  // A link whose text differs from its address says where it leads.
  const title = shown && shown !== address ? url.href : undefined;
  return el("a", { href: url.href, title, target: "_blank", rel: "noopener noreferrer", on: { click: handle } });
}

function command(text, actions) {
  if (!actions.command) return el("span", { class: "mention" });
  return el("button", { type: "button", class: "as-link", on: { click: () => actions.command(text) } });
}

function spoiler() {
  const node = el("span", { class: "spoiler", role: "button", tabindex: "0", "aria-expanded": "false",
    title: "Hidden text: press to show" });
  const toggle = () => node.setAttribute("aria-expanded", String(node.classList.toggle("shown")));
  node.addEventListener("click", toggle);
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    toggle();
  });
  return node;
}

function expandable() {
  const inner = el("div", { class: "quote-text" });
  const button = el("button", { type: "button", class: "as-link quote-more", text: "Show all", "aria-expanded": "false" });
  const node = el("blockquote", { class: "expandable" }, inner, button);
  button.addEventListener("click", () => {
    const all = node.classList.toggle("all");
    button.textContent = all ? "Show less" : "Show all";
    button.setAttribute("aria-expanded", String(all));
  });
  return { node, inner };
}
