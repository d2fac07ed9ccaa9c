// The page: what is closed, chosen and searched for, and what keys and buttons do about it.

const data = JSON.parse(document.getElementById("data").textContent);
const $ = (id) => document.getElementById(id);
const KIND = Object.fromEntries(data.looks.kinds.map((kind, i) => [kind.name, i]));
const LIMIT = 30; // seconds that a layout may take
const READABLE = 0.75; // the scale at which a large picture begins
const models = data.models.map(prepared);
const initially = (model) => new Set(model.groups.filter((g) => g.closed).map((g) => g.id));
const hasCosts = models.some((model) => model.leaves.some((leaf) => leaf.cost));
const state = {
  model: models[0], closed: initially(models[0]), gradients: true, control: true,
  by: hasCosts ? data.by : "", chosen: null, hits: null,
};
const stage = new Stage($("stage"));
const panel = new Panel($("panel"), (id) => choose(id, true), open, () => choose(null));
let layouter = null;
let view = null;

// ------------------------------------------------------------------------- what is drawn

/** What is to be drawn, now; `view` is what is drawn. */
function wanted() {
  const { things, lines, into } = fold(state.model, state.closed, state, KIND);
  const found = { model: state.model, data, things, lines, into };
  found.byId = new Map(things.map((thing) => [thing.id, thing]));
  found.heat = heatOf(things, state.by);
  return found;
}

/** Shows the state by a new layout. `anchor` stays in its place on the screen: (view) -> element id. */
async function redraw(anchor = null, before = null) {
  const next = wanted();
  next.dot = toDot(next, data, next.heat);
  const held = anchor && view ? anchor(view) : null;
  const place = held && stage.find(held) ? stage.middle(stage.find(held)) : null;
  const focused = stage.root.contains(document.activeElement);
  $("stage").classList.add("waiting");
  document.body.dataset.busy = "true";
  try {
    layouter ||= new Layouter($("graphviz").textContent, LIMIT);
    const svg = await layouter.layout(next.dot.source);
    const isFirst = !view;
    stage.show(svg);
    view = next;
    const now = place && anchor(view) && stage.find(anchor(view));
    decorate();
    if (isFirst) fit(READABLE);
    if (now) {
      const [x, y] = stage.middle(now);
      stage.pan(place[0] - x, place[1] - y);
    }
    if (focused && anchor) refocus(stage.find(anchor(view)));
    say("");
  } catch (error) {
    if (error.message === "superseded") return;
    if (before) {
      before();
      say(`Not shown: ${error.message}. The picture is as it was.`);
    } else say(`This picture cannot be laid out: ${error.message}`);
  }
  $("stage").classList.remove("waiting");
  delete document.body.dataset.busy;
}

/** Takes over the SVG that came with the page, if it is what the state says. */
function adoptFirst() {
  const svg = $("stage").querySelector("svg");
  if (!svg || !data.first) return false;
  const next = wanted();
  next.dot = toDot(next, data, next.heat);
  const nodes = next.dot.nodes.map((thing) => thing.id);
  const edges = next.dot.lines.map((line) => [line.tail, line.head, line.kind]);
  const frames = next.dot.frames.map((frame) => frame.id);
  const same = JSON.stringify([nodes, edges, frames]) ===
    JSON.stringify([Object.values(data.first.nodes), data.first.edges, data.first.frames]);
  document.body.dataset.adopted = String(same);
  if (!same) return false;
  view = next;
  stage.adopt(svg);
  decorate();
  fit(READABLE);
  return true;
}

/** After a fold the focus is on what was folded, after an unfold on the sign that folds it again. */
function refocus(node) {
  const target = node && (node.querySelector("[tabindex]") || (node.hasAttribute("tabindex") ? node : null));
  if (target) target.focus({ preventScroll: true });
}

function fit(least) {
  stage.fit(least, $("legend").offsetHeight + 12);
}

