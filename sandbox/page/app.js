/** The page: mounts the panes, fills the state, follows the events, switches panes on a narrow screen. */
import { DeskPane } from "./desk.js";
import { mountClock } from "./clock.js";
import { el } from "./dom.js";
import { renderText } from "./entities.js";
import { listen } from "./events.js";
import { deepLink } from "./links.js";
import { openAs } from "./open-as.js";
import { PeoplePane } from "./phone.js";
import { phones, staff, desk } from "./roster.js";
import { applyEvent, emit, on, refresh, state } from "./state.js";
import { tabKeys } from "./tabs.js";
import { readWhatIsShown, unreadOn } from "./unread.js";

const TRY_CLOSED = "sandbox.try.closed";
const NARROW = matchMedia("(max-width: 760px)");
const SIDES = [["phones", "Clients"], ["desk", "Desk"], ["staff", "Staff"]];
const byId = (id) => document.getElementById(id);

let side = "phones";
const isVisible = (id) => () => !NARROW.matches || side === id;

/** A step with its addresses as links; an invitation is opened as somebody, like one in a message. */
function withLinks(text, panel) {
  const entities = [...text.matchAll(/https:\/\/\S+/g)].map((found) => ({ type: "url", offset: found.index, length: found[0].length }));
  return renderText(text, entities, { link: (url) => {
    const deep = deepLink(url);
    if (deep) openAs({ ...deep, viewer: null, near: panel });
    return Boolean(deep);
  } });
}

function mountTryFirst() {
  const panel = byId("try");
  panel.open = localStorage.getItem(TRY_CLOSED) !== "yes";
  panel.addEventListener("toggle", () => localStorage.setItem(TRY_CLOSED, panel.open ? "no" : "yes"));
  on("notes", () => {
    const { title = "Chat sandbox", try_first: steps = [] } = state.notes;
    document.title = title;
    byId("title").textContent = title;
    panel.hidden = !steps.length;
    byId("try-list").replaceChildren(...steps.map((text) => el("li", { dir: "auto" }, withLinks(text, panel))));
  });
}

function mountSwitch() {
  const bar = byId("switch");
  const show = (id) => {
    side = id;
    document.body.dataset.side = id;
    draw();
    readWhatIsShown();
  };
  const draw = () => bar.replaceChildren(...SIDES.map(([id, name]) => {
    const unread = id === "desk" ? unreadOn("desk") : (id === "phones" ? phones() : staff()).reduce((sum, row) => sum + unreadOn(row.person), 0);
    return el("button", { type: "button", role: "tab", id: `show-${id}`, "aria-controls": id, "aria-selected": String(side === id),
      tabindex: side === id ? "0" : "-1", on: { click: () => { show(id); byId(`show-${id}`).focus(); } } },
      name, unread ? el("span", { class: "badge", "aria-label": `${unread} unread`, text: String(unread) }) : null);
  }));
  bar.addEventListener("keydown", (event) => tabKeys(event, bar));
  NARROW.addEventListener("change", readWhatIsShown);
  on("unread", draw);
  show(side);
  return show;
}

function start() {
  const clients = new PeoplePane(byId("phones"), { roster: phones, phones: true, title: "Client phones", isVisible: isVisible("phones") });
  const team = new PeoplePane(byId("staff"), { roster: staff, phones: false, title: "Staff", isVisible: isVisible("staff") });
  const deskPane = new DeskPane(byId("desk"), { isVisible: isVisible("desk") });
  mountClock(byId("clock"), () => clients.row?.zone);
  mountTryFirst();
  const show = mountSwitch();

  on("show person", (person) => {
    const pane = clients.has(person) ? clients : team;
    show(pane === clients ? "phones" : "staff");
    pane.choose(person, true);
  });
  on("go", ({ chatId, thread, messageId }) => {
    if (chatId !== desk()?.id) return;
    show("desk");
    deskPane.open(thread ?? "general", messageId);
  });

  const fill = () => refresh().then(() => { byId("offline").hidden = true; document.body.dataset.ready = "yes"; });
  // A stream that stands while the first fetch fails is a server that is still starting: try again.
  const retry = () => fill().catch(() => setTimeout(retry, 1000));
  listen({
    onEvent: applyEvent,
    onOpen: retry,
    onBreak: () => { byId("offline").hidden = false; },
  });
  emit("notes");
}

start();
