// One of the two nets: its worker, and what the run has told so far.
class Side {
  constructor(name, code, bytes, changed) {
    this.name = name
    this.changed = changed
    this.number = 0
    this.clear()
    this.worker = new Worker(URL.createObjectURL(new Blob([code], {type: 'text/javascript'})))
    this.worker.onmessage = ({data}) => this.hear(data)
    this.worker.onerror = ({message}) => this.hear({run: this.number, end: 'failed', message, rows: [], steps: 0})
    this.tell('bytes', bytes)
  }

  tell(word, value) {
    this.worker.postMessage([word, value])
  }

  clear() {
    Object.assign(this, {about: null, end: 'runs', message: '', playing: false, steps: 0, look: false, slice: 1, limit: 0, layer: -1, hash: '',
      curve: [], final: null, first: [], last: [], firstJunctions: [], junctions: [], step: 0, rows: [],
      pictures: null, points: null, answers: null, plane: null, newSamples: true, newLayers: true})
  }

  // Looked at, it tells at once what it begins with, until training tells of that itself.
  open(words, look) {
    this.clear()
    this.tell('open', {words, look, number: ++this.number})
  }

  hear(told) {
    if (told.settings) return this.ready(told.settings)
    if (told.run !== this.number) return
    const {rows, ...rest} = told
    if (this.look && rows.length) Object.assign(this, {look: false, curve: [], rows: []})
    if (!('hash' in rest)) this.hash = ''
    Object.assign(this, rest)
    for (const row of rows) this.keep(row)
    this.newSamples ||= 'answers' in told || 'plane' in told || 'about' in told
    this.newLayers ||= 'about' in told || rows.some(row => row.series === 'gradient')
    this.changed(this)
  }

  keep(row) {
    this.rows.push(row)
    if (row.series === 'curve') this.curve.push(row)
    if (row.series === 'final') this.final = row
    if (row.series === 'gradient') {
      if (row.place === 0) { this.last = []; this.step = row.step }
      this.last[row.place] = row
      if (row.step === 0) this.first[row.place] = row
    }
    if (row.series === 'junction') {
      if (row.place === 0) this.junctions = []
      this.junctions[row.place] = row
      if (row.step === 0) this.firstJunctions[row.place] = row
    }
  }
}
