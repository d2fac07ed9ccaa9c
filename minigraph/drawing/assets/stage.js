// The stage: the SVG that is shown, moved and zoomed.

const SVG = "http://www.w3.org/2000/svg";
const TAGS = new Set(["svg", "g", "polygon", "polyline", "path", "ellipse", "text"]);
const ATTRIBUTES = new Set(("id class d points x y cx cy rx ry fill stroke stroke-width stroke-dasharray " +
  "text-anchor width height viewBox transform font-family font-size font-weight font-style").split(" "));
const SCALES = [0.02, 8];

function element(tag, attributes, ...inner) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inner);
  return made;
}

/** A copy with the elements and attributes that drawings have, and no others. */
function clean(node) {
  const copy = element(node.localName, {});
  for (const { name, value } of node.attributes) if (ATTRIBUTES.has(name)) copy.setAttribute(name, value);
  for (const inner of node.childNodes) {
    if (inner.nodeType === Node.TEXT_NODE) copy.append(inner.data);
    else if (TAGS.has(inner.localName)) copy.append(clean(inner));
    else if (inner.localName === "a") copy.append(...[...clean(inner).childNodes]);
  }
  return copy;
}

const SAMPLE = "abcdefghijklmnopqrstuvwxyz 0123456789";
const SAMPLE_WIDTH = { normal: 18.564, bold: 19.841 }; // in Helvetica, by which layouts go; in ems

/** How much smaller text has to be to fit its box, if this machine has no font as narrow as Helvetica. */
function fontFit(root, weight) {
  const text = element("text", { "font-size": "11", "font-weight": weight }, SAMPLE);
  const svg = element("svg", { width: 1, height: 1 }, text);
  root.append(svg);
  const width = text.getComputedTextLength() / 11;
  svg.remove();
  return width > 0 ? Math.min(1, SAMPLE_WIDTH[weight] / width) : 1;
}

class Stage {
  constructor(root) {
    root.style.setProperty("--fit", fontFit(root, "normal").toFixed(3));
    root.style.setProperty("--fit-bold", fontFit(root, "bold").toFixed(3));
    this.root = root;
    this.x = this.y = 0;
    this.scale = 1;
    this.pointers = new Map();
    this.moved = 0;
    root.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    root.addEventListener("pointerdown", (event) => this.down(event));
    root.addEventListener("pointermove", (event) => this.move(event));
    for (const end of ["pointerup", "pointercancel"]) {
      root.addEventListener(end, (event) => this.pointers.delete(event.pointerId));
      root.addEventListener(end, () => root.classList.remove("moving"));
    }
  }

  /** Shows SVG text. */
  show(text) {
    const parsed = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    this.adopt(clean(parsed));
  }

  /** Makes an SVG the one that is shown and moved. */
  adopt(svg) {
    const box = (svg.getAttribute("viewBox") || "0 0 1 1").split(/\s+/).map(Number);
    this.size = { width: box[2], height: box[3] };
    for (const name of ["viewBox", "width", "height"]) svg.removeAttribute(name);
    for (const hint of svg.querySelectorAll("title")) hint.remove(); // the panel says it
    this.camera = element("g", { class: "camera" }, ...svg.childNodes);
    svg.replaceChildren(this.camera);
    svg.setAttribute("role", "group");
    svg.setAttribute("aria-label", "Graph");
    this.root.classList.add("live");
    this.root.replaceChildren(svg);
    this.place();
  }

  find(id) {
    return this.camera.querySelector(`#${id}`);
  }

  place() {
    this.camera.setAttribute("transform", `translate(${this.x} ${this.y}) scale(${this.scale})`);
  }

  /** Shows all of it; a large picture from where it begins, at a scale that can be read. */
  fit(least = 0, below = 0) {
    const { width, height: whole } = this.root.getBoundingClientRect();
    const height = whole - below;
    const all = Math.min(width / this.size.width, height / this.size.height, 1.4);
    this.scale = Math.max(all, least);
    this.x = (width - this.size.width * this.scale) / 2;
    this.y = this.scale > all ? 8 : (height - this.size.height * this.scale) / 2;
    this.place();
  }

  zoom(factor, x = this.root.clientWidth / 2, y = this.root.clientHeight / 2) {
    const scale = Math.min(SCALES[1], Math.max(SCALES[0], this.scale * factor));
    this.x = x - ((x - this.x) * scale) / this.scale;
    this.y = y - ((y - this.y) * scale) / this.scale;
    this.scale = scale;
    this.place();
  }

  pan(dx, dy) {
    this.x += dx;
    this.y += dy;
    this.place();
  }

  /** The middle of an element on the stage, in pixels. */
  middle(node) {
    const inner = node.getBoundingClientRect(), outer = this.root.getBoundingClientRect();
    return [inner.x - outer.x + inner.width / 2, inner.y - outer.y + inner.height / 2];
  }

  centre(node) {
    if (this.scale < 0.6) this.zoom(0.9 / this.scale);
    const [x, y] = this.middle(node);
    this.pan(this.root.clientWidth / 2 - x, this.root.clientHeight / 2 - y);
  }

  wheel(event) {
    event.preventDefault();
    const { x, y } = this.root.getBoundingClientRect();
    const step = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
    this.zoom(Math.exp(-step * (event.ctrlKey ? 0.01 : 0.0015)), event.clientX - x, event.clientY - y);
  }

  down(event) {
    if (event.button !== 0) return;
    this.pointers.set(event.pointerId, event);
    this.moved = this.pointers.size > 1 ? Infinity : 0;
  }

  move(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const others = [...this.pointers.values()].filter((one) => one.pointerId !== event.pointerId);
    const dx = event.clientX - before.clientX, dy = event.clientY - before.clientY;
    this.moved += Math.abs(dx) + Math.abs(dy);
    if (this.moved > 4) {
      this.root.setPointerCapture(event.pointerId);
      this.root.classList.add("moving");
    }
    if (others.length) {
      const other = others[0], { x, y } = this.root.getBoundingClientRect();
      const far = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
      this.zoom(far(event) / far(before), other.clientX - x, other.clientY - y);
    } else if (this.moved > 4) {
      this.pan(dx, dy);
    }
    this.pointers.set(event.pointerId, event);
  }
}

/** A round sign on the stage: what is closed can be opened, what is open can be closed. */
function badge(x, y, plus, word) {
  const sign = plus ? "M-3.5 0H3.5M0-3.5V3.5" : "M-3.5 0H3.5";
  const title = element("title", {}, word);
  return element("g", { class: "badge", transform: `translate(${x} ${y})` }, title,
    element("circle", { r: 6.5 }), element("path", { d: sign }));
}
