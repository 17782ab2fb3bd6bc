/**
 * The shorthand that Telegram's own apps turn into formatting while writing:
 * **bold**, __italic__, ~~strike~~, ||spoiler||, `code`, ```pre```, [text](address).
 */

const PAIRS = [["```", "pre"], ["**", "bold"], ["__", "italic"], ["~~", "strikethrough"], ["||", "spoiler"], ["`", "code"]];
const LITERAL = new Set(["pre", "code"]);
const MARKS = Object.fromEntries(PAIRS.map(([mark, type]) => [type, mark]));
const LINK = /^\[([^\[\]\n]+)\]\((https?:\/\/[^\s()]+)\)/;

/** Shorthand → `{text, entities}` with UTF-16 offsets. Marks without a partner stay as they are. */
export function parseMarkup(source) {
  const entities = [];
  const text = read(source, 0, entities);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset || b.length - a.length) };
}

function read(source, base, entities) {
  let out = "";
  let rest = source;
  while (rest) {
    const link = LINK.exec(rest);
    const pair = PAIRS.find(([mark]) => rest.startsWith(mark));
    const end = pair ? rest.indexOf(pair[0], pair[0].length) : -1;
    if (link) {
      entities.push({ type: "text_link", offset: base + out.length, length: link[1].length, url: link[2] });
      out += link[1];
      rest = rest.slice(link[0].length);
    } else if (pair && end > pair[0].length && rest.slice(pair[0].length, end).trim()) {
      const [mark, type] = pair;
      const offset = base + out.length;
      let inside = rest.slice(mark.length, end);
      if (type === "pre") inside = inside.replace(/^\n|\n$/g, "");
      const shown = LITERAL.has(type) ? inside : read(inside, offset, entities);
      entities.push({ type, offset, length: shown.length });
      out += shown;
      rest = rest.slice(end + mark.length);
    } else {
      const step = pair ? pair[0].length : rest.codePointAt(0) > 0xffff ? 2 : 1;
      out += rest.slice(0, step);
      rest = rest.slice(step);
    }
  }
  return out;
}

/** `{text, entities}` → shorthand, to edit a message that is formatted. Kinds without a shorthand lose their form. */
export function toMarkup(text, entities = []) {
  const marks = [];
  for (const e of entities) {
    const end = e.offset + e.length;
    if (MARKS[e.type]) {
      marks.push({ at: e.offset, text: MARKS[e.type], order: -e.length }, { at: end, text: MARKS[e.type], order: e.length - 1e6 });
    } else if (e.type === "text_link") {
      marks.push({ at: e.offset, text: "[", order: -e.length }, { at: end, text: `](${e.url})`, order: e.length - 1e6 });
    }
  }
  // At one position closing marks come first, the shorter entity before the longer; then opening ones, the longer first.
  marks.sort((a, b) => b.at - a.at || b.order - a.order);
  let result = text;
  for (const mark of marks) result = result.slice(0, mark.at) + mark.text + result.slice(mark.at);
  return result;
}

/** Put `mark` around the selection of a text area, or take it away; the selection stays. */
export function toggleMark(area, type) {
  const mark = MARKS[type];
  const { selectionStart: from, selectionEnd: to, value } = area;
  const wrapped = value.slice(from - mark.length, from) === mark && value.slice(to, to + mark.length) === mark;
  if (wrapped) {
    area.setRangeText(value.slice(from, to), from - mark.length, to + mark.length, "preserve");
    area.setSelectionRange(from - mark.length, to - mark.length);
  } else {
    area.setRangeText(mark + value.slice(from, to) + mark, from, to, "preserve");
    area.setSelectionRange(from + mark.length, to + mark.length);
  }
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
