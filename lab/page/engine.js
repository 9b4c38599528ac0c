// The engine's functions (lab/page/session.h) for JavaScript: texts become lines, rows become objects.
async function openEngine(bytes) {
  const wasi = new Proxy({}, {get: () => () => 0}) // the engine asks nothing of a system
  const {instance} = await WebAssembly.instantiate(bytes, {wasi_snapshot_preview1: wasi})
  const c = instance.exports
  c._initialize()

  const text = at => {
    const bytes = new Uint8Array(c.memory.buffer)
    return new TextDecoder().decode(bytes.slice(at, bytes.indexOf(0, at)))
  }
  const table = at => text(at).split('\n').filter(Boolean).map(line => line.split('\t'))
  const copy = (array, at, count) => new array(c.memory.buffer, at, count).slice()
  const series = table(c.session_series()).map(([name, ...columns]) => ({name, columns}))
  const settings = table(c.session_settings()).map(([key, group, type, low, high, preset, left, right, words, meaning]) =>
    ({key, group, type, low: +low, high: +high, preset, begin: left && [left, right], words: words ? words.split(',') : [], meaning}))
  const ROW_BYTES = 80
  const ENDS = ['runs', 'done', 'diverged', 'failed']

  function rows(s) {
    const count = c.session_rows(s), at = c.session_row(s)
    const view = new DataView(c.memory.buffer)
    const all = []
    for (let i = 0, p = at; i < count; i++, p += ROW_BYTES) {
      const {name, columns} = series[view.getInt32(p, true)]
      const missing = view.getUint32(p + 12, true)
      const row = {series: name, step: view.getInt32(p + 4, true), place: view.getInt32(p + 8, true)}
      columns.forEach((column, k) => {
        row[column] = missing >> k & 1 ? null : view.getFloat64(p + 16 + 8 * k, true)
      })
      all.push(row)
    }
    c.session_forget(s)
    return all
  }

  function about(s) {
    const a = {layers: [], junctions: []}
    for (const [word, ...rest] of table(c.session_about(s)))
      if (word === 'layer') a.layers.push(rest[0])
      else if (word === 'junction') a.junctions.push(rest.map(Number))
      else if (word === 'data') [a.channels, a.height, a.width, a.classes] = rest.map(Number)
      else a[word] = word === 'command' ? rest[0] : +rest[0]
    return a
  }

  return {
    settings,
    open(words) {
      const bytes = new TextEncoder().encode(words + '\0')
      const at = c.session_text(bytes.length)
      new Uint8Array(c.memory.buffer).set(bytes, at)
      return c.session_open(at)
    },
    close: s => c.session_close(s),
    message: s => text(c.session_message(s)),
    about, rows,
    look: s => c.session_look(s),
    step: (s, updates) => ENDS[c.session_step(s, updates)],
    steps: s => c.session_steps(s),
    layer: s => c.session_layer(s),
    hash: s => text(c.session_hash(s)),
    pictures: (s, count, pixels) => copy(Uint8Array, c.session_pictures(s, count), count * pixels),
    labels: (s, count) => copy(Int32Array, c.session_labels(s), count),
    answers: (s, count) => copy(Int32Array, c.session_answers(s, count), count),
    points: s => copy(Float32Array, c.session_point(s), 2 * c.session_points(s)),
    pointLabels: s => copy(Int32Array, c.session_point_labels(s), c.session_points(s)),
    plane: (s, side) => copy(Uint8Array, c.session_plane(s, side), side * side),
  }
}
