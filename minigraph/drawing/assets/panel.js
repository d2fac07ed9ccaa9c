// The panel: what there is to know of one thing. All text is set as text, never as markup.

function made(tag, text = "", attributes = {}) {
  const node = document.createElement(tag);
  node.textContent = text;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

const LISTED = 12; // neighbours

class Panel {
  /** `go(id)` shows another thing, `open(id)` unfolds one, `shut()` lets go of the thing shown. */
  constructor(root, go, open, shut) {
    Object.assign(this, { root, go, open, shut });
  }

  hide() {
    this.root.hidden = true;
  }

  show(thing, view, pinned) {
    const { model, data } = view;
    const list = made("dl");
    const row = (word, ...values) => {
      if (!values.length) return;
      list.append(made("dt", word));
      const cell = made("dd");
      values.forEach((value, i) => cell.append(...(i ? [made("br")] : []), value));
      list.append(cell);
    };
    const role = data.looks.roles[thing.role].word;
    const text = thing.count > 1 ? `${role}, ${thing.count} operations` : `${thing.op || ""} (${role})`;
    const head = [made("h2", thing.key), made("p", text.trim())];
    if (thing.alarm) head.push(made("p", `${thing.alarm} first came out of here`, { class: "alarm" }));
    const values = thing.outputs.map((n) => model.values[n][0]);
    row(values.length > 1 ? "outputs" : "output", ...values.slice(0, LISTED));
    if (thing.count === 1) for (const [name, value] of thing.attributes) row(name, value);
    if (thing.count > 1 && thing.rows.length) row("holds", ...thing.rows);
    if (thing.times > 1) row("drawn for", `${thing.times} alike`);
    if (thing.site) row(thing.count > 1 ? "first line" : "built at", thing.site);
    if (thing.cost) row("took", `${timeText(thing.cost[0])}, ${bytesText(thing.cost[1])} out`);
    const { gradients, of, takes, gives } = relations(thing, view);
    const links = (ids) => [...ids].slice(0, LISTED).map((id) => this.link(id, view))
      .concat(ids.length > LISTED ? [`and ${ids.length - LISTED} more`] : []);
    row("gradient", ...links(gradients));
    row("belongs to", ...links(of));
    row("takes", ...links(takes));
    row("goes to", ...links(gives));
    const parts = [...head, list];
    if (pinned) {
      const close = made("button", "×", { class: "close", "aria-label": "Close" });
      close.addEventListener("click", this.shut);
      parts.push(close);
      if (thing.closed !== undefined) {
        const open = made("button", "Unfold", { class: "open" });
        open.addEventListener("click", () => this.open(thing.id));
        parts.push(open);
      }
    }
    this.root.replaceChildren(...parts);
    this.root.classList.toggle("pinned", pinned);
    this.root.hidden = false;
  }

  link(id, view) {
    const button = made("button", view.byId.get(id).title);
    button.title = view.byId.get(id).key;
    button.addEventListener("click", () => this.go(id));
    return button;
  }
}

/** The ids of what makes the gradient of a thing, of what it is the gradient of, and of its neighbours. */
function relations(thing, view) {
  const gradients = view.things.filter((one) => one.mirror === thing.id).map((one) => one.id);
  const of = thing.mirror && view.byId.has(thing.mirror) ? [thing.mirror] : [];
  const kinds = view.data.looks.kinds;
  const lines = view.lines.filter((line) => kinds[line.kind].name !== "mirror");
  const takes = new Set(lines.filter((l) => l.head === thing.id).map((l) => l.tail));
  const gives = new Set(lines.filter((l) => l.tail === thing.id).map((l) => l.head));
  return { gradients, of, takes: [...takes], gives: [...gives] };
}

/** The legend: the roles and edges that occur. */
function legendOf(view) {
  const { roles, kinds } = view.data.looks;
  const shown = new Set(view.things.filter((t) => !t.muted).map((t) => t.role));
  const drawn = new Set(view.lines.map((l) => l.kind));
  const parts = [];
  roles.forEach((role, i) => {
    if (!shown.has(i)) return;
    const chip = element("svg", { width: 16, height: 12 }, element("g", { class: `node role-${role.name}` },
      element("path", { d: "M1 1H15V11H1Z", fill: role.fill, stroke: role.line, "stroke-width": 1.5 })));
    parts.push(made("span"));
    parts[parts.length - 1].append(chip, role.word);
  });
  kinds.forEach((kind, i) => {
    if (!drawn.has(i)) return;
    const dash = { dashed: "4 3", dotted: "1.5 3" }[kind.style] || "none";
    const line = element("path", { d: "M0 6H22", fill: "none", "stroke-width": 2, "stroke-dasharray": dash });
    parts.push(made("span"));
    parts[parts.length - 1].append(
      element("svg", { width: 22, height: 12 }, element("g", { class: `edge kind-${kind.name}` }, line)), kind.word);
  });
  if (view.heat.known) {
    const chips = Array.from({ length: 10 }, (_, i) => element("g", { class: `node heat-${i}` },
      element("path", { d: `M${1 + 9 * i} 1H${10 + 9 * i}V11H${1 + 9 * i}Z`, fill: "white" })));
    parts.push(made("span"));
    parts[parts.length - 1].append(element("svg", { width: 92, height: 12 }, ...chips), view.heat.legend);
  }
  const unseen = view.data.unseen.map(([kind, count]) => `${kind} ${count}`).join(", ");
  if (unseen) parts.push(made("span", `operations not drawn: ${unseen}`));
  return parts;
}
