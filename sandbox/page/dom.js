/** Building DOM nodes. Data only ever enters the page as text nodes and attributes, never as HTML. */

/**
 * Make an element. `props`: `class`, `text`, `on` ({event: handler}), `data` (dataset), `hidden`/`disabled`/… as
 * properties when the element has them, everything else as an attribute. Children that are null or false are left out.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null) continue;
    if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else if (name === "data") Object.assign(node.dataset, value);
    else if (typeof value === "boolean" && name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Outlines on a 24 by 24 grid, drawn for this page. */
const OUTLINES = {
  back: ["M15 5l-7 7 7 7"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  clip: ["M19 11.5l-7.3 7.3a4.6 4.6 0 0 1-6.5-6.5l8-8a3.1 3.1 0 0 1 4.4 4.4l-7.9 7.9a1.5 1.5 0 0 1-2.2-2.2l7-7"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  copy: ["M9 9h10v11H9z", "M5 15V4h10"],
  dots: ["M12 5.5v.1", "M12 12v.1", "M12 18.5v.1"],
  down: ["M12 5v14", "M6 13l6 6 6-6"],
  edit: ["M5 19l.8-4L16 4.8a1.8 1.8 0 0 1 2.6 0l.6.6a1.8 1.8 0 0 1 0 2.6L9 18.2z"],
  file: ["M7 3h7l5 5v13H7z", "M14 3v5h5"],
  forward: ["M14 7l5 5-5 5", "M19 12H9a5 5 0 0 0-5 5"],
  link: ["M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1", "M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1"],
  lock: ["M6 11h12v9H6z", "M9 11V8a3 3 0 0 1 6 0v3"],
  pin: ["M9 4h6l-1 6 3 3H7l3-3z", "M12 13v7"],
  plus: ["M12 5v14", "M5 12h14"],
  reply: ["M10 7l-5 5 5 5", "M5 12h10a5 5 0 0 1 5 5"],
  restart: ["M5 12a7 7 0 1 1 2.2 5.1", "M5 19v-5h5"],
  send: ["M4 12l16-8-5.5 16-3-6.5z", "M11.5 13.5L20 4"],
  stop: ["M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z", "M6 6l12 12"],
  trash: ["M5 7h14", "M9 7V4h6v3", "M7 7l1 13h8l1-13"],
};

/** An outline icon. It is decoration: the control around it carries the label. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const outline of OUTLINES[name]) {
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", outline);
    svg.append(path);
  }
  return svg;
}

/** A round button that shows only an icon; the label is read aloud and shown on hover. */
export function iconButton(name, label, onClick, props = {}) {
  return el("button", { type: "button", "aria-label": label, title: label, on: { click: onClick }, ...props,
    class: `icon-button ${props.class ?? ""}`.trim() }, icon(name));
}

/** Run `work` once before the next frame however often it is asked for; also while the tab is in the background. */
export function coalesce(work) {
  let planned = false;
  return () => {
    if (planned) return;
    planned = true;
    const run = () => { planned = false; work(); };
    if (document.hidden) setTimeout(run, 30);
    else requestAnimationFrame(run);
  };
}

/** Say something to screen readers without moving the focus. */
export function announce(text) {
  const region = document.getElementById("announcer");
  const line = el("p", { text });
  region.append(line);
  while (region.children.length > 5) region.firstChild.remove();
}
