// The settings of both nets, and the address that holds them: #net.block=plain|preact&net.depth=32

// Words that take a number are offered with one.
const WITH_NUMBER = {'net.init': ['normal(0.1)'], 'net.shortcut': ['scaled(0.5)', 'gated(-1)', 'dropout(0.1)'], 'net.activation': ['top(0.25)']}
// What goes with a choice, unless it is set afterwards.
const ALONG = {
  'data.name': {spirals: {'data.noise': '0.1', 'net.family': 'mlp'}, glyphs: {'data.noise': '0.35'}, teacher: {'net.family': 'mlp'}},
  'net.family': {cifar: {'net.depth': '20', 'net.width': '8', 'net.norm': 'batch', 'data.name': 'glyphs', 'train.steps': '100'},
    mlp: {'net.depth': '32', 'net.width': '32', 'net.norm': 'none'}},
}

const pair = v => Array.isArray(v) ? v : [v, v]

class State {
  constructor(settings) {
    this.settings = new Map(settings.map(s => [s.key, s]))
    this.keys = [...this.settings.keys()]
    this.begin = Object.fromEntries(settings.map(s => [s.key, s.begin || pair(s.preset)]))
    this.set({})
  }

  set(values) {
    this.value = {...this.begin}
    this.differs = new Set()
    for (const [key, v] of Object.entries(values)) this.value[key] = pair(v)
    for (const key of this.keys) if (this.value[key][0] !== this.value[key][1]) this.differs.add(key)
  }

  put(key, side, v) {
    for (const [k, value] of Object.entries({[key]: v, ...(ALONG[key]?.[v] ?? {})})) {
      const old = this.value[k]
      this.value[k] = this.differs.has(key) ? old.map((o, i) => i === side ? value : o) : [value, value]
      if (this.value[k][0] !== this.value[k][1]) this.differs.add(k)
    }
  }

  // With what experiments/playground.yaml sets or sweeps, even at the program's default.
  words(side) {
    return this.keys.filter(key => this.value[key][side] !== this.settings.get(key).preset || this.settings.get(key).begin)
      .map(key => `${key}=${this.value[key][side]}`).join('\n')
  }

  get address() {
    return '#' + this.keys.filter(key => String(this.value[key]) !== String(this.begin[key]))
      .map(key => `${key}=${[...new Set(this.value[key])].map(encodeURIComponent).join('|')}`).join('&')
  }

  // What is no setting is passed over; what a setting cannot be, the engine refuses in words.
  read(address) {
    const values = {}
    for (const part of address.replace(/^#/, '').split('&')) {
      const [key, text = ''] = part.split('=')
      const [left, right = left] = text.replaceAll('%7C', '|').split('|').map(plain)
      if (this.begin[key] && left) values[key] = [left, right]
    }
    this.set(values)
  }
}

function plain(text) {
  try { return decodeURIComponent(text) } catch { return text }
}
