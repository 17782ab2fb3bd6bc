/** Things that come over the page: toasts, questions, the picture viewer. All use <dialog>, which keeps the focus inside. */
import { el, iconButton } from "./dom.js";

const TOAST_SECONDS = 5;

/** A short note at the foot of the pane that `near` belongs to. Read aloud politely. */
export function toast(near, text, kind = "") {
  const holder = near?.closest?.(".pane")?.querySelector(".toasts") ?? document.querySelector(".toasts");
  const note = el("div", { class: `toast ${kind}`, text, dir: "auto" });
  holder.append(note);
  setTimeout(() => note.remove(), TOAST_SECONDS * 1000);
}

/** Run `work`; when the sandbox refuses, say why in a toast. Answers undefined then. */
export async function tell(near, work) {
  try {
    return await work();
  } catch (error) {
    if (error.name !== "ApiError") throw error;
    toast(near, error.message, "bad");
    return undefined;
  }
}

function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(""); });
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue)));
}

/** What a bot answers with `show_alert`. */
export function alertDialog(text) {
  return open(el("dialog", { class: "box", "aria-label": "The bot says" },
    el("form", { method: "dialog" },
      el("p", { class: "box-text", text, dir: "auto" }),
      el("div", { class: "box-buttons" }, el("button", { class: "primary", value: "ok", text: "OK" })))));
}

/**
 * Ask with a form. `fields`: nodes; `yes`: label of the button that goes on; `danger`: it cannot be taken back.
 * Answers the FormData, or null when it was cancelled.
 */
export async function ask({ title, text, fields = [], yes, danger = false }) {
  const form = el("form", { method: "dialog" },
    el("h2", { text: title }),
    text ? el("p", { class: "muted", text }) : null,
    ...fields,
    el("div", { class: "box-buttons" },
      el("button", { value: "", type: "submit", formnovalidate: "", text: "Cancel" }),
      el("button", { class: danger ? "danger" : "primary", value: "yes", text: yes })));
  // Enter presses the first submit button, which is Cancel: go on instead.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName === "BUTTON") return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[value=yes]"));
  });
  const answer = await open(el("dialog", { class: "box", "aria-label": title }, form));
  return answer === "yes" ? new FormData(form) : null;
}

/** A labelled field for `ask`. */
export function field(label, control) {
  return el("label", { class: "field" }, el("span", { text: label }), control);
}

/** A labelled choice for `ask`: rows of `{value, text, checked}`. */
export function choices(name, label, rows) {
  return el("fieldset", { class: "choices" }, el("legend", { text: label }), ...rows.map((row) =>
    el("label", {}, el("input", { type: "radio", name, value: String(row.value), checked: Boolean(row.checked) }),
      el("span", { text: row.text, dir: "auto" }))));
}

/** A picture as large as the window allows. */
export function viewPicture(url, alt) {
  const dialog = el("dialog", { class: "viewer", "aria-label": alt });
  dialog.append(
    iconButton("close", "Close", () => dialog.close(), { autofocus: "" }),
    el("img", { src: url, alt, on: { click: () => dialog.close() } }));
  return open(dialog);
}
