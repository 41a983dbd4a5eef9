"use strict";
const $ = id => document.getElementById(id);
const el = (name, props = {}, ...children) => {
  const e = Object.assign(document.createElement(name), props);
  e.append(...children);
  return e;
};
const percent = x => (100 * x).toFixed(1) + " %";
let stream = null, listening = null;

$("key").value = sessionStorage.getItem("key") ?? "";
$("key").addEventListener("change", () => { sessionStorage.setItem("key", $("key").value); show(); });
const headers = () => $("key").value ? { "X-Api-Key": $("key").value } : {};

async function call(path, options = {}) {
  const response = await fetch(path, { ...options, headers: { ...headers(), ...options.headers } });
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.detail ?? body?.title ?? `The host answers with ${response.status}.`);
  return body;
}

// Pages are fragments, so that back and reload do what one expects.
const pages = { classify: loadClassify, models: loadModels, runs: loadRuns };
function show() {
  const [page, id] = location.hash.slice(1).split("/");
  const name = pages[page] ? page : "classify";
  for (const key of Object.keys(pages)) $("page-" + key).hidden = key !== name;
  for (const a of document.querySelectorAll("nav a"))
    if (a.hash === "#" + name) a.setAttribute("aria-current", "page"); else a.removeAttribute("aria-current");
  document.title = name[0].toUpperCase() + name.slice(1) + " – TransferLab";
  listening?.abort();
  pages[name](id).catch(error => { $("status").textContent = error.message; (name === "models" ? $("model-list") : $("run-list")).replaceChildren(el("p", { className: "bad", textContent: error.message })); });
}
addEventListener("hashchange", show);

async function loadClassify() {
  const { models } = await call("/v1/models");
  const chosen = $("model").value;
  $("model").replaceChildren(...models.filter(m => m.ready).map(m => el("option", { value: m.name, textContent: `${m.name}, version ${m.version}`, selected: m.name === chosen || (!chosen && m.isDefault) })));
}

async function classify(pictures) {
  // A picture may come before the list of models does.
  try {
    if (!$("model").value) await loadClassify();
    if (!$("model").value) throw new Error("No model is ready yet. Try again in a moment.");
  } catch (error) {
    $("status").textContent = error.message;
    return;
  }
  $("status").textContent = `Classifying ${pictures.length} ${pictures.length === 1 ? "picture" : "pictures"} …`;
  let done = 0;
  for (const picture of pictures) {
    const card = el("article", { className: "card result" });
    const url = URL.createObjectURL(picture);
    const name = picture.name ?? "Picture from the camera", image = el("img", { src: url, alt: name });
    const figure = el("figure", {}, image), body = el("div");
    card.append(figure, body);
    $("results").prepend(card);
    try {
      const answer = await call(`/v1/models/${encodeURIComponent($("model").value)}/classify`, { method: "POST", body: picture, headers: { "Content-Type": "application/octet-stream" } });
      const heat = heatMaps(answer.model, picture, name, figure, image);
      body.append(el("h3", { textContent: answer.labels.length ? answer.labels.join(", ") : "No label" }));
      for (const p of answer.predictions.slice(0, 10)) {
        const bar = el("div", { className: "bar" + (answer.labels.includes(p.label) ? " chosen" : "") });
        bar.append(heat.button(p.label, p.label), el("progress", { max: 1, value: p.probability, ariaLabel: p.label }), el("span", { textContent: percent(p.probability) }));
        body.append(bar);
      }
      body.append(el("p", {}, heat.button(answer.predictions[0].label, "Show where it looked")));
      body.append(el("p", { className: "faint", textContent: `${answer.model}, version ${answer.version}: decoded in ${answer.timings.decode} ms, computed in ${answer.timings.inference} ms` }));
      done++;
    } catch (error) {
      body.append(el("p", { className: "bad", textContent: error.message }));
    }
  }
  $("status").textContent = `${done} of ${pictures.length} classified.`;
}

// Heat maps over one picture. Every button belongs to a label: pressed, its map lies over the picture; pressed again, the picture is back.
let explaining = Promise.resolve();
function heatMaps(model, picture, name, figure, image) {
  const original = image.src, maps = new Map(), buttons = [];
  const legend = el("figcaption", { hidden: true }, el("span", { className: "heat", ariaHidden: "true" }), el("span", { textContent: "little to much" }), el("span", { className: "faint", textContent: "Dark without colour: not seen." }));
  figure.append(legend);
  let shown = null;
  const show = async label => {
    shown = label;
    for (const b of buttons) b.setAttribute("aria-pressed", String(b.dataset.label === label));
    let problem = "";
    if (label !== null && !maps.has(label)) {
      $("status").textContent = `Looking where the model looked for ${label} …`;
      try {
        // The host explains one picture at a time.
        maps.set(label, await (explaining = explaining.catch(() => {}).then(() => fetchHeatMap(model, picture, label))));
      } catch (error) {
        problem = error.message;
      }
      if (shown !== label) return;
    }
    if (problem) {
      await show(null);
      $("status").textContent = problem;
      return;
    }
    const map = maps.get(label);
    image.src = label === null ? original : map.url;
    image.alt = label === null ? name : `Heat map over ${name}: where the model looked for ${label}`;
    legend.hidden = label === null;
    $("status").textContent = label === null ? "The picture is shown as it is."
      : map.isEmpty ? `No place of the picture spoke for ${label}.` : `Heat map for ${label}: the lighter a place, the more it spoke for the label.`;
  };
  return {
    button(label, text) {
      const b = el("button", { type: "button", textContent: text, title: `Show where it looked for ${label}` });
      if (text === label) b.className = "label";
      b.dataset.label = label;
      b.setAttribute("aria-pressed", "false");
      b.addEventListener("click", () => show(shown === label ? null : label));
      buttons.push(b);
      return b;
    },
  };
}