function decorate() {
  const { dot, byId, model } = view;
  view.elements = new Map();
  dot.nodes.forEach((shown, i) => {
    const node = stage.find(`n${i}`), thing = byId.get(shown.id);
    if (!node) return;
    thing.title = shown.title;
    if (shown.within !== undefined) thing.within = shown.within;
    view.elements.set(thing.id, node);
    node.dataset.thing = thing.id;
    node.setAttribute("tabindex", "0");
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", [thing.title, ...thing.rows].join(", "));
    if (thing.closed !== undefined) {
      node.setAttribute("aria-expanded", "false");
      const box = node.getBBox();
      node.append(badge(box.x + box.width, box.y, true, "Unfold"));
    }
  });
  view.lineElements = dot.lines.map((_, i) => stage.find(`e${i}`));
  dot.frames.forEach((frame, i) => {
    const node = stage.find(`g${i}`);
    const text = node && node.querySelector("text");
    if (!text) return;
    node.dataset.group = frame.id;
    text.classList.add("frame-label");
    const box = text.getBBox();
    const sign = badge(box.x + box.width + 11, box.y + box.height / 2, false, "Fold");
    for (const one of [text, sign]) one.dataset.fold = frame.id;
    sign.setAttribute("tabindex", "0");
    sign.setAttribute("role", "button");
    sign.setAttribute("aria-label", `Fold ${model.groups[frame.id].label}`);
    node.append(sign);
  });
  $("legend").replaceChildren(...legendOf(view));
  $("legend").hidden = false;
  mark();
  if (state.hits) markHits();
}

// ------------------------------------------------------------------------- folding

function open(id) {
  const thing = view.byId.get(id);
  if (!thing || thing.closed === undefined) return;
  change(() => state.closed.delete(thing.closed), groupAnchor(thing.closed));
}

function close(group) {
  change(() => state.closed.add(group), groupAnchor(group));
}

/** Changes the state and shows it; should the layout take too long, takes it back. */
function change(how, anchor = null) {
  const old = { model: state.model, closed: new Set(state.closed), gradients: state.gradients,
    control: state.control, by: state.by };
  how();
  return redraw(anchor, () => { Object.assign(state, old); buttons(); }).then(buttons);
}

/** The element of a group, whether it is open or closed. */
function groupAnchor(group) {
  return ({ dot }) => {
    const frame = dot.frames.findIndex((one) => one.id === group);
    if (frame >= 0) return `g${frame}`;
    let node = dot.nodes.findIndex((one) => one.closed === group && one.side === FORWARD);
    if (node < 0) node = dot.nodes.findIndex((one) => one.closed === group || one.within === group);
    return node < 0 ? null : `n${node}`;
  };
}

/** Opens all that a leaf lies in, and chooses it. */
async function reveal(leaf) {
  const path = state.model.leaves[leaf].path.filter((id) => state.closed.has(id));
  const hidden = !view.into.has(leaf);
  if (path.length || hidden) {
    await change(() => {
      for (const id of path) state.closed.delete(id);
      if (hidden) state.gradients = true;
    });
  }
  if (view.into.has(leaf)) choose(view.into.get(leaf), true);
}

// ------------------------------------------------------------------------- choosing

function choose(id, centre = false) {
  state.chosen = id;
  mark();
  const thing = id === null ? null : view.byId.get(id);
  if (!thing) return panel.hide();
  panel.show(thing, view, true);
  const node = view.elements.get(id);
  if (centre && node) stage.centre(node);
}

/** Marks what is chosen, its neighbours, and its gradient or what it is the gradient of. */
function mark() {
  const thing = state.chosen === null ? null : view.byId.get(state.chosen);
  if (!thing) {
    state.chosen = null;
    panel.hide();
  }
  emphasize(thing || null);
  $("stage").classList.toggle("pinned-one", Boolean(thing));
}

function emphasize(thing) {
  const root = $("stage");
  for (const node of root.querySelectorAll(".near, .kin, .chosen")) node.classList.remove("near", "kin", "chosen");
  if (!thing) return;
  const add = (id, ...words) => view.elements.get(id) && view.elements.get(id).classList.add(...words);
  const { gradients, of } = relations(thing, view);
  add(thing.id, "chosen");
  for (const id of [...gradients, ...of]) add(id, "near", "kin");
  view.lines.forEach((line, i) => {
    if (line.tail !== thing.id && line.head !== thing.id) return;
    if (view.lineElements[i]) view.lineElements[i].classList.add("near");
    add(line.tail, "near");
    add(line.head, "near");
  });
}

function hover(id) {
  if (state.chosen !== null) return;
  const thing = id === null ? null : view.byId.get(id);
  emphasize(thing || null);
  if (thing) panel.show(thing, view, false);
  else panel.hide();
}

// ------------------------------------------------------------------------- searching

function search(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  state.hits = words.length ? found(state.model, words) : null;
  state.elsewhere = 0;
  if (words.length && models.length > 1 && state.model === models[0]) {
    state.elsewhere = Math.max(0, found(models[1], words).length - state.hits.length);
  }
  markHits();
  list(state.hits ? 0 : -1);
}

