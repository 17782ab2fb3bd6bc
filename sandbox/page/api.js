/** The control API of the sandbox (docs/sandbox.md), one function per call that the page makes. */

/** The sandbox refused, in its own plain words (`message`), with the HTTP `status`; 0 when it cannot be reached. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.name = "ApiError";
    this.status = status;
  }
}

async function call(method, path, { query = {}, body, form } = {}) {
  const url = new URL(`control/${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) url.searchParams.set(name, value);
  }
  const request = { method };
  if (form) request.body = form;
  else if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers = { "Content-Type": "application/json" };
  }
  let response;
  try {
    response = await fetch(url, request);
  } catch {
    throw new ApiError(0, "The sandbox does not answer.");
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, answer?.error ?? `The sandbox answered ${response.status}.`);
  return answer;
}

const get = (path, query) => call("GET", path, { query });
const post = (path, body) => call("POST", path, { body });
const act = (person, name, body) => post(`people/${person}/${name}`, body);

export const api = {
  bots: () => get("bots"),
  people: () => get("people"),
  chats: () => get("chats"),
  chat: (id, botId) => get(`chats/${id}`, { bot_id: botId }),
  topics: (chatId) => get(`chats/${chatId}/topics`),
  notes: () => get("notes"),
  clock: () => get("clock"),
  advance: (seconds) => post("clock", { advance: seconds }),
  commands: (chatId, person, botId) => get("commands", { chat_id: chatId, person, bot_id: botId }),
  messages: ({ chatId, botId, thread }, query = {}) =>
    get(`chats/${chatId}/messages`, { bot_id: botId, thread, ...query }),
  message: ({ chatId, botId }, id) => get(`chats/${chatId}/messages/${id}`, { bot_id: botId }),
  addPerson: (body) => post("people", body),

  send: (person, body) => act(person, "send", body),
  edit: (person, body) => act(person, "edit", body),
  remove: (person, body) => act(person, "delete", body),
  react: (person, body) => act(person, "react", body),
  press: (person, body) => act(person, "press", body),
  start: (person, body) => act(person, "start", body),
  open: (person, body) => act(person, "open", body),
  block: (person, botId) => act(person, "block", { bot_id: botId }),
  unblock: (person, botId) => act(person, "unblock", { bot_id: botId }),
  pin: (person, body) => act(person, "pin", body),
  unpin: (person, body) => act(person, "unpin", body),
  topic: (person, what, body) => act(person, `topic/${what}`, body),
  upload: (person, file) => {
    const form = new FormData();
    form.append("file", file, file.name);
    return call("POST", `people/${person}/upload`, { form });
  },
};
