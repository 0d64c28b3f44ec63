// Live prices and the signals of the last nightly scan, over one WebSocket. No framework, nothing from elsewhere.

import { drawChart } from "./chart.js";

const DEFAULT_TICKERS = ["005930", "000660", "035420", "005380", "028260", "000020"];
const PRICE = "price:";
const SIGNALS = "signals";
const SIGNAL_COLUMNS = 11;
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

/** Where a price stands beside the pivot of its pattern, in words for people. */
const PATTERN_WORDS = {
  SETUP: "Setup",
  BREAKOUT: "Breakout",
  BREAKOUT_LOWVOL: "Breakout, low volume",
  PULLBACK: "Pullback",
  EXTENDED: "Extended",
};

/** What to know of a signal beside its figures. */
const FLAG_WORDS = {
  LIMIT_LOCKED: "locked at its limit",
  IPO_BASE: "listed recently",
  NO_SMART_MONEY: "no investor flows",
  NO_RELATIVE_STRENGTH: "no relative strength",
};

const state = document.getElementById("state");
const table = document.getElementById("prices");
const body = table.querySelector("tbody");
const notices = document.getElementById("notices");
const form = document.getElementById("add");
const input = document.getElementById("tickers");
const signals = document.getElementById("signals");
const signalRows = signals.querySelector("tbody");
const directionChoice = document.getElementById("direction");

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
let asked = [[SIGNALS, ...DEFAULT_TICKERS.map((ticker) => PRICE + ticker)]];
/** The newest board, as it came. */
let board = null;
/** By ticker, of the signals that are shown. */
const watchButtons = new Map();

let socket = null;
let retryMs = FIRST_RETRY_MS;

connect();

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const topics = input.value
    .split(/[\s,]+/)
    .filter((text) => text !== "")
    .map((text) => text.slice(0, MAX_TICKER_LENGTH))
    .map((text) => PRICE + text);
  subscribe(topics);
  input.value = "";
  input.focus();
});

directionChoice.addEventListener("change", showSignals);

function connect() {
  const url = new URL("ws", location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(url);
  showState("connecting", "Connecting…");
  socket.addEventListener("open", () => {
    showState("open", "Connected");
    const topics = new Set([SIGNALS, ...[...rows.keys()].map((ticker) => PRICE + ticker), ...asked.flat()]);
    asked = [];
    subscribe([...topics]);
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
      frame.topics.filter((topic) => topic !== SIGNALS).forEach((topic) => ensureRow(topic.slice(PRICE.length)));
      // A gateway without a database has no signals, and nobody asked for them.
      frame.refused
        .filter((refused) => refused.topic !== SIGNALS)
        .forEach((refused) => notice(`${refused.topic.slice(PRICE.length)} was refused (${refused.reason}): ${refused.message}`));
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
    case "signals":
      // The same again after a reconnect: what is open stays open.
      if (board?.scan_id !== frame.scan_id) {
        board = frame;
        showSignals();
      }
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
    showWatched(ticker);
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
    cells[name] = cell(name, "");
    cells[name].setAttribute("role", "cell");
  }
  const remove = document.createElement("button");
  remove.type = "button";
  remove.textContent = "✕";
  remove.setAttribute("aria-label", `Remove ${ticker}`);
  remove.addEventListener("click", () => {
    send({ type: "unsubscribe", topics: [PRICE + ticker] });
    rows.delete(ticker);
    element.remove();
    showWatched(ticker);
    input.focus();
  });
  cells.remove.append(remove);
  const note = cell("note", "Waiting for a price…");
  note.colSpan = 6;
  note.setAttribute("role", "cell");
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

/** The signals of one direction, the best first, as the board has them. */
function showSignals() {
  const results = board.results.filter((signal) => signal.signal_type === directionChoice.value);
  const day = signals.querySelector("time");
  day.textContent = board.date;
  day.dateTime = board.date;
  watchButtons.clear();
  signalRows.replaceChildren(...results.map(signalRow));
  if (results.length === 0) {
    const none = cell("note", `No ${directionChoice.value} signals`);
    none.colSpan = SIGNAL_COLUMNS;
    signalRows.insertRow().append(none);
  }
  signals.hidden = false;
}

function signalRow(signal) {
  const element = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.className = "ticker";
  const chart = document.createElement("button");
  chart.type = "button";
  chart.textContent = signal.ticker;
  chart.setAttribute("aria-label", `Chart of ${signal.ticker}`);
  chart.setAttribute("aria-expanded", "false");
  chart.addEventListener("click", () => toggleChart(chart, element, signal, board.date));
  head.append(chart);
  const watch = document.createElement("button");
  watch.type = "button";
  watch.addEventListener("click", () => {
    if (!rows.has(signal.ticker)) {
      subscribe([PRICE + signal.ticker]);
    }
  });
  watchButtons.set(signal.ticker, watch);
  showWatched(signal.ticker);
  const last = cell("watch", "");
  last.append(watch);
  element.append(
    head,
    cell("text", signal.name),
    cell("grade", signal.grade),
    cell("score", signal.score.toFixed(1)),
    stateCell(signal),
    cell("text", signal.footprint),
    ...["current_price", "entry_price", "stop_price", "target_price"].map((name) => cell(name, whole.format(signal[name]))),
    last,
  );
  return element;
}

function stateCell(signal) {
  const element = cell("text", PATTERN_WORDS[signal.state] ?? signal.state);
  element.append(...signal.flags.map((flag) => line("flag", FLAG_WORDS[flag] ?? flag)));
  return element;
}

/** Shows the chart of a signal below its row, or takes it away. */
async function toggleChart(button, row, signal, date) {
  if (button.getAttribute("aria-expanded") === "true") {
    button.setAttribute("aria-expanded", "false");
    row.nextElementSibling.remove();
    return;
  }
  button.setAttribute("aria-expanded", "true");
  const place = cell("chart", "Loading…");
  place.colSpan = SIGNAL_COLUMNS;
  const below = document.createElement("tr");
  below.append(place);
  row.after(below);
  place.replaceChildren(await chartOf(signal, date));
}

/** The chart, or in words why there is none. */
async function chartOf(signal, date) {
  let chart;
  try {
    const answer = await fetch(`api/kr/signals/${signal.ticker}?date=${date}`);
    chart = await answer.json();
  } catch {
    return "No chart: the gateway did not answer";
  }
  const current = chart.signals?.find((other) => other.signal_type === signal.signal_type);
  if (current === undefined) {
    return `No chart: ${chart.detail ?? "it is no signal any more"}`;
  }
  return chart.bars.some((bar) => !bar.halted) ? drawChart(current, chart.bars) : "No chart: it has no bars";
}

function showWatched(ticker) {
  const button = watchButtons.get(ticker);
  if (button !== undefined) {
    const watched = rows.has(ticker);
    button.textContent = watched ? "Watched" : "Watch";
    button.setAttribute("aria-label", `${button.textContent} ${ticker}`);
    // Not disabled, which would take the focus from whoever just pressed it.
    button.setAttribute("aria-disabled", String(watched));
  }
}

function cell(name, text) {
  const element = document.createElement("td");
  element.className = name;
  element.textContent = text;
  return element;
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
