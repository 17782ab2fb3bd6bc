/** What a message carries besides text: pictures, sound, films, files, places, people, dice, polls. */
import { viewPicture } from "./dialogs.js";
import { el, icon } from "./dom.js";
import { avatar, nameOf } from "./names.js";
import { duration, fileSize } from "./time.js";

const VISUAL = new Set(["photo", "video", "animation"]);
const DICE = { "🎲": ["⚀", "⚁", "⚂", "⚃", "⚄", "⚅"] };

/** Kinds that are drawn edge to edge and may share a grid in an album. */
export const isVisual = (view) => VISUAL.has(view.kind);

const WORDS = { photo: "Photo", video: "Video", animation: "GIF", audio: "Audio", voice: "Voice message", video_note: "Video message",
  document: "File", sticker: "Sticker", location: "Location", venue: "Place", contact: "Contact", dice: "Dice", poll: "Poll",
  invoice: "Invoice", paid_media: "Paid media", giveaway: "Giveaway", story: "Story" };

/** One line for previews, quotes and screen readers. */
export function summary(view) {
  const words = WORDS[view.kind];
  const text = view.text ?? view.caption;
  if (!words) return text ?? "Message";
  if (view.kind === "sticker") return `${view.sticker?.emoji ?? ""} Sticker`.trim();
  if (view.kind === "dice") return `${view.dice?.emoji ?? ""} Dice`.trim();
  if (view.kind === "poll") return `Poll: ${view.poll?.question ?? ""}`;
  if (view.kind === "document" && !text) return view.file?.file_name ?? words;
  return text ? `${words}: ${text}` : words;
}

/** The node for the media of `view`, or null for text. */
export function renderMedia(view, who) {
  const alt = `${WORDS[view.kind] ?? "Message"} from ${who}`;
  switch (view.kind) {
    case "photo": return covered(view, picture(view.file, alt));
    case "video": return covered(view, film(view.file, alt));
    case "animation": return covered(view, movingPicture(view.file, alt));
    case "video_note": return el("div", { class: "round" }, film(view.file, alt));
    case "voice": return sound(view.file, alt, `Voice message, ${duration(view.file?.duration)}`);
    case "audio": return sound(view.file, alt, audioTitle(view));
    case "document": return documentCard(view.file);
    case "sticker": return sticker(view, alt);
    case "location": return place(view.location, view.location?.live_period ? "Live location" : "Location");
    case "venue": return place(view.venue?.location, view.venue?.title, view.venue?.address);
    case "contact": return contactCard(view.contact);
    case "dice": return dice(view.dice);
    case "poll": return poll(view.poll);
    case "invoice": case "paid_media": case "giveaway": case "story":
      return el("div", { class: "card" }, icon("lock"), el("div", {},
        el("strong", { text: WORDS[view.kind] }), el("p", { class: "muted small", text: "A kind that bots cannot copy." })));
    default: return null;
  }
}

function picture(file, alt) {
  if (!file) return missing(alt);
  const image = el("img", { src: file.url, alt, loading: "lazy" });
  if (file.width && file.height) image.style.aspectRatio = `${file.width} / ${file.height}`;
  image.addEventListener("error", () => image.closest("button")?.replaceWith(missing(alt)));
  return el("button", { type: "button", class: "picture", "aria-label": `${alt}. Enlarge`,
    on: { click: () => viewPicture(file.url, alt) } }, image);
}

const missing = (alt) => el("div", { class: "missing" }, icon("file"), el("span", { text: `${alt} (no preview)` }));

function film(file, label) {
  if (!file) return missing(label);
  const video = el("video", { src: file.url, controls: true, preload: "metadata", playsinline: "", "aria-label": label });
  if (file.width && file.height) video.style.aspectRatio = `${file.width} / ${file.height}`;
  return video;
}

function movingPicture(file, alt) {
  if (file?.mime_type?.startsWith("image/")) return picture(file, alt);
  const video = film(file, alt);
  if (video.tagName !== "VIDEO") return video;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  Object.assign(video, { loop: true, muted: true, autoplay: !calm });
  return video;
}

