/** A pop-up menu: arrow keys walk, Enter chooses, Escape closes and gives the focus back. */
import { el, icon } from "./dom.js";

let current = null;

export function closeMenu() {
  current?.close();
}

/**
 * Open a menu at `anchor` (an element, or a pointer event's {clientX, clientY} with `focusBack`).
 * `items`: `{icon, text, run, danger}`; null items are left out. `palette`: `{label, options: [{text, label, on}], run}`, a row on top.
 */
export function openMenu({ anchor, at, items, palette, label }) {
  closeMenu();
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label });
  const focusBack = anchor;
  const close = (refocus = true) => {
    menu.remove();
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", close);
    current = null;
    if (refocus) focusBack?.focus?.({ preventScroll: true });
  };
  const outside = (event) => { if (!menu.contains(event.target)) close(false); };
  const choose = (run) => () => { close(); run(); };

  if (palette) {
    menu.append(el("div", { class: "palette", role: "group", "aria-label": palette.label }, palette.options.map((option) =>
      el("button", { type: "button", role: "menuitemcheckbox", "aria-checked": String(Boolean(option.on)), tabindex: "-1",
        "aria-label": option.label, text: option.text, on: { click: choose(() => palette.run(option.text)) } }))));
  }
  for (const item of items.filter(Boolean)) {
    menu.append(el("button", { type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "danger" : undefined,
      on: { click: choose(item.run) } }, icon(item.icon), el("span", { text: item.text })));
  }
  menu.addEventListener("keydown", (event) => walk(event, menu, close));

  // Inside an open dialog the menu would be unreachable, elsewhere the body keeps it from being clipped.
  document.body.append(menu);
  place(menu, at ?? anchor.getBoundingClientRect());
  document.addEventListener("pointerdown", outside, true);
  window.addEventListener("resize", close);
  current = { close };
  menu.querySelector("button")?.focus();
}

function walk(event, menu, close) {
  const buttons = [...menu.querySelectorAll("button")];
  const index = buttons.indexOf(document.activeElement);
  const inPalette = Boolean(document.activeElement?.closest(".palette"));
  const firstItem = buttons.findIndex((button) => !button.closest(".palette"));
  let next = null;
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    close();
    return;
  }
  if (event.key === "ArrowDown") next = inPalette ? firstItem : index + 1;
  else if (event.key === "ArrowUp") next = inPalette ? buttons.length - 1 : index - 1;
  else if (event.key === "ArrowRight" && inPalette) next = Math.min(index + 1, firstItem - 1);
  else if (event.key === "ArrowLeft" && inPalette) next = Math.max(index - 1, 0);
  else if (event.key === "Home") next = 0;
  else if (event.key === "End") next = buttons.length - 1;
  if (next === null) return;
  event.preventDefault();
  buttons[(next + buttons.length) % buttons.length].focus();
}

function place(menu, rect) {
  const margin = 8;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.min(Math.max(margin, rect.left), innerWidth - width - margin);
  const below = (rect.bottom ?? rect.top) + 4;
  const above = rect.top - height - 4;
  const top = below + height + margin <= innerHeight ? below : Math.max(margin, above);
  menu.style.left = `${left}px`;
  menu.style.top = `${Math.min(top, Math.max(margin, innerHeight - height - margin))}px`;
}
