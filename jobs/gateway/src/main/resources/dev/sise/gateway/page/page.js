// Live prices: one WebSocket, one table row per ticker. No framework, nothing from elsewhere.

const DEFAULT_TICKERS = ["005930", "000660", "035420", "005380", "028260", "000020"];
const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 15000;
const MAX_NOTICES = 5;
/** Topics in one frame: the server takes 64 KiB, and a paste may hold anything. */
const TOPICS_PER_FRAME = 100;
/** Longer than any ticker, so that the server refuses what is cut, and short enough for its frames. */
const MAX_TICKER_LENGTH = 64;

/** What the market does with an instrument, in words for people. */
const STATUS_WORDS = {
  trading: "Trading",
  auction: "Auction",
  vi: "Volatility interruption",
  halted: "Halted",
  closed: "Closed",
  delisted: "Delisted",
};
/** Those in which a price or an expected price changes. */
const MOVING = new Set(["trading", "auction", "vi"]);
/** Why a price may be out of date. */
const STALE_WORDS = {
  source_down: "Stale: its source is down",
  cache_down: "Stale: the cache is down",
};

const state = document.getElementById("state");
const table = document.getElementById("prices");
const body = table.querySelector("tbody");
const notices = document.getElementById("notices");
const form = document.getElementById("add");
const input = document.getElementById("tickers");

const whole = new Intl.NumberFormat("ko-KR");
const plain = new Intl.NumberFormat("ko-KR", { maximumFractionDigits: 6 });
const signedWhole = new Intl.NumberFormat("ko-KR", { signDisplay: "exceptZero" });
const signedRate = new Intl.NumberFormat("ko-KR", {
  signDisplay: "exceptZero",
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});

/** Rows by ticker: what the server accepted. */
const rows = new Map();
/** Lists of topics we asked for and have no answer to yet; answers come in the same order. */
let asked = [DEFAULT_TICKERS.map((ticker) => `price:${ticker}`)];

let socket = null;
let retryMs = FIRST_RETRY_MS;

connect();

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const topics = input.value
    .split(/[\s,]+/)
    .filter((text) => text !== "")
    .map((text) => text.slice(0, MAX_TICKER_LENGTH))
    .map((text) => `price:${text}`);
  subscribe(topics);
  input.value = "";
  input.focus();
});

