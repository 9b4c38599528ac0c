// A net as a row of layers, an arc over each way around.
const LAYER = 10, GAP = 2, ARC = 26, SVG = 'http://www.w3.org/2000/svg'

function svg(tag, attributes, parent) {
  const e = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value)
  parent.append(e)
  return e
}

function drawNet(box, about, point) {
  box.replaceChildren()
  const count = about.layers.length, wide = Math.max(count, 18) * LAYER
  const picture = svg('svg', {viewBox: `0 0 ${wide} ${ARC + 16}`, 'aria-hidden': 'true',
    preserveAspectRatio: 'xMinYMid meet'}, box)
  svg('line', {x1: 0, x2: count * LAYER, y1: ARC + 7, y2: ARC + 7, class: 'way'}, picture)
  const rects = about.layers.map((name, i) => {
    const end = i === 0 || i === count - 1
    const rect = svg('rect', {x: i * LAYER + GAP / 2, y: ARC, width: LAYER - GAP, height: 14, rx: 1.5,
      class: end ? 'layer end' : 'layer'}, picture)
    svg('title', {}, rect).textContent = `${i} ${name}`
    rect.addEventListener('pointerenter', () => point(i))
    rect.addEventListener('click', () => point(i))
    return rect
  })
  for (const [first, last] of about.junctions) {
    const a = first * LAYER - GAP / 2 + 1, b = Math.max((last + 1) * LAYER + GAP / 2 - 1, a + 4)
    const high = Math.min(ARC - 3, 8 + (b - a) / 4)
    svg('path', {d: `M${a} ${ARC + 7} C${a} ${ARC - high} ${b} ${ARC - high} ${b} ${ARC + 7}`, class: 'shortcut'},
      picture)
  }
  return rects
}
