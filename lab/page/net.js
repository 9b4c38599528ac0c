// A net as a row of layers, an arc over each way around.
const LAYER = 10, GAP = 2, ARC = 18, SVG = 'http://www.w3.org/2000/svg'

function svg(tag, attributes, parent) {
  const e = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value)
  parent.append(e)
  return e
}

// Where each layer stands: rows of about `long` layers, none broken inside a way around, if it is short.
function places(about, long) {
  const inside = new Set(about.junctions.flatMap(([first, last]) =>
    last - first < long ? Array.from({length: Math.max(0, last - first)}, (_, k) => first + 1 + k) : []))
  let row = 0, column = 0
  return about.layers.map((_, i) => {
    if (column >= long && !inside.has(i)) { row++; column = 0 }
    return {x: column++ * LAYER, y: row * (ARC + 16) + ARC, row}
  })
}

function drawNet(box, about, point) {
  box.replaceChildren()
  const count = about.layers.length, long = box.clientWidth < 420 ? 34 : 66
  const place = places(about, long), rows = place[count - 1].row + 1
  const wide = (Math.max(18, ...place.map(p => p.x / LAYER + 1))) * LAYER
  const picture = svg('svg', {viewBox: `0 0 ${wide} ${rows * (ARC + 16)}`, 'aria-hidden': 'true',
    preserveAspectRatio: 'xMinYMid meet'}, box)
  for (const p of place) svg('line', {x1: p.x, x2: p.x + LAYER, y1: p.y + 7, y2: p.y + 7, class: 'way'}, picture)
  const rects = about.layers.map((name, i) => {
    const end = i === 0 || i === count - 1
    const rect = svg('rect', {x: place[i].x + GAP / 2, y: place[i].y, width: LAYER - GAP, height: 14, rx: 1.5,
      class: end ? 'layer end' : 'layer'}, picture)
    svg('title', {}, rect).textContent = `${i} ${name}`
    rect.addEventListener('pointerenter', () => point(i))
    rect.addEventListener('click', () => point(i))
    return rect
  })
  for (const [first, last] of about.junctions) {
    const from = place[first], to = place[Math.max(first, last)]
    const a = from.x - GAP / 2 + 1, b = to.x + LAYER + GAP / 2 - 1, high = Math.min(ARC + 6, 8 + Math.abs(b - a) / 4)
    svg('path', {d: `M${a} ${from.y + 7} C${a} ${from.y - high} ${b} ${to.y - high} ${b} ${to.y + 7}`, class: 'shortcut'}, picture)
  }
  return rects
}