function connect() {
  const url = new URL("ws", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(url);
  showState("connecting", "Connecting…");
  socket.addEventListener("open", () => {
    showState("open", "Connected");
    const topics = [...[...rows.keys()].map((ticker) => `price:${ticker}`), ...asked.flat()];
    asked = [];
    subscribe(topics);
  });
  socket.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  socket.addEventListener("close", reconnectLater);
}

function reconnectLater() {
  // Spread over half a second to one and a half of the time, so that not all pages return at once.
  const delay = Math.round(retryMs * (0.5 + Math.random()));
  retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  showState("closed", `Disconnected; trying again in ${(delay / 1000).toFixed(1)} s`);
  setTimeout(connect, delay);
}

function subscribe(topics) {
  for (let from = 0; from < topics.length; from += TOPICS_PER_FRAME) {
    const some = topics.slice(from, from + TOPICS_PER_FRAME);
    asked.push(some);
    send({ type: "subscribe", topics: some });
  }
}

function send(frame) {
  // What is asked while disconnected goes out with the next connection.
  if (socket.readyState === WebSocket.OPEN) {
    socket.send(JSON.stringify(frame));
  }
}

function receive(frame) {
  switch (frame.type) {
    case "subscribed":
      frame.topics.forEach((topic) => ensureRow(topic.slice("price:".length)));
      frame.refused.forEach((refused) => notice(`${refused.topic.slice("price:".length)} was refused (${refused.reason}): ${refused.message}`));
      asked.shift();
      // Not when it opens: a server that closes at once what it was sent would be asked again and again.
      retryMs = FIRST_RETRY_MS;
      break;
    case "price_update":
      showPrice(frame.ticker, frame.data, frame.stale);
      break;
    case "no_price":
      showNoPrice(frame.ticker, frame.message);
      break;
    case "error":
      notice(`Error (${frame.reason}): ${frame.message}`);
      if (frame.reason === "too_many_changes") {
        // The answer to a subscribe, and nothing of it was done.
        asked.shift();
      }
      break;
    default:
      // Later servers may say more.
      break;
  }
}

function ensureRow(ticker) {
  let row = rows.get(ticker);
  if (row === undefined) {
    row = newRow(ticker);
    rows.set(ticker, row);
    body.append(row.element);
  }
  return row;
}

function newRow(ticker) {
  const element = document.createElement("tr");
  element.dataset.ticker = ticker;
  element.setAttribute("role", "row");
  const head = document.createElement("th");
  head.scope = "row";
  head.className = "ticker";
  head.setAttribute("role", "rowheader");
  head.textContent = ticker;
  const cells = {};
  for (const name of ["price", "change", "rate", "volume", "time", "status", "remove"]) {
    cells[name] = document.createElement("td");
    cells[name].className = name;
    cells[name].setAttribute("role", "cell");
  }
  const remove = document.createElement("button");
  remove.type = "button";
  remove.textContent = "✕";
  remove.setAttribute("aria-label", `Remove ${ticker}`);
  remove.addEventListener("click", () => {
    send({ type: "unsubscribe", topics: [`price:${ticker}`] });
    rows.delete(ticker);
    element.remove();
    input.focus();
  });
  cells.remove.append(remove);
  const note = document.createElement("td");
  note.className = "note";
  note.colSpan = 6;
  note.setAttribute("role", "cell");
  note.textContent = "Waiting for a price…";
  element.append(head, note, cells.remove);
  return { element, head, note, cells, data: null };
}

function showPrice(ticker, data, stale) {
  const row = rows.get(ticker);
  if (row === undefined) {
    return;
  }
  if (row.data === null) {
    const { price, change, rate, volume, time, status } = row.cells;
    row.note.replaceWith(price, change, rate, volume, time, status);
  } else if (data.epoch < row.data.epoch || (data.epoch === row.data.epoch && data.seq < row.data.seq)) {
    return;
  }
  if (row.data !== null && row.data.price !== data.price) {
    row.element.classList.remove("moved");
    // Reading a layout property lets the animation start anew.
    void row.element.offsetWidth;
    row.element.classList.add("moved");
  }
  row.data = data;
  const direction = Math.sign(data.change);
  row.element.dataset.direction = ["down", "flat", "up"][direction + 1];
  row.cells.price.textContent = whole.format(data.price);
  row.cells.change.textContent = changeText(data.change);
  row.cells.rate.textContent = `${signedRate.format(data.change_rate)} %`;
  row.cells.volume.textContent = whole.format(data.volume);
  row.cells.time.textContent = timeText(data);
  row.element.classList.toggle("stale", stale !== undefined);
  row.cells.status.replaceChildren(...statusLines(data, stale));
}

function changeText(change) {
  return `${["▼", "", "▲"][Math.sign(change) + 1]} ${signedWhole.format(change)}`.trim();
}

/** The time of day, and of a close its day: it may be of any, and of what was delisted nobody knows it. */
function timeText(data) {
  const timestamp = String(data.timestamp ?? "");
  return data.source === "close" ? timestamp.slice(0, 10) : timestamp.slice(11, 19);
}

/** One line each: the market's status and where the price is from, why it may be stale, the auction, the warrant. */
function statusLines(data, stale) {
  const words = [STATUS_WORDS[data.status] ?? data.status, originText(data)];
  const lines = [line("status-word", words.filter((word) => word !== null).join(", "))];
  if (stale !== undefined) {
    lines.push(line("stale-word", STALE_WORDS[stale] ?? `Stale: ${stale}`));
  }
  if (data.expected !== undefined) {
    const { price, change, volume } = data.expected;
    lines.push(line("expected", `Expected ${whole.format(price)} (${changeText(change)}), ${whole.format(volume)} shares`));
  }
  if (data.elw !== undefined) {
    lines.push(line("elw", elwText(data.elw)));
  } else if (data.is_elw) {
    lines.push(line("elw", "ELW"));
  }
  return lines;
}

function originText(data) {
  if (data.source === "close") {
    return "last close";
  }
  if (data.is_polling) {
    return "polled";
  }
  return MOVING.has(data.status) ? "live" : null;
}

/** What is not known of a warrant is absent. */
function elwText(elw) {
  const figures = [
    elw.strike === undefined ? null : `strike ${plain.format(elw.strike)}`,
    elw.expiry === undefined ? null : `expires ${elw.expiry}`,
    elw.ratio === undefined ? null : `ratio ${plain.format(elw.ratio)}`,
    elw.theory === undefined ? null : `theoretical price ${plain.format(elw.theory)}`,
    elw.iv === undefined ? null : `implied volatility ${plain.format(elw.iv)} %`,
  ];
  return `ELW: ${figures.filter((figure) => figure !== null).join(", ")}`;
}

function line(name, text) {
  const element = document.createElement("div");
  element.className = name;
  element.textContent = text;
  return element;
}

function showNoPrice(ticker, message) {
  const row = rows.get(ticker);
  if (row !== undefined && row.data === null) {
    row.note.textContent = message.charAt(0).toUpperCase() + message.slice(1);
  }
}

function showState(name, text) {
  state.dataset.state = name;
  state.textContent = text;
  table.classList.toggle("stale", name !== "open");
}

function notice(text) {
  const item = document.createElement("li");
  const words = document.createElement("span");
  words.textContent = text;
  const dismiss = document.createElement("button");
  dismiss.type = "button";
  dismiss.textContent = "✕";
  dismiss.setAttribute("aria-label", `Dismiss: ${text}`);
  dismiss.addEventListener("click", () => item.remove());
  item.append(words, dismiss);
  notices.append(item);
  while (notices.children.length > MAX_NOTICES) {
    notices.firstElementChild.remove();
  }
}