async function fetchHeatMap(model, picture, label) {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`/v1/models/${encodeURIComponent(model)}/explain?label=${encodeURIComponent(label)}`, { method: "POST", body: picture, headers: { ...headers(), Accept: "image/png", "Content-Type": "application/octet-stream" } });
    if (response.ok) return { url: URL.createObjectURL(await response.blob()), isEmpty: response.headers.get("Heat-Map") === "empty" };
    const problem = await response.json().catch(() => null);
    if (response.status !== 503 || attempt === 3) throw new Error(problem?.detail ?? problem?.title ?? `The host answers with ${response.status}.`);
    await new Promise(resolve => setTimeout(resolve, 1000 * (Number(response.headers.get("Retry-After")) || 1)));
  }
}

$("files").addEventListener("change", e => { classify([...e.target.files]); e.target.value = ""; });
for (const [type, over] of [["dragover", true], ["dragleave", false], ["drop", false]])
  $("drop").addEventListener(type, e => {
    e.preventDefault();
    $("drop").classList.toggle("over", over);
    if (type === "drop" && e.dataTransfer.files.length) classify([...e.dataTransfer.files]);
  });
$("camera").addEventListener("click", async () => {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: true });
    $("video").srcObject = stream;
    $("video").hidden = $("shoot").hidden = false;
    await $("video").play();
  } catch (error) {
    $("status").textContent = `The camera cannot be used: ${error.message}`;
  }
});
$("shoot").addEventListener("click", () => {
  const canvas = el("canvas", { width: $("video").videoWidth, height: $("video").videoHeight });
  canvas.getContext("2d").drawImage($("video"), 0, 0);
  for (const track of stream.getTracks()) track.stop();
  $("video").hidden = $("shoot").hidden = true;
  canvas.toBlob(blob => classify([blob]), "image/jpeg", 0.92);
});

