// Puts it together: settings -> two sides -> charts, nets, numbers.
const $ = id => document.getElementById(id)
const engineCode = $('worker').textContent
const wasm = Uint8Array.from(atob($('wasm').textContent.trim()), c => c.charCodeAt(0))
const sides = SIDES.map(name => new Side(name, engineCode, wasm, changed))
const nets = [null, null]
const charts = {}
let state, tour, layer = 1, rate = 0, wanted = false, awaited = null

for (const e of document.querySelectorAll('[data-text]')) e.textContent = texts[e.dataset.text]
$('tour-open').textContent = texts.tour.open

// ---- drawing, twenty times a second at most ----

const DRAW_EVERY = 50
let drawn = 0

function changed(side) {
  keepPace()
  side.dirty = true
  awaited ??= setTimeout(() => requestAnimationFrame(draw), Math.max(0, drawn + DRAW_EVERY - performance.now()))
}

function draw() {
  awaited = null
  drawn = performance.now()
  for (const side of sides.filter(s => s.dirty)) {
    side.dirty = false
    drawSide(side)
  }
  fill('loss')
  if (sides.some(s => s.newLayers)) drawLayers()
  drawButtons()
  if (over()) tour.ended()
}

// At once, for what is printed is what is there when the event ends.
const fill = name => charts[name].batch(chart => chart.setData(chartData[name](sides)))

function drawLayers() {
  for (const s of sides) s.newLayers = false
  for (const [name, chart] of Object.entries(CHARTS)) if (chart.layers) fill(name)
  drawNumbers()
}

function word(side) {
  return {failed: texts.failed(side.message ?? texts.memory), done: texts.done,
    diverged: texts.diverged(side.steps, side.layer, side.about?.layers[side.layer] ?? ''),
    runs: !side.about ? texts.wait : side.playing ? texts.running : texts.ready}[side.end]
}

const brief = v => v === null || v === undefined ? texts.none : Number.isInteger(v) && Math.abs(v) < 1e7 ? String(v) : Number.isNaN(v) ? 'NaN' : !Number.isFinite(v) ? '∞'
  : v !== 0 && (Math.abs(v) < 1e-3 || Math.abs(v) >= 1e5) ? v.toExponential(2) : String(+v.toPrecision(4))

function drawSide(side) {
  const i = sides.indexOf(side), box = $(side.name), find = name => box.querySelector(`.${name}`)
  const said = word(side)
  if (find('state').textContent !== said) find('state').textContent = said
  box.dataset.end = side.end
  if (!side.about) { nets[i] = null; find('net').replaceChildren() }
  else if (!nets[i]) nets[i] = drawNet(find('net'), side.about, point)
  find('net').setAttribute('aria-label', side.about
    ? texts.net(texts[side.name], side.about.layers.length, side.about.junctions.length) : texts.wait)
  nets[i]?.forEach((rect, k) => {
    rect.classList.toggle('bad', side.end === 'diverged' && k === side.layer)
    rect.classList.toggle('pointed', k === layer)
  })
  const last = side.curve.at(-1), tested = side.final ?? side.curve.findLast(r => r.test_loss !== null)
  const facts = {steps: side.about ? `${side.steps} / ${side.about.steps}` : texts.none, train: brief(side.final?.train_loss ?? last?.train_loss),
    accuracy: brief(side.final?.train_acc ?? last?.train_acc), test: brief(tested?.test_loss),
    parameters: brief(side.about?.parameters), hash: side.hash || texts.none}
  for (const [name, value] of Object.entries(facts)) find(`fact-${name}`).textContent = value
  find('copy').disabled = !side.about
  find('kind').textContent = [...state.differs].map(key => `${shortKey(key)} ${state.value[key][i]}`).join(', ')
  find('command').replaceChildren(...(side.about?.command ?? '').split(/ (?=--)/).flatMap(option =>
    [make('span', {textContent: option}), ' ']))
  if (side.newSamples) drawSamples(side, find)
}

function drawSamples(side, find) {
  side.newSamples = false
  const canvas = find('samples'), note = find('samples-note')
  canvas.hidden = !(side.pictures || side.points)
  note.textContent = side.pictures ? texts.samples.pictures : side.points ? texts.samples.plane
    : side.about ? texts.samples.numbers(side.about.channels) : ''
  canvas.setAttribute('aria-label', texts.forSide(note.textContent, texts[side.name]))
  if (side.pictures) drawPictures(canvas, side)
  else if (side.points) drawPlane(canvas, side)
}

function drawButtons() {
  const playing = sides.some(s => s.playing), opened = sides.some(s => s.about)
  $('play').textContent = playing ? texts.pause : texts.play
  $('play').setAttribute('aria-pressed', playing)
  $('play').disabled = !opened
  $('step').disabled = !opened || over()
}

