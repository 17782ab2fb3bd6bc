/** Files to be sent with the next message, and the menu of things that can be sent without having a file at hand. */
import { api } from "./api.js";
import { toast } from "./dialogs.js";
import { el, icon, iconButton } from "./dom.js";
import { openMenu } from "./menu.js";
import { fileSize } from "./time.js";

const ALBUM_MOST = 10;
const PICTURE = /^image\/(jpeg|png|webp)$/;

function kindOf(file, asFile) {
  if (asFile) return "document";
  if (PICTURE.test(file.type)) return "photo";
  if (file.type === "image/gif") return "animation";
  if (file.type === "video/mp4") return "video";
  if (file.type.startsWith("audio/")) return file.type === "audio/ogg" ? "voice" : "audio";
  return "document";
}

/** The strip above the writing field. `onChange` is called when files come or go. */
export class Attachments {
  constructor(onChange) {
    this.onChange = onChange;
    this.files = [];
    this.urls = [];
    this.input = el("input", { type: "file", multiple: true, class: "hidden-visually", tabindex: "-1", "aria-label": "Files to attach",
      on: { change: () => { this.add([...this.input.files]); this.input.value = ""; } } });
    this.asFile = el("input", { type: "checkbox" });
    this.strip = el("ul", { class: "strip" });
    this.node = el("div", { class: "attachments", hidden: true }, this.strip,
      el("label", { class: "small" }, this.asFile, " Send as files, without preview"));
  }

  get asFiles() {
    return this.asFile.checked;
  }

  /** Take files out of a paste or a drop; text is left to the browser. */
  takeFrom(event, transfer) {
    const files = [...(transfer?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    this.add(files);
  }

  add(files) {
    this.files = [...this.files, ...files];
    this.draw();
    this.node.closest("form").querySelector("textarea").focus();
  }

  clear() {
    if (!this.files.length) return;
    this.files = [];
    this.asFile.checked = false;
    this.draw();
  }

  draw() {
    this.urls.forEach((url) => URL.revokeObjectURL(url));
    this.urls = [];
    this.node.hidden = !this.files.length;
    this.strip.replaceChildren(...this.files.map((file) => el("li", {}, this.preview(file),
      el("span", { class: "strip-name", text: file.name, dir: "auto" }), el("span", { class: "muted small", text: fileSize(file.size) }),
      iconButton("close", `Remove ${file.name}`, () => { this.files = this.files.filter((other) => other !== file); this.draw(); }))));
    this.onChange();
  }

  preview(file) {
    if (!PICTURE.test(file.type)) return icon("file");
    const url = URL.createObjectURL(file);
    this.urls.push(url);
    return el("img", { src: url, alt: "" });
  }

  /** Upload, and answer the `send` bodies: an album where Telegram's apps would make one, else one by one. */
  async bodies(person, files, asFiles, caption) {
    const items = await Promise.all(files.map(async (file) =>
      ({ kind: kindOf(file, asFiles), file_id: (await api.upload(person, file)).file_id, file_name: file.name })));
    const visual = items.every(({ kind }) => kind === "photo" || kind === "video");
    const uniform = items.every(({ kind }) => kind === items[0].kind) && ["document", "audio"].includes(items[0].kind);
    if (items.length === 1 || !(visual || uniform)) {
      return items.map((item, i) => (i === 0 ? { ...item, ...captionOf(caption) } : item));
    }
    const bodies = [];
    for (let from = 0; from < items.length; from += ALBUM_MOST) {
      const album = items.slice(from, from + ALBUM_MOST);
      if (from === 0) Object.assign(album[0], captionOf(caption));
      bodies.push(album.length > 1 ? { album } : album[0]);
    }
    return bodies;
  }
}

function captionOf({ caption, caption_entities: entities }) {
  return caption ? { caption, entities } : {};
}

/** The menu behind the paper clip. `pick()` opens the file chooser, `send(body)` sends what needs no file. */
export function samplesMenu(anchor, { pick, send, person }) {
  const sample = (text, body, symbol = "plus") => ({ icon: symbol, text, run: () => send(body) });
  openMenu({
    anchor, label: "Attach",
    items: [
      { icon: "clip", text: "Picture or file…", run: pick },
      { icon: "plus", text: "A sample of another kind…", run: () => setTimeout(() => moreSamples(anchor, sample, person)) },
      sample("Sample picture", { kind: "photo", caption: "A sample picture" }),
      sample("Sample album of three", { album: [{ kind: "photo", caption: "Three pictures" }, { kind: "photo" }, { kind: "photo" }] }),
      sample("Sample voice message", { kind: "voice", duration: 3 }),
      sample("Sample document", { kind: "document", file_name: "agreement.pdf", mime_type: "application/pdf" }, "file"),
      { icon: "edit", text: "How to format text", run: () => toast(anchor, "**bold** __italic__ ~~strike~~ ||spoiler|| `code` [text](https://…) · Ctrl+B, Ctrl+I") },
    ],
  });
}

function moreSamples(anchor, sample, person) {
  openMenu({
    anchor, label: "Samples",
    items: [
      sample("Video", { kind: "video" }), sample("Round video", { kind: "video_note" }), sample("GIF", { kind: "animation" }),
      sample("Music", { kind: "audio", title: "Morning", performer: "The Sandbox" }), sample("Sticker", { kind: "sticker", emoji: "🙂" }),
      sample("Location", { kind: "location", latitude: 50.4501, longitude: 30.5234 }),
      sample("Place", { kind: "venue", latitude: 50.4501, longitude: 30.5234, title: "Main office", address: "Khreshchatyk 1" }),
      sample("Contact", { kind: "contact", phone_number: "+380440000000", first_name: person?.first_name ?? "Sam" }),
      sample("Dice", { kind: "dice", emoji: "🎲" }),
      sample("Poll", { kind: "poll", question: "When shall we talk?", options: ["Monday", "Tuesday"] }),
      sample("Forwarded message", { text: "See you on Monday.", forward_from: { hidden_user: "A colleague" } }, "forward"),
      sample("Invoice (bots cannot copy it)", { kind: "invoice" }, "lock"),
    ],
  });
}
