/** Arrow keys in a row or column of tabs: move, choose, keep one in the Tab order. */
export function tabKeys(event, list, selector = "[role=tab]") {
  const tabs = [...list.querySelectorAll(selector)].filter((tab) => tab.offsetParent !== null);
  const index = tabs.indexOf(event.target.closest(selector));
  if (index < 0) return;
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  let next = null;
  if (step) next = tabs[(index + step + tabs.length) % tabs.length];
  else if (event.key === "Home") [next] = tabs;
  else if (event.key === "End") next = tabs.at(-1);
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.click();
}
