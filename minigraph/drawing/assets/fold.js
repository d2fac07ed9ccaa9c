// Folding: what `minigraph/drawing/fold.py` does, so that a page can do it again and again.
// A thing is what is drawn as one node: an operation, or one side of a closed group.

const FORWARD = 0, BACKWARD = 1, UPDATE = 2;
const FAN_OUT = 2, FAN_IN = 8, DETOURS = 200;

/** Completes a model from the page's JSON: what was left out is false, empty, or none. */
function prepared(model) {
  model.groups.forEach((group, id) => {
    const outer = group.parent === undefined ? [] : model.groups[group.parent].path;
    Object.assign(group, { id, path: [...outer, id], times: group.times || 1 });
  });
  model.leaves = model.nodes.map((node, id) => ({
    rows: [], times: 1, alarm: "", muted: false, fetched: false, site: "", attributes: [],
    outputs: [], cost: null, ...node,
    id: String(id),
    path: node.group === undefined ? [] : model.groups[node.group].path,
    mirror: node.mirror === undefined ? null : String(node.mirror),
    leaves: [id],
    count: node.count || 1,
  }));
  model.lines = model.edges.map(([tail, head, kind, value, alarm]) => ({
    tail: String(tail), head: String(head), kind, alarm: alarm || "", value,
    size: value < 0 ? 1 : model.values[value][1],
  }));
  model.first = new Set(model.groups.filter((g) => g.first).map((g) => g.id));
  return model;
}

/** What is drawn of a model when some groups are closed, and some kinds of things hidden. */
function fold(model, closed, options, KIND) {
  let things = model.leaves;
  let lines = model.lines.filter((line) => options.control || line.kind !== KIND.control);
  if (!options.gradients) {
    [things, lines] = forwardOnly(things, lines);
  }
  const isFirst = (id) => closed.has(id) && model.first.has(id);
  const kept = (line) => line.kind === KIND.borrowed && inOpenGradient(model, closed, line.head);
  const one = folded(model, things, lines, isFirst, KIND, kept);
  const isSecond = (id) => closed.has(id) && !model.first.has(id);
  const two = folded(model, one.things, one.lines, isSecond, KIND, (line) => line.kept);
  const into = new Map();
  for (const thing of two.things) for (const leaf of thing.leaves) into.set(leaf, thing.id);
  return { things: two.things, lines: two.lines, into };
}

/** The gradient of an operation was opened by the reader: then it is shown what it uses. */
function inOpenGradient(model, closed, head) {
  const path = model.leaves[Number(head)].path;
  const last = path[path.length - 1];
  return last !== undefined && model.groups[last].gradient && !closed.has(last);
}

/** Without gradients, updates, and what serves nothing else. */
function forwardOnly(things, lines) {
  const gone = new Set(things.filter((t) => t.side !== FORWARD).map((t) => t.id));
  const users = new Map(), all = new Map();
  for (const { tail, head } of lines) {
    for (const [from, to] of [[tail, head], [head, tail]]) {
      (all.get(from) || all.set(from, []).get(from)).push(to);
    }
    (users.get(tail) || users.set(tail, []).get(tail)).push(head);
  }
  for (const thing of [...things].reverse()) {
    const others = all.get(thing.id) || [];
    const after = users.get(thing.id) || [];
    if (others.some((id) => gone.has(id)) && others.every((id) => gone.has(id)) &&
        after.length && !thing.fetched) gone.add(thing.id);
  }
  return [
    things.filter((t) => !gone.has(t.id)),
    lines.filter((l) => !gone.has(l.tail) && !gone.has(l.head)),
  ];
}

/** One step of folding: every closed group that is met first becomes one thing for each side. */
function folded(model, things, lines, isClosed, KIND, kept) {
  const cells = new Map();
  for (const thing of things) {
    const group = thing.path.find(isClosed);
    const cell = group === undefined ? thing.id : `${group}.${thing.side}`;
    if (!cells.has(cell)) cells.set(cell, { group, members: [] });
    cells.get(cell).members.push(thing);
  }
  const into = new Map(), found = [];
  for (const [cell, { group, members }] of cells) {
    let thing = members[0];
    if (group !== undefined) {
      thing = members.length > 1 ? closedThing(model, cell, group, members) : moved(model, group, thing);
    }
    for (const member of members) into.set(member.id, thing.id);
    found.push({ ...thing });
  }
  for (const thing of found) thing.mirror = into.get(thing.mirror) || null;
  return { things: found, lines: foldedLines(model, found, lines, into, KIND, kept) };
}