function drawNumbers() {
  const most = Math.max(0, ...sides.map(s => s.about ? s.about.layers.length - 1 : 0))
  $('layer').max = most
  if (most && layer > most) layer = most
  const rows = sides.map(s => {
    const j = s.about?.junctions.findIndex(([first, last]) => first <= layer && layer <= Math.max(first, last)) ?? -1
    return {...s.last[layer], dh0: s.first[layer]?.dh, ...(j >= 0 ? s.junctions[j] : {}), name: s.about?.layers[layer]}
  })
  $('layer').value = layer
  $('layer').setAttribute('aria-valuetext', `${layer} ${rows.map(r => r.name ?? texts.none).join(', ')}`)
  $('layer-number').textContent = layer
  sides.forEach((s, i) => {
    $(s.name).querySelector('.pointed-at').textContent = rows[i].name === undefined ? '' : texts.pointed(layer, rows[i].name,
      ['h', 'dh', 'dead'].map(key => `${texts.columns[key]} ${brief(rows[i][key])}`).join(', '))
  })
  $('numbers').replaceChildren(...Object.entries(texts.columns).map(([key, name]) => make('tr', {},
    make('th', {scope: 'row', textContent: name}),
    ...rows.map(r => make('td', {textContent: key === 'name' ? r.name ?? texts.none : brief(r[key])})))))
}

function point(to) {
  layer = to
  nets.forEach(rects => rects?.forEach((rect, k) => rect.classList.toggle('pointed', k === layer)))
  drawNumbers()
}

function drawCharts() {
  for (const [name, chart] of Object.entries(CHARTS)) {
    const box = $(`chart-${name}`)
    box.querySelector('.uplot')?.remove()
    charts[name] = makeChart(box, {...chart, x: chart.x === 'layer' ? texts.layer.toLowerCase() : texts.facts.steps,
      series: SIDES.flatMap(side => chart.lines.map(([label, dash]) => line(`${side} ${label}`, side, dash)))},
      chart.layers ? point : null)
  }
}

// In the colours of light or dark, as the page is.
function redraw() {
  drawCharts()
  for (const side of sides) side.dirty = side.newSamples = side.newLayers = true
  draw()
}

// ---- running ----

function open() {
  wanted = false
  sides.forEach((side, i) => {
    nets[i] = null
    side.open(state.words(i), tour.at < 0) // the tour asks before it shows
    side.tell('rate', rate)
    changed(side)
  })
}

const all = (what, value) => sides.forEach(side => side.tell(what, value))
const over = () => sides.every(s => s.end !== 'runs')
const most = () => Math.max(...sides.filter(s => s.end === 'runs').map(s => s.steps))

function play() {
  if (over()) open()
  wanted = !sides.some(s => s.playing)
  all(wanted ? 'play' : 'pause')
}

function step() {
  wanted = false
  all('reach', most() + 1)
}

// Both nets train in step: neither gets two slices ahead, and when they stop, they stop after the same update.
function keepPace() {
  sides.forEach((side, i) => {
    const other = sides[1 - i]
    const limit = other.end !== 'runs' ? Infinity : other.steps + (rate ? 1 : 2 * other.slice)
    if (side.about && limit !== side.limit) side.tell('limit', side.limit = limit)
  })
  if (!wanted && sides.every(s => s.about && s.end === 'runs' && !s.playing))
    for (const side of sides) if (side.steps < most()) side.tell('reach', most())
}

function settle() {
  history.replaceState(null, '', state.address)
  drawSettings($('settings'), state, put, split)
  open()
}

function put(key, side, value) {
  state.put(key, side, value)
  settle()
}

function split(key, differs) {
  if (differs) state.differs.add(key)
  else { state.differs.delete(key); state.value[key] = pair(state.value[key][0]) }
  settle()
}

function show(values, playing) {
  state.set(values)
  settle()
  if (playing) play()
}

async function copy(text, said) {
  try { await navigator.clipboard.writeText(text) } catch {
    const area = make('textarea', {value: text})
    document.body.append(area)
    area.select()
    document.execCommand('copy')
    area.remove()
  }
  $('said').textContent = said
}

// ---- controls ----

$('play').addEventListener('click', play)
$('step').addEventListener('click', step)
$('restart').addEventListener('click', open)
$('rate').append(...Object.entries(texts.speeds).map(([value, textContent]) => make('option', {value, textContent})))
$('rate').addEventListener('change', e => { rate = +e.target.value; sides.forEach(s => s.tell('rate', rate)) })
$('layer').addEventListener('input', e => point(+e.target.value))
$('link').addEventListener('click', () => copy(location.href, texts.copied))
for (const side of sides)
  $(side.name).querySelector('.copy').addEventListener('click', () => copy(side.about.command, texts.copied))
document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.target.closest('input, select, textarea, button, summary')) return
  const action = {' ': play, s: step, r: open}[e.key]
  if (action) { e.preventDefault(); action() }
})
window.addEventListener('hashchange', begin)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw)
for (const [event, paper] of [['beforeprint', true], ['afterprint', false]])
  addEventListener(event, () => { document.documentElement.classList.toggle('paper', paper); redraw() })

$('choices').open = innerWidth > 900
tour = new Tour($('tour'), show)
$('tour-open').addEventListener('click', () => tour.go(0))
drawCharts()
const ready = sides.map(side => new Promise(done => { side.ready = done }))
Promise.all(ready).then(([settings]) => {
  state = new State(settings)
  begin()
})

// From the address: a step of the tour, or the settings.
function begin() {
  const step = location.hash.match(/^#tour=(\d+)$/)?.[1]
  if (step && texts.tour.steps[step - 1]) return tour.go(step - 1)
  state.read(location.hash)
  settle()
}
