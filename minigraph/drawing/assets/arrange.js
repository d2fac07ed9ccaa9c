// Frames and levels: what `group.py` and `levels.py` do.

/** Puts every thing into the group of its path and gives the tree, tidied. */
function arrange(model, things) {
  const tree = { id: null, label: "", nodes: [], groups: [], times: 1, side: FORWARD };
  const made = new Map();
  const at = (path) => {
    if (!path.length) return tree;
    const id = path[path.length - 1];
    if (!made.has(id)) {
      const { label, times } = model.groups[id];
      const group = { id, label, nodes: [], groups: [], times, side: FORWARD };
      at(path.slice(0, -1)).groups.push(group);
      made.set(id, group);
    }
    return made.get(id);
  };
  for (const thing of things) at(thing.path).nodes.push({ ...thing });
  tidy(tree);
  return tree;
}

/** Dissolves frames round a single node and merges frames that only hold a frame. */
function tidy(group) {
  const sides = new Set(group.nodes.map((node) => node.side));
  const kept = [];
  for (const inner of group.groups) {
    for (const side of tidy(inner)) sides.add(side);
    if (holdsOne(inner)) {
      for (const node of inner.nodes) group.nodes.push(namedWith(inner, node));
    } else if (!inner.nodes.length && inner.groups.length === 1 && inner.times === 1) {
      const only = inner.groups[0];
      only.label = `${inner.label}/${only.label}`;
      kept.push(only);
    } else {
      kept.push(inner);
    }
  }
  group.groups = kept;
  if (sides.size === 1) group.side = [...sides][0];
  return sides;
}

function holdsOne(group) {
  if (group.groups.length || group.times > 1) return false;
  const ids = new Set(group.nodes.map((node) => node.id));
  return group.nodes.filter((node) => !ids.has(node.mirror)).length === 1;
}

/** A node that leaves its frame takes the frame's name along, unless it is called so itself. */
function namedWith({ label, id }, node) {
  const last = label.slice(label.lastIndexOf("/") + 1);
  const same = node.title === last || node.title === `${last}_grad`;
  const title = same ? label + node.title.slice(last.length) : `${label}/${node.title}`;
  return { ...node, title, within: node.within === undefined ? id : node.within };
}

/** For each id the first of all that are on its level because of the pairs. */
function sharedLevels(ids, pairs) {
  const first = new Map(ids.map((id) => [id, id]));
  const find = (id) => {
    while (first.get(id) !== id) {
      first.set(id, first.get(first.get(id)));
      id = first.get(id);
    }
    return id;
  };
  for (const [one, other] of pairs) {
    const target = find(one);
    first.set(find(other), target);
  }
  return new Map(ids.map((id) => [id, find(id)]));
}

/** For each pair (lower, upper) the least number of levels between the two. */
function lengths(pairs, paths, level) {
  const inside = new Map();
  for (const [low, high] of pairs) {
    const path = paths.get(low);
    for (let depth = 0; depth < shared(path, paths.get(high)); depth++) {
      const id = path[depth];
      (inside.get(id) || inside.set(id, []).get(id)).push([level.get(low), level.get(high)]);
    }
  }
  const up = new Map(), down = new Map();
  for (const [id, found] of inside) {
    up.set(id, heights(found));
    down.set(id, heights(found.map(([a, b]) => [b, a])));
  }
  return pairs.map(([low, high]) => {
    const depth = shared(paths.get(low), paths.get(high));
    const into = paths.get(high)[depth], outOf = paths.get(low)[depth];
    let length = 1;
    if (up.has(into)) length += up.get(into).get(level.get(high)) || 0;
    if (down.has(outOf)) length += down.get(outOf).get(level.get(low)) || 0;
    return length;
  });
}

function shared(one, other) {
  let depth = 0;
  while (depth < Math.min(one.length, other.length) && one[depth] === other[depth]) depth++;
  return depth;
}

/** For each id the length of the longest way to it; what lies on a circle is left out. */
function heights(pairs) {
  const after = new Map(), waiting = new Map(), seen = new Set();
  for (const [low, high] of pairs) {
    if (low === high || seen.has(`${low} ${high}`)) continue;
    seen.add(`${low} ${high}`);
    (after.get(low) || after.set(low, []).get(low)).push(high);
    waiting.set(high, (waiting.get(high) || 0) + 1);
    waiting.set(low, waiting.get(low) || 0);
  }
  const ready = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  const found = new Map(ready.map((id) => [id, 0]));
  while (ready.length) {
    const low = ready.pop();
    for (const high of after.get(low) || []) {
      found.set(high, Math.max(found.get(high) || 0, found.get(low) + 1));
      waiting.set(high, waiting.get(high) - 1);
      if (waiting.get(high) === 0) ready.push(high);
    }
  }
  return found;
}
