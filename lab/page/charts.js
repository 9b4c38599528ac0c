// The charts: uPlot draws, this says what. Left and right have a colour each; a dash tells what is compared.
const DASH = {now: [], other: [6, 4], start: [2, 3]}
const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim()
const positive = v => v > 0 && Number.isFinite(v) ? v : null
const finite = v => Number.isFinite(v) ? v : null

const axis = (label, size) => ({label, labelSize: 18, size, stroke: () => css('--ink'),
  font: '12px sans-serif', labelFont: '12px sans-serif', gap: 4,
  grid: {stroke: () => css('--line'), width: 1}, ticks: {stroke: () => css('--line'), width: 1}})

const line = (label, side, dash) => ({label, stroke: () => css(`--${side}`), width: 2, dash: DASH[dash], spanGaps: true,
  points: dash === 'start' ? {show: false} : {size: 5}})

// On a log axis: powers of ten, some times them where there are few, not each where there are many.
function powers(u, at, low, high) {
  const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high)), every = Math.ceil((last - first) / 8)
  const digits = high < 10 * low ? [1, 1.5, 2, 3, 5, 7] : last - first < 3 ? [1, 2, 5] : [1], all = []
  for (let power = first; power <= last; power += every)
    for (const digit of digits) all.push(Number(`${digit}e${power}`))
  return all.filter(v => v >= low && v <= high)
}

const powerText = v => v >= 1e-3 && v < 1e4 ? String(v) : v.toExponential(0).replace('+', '')
// Of a chart without a number there are no places on the axis.
const powerTexts = (u, splits) => splits.map(u.data.slice(1).flat().some(v => v != null) ? powerText : () => '')
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 1e4]

function makeChart(box, {series, x, log, range, whole}, point) {
  const chart = new uPlot({
    width: Math.max(box.clientWidth, 200), height: 230, padding: [8, null, null, null], legend: {show: false},
    cursor: {y: false, drag: {x: false, y: false}, points: {size: 6},
      ...(point ? {sync: {key: 'layer'}} : {})},
    hooks: point ? {setCursor: [u => { if (u.cursor.idx != null && u.cursor.left >= 0) point(u.cursor.idx) }]} : {},
    scales: {x: {time: false}, y: log ? {distr: 3, range: (u, low, high) => low === null ? [.1, 10] : [low / 1.3, high * 1.3]} : {range}},
    axes: [axis(x, 30), {...axis('', 58), ...(log ? {splits: powers, filter: (u, splits) => splits, values: powerTexts} : whole ? {incrs: WHOLE} : {})}],
    series: [{}, ...series],
  }, [[0], ...series.map(() => [null])], box)
  new ResizeObserver(() => {
    const width = Math.floor(box.clientWidth)
    if (width > 100 && width !== chart.width) chart.setSize({width, height: 230})
  }).observe(box)
  return chart
}

const SIDES = ['left', 'right']
const CHARTS = {
  loss: {x: 'step', log: true, lines: [['train', 'now'], ['test', 'other']]},
  gradient: {x: 'layer', log: true, layers: true, lines: [['now', 'now'], ['start', 'start']]},
  junction: {x: 'layer', log: true, layers: true, lines: [['identity', 'now'], ['branch', 'other']]},
  cosine: {x: 'layer', range: [-1, 1], layers: true, lines: [['now', 'now'], ['start', 'start']]},
  dead: {x: 'layer', layers: true, whole: true, range: (u, low, high) => [0, Math.max(1, high ?? 1)],
    lines: [['now', 'now'], ['start', 'start']]},
}

// An array over 0 .. count - 1 of what each row has, at the place that the row stands for.
function spread(count, rows, place, value) {
  const all = Array(count).fill(null)
  rows.forEach((row, i) => { const at = place(i); if (at < count) all[at] = value(row) })
  return all
}

const chartData = {
  loss(sides) {
    const steps = [...new Set(sides.flatMap(s => s.curve.map(r => r.step)))].sort((a, b) => a - b)
    const at = new Map(steps.map((step, i) => [step, i]))
    return [steps, ...sides.flatMap(s => ['train_loss', 'test_loss'].map(name => {
      const all = Array(steps.length).fill(null)
      for (const row of s.curve) all[at.get(row.step)] = positive(row[name])
      if (s.final && name === 'test_loss') all[at.get(s.steps)] = positive(s.final.test_loss)
      return all
    }))]
  },
  layers(sides, now, start) {
    const count = Math.max(1, ...sides.map(s => s.about ? s.about.layers.length : 0))
    return [Array.from({length: count}, (_, i) => i),
      ...sides.flatMap(s => [now(s, count), start(s, count)])]
  },
  gradient(sides) {
    const of = key => (s, count) => spread(count, s[key], i => i, r => positive(r.dh))
    return this.layers(sides, of('last'), of('first'))
  },
  dead(sides) {
    const of = key => (s, count) => spread(count, s[key], i => i, r => r.dead)
    return this.layers(sides, of('last'), of('first'))
  },
  junctions(sides, first, second, keys) {
    const of = (key, value) => (s, count) =>
      spread(count, s.about ? s[key] : [], i => s.about.junctions[i][0], value)
    return this.layers(sides, of(keys[0], first), of(keys[1], second))
  },
  junction(sides) {
    return this.junctions(sides, r => positive(r.identity), r => positive(r.branch), ['junctions', 'junctions'])
  },
  cosine(sides) {
    return this.junctions(sides, r => finite(r.cosine), r => finite(r.cosine), ['junctions', 'firstJunctions'])
  },
}