function table(caption, heads, rows) {
  const t = el("table", {}, el("caption", { textContent: caption }));
  t.append(el("thead", {}, el("tr", {}, ...heads.map(h => el("th", { textContent: h, scope: "col" })))));
  t.append(el("tbody", {}, ...rows.map(r => el("tr", {}, ...r.map(c => el("td", {}, c ?? "–"))))));
  return el("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: caption }, t);
}

async function loadModels() {
  const { models } = await call("/v1/models");
  $("model-list").replaceChildren(...models.map(m => {
    const card = el("article", { className: "card" }, el("h3", { textContent: m.name + (m.isDefault ? " (default)" : "") }));
    card.append(el("p", { textContent: m.ready ? `Version ${m.version} is in service${m.pin ? " and pinned" : ""}: ${m.labels.join(", ")}` : "No version works.", className: m.ready ? "" : "bad" }));
    if (m.drift !== undefined) card.append(el("p", { textContent: `Drift of labels against training: ${percent(m.drift)}` }));
    if (m.comparison) card.append(el("p", { textContent: `Shadow, version ${m.comparison.version}: the same labels on ${m.comparison.agreed} of ${m.comparison.compared} pictures.` }));
    card.append(table(`Versions of ${m.name}`, ["Version", "State", "Score in training", "Trained by", ""], m.versions.map(v => {
      const pin = el("button", { type: "button", textContent: `Pin version ${v.version}` });
      pin.addEventListener("click", () => change(`/v1/models/${encodeURIComponent(m.name)}/pin`, { version: v.version }));
      return [String(v.version), v.state + (v.error ? ": " + v.error : ""), v.accuracy === undefined ? null : v.accuracy.toFixed(3), v.freeze, m.pin === v.version ? "pinned" : pin];
    })));
    if (m.pin) {
      const free = el("button", { type: "button", textContent: "Let the newest version serve" });
      free.addEventListener("click", () => change(`/v1/models/${encodeURIComponent(m.name)}/pin`, { version: null }));
      card.append(el("p", {}, free));
    }
    return card;
  }));
}

async function change(path, body) {
  try {
    await call(path, { method: "PUT", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
    await loadModels();
  } catch (error) {
    $("model-list").prepend(el("p", { className: "bad", role: "alert", textContent: error.message }));
  }
}

async function loadRuns(id) {
  const { runs } = await call("/v1/runs");
  $("run-list").replaceChildren(runs.length === 0 ? el("p", { textContent: "No runs yet. POST /v1/runs starts one." }) : table("All runs, the newest first", ["Run", "State", "Strategy", "Score", "Published"],
    runs.map(r => [el("a", { href: "#runs/" + r.id, textContent: r.id }), r.state, r.request.freeze ?? "linear-probe", r.validation?.accuracy.toFixed(3), r.published && `version ${r.published}`])));
  await loadComparisons();
  $("run").replaceChildren();
  if (id) await follow(id);
}

async function follow(id) {
  listening = new AbortController();
  const info = el("p", { role: "status" }), curve = el("div"), matrix = el("div"), log = el("ul");
  $("run").replaceChildren(el("h3", { textContent: "Run " + id }), info, curve, matrix, log);
  const epochs = new Map();
  // EventSource sends no headers, hence no key: the stream is read by hand.
  const response = await fetch(`/v1/runs/${encodeURIComponent(id)}/events`, { headers: headers(), signal: listening.signal });
  if (!response.ok) throw new Error(`The host answers with ${response.status}.`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  try {
    for (let part; !(part = await reader.read()).done;) {
      text += part.value;
      for (let end; (end = text.indexOf("\n\n")) >= 0; text = text.slice(end + 2)) {
        const [, kind, json] = /^event: (\w+)\ndata: (.*)$/s.exec(text.slice(0, end)) ?? [];
        if (!kind) continue;
        const data = JSON.parse(json);
        if (kind === "epoch") epochs.set(data.epoch, data);
        if (kind === "message") log.append(el("li", { textContent: data }));
        if (kind === "state") {
          for (const e of data.epochs ?? []) epochs.set(e.epoch, e);
          info.textContent = data.state + (data.error ? ": " + data.error : "") + (data.validation ? `, score ${data.validation.accuracy.toFixed(3)}` : "");
          info.className = data.error ? "bad" : "";
          if (data.state.toLowerCase() === "succeeded") await finished(id, matrix);
        }
        draw(curve, [...epochs.values()]);
      }
    }
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

async function finished(id, matrix) {
  const run = await call("/v1/runs/" + encodeURIComponent(id));
  matrix.replaceChildren();
  if (!run.confusion) return;
  const t = table("Confusion: rows are true labels, columns are predicted ones", ["", ...run.labels], run.confusion.map((row, i) => [run.labels[i], ...row.map(String)]));
  t.classList.add("matrix");
  matrix.append(t);
}

// An empty drawing with a text for those who cannot see it, and a way to add to it.
function drawing(width, height, label) {
  const ns = "http://www.w3.org/2000/svg", svg = document.createElementNS(ns, "svg");
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  const add = (name, attributes, content) => {
    const e = document.createElementNS(ns, name);
    for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
    if (content !== undefined) e.textContent = content;
    svg.append(e);
  };
  return { svg, add };
}

function draw(target, epochs) {
  if (epochs.length === 0) return;
  epochs.sort((a, b) => a.epoch - b.epoch);
  const [w, h, left, bottom] = [640, 220, 56, 24], top = Math.max(...epochs.flatMap(e => [e.trainLoss, e.validationLoss ?? 0]), 1e-6);
  const x = i => left + (w - left - 8) * (epochs.length === 1 ? 0.5 : i / (epochs.length - 1)), y = v => 8 + (h - bottom - 8) * (1 - v / top);
  const last = epochs.at(-1);
  const { svg, add } = drawing(w, h, `Loss over ${epochs.length} epochs: training ${last.trainLoss.toFixed(3)}, validation ${last.validationLoss?.toFixed(3) ?? "not measured"}`);
  for (const share of [0, 0.5, 1]) {
    add("line", { x1: left, x2: w - 8, y1: y(top * share), y2: y(top * share) });
    add("text", { x: left - 6, y: y(top * share) + 4, "text-anchor": "end" }, (top * share).toFixed(2));
  }
  add("text", { x: w - 8, y: h - 6, "text-anchor": "end" }, `epoch ${last.epoch}`);
  for (const [name, style] of [["trainLoss", "a"], ["validationLoss", "b"]])
    add("path", { class: style, d: epochs.filter(e => e[name] !== undefined && e[name] !== null).map((e, i) => `${i ? "L" : "M"}${x(epochs.indexOf(e)).toFixed(1)} ${y(e[name]).toFixed(1)}`).join("") });
  target.replaceChildren(el("p", {}, el("span", { className: "legend-a", textContent: "━ training loss" }), "  ", el("span", { className: "legend-b", textContent: "╍ validation loss" }),
    last.validationAccuracy === undefined ? "" : `  accuracy ${percent(last.validationAccuracy)}`), svg);
}

show();