function closedThing(model, cell, group, members) {
  const said = model.folded[cell] || {};
  const costs = members.map((m) => m.cost).filter(Boolean);
  const alarms = members.flatMap((m) => (m.alarm ? m.alarm.split(", ") : []));
  return {
    rows: [], site: "", attributes: [], outputs: [], title: model.groups[group].label,
    role: members[0].role,
    ...said,
    id: cell, group, times: model.groups[group].times, side: members[0].side,
    key: model.groups[group].path.map((id) => model.groups[id].label).join("/"),
    path: model.groups[group].path.slice(0, -1),
    mirror: (members.find((m) => m.mirror) || {}).mirror || null,
    muted: members.every((m) => m.muted),
    fetched: members.some((m) => m.fetched),
    cost: costs.length ? [sum(costs.map((c) => c[0])), sum(costs.map((c) => c[1]))] : null,
    alarm: [...new Set(alarms)].join(", "),
    leaves: members.flatMap((m) => m.leaves),
    count: sum(members.map((m) => m.count)),
    closed: group,
  };
}

/** What is alone on its side of a closed group takes the group's name along. */
function moved(model, group, thing) {
  const depth = model.groups[group].path.length;
  const labels = thing.path.map((id) => model.groups[id].label);
  const rest = labels.slice(depth - 1);
  if (labels[labels.length - 1] !== thing.title) rest.push(thing.title);
  return { ...thing, path: thing.path.slice(0, depth - 1), title: rest.join("/"), within: group };
}

function foldedLines(model, things, lines, into, KIND, kept) {
  if (!model.mirrored) return withoutDetours(joined(lines, into, KIND), things, KIND);
  const drawn = lines
    .map((l) => (kept(l) ? { ...l, kept: true } : l))
    .filter((l) => l.kept || (l.kind !== KIND.borrowed && l.kind !== KIND.mirror));
  const found = joined(drawn, into, KIND);
  const seeds = new Set(found.filter((l) => l.kind === KIND.seed).map((l) => `${l.tail} ${l.head}`));
  for (const { id, side, mirror } of things) {
    if (side === BACKWARD && mirror && mirror !== id && !seeds.has(`${mirror} ${id}`)) {
      found.push({ tail: mirror, head: id, kind: KIND.mirror, alarm: "", size: 1, value: -1 });
    }
  }
  return withoutDetours(found, things, KIND);
}

/** One line for all of a kind between two things, with the largest of the values that pass. */
function joined(lines, into, KIND) {
  const found = new Map(), linked = new Set();
  for (const line of lines) {
    const tail = into.get(line.tail), head = into.get(line.head);
    if (tail === undefined || head === undefined || tail === head) continue;
    const key = `${tail} ${head} ${line.kind}`;
    const known = found.get(key);
    const words = [...(known ? known.alarm.split(", ") : []), ...line.alarm.split(", ")];
    const alarm = [...new Set(words.filter(Boolean))].join(", ");
    const largest = known && known.size >= line.size ? known : line;
    found.set(key, { ...largest, tail, head, alarm, kept: line.kept || (known && known.kept) });
    if (line.kind !== KIND.control) linked.add(`${tail} ${head}`).add(`${head} ${tail}`);
  }
  return [...found.values()].filter(
    (line) => line.kind !== KIND.control || !linked.has(`${line.tail} ${line.head}`));
}

/** Leaves out the waits of many gradients or updates for one thing, or of one for many. */
function withoutFans(lines, things, KIND) {
  const sides = new Map(things.map((thing) => [thing.id, thing.side]));
  const isLate = (line) => line.kind === KIND.control && sides.get(line.head) !== FORWARD;
  const out = new Map(), into = new Map();
  for (const { tail, head } of lines.filter(isLate)) {
    out.set(tail, (out.get(tail) || 0) + 1);
    into.set(head, (into.get(head) || 0) + 1);
  }
  const isFan = ({ tail, head }) => out.get(tail) > FAN_OUT || into.get(head) > FAN_IN;
  return lines.filter((line) => !isLate(line) || !isFan(line));
}

/** Leaves out control edges between things that values lead between already. */
function withoutDetours(lines, things, KIND) {
  const after = new Map();
  for (const { tail, head, kind } of lines) {
    if (kind === KIND.data || kind === KIND.backward || kind === KIND.seed) {
      (after.get(tail) || after.set(tail, []).get(tail)).push(head);
    }
  }
  const tails = new Set(lines.filter((l) => l.kind === KIND.control).map((l) => l.tail));
  if (tails.size > DETOURS) return lines;
  lines = withoutFans(lines, things, KIND);
  const reached = new Map();
  for (const tail of tails) {
    const found = new Set([tail]), waiting = [tail];
    while (waiting.length) {
      for (const id of after.get(waiting.pop()) || []) {
        if (!found.has(id)) { found.add(id); waiting.push(id); }
      }
    }
    reached.set(tail, found);
  }
  return lines.filter((l) => l.kind !== KIND.control || !reached.get(l.tail).has(l.head));
}

function sum(numbers) {
  return numbers.reduce((a, b) => a + b, 0);
}
