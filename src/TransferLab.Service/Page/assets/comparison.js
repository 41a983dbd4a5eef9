"use strict";
// Freeze strategies against each other: what each came to, and what it cost. A picture, and a table with the same numbers.
async function loadComparisons() {
  const { comparisons } = await call("/v1/runs/comparisons");
  $("comparisons").replaceChildren(...comparisons.map(showComparison));
}

const span = s => s.score.halfWidth === undefined ? percent(s.score.mean) : `${percent(s.score.mean)} ± ${(100 * s.score.halfWidth).toFixed(1)}`;
const duration = s => s < 100 ? `${s.toPrecision(2)} s` : `${Math.round(s)} s`;

function showComparison(c) {
  const title = c.name ? `Comparison ${c.name}` : `Strategies on ${c.images}`;
  const card = el("article", { className: "card comparison" }, el("h3", { textContent: title }), el("p", { className: "faint", textContent: `Backbone ${c.backbone}, pictures ${c.images}` }));
  if (c.verdict) card.append(el("p", { textContent: c.verdict }));
  card.append(drawComparison(c, title), table(`${title}: ${c.scoreName} with its ${Math.round(100 * c.confidence)} % interval over runs`, ["Strategy", c.scoreName, "Seconds of a run", "Runs"],
    c.strategies.map(s => [s.strategy, span(s), duration(s.seconds), String(s.runs.length)])));
  return card;
}

function drawComparison(c, title) {
  const [w, h, left, right, top, bottom] = [640, 320, 68, 16, 26, 44];
  const points = c.strategies.flatMap(s => s.runs.length ? s.runs : [{ score: s.score.mean, seconds: s.seconds }]);
  const ends = c.strategies.flatMap(s => [s.score.mean - (s.score.halfWidth ?? 0), s.score.mean + (s.score.halfWidth ?? 0)]);
  // Scores end at 0 and 1, intervals need not.
  let low = Math.max(0, Math.min(...points.map(p => p.score), ...ends)), high = Math.min(1, Math.max(...points.map(p => p.score), ...ends));
  if (high - low < 0.05) [low, high] = [Math.max(0, low - 0.05), Math.min(1, high + 0.05)];
  // In hundredths, so that round numbers stay round.
  const step = [1, 2, 5, 10, 20].find(s => 100 * (high - low) <= 5 * s);
  const marks = [];
  for (let m = Math.floor(100 * low / step); (m - 1) * step < 100 * high; m++) marks.push(m * step);
  [low, high] = [marks[0] / 100, marks.at(-1) / 100];
  // What freezing saves is a factor, so the axis of time has equal steps for equal factors.
  const costs = [...points.map(p => p.seconds), ...c.strategies.map(s => s.seconds)].map(s => Math.max(s, 0.01));
  const [least, most] = [Math.min(...costs) / 1.4, Math.max(...costs) * 1.4];
  const x = s => left + (w - left - right) * Math.log(Math.max(s, 0.01) / least) / Math.log(most / least);
  const y = v => top + (h - top - bottom) * (1 - (Math.min(high, Math.max(low, v)) - low) / (high - low));
  const { svg, add } = drawing(w, h, `${title}, ${c.scoreName} against seconds: ` + c.strategies.map(s => `${s.strategy} ${span(s)} in ${duration(s.seconds)}`).join("; "));
  for (const mark of marks) {
    add("line", { x1: left, x2: w - right, y1: y(mark / 100), y2: y(mark / 100) });
    add("text", { x: left - 6, y: y(mark / 100) + 4, "text-anchor": "end" }, `${mark} %`);
  }
  const ticks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000].filter(t => t >= least && t <= most);
  for (const t of ticks) {
    add("line", { x1: x(t), x2: x(t), y1: h - bottom, y2: h - bottom + 4 });
    add("text", { x: x(t), y: h - bottom + 17, "text-anchor": "middle" }, String(t));
  }
  add("text", { x: (left + w - right) / 2, y: h - 8, "text-anchor": "middle" }, "seconds of a run, a logarithmic axis");
  const taken = [];
  for (const s of c.strategies) {
    for (const r of s.runs) add("circle", { class: "run", cx: x(r.seconds), cy: y(r.score), r: 3 });
    const [mx, my] = [x(s.seconds), y(s.score.mean)];
    if (s.score.halfWidth !== undefined) {
      const [a, b] = [y(s.score.mean + s.score.halfWidth), y(s.score.mean - s.score.halfWidth)];
      add("path", { class: "interval", d: `M${mx - 5} ${a}H${mx + 5}M${mx} ${a}V${b}M${mx - 5} ${b}H${mx + 5}` });
    }
    add("circle", { class: "mean", cx: mx, cy: my, r: 5.5 });
    // Names stand above their mean, one above the other where they would meet; near the edges they begin or end there.
    const anchor = mx > w - 100 ? "end" : mx < left + 60 ? "start" : "middle";
    let ly = y(s.score.mean + (s.score.halfWidth ?? 0)) - 10;
    while (taken.some(t => Math.abs(t.ly - ly) < 20 && Math.abs(t.mx - mx) < 150) && ly > top - 4) ly -= 20;
    if (ly < 14) for (ly = y(s.score.mean - (s.score.halfWidth ?? 0)) + 22; taken.some(t => Math.abs(t.ly - ly) < 20 && Math.abs(t.mx - mx) < 150);) ly += 20;
    taken.push({ mx, ly });
    add("text", { class: "name", x: mx, y: ly, "text-anchor": anchor }, s.strategy);
  }
  return svg;
}

$("compare").addEventListener("submit", async e => {
  e.preventDefault();
  const status = $("compare-status");
  try {
    const body = { images: $("compare-images").value.trim(), strategies: $("compare-strategies").value.split(",").map(s => s.trim()).filter(s => s), seeds: Number($("compare-seeds").value) };
    if ($("compare-backbone").value.trim()) body.backbone = $("compare-backbone").value.trim();
    if ($("compare-epochs").value) body.epochs = Number($("compare-epochs").value);
    const { runs } = await call("/v1/runs/comparisons", { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
    status.className = "";
    status.textContent = `${runs.length} runs wait in line. The comparison is drawn once two strategies have a finished run.`;
    await loadRuns();
  } catch (error) {
    status.className = "bad";
    status.textContent = error.message;
  }
});