function found(model, words) {
  return model.leaves.map((leaf, i) => i).filter((i) => {
    const { key, op, site } = model.leaves[i];
    const text = `${key} ${op} ${site}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function markHits() {
  const root = $("stage");
  for (const node of root.querySelectorAll(".hit")) node.classList.remove("hit");
  root.classList.toggle("searching", state.hits !== null);
  for (const leaf of state.hits || []) {
    const node = view.elements.get(view.into.get(leaf));
    if (node) node.classList.add("hit");
  }
}

function list(at) {
  const hits = (state.hits || []).slice(0, 60);
  const rows = hits.map((leaf, i) => {
    const row = made("li", state.model.leaves[leaf].key, { role: "option", id: `hit-${i}`, "aria-selected": i === at });
    row.append(made("small", state.model.leaves[leaf].op));
    row.addEventListener("mousedown", (event) => event.preventDefault());
    row.addEventListener("click", () => pick(i));
    return row;
  });
  const count = state.hits ? state.hits.length : 0;
  const more = state.elsewhere ? `, ${state.elsewhere} more in repeated blocks (b)` : "";
  if (state.hits) rows.push(made("li", `${count} found${more}`, { role: "presentation" }));
  $("hits").replaceChildren(...rows);
  $("hits").hidden = !state.hits;
  $("search").setAttribute("aria-expanded", String(Boolean(state.hits)));
  state.at = Math.min(at, hits.length - 1);
  if (hits.length) $("search").setAttribute("aria-activedescendant", `hit-${state.at}`);
  const row = $("hits").children[state.at];
  if (row && at > 0) row.scrollIntoView({ block: "nearest" });
}

function pick(i) {
  const leaf = (state.hits || [])[i];
  if (leaf === undefined) return;
  $("hits").hidden = true;
  reveal(leaf);
}

function endSearch() {
  $("search").value = "";
  search("");
}

// ------------------------------------------------------------------------- buttons and keys

const HEATS = ["", "time", "bytes"];
const THEMES = ["auto", "light", "dark"];
const theme = () => document.documentElement.dataset.theme;
const ACTIONS = [
  ["g", "Gradients", () => state.gradients, () => change(() => { state.gradients = !state.gradients; })],
  ["c", "Control edges", () => state.control, () => change(() => { state.control = !state.control; })],
  ["h", () => `Heat: ${state.by || "off"}`, () => state.by !== "", () => change(() => {
    state.by = HEATS[(HEATS.indexOf(state.by) + 1) % HEATS.length];
  }), hasCosts],
  ["b", "Every block", () => state.model === models[1], () => change(() => {
    state.model = state.model === models[0] ? models[1] : models[0];
    state.closed = initially(state.model);
    state.chosen = null;
    endSearch();
  }), models.length > 1],
  ["u", "Unfold all", null, () => change(() => { state.closed = new Set(); })],
  ["f", "Fold all", null, () => change(() => {
    state.closed = new Set(state.model.groups.map((group) => group.id));
  }).then(() => fit(READABLE))],
  ["i", "As at first", null, () => change(() => { state.closed = initially(state.model); }).then(() => fit(READABLE))],
  ["0", "Whole", null, () => fit(0)],
  ["+", "+", null, () => stage.zoom(1.3)],
  ["-", "−", null, () => stage.zoom(1 / 1.3)],
  ["t", () => `Theme: ${theme()}`, null, () => {
    document.documentElement.dataset.theme = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
  }],
  ["?", "?", null, () => $("help").showModal()],
];
const NAMES = { "+": "Zoom in", "-": "Zoom out", "0": "Show the whole graph", "?": "Keys" };

function buttons() {
  const focused = document.activeElement && document.activeElement.dataset.key;
  const parts = ACTIONS.filter((action) => action[4] !== false).map(([key, name, pressed, act]) => {
    const button = made("button", typeof name === "function" ? name() : name, { "data-key": key });
    button.title = `${NAMES[key] || button.textContent}  (${key})`;
    if (NAMES[key]) button.setAttribute("aria-label", NAMES[key]);
    if (pressed) button.setAttribute("aria-pressed", String(pressed()));
    button.addEventListener("click", () => run(act));
    return button;
  });
  $("buttons").replaceChildren(...parts);
  const again = focused && parts.find((button) => button.dataset.key === focused);
  if (again) again.focus();
}

function run(act) {
  act();
  buttons();
}

function help() {
  const rows = [["/", "search"], ["Tab, arrows", "go from node to node; arrows move the picture if none has the focus"],
    ["Enter", "unfold a scope, show a node"], ["Backspace", "fold the scope round a node"], ["Esc", "let go"]];
  for (const [key, name] of ACTIONS.filter((action) => action[4] !== false)) {
    rows.push([key, (NAMES[key] || (typeof name === "function" ? name().split(":")[0] : name)).toLowerCase()]);
  }
  const names = made("dl");
  for (const [key, word] of rows) {
    const term = made("dt");
    term.append(made("kbd", key));
    names.append(term, made("dd", word));
  }
  const close = made("button", "Close");
  close.addEventListener("click", () => $("help").close());
  $("help").replaceChildren(names, close);
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
  const node = document.activeElement && document.activeElement.closest("[data-thing], [data-fold]");
  const id = node && node.dataset.thing;
  if (event.target === $("search")) return searchKeys(event);
  if (event.key === "/") $("search").focus();
  else if (event.key === "Escape") { choose(null); endSearch(); }
  else if ((event.key === "Enter" || event.key === " ") && node) act(node);
  else if (event.key === "Backspace" && id) foldRound(view.byId.get(id));
  else if (event.key.startsWith("Arrow")) {
    if (id) step(node, event.key);
    else {
      const by = { ArrowUp: [0, 80], ArrowDown: [0, -80], ArrowLeft: [80, 0], ArrowRight: [-80, 0] };
      stage.pan(...by[event.key]);
    }
  } else {
    const action = ACTIONS.find((one) => one[0] === (event.key === "=" ? "+" : event.key) && one[4] !== false);
    if (!action) return;
    run(action[3]);
  }
  event.preventDefault();
}

function searchKeys(event) {
  if (event.key === "Escape") { endSearch(); $("search").blur(); }
  else if (event.key === "Enter") pick(state.at);
  else if (event.key === "ArrowDown") list(Math.min(state.at + 1, (state.hits || []).length - 1));
  else if (event.key === "ArrowUp") list(Math.max(state.at - 1, 0));
  else return;
  event.preventDefault();
}

/** What a click or Enter does: a closed scope opens, a sign folds, a node is shown. */
function act(node) {
  if (node.dataset.fold !== undefined) return close(Number(node.dataset.fold));
  const thing = view.byId.get(node.dataset.thing);
  if (thing.closed !== undefined) open(thing.id);
  else choose(state.chosen === thing.id ? null : thing.id);
}

function foldRound(thing) {
  if (thing.within !== undefined) close(thing.within);
  else if (thing.path.length) close(thing.path[thing.path.length - 1]);
}

/** The focus goes to the nearest node on one side. */
function step(node, key) {
  const [x, y] = stage.middle(node);
  let best = null, least = Infinity;
  for (const other of view.elements.values()) {
    if (other === node) continue;
    const [u, v] = stage.middle(other);
    const along = { ArrowUp: y - v, ArrowDown: v - y, ArrowLeft: x - u, ArrowRight: u - x }[key];
    const aside = key === "ArrowUp" || key === "ArrowDown" ? Math.abs(u - x) : Math.abs(v - y);
    if (along > 2 && along + 2 * aside < least) { least = along + 2 * aside; best = other; }
  }
  if (!best) return;
  best.focus({ preventScroll: true });
  const [u, v] = stage.middle(best), { clientWidth: w, clientHeight: h } = stage.root;
  if (u < 40 || v < 40 || u > w - 40 || v > h - 40) stage.pan(w / 2 - u, h / 2 - v);
}

function say(text) {
  $("status").textContent = text;
}

// ------------------------------------------------------------------------- the beginning

const target = (event, what) => event.target.closest && event.target.closest(what);
stage.root.addEventListener("click", (event) => {
  if (stage.moved > 4) return;
  const node = target(event, "[data-fold], [data-thing]");
  if (node) act(node);
  else if (view) choose(null);
});
stage.root.addEventListener("pointerover", (event) => {
  if (!view || event.pointerType === "touch") return;
  const node = target(event, "[data-thing]");
  hover(node ? node.dataset.thing : null);
});
stage.root.addEventListener("pointerleave", () => view && hover(null));
stage.root.addEventListener("focusin", (event) => {
  const node = target(event, "[data-thing]");
  if (node && node.matches(":focus-visible")) hover(node.dataset.thing);
});
document.addEventListener("keydown", (event) => view && keys(event));
$("search").addEventListener("input", () => search($("search").value));
$("search").addEventListener("blur", () => { $("hits").hidden = true; });
$("search").addEventListener("focus", () => { if (state.hits) list(state.at); });
$("tools").hidden = false;
$("panel").hidden = true;
help();
buttons();
if (!adoptFirst()) redraw();
