// The DOT source of what is drawn, as `dot.py` writes it, and Graphviz in a worker to lay it out.

const FONT = "Helvetica";
const NAME_LIMIT = 44;
const RANKDIR = { up: "BT", down: "TB", left: "RL", right: "LR" };

function escaped(text) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;" };
  return text.replace(/[&<>"']/g, (c) => entities[c]);
}

function shorten(text, limit) {
  const letters = Array.from(text);
  if (letters.length <= limit) return text;
  const kept = limit - 1, tail = Math.floor(kept / 2);
  return [...letters.slice(0, kept - tail), "…", ...letters.slice(letters.length - tail)].join("");
}

/** Graphviz puts a node's name in the place of \N even in text; of \\N it shows both backslashes. */
function labelText(text) {
  return escaped(text.replace(/\\(?=[NGETHL])/g, "\\\\"));
}

function nameMarkup(name, times) {
  return (labelText(shorten(name, NAME_LIMIT)) || "(no name)") + (times === 1 ? "" : ` × ${times}`);
}

/** `{source, nodes, lines, frames}`: DOT, and what its ids n0, e0, g0 stand for. */
function toDot(view, data, heat) {
  const { things, lines, model } = view;
  const looks = data.looks, kinds = looks.kinds;
  const KIND = Object.fromEntries(kinds.map((kind, i) => [kind.name, i]));
  const byId = new Map(things.map((thing) => [thing.id, thing]));
  const names = new Map(), nodes = [], frames = [], text = [];
  const writes = new Map();
  for (const l of lines) if (l.kind === KIND.write) writes.set(l.tail, (writes.get(l.tail) || 0) + 1);
  const mirrored = lines.some((l) => l.kind === KIND.mirror);

  const attributes = (all) =>
    Object.entries(all).map(([name, value]) =>
      /^<[^]*>$/.test(value) ? `${name}=${value}` : `${name}="${value}"`).join(" ");

  function node(thing) {
    const look = thing.muted ? looks.muted : looks.roles[thing.role];
    const level = heat.level(thing.cost);
    const rows = [...thing.rows];
    if (level !== null && thing.cost && heat.figures(thing.cost)) rows.push(heat.figures(thing.cost));
    const small = rows.map((row) => `<FONT POINT-SIZE="9.5">${labelText(row)}</FONT>`);
    if (thing.alarm && heat.known) {
      small.push(`<FONT POINT-SIZE="9.5"><B>${escaped(thing.alarm)} first here</B></FONT>`);
    }
    const words = [`role-${looks.roles[thing.role].name}`];
    if (thing.muted) words.push("muted");
    if (thing.fetched) words.push("fetched");
    if (thing.alarm && heat.known) words.push("alarm");
    if (level !== null) words.push(`heat-${level}`);
    return attributes({
      id: names.get(thing.id), class: words.join(" "),
      label: `<${[`<B>${nameMarkup(thing.title, thing.times)}</B>`, ...small].join("<BR/>")}>`,
      shape: look.shape, style: look.style, fillcolor: look.fill, color: look.line,
      margin: look.margin, peripheries: look.peripheries,
      penwidth: thing.fetched || (thing.alarm && heat.known) ? "2.5" : look.width,
    });
  }

  function write(group) {
    for (const thing of group.nodes) {
      names.set(thing.id, `n${nodes.length}`);
      nodes.push(thing);
      text.push(`${names.get(thing.id)} [${node(thing)}]`);
    }
    for (const inner of group.groups) {
      text.push(`subgraph cluster_${frames.length + 1} {`);
      text.push(...Object.entries({
        id: `g${frames.length}`, class: `side-${["forward", "backward", "update"][inner.side]}`,
        label: `<${nameMarkup(inner.label, inner.times)}>`,
        labelloc: data.orientation === "up" ? "b" : "t", labeljust: "l", fontsize: "11",
        style: "rounded", margin: "10", bgcolor: "white",
      }).map(([name, value]) => attributes({ [name]: value })));
      frames.push(inner);
      write(inner);
      text.push("}");
    }
  }

  const beside = ({ kind, tail, head }) => {
    if (kind === KIND.write) return writes.get(tail) === 1 && byId.get(tail).mirror === head;
    if (kind === KIND.seed) return mirrored && byId.get(head).mirror === tail;
    return kind === KIND.mirror;
  };
  const ends = (line) => {
    if (line.kind === KIND.seed && beside(line)) return [line.tail, line.head];
    const waits = line.kind === KIND.control && byId.get(line.tail).side !== FORWARD;
    return kinds[line.kind].turned || waits ? [line.head, line.tail] : [line.tail, line.head];
  };

  write(arrange(model, things));
  const pairs = lines.filter(beside).map((l) => [l.tail, l.head]);
  const level = sharedLevels([...names.keys()], pairs);
  const together = new Map();
  for (const [id, one] of level) {
    (together.get(one) || together.set(one, []).get(one)).push(names.get(id));
  }
  for (const ids of together.values()) if (ids.length > 1) text.push(`{rank=same; ${ids.join("; ")}}`);
  const ranked = lines.filter((line) => !beside(line));
  const paths = new Map(things.map((thing) => [thing.id, thing.path]));
  const shortest = lengths(ranked.map(ends), paths, level);
  const least = new Map(ranked.map((line, i) => [line, shortest[i]]));

  lines.forEach((line, number) => {
    const kind = kinds[line.kind], [low, high] = ends(line);
    const words = [`kind-${kind.name}`];
    const all = { dir: "none", style: kind.style, weight: kind.weight, arrowsize: kind.arrow,
      penwidth: kind.weight === "1" ? (1 + 0.4 * Math.log10(Math.max(1, line.size))).toFixed(2) : "1" };
    if (least.get(line) > 1) all.minlen = String(least.get(line));
    if (line.kind !== KIND.mirror) all.dir = low === line.head ? "back" : "forward";
    if (byId.get(line.tail).muted || byId.get(line.head).muted) words.push("muted");
    if (line.alarm && heat.known) {
      words.push("alarm");
      Object.assign(all, { label: ` ${line.alarm} `, fontsize: "11", penwidth: "2.5" });
    }
    Object.assign(all, { id: `e${number}`, class: words.join(" ") });
    text.push(`${names.get(low)} -> ${names.get(high)} [${attributes(all)}]`);
  });

  const graph = { rankdir: RANKDIR[data.orientation], newrank: "true", fontname: FONT,
    remincross: "false", pad: "0.25", nodesep: "0.22", ranksep: "0.32",
    ...(looks.efforts.find(([limit]) => things.length > limit) || [0, {}])[1] };
  const head = [`graph [${attributes(graph)}]`,
    `node [fontname="${FONT}" fontsize="11" height="0.3" width="0.5"]`, `edge [fontname="${FONT}"]`];
  const source = `digraph "graph" {\n${[...head, ...text].join("\n")}\n}\n`;
  return { source, nodes, lines, frames };
}

/** How hot things are, one beside the other; `by` is "time", "bytes", or "" for no heat. */
function heatOf(things, by) {
  const amount = (cost) => cost[by === "time" ? 0 : 1];
  const text = (count) => (by === "time" ? timeText(count) : bytesText(count));
  const amounts = by ? things.filter((t) => t.cost).map((t) => amount(t.cost)) : [];
  const total = sum(amounts), most = Math.max(0, ...amounts);
  return {
    known: amounts.length > 0,
    level: (cost) => {
      if (!amounts.length) return null;
      return cost && most ? Math.round(9 * Math.sqrt(amount(cost) / most)) : 0;
    },
    figures: (cost) => {
      const share = total ? (100 * amount(cost)) / total : 0;
      return amount(cost) ? `${text(amount(cost))}, ${share < 1 ? "<1" : Math.round(share)} %` : "";
    },
    legend: `heat: ${by === "time" ? "time" : "bytes put out"}, ${text(total)} in all`,
  };
}

function digits(number) {
  return String(Number(number.toPrecision(3)));
}

function timeText(ns) {
  if (ns >= 1e9) return `${digits(ns / 1e9)} s`;
  return ns >= 1e6 ? `${digits(ns / 1e6)} ms` : `${digits(ns / 1e3)} us`;
}

function bytesText(count) {
  for (const [power, unit] of [[30, "GiB"], [20, "MiB"], [10, "KiB"]]) {
    if (count >= 2 ** power) return `${digits(count / 2 ** power)} ${unit}`;
  }
  return `${count} B`;
}

/** Graphviz, off the page's own thread, so that a long layout stops nobody from reading. */
class Layouter {
  constructor(library, limit) {
    const end = library.lastIndexOf("export{");
    const name = /(\w+) as Graphviz[,}]/.exec(library.slice(end))[1];
    const answer = `const ready = ${name}.load();
onmessage = async ({ data: [id, source] }) => {
  try { postMessage([id, (await ready).layout(source, "svg", "dot"), null]); }
  catch (error) { postMessage([id, null, String(error && error.message || error)]); }
};`;
    const blob = new Blob([library.slice(0, end), answer], { type: "text/javascript" });
    this.url = URL.createObjectURL(blob);
    this.limit = limit;
    this.number = 0;
    this.waiting = null;
    this.start();
  }

  start() {
    this.worker = new Worker(this.url);
    this.worker.onmessage = ({ data: [id, svg, error] }) => this.settle(id, svg, error);
    this.worker.onerror = (event) => this.settle(this.number, null, event.message || "no worker");
  }

  settle(id, svg, error) {
    if (!this.waiting || this.waiting.id !== id) return;
    const { resolve, reject, timer } = this.waiting;
    clearTimeout(timer);
    this.waiting = null;
    if (svg === null) reject(new Error(error));
    else resolve(svg);
  }

  /** SVG text. A layout that is asked for before the last one has come takes its place. */
  layout(source) {
    if (this.waiting) this.stop("superseded");
    return new Promise((resolve, reject) => {
      const id = ++this.number;
      const timer = setTimeout(() => this.stop(`the layout took longer than ${this.limit} s`), this.limit * 1000);
      this.waiting = { id, resolve, reject, timer };
      this.worker.postMessage([id, source]);
    });
  }

  stop(reason) {
    this.worker.terminate();
    this.start();
    this.settle(this.waiting.id, null, reason);
  }
}
