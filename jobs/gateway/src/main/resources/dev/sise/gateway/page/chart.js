// The bars of a pattern with its contractions and prices, as an SVG.

const SPACE = "http://www.w3.org/2000/svg";
const WIDTH = 1000;
const HEIGHT = 380;
const VOLUME_HEIGHT = 60;
/** Beside the bars, for the words of the lines. */
const WORDS_WIDTH = 130;
const WORDS_HEIGHT = 14;
const EDGE = 12;

const whole = new Intl.NumberFormat("ko-KR", { maximumFractionDigits: 0 });

/**
 * Draws a signal.
 *
 * @param signal as the API answers it
 * @param bars the oldest first
 */
export function drawChart(signal, bars) {
  // A halted day has no prices but the close of the day before.
  const traded = bars.filter((bar) => !bar.halted);
  const lines = [
    ["target", signal.target_price],
    ["entry", signal.entry_price],
    ["pivot", signal.pivot],
    ["stop", signal.stop_price],
  ];
  const prices = [...lines.map(([, price]) => price), ...traded.flatMap((bar) => [bar.low, bar.high])];
  const scale = {
    low: Math.min(...prices),
    high: Math.max(...prices),
    step: (WIDTH - WORDS_WIDTH) / bars.length,
    volume: Math.max(1, ...bars.map((bar) => bar.volume)),
  };
  const places = new Map(bars.map((bar, place) => [bar.date, { bar, place }]));
  const title = element("title", {});
  title.textContent = `${signal.ticker} ${signal.name} from ${bars[0].date} to ${bars[bars.length - 1].date}: ${words(lines)}`;
  const chart = element("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": title.textContent });
  chart.append(
    title,
    base(signal, places, scale),
    ...bars.map((bar, place) => volume(bar, place, scale)),
    ...bars.flatMap((bar, place) => candle(bar, place, scale)),
    // Where bars were loaded anew since the scan, a day of it may be gone.
    ...signal.contractions
      .filter(({ high_date: high, low_date: low }) => places.has(high) && places.has(low))
      .map((contraction) => fall(contraction, signal.signal_type, places, scale)),
    ...labelled(lines, scale),
  );
  return chart;
}

function words(lines) {
  return lines.map(([name, price]) => `${name} ${whole.format(price)}`).join(", ");
}

function x(place, scale) {
  return (place + 0.5) * scale.step;
}

function y(price, scale) {
  const height = HEIGHT - VOLUME_HEIGHT - 2 * EDGE;
  return EDGE + (height * (scale.high - price)) / Math.max(1, scale.high - scale.low);
}

/** Behind the bars, from the day that the base begins. */
function base(signal, places, scale) {
  const first = places.get(signal.base_start)?.place ?? 0;
  const left = first * scale.step;
  return element("rect", { class: "base", x: left, y: 0, width: WIDTH - WORDS_WIDTH - left, height: HEIGHT });
}

function candle(bar, place, scale) {
  const middle = x(place, scale);
  if (bar.halted) {
    const at = y(Math.min(Math.max(bar.close, scale.low), scale.high), scale);
    return [element("line", { class: "halted", x1: middle - scale.step / 2, x2: middle + scale.step / 2, y1: at, y2: at })];
  }
  const top = y(Math.max(bar.open, bar.close), scale);
  const bottom = y(Math.min(bar.open, bar.close), scale);
  const width = Math.max(1, scale.step * 0.7);
  return [
    element("line", { class: direction(bar), x1: middle, x2: middle, y1: y(bar.high, scale), y2: y(bar.low, scale) }),
    element("rect", { class: direction(bar), x: middle - width / 2, y: top, width, height: Math.max(1, bottom - top) }),
  ];
}

function volume(bar, place, scale) {
  const width = Math.max(1, scale.step * 0.7);
  const height = (VOLUME_HEIGHT * bar.volume) / scale.volume;
  return element("rect", { class: "volume", x: x(place, scale) - width / 2, y: HEIGHT - height, width, height });
}

function direction(bar) {
  return bar.close < bar.open ? "down" : "up";
}

/** A bearish pattern is the bullish one of the reciprocals: its highs are lows. */
function fall(contraction, type, places, scale) {
  const from = places.get(contraction.high_date);
  const to = places.get(contraction.low_date);
  const [first, last] = type === "bearish" ? ["low", "high"] : ["high", "low"];
  return element("line", {
    class: "contraction",
    x1: x(from.place, scale),
    y1: y(from.bar[first], scale),
    x2: x(to.place, scale),
    y2: y(to.bar[last], scale),
  });
}

/** Across the chart; words that would cover each other are pushed apart. */
function labelled(lines, scale) {
  const sorted = lines.map(([name, price]) => ({ name, price, at: y(price, scale) })).sort((a, b) => a.at - b.at);
  let free = WORDS_HEIGHT / 2;
  return sorted.flatMap(({ name, price, at }) => {
    const middle = Math.max(at, free);
    free = middle + WORDS_HEIGHT;
    const text = element("text", { x: WIDTH - WORDS_WIDTH + 6, y: middle + WORDS_HEIGHT / 3 });
    text.textContent = words([[name, price]]);
    return [element("line", { class: name, x1: 0, x2: WIDTH - WORDS_WIDTH, y1: at, y2: at }), text];
  });
}

function element(name, attributes) {
  const made = document.createElementNS(SPACE, name);
  Object.entries(attributes).forEach(([attribute, value]) => made.setAttribute(attribute, value));
  return made;
}