function covered(view, node) {
  if (!view.has_media_spoiler) return node;
  const cover = el("button", { type: "button", class: "cover", text: "Hidden: press to show" });
  const box = el("div", { class: "covered" }, node, cover);
  cover.addEventListener("click", () => { box.classList.remove("covered"); cover.remove(); });
  return box;
}

function sound(file, label, title) {
  return el("div", { class: "sound" }, el("span", { class: "sound-title", text: title, dir: "auto" }),
    file ? el("audio", { src: file.url, controls: true, preload: "metadata", "aria-label": label }) : null);
}

function audioTitle(view) {
  const { performer, title } = view.audio ?? {};
  const name = [performer, title].filter(Boolean).join(" – ") || view.file?.file_name || "Audio";
  return view.file?.duration ? `${name}, ${duration(view.file.duration)}` : name;
}

function documentCard(file) {
  const name = file?.file_name ?? "File";
  const kind = name.includes(".") ? name.split(".").pop().slice(0, 4) : "file";
  return el("a", { class: "card document", href: file?.url, download: name, "aria-label": `Download ${name}, ${fileSize(file?.file_size)}` },
    el("span", { class: "file-kind", "aria-hidden": "true", text: kind }),
    el("span", { class: "card-text" },
      el("span", { class: "file-name", text: name, dir: "auto" }), el("span", { class: "muted small", text: fileSize(file?.file_size) })));
}

function sticker(view, alt) {
  const emoji = view.sticker?.emoji ?? "🙂";
  const drawable = view.file?.mime_type?.startsWith("image/");
  if (!drawable) return el("div", { class: "sticker-emoji", role: "img", "aria-label": alt, text: emoji });
  const image = el("img", { class: "sticker", src: view.file.url, alt: `${alt} ${emoji}`, width: "160", height: "160", loading: "lazy" });
  image.addEventListener("error", () => image.replaceWith(el("div", { class: "sticker-emoji", text: emoji })));
  return image;
}

function place(location, title, address) {
  const { latitude = 0, longitude = 0 } = location ?? {};
  const spot = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  return el("div", { class: "place" },
    el("div", { class: "map", "aria-hidden": "true" }, el("span", { text: "📍" })),
    el("div", { class: "place-text" }, el("strong", { text: title, dir: "auto" }),
      address ? el("span", { text: address, dir: "auto" }) : null,
      el("a", { href: `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`,
        target: "_blank", rel: "noopener noreferrer", text: spot })));
}

function contactCard(contact) {
  const name = nameOf(contact);
  return el("div", { class: "card" }, avatar(name, contact?.user_id ?? 0),
    el("div", { class: "card-text" }, el("strong", { text: name, dir: "auto" }), el("span", { class: "muted", text: contact?.phone_number })));
}

function dice(thrown) {
  const face = DICE[thrown?.emoji]?.[thrown.value - 1];
  return el("div", { class: "dice", role: "img", "aria-label": `${thrown?.emoji} shows ${thrown?.value}` },
    face ?? thrown?.emoji, face ? null : el("span", { class: "dice-value", text: String(thrown?.value) }));
}

function poll(asked) {
  const votes = asked?.total_voter_count ?? 0;
  return el("div", { class: "poll" },
    el("strong", { text: asked?.question, dir: "auto" }),
    el("p", { class: "muted small", text: `${asked?.is_anonymous === false ? "Poll with names" : "Anonymous poll"}${asked?.type === "quiz" ? ", quiz" : ""}` }),
    el("ul", {}, (asked?.options ?? []).map((option) => el("li", {},
      el("span", { text: option.text, dir: "auto" }),
      el("span", { class: "muted small", text: votes ? `${Math.round((100 * option.voter_count) / votes)}%` : "–" })))),
    el("p", { class: "muted small", text: votes === 1 ? "1 vote" : `${votes} votes` }));
}
