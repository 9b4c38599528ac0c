// The table of settings: a row each, one field for both nets, or two where it differs.
const make = (tag, properties = {}, ...children) => {
  const e = Object.assign(document.createElement(tag), properties)
  e.append(...children)
  return e
}

const shortKey = key => key.replace(/^(net|train|data)\./, key === 'data.seed' ? 'data ' : '')
const meaning = setting => texts.meanings[setting.key] ?? setting.meaning

function field(state, key, side, changed) {
  const setting = state.settings.get(key)
  const words = setting.words.filter(w => !WITH_NUMBER[key]?.some(n => n.startsWith(w + '(')))
  const value = state.value[key][side]
  let input
  if (setting.type === 'text' && words.length) {
    const all = [...words, ...(WITH_NUMBER[key] ?? [])]
    if (!all.includes(value)) all.push(value)
    input = make('select', {}, ...all.map(w => make('option', {value: w, textContent: w})))
  } else {
    const blocks = key === 'net.depth' && state.value['net.family'][side] === 'mlp' // of so many layers
    const step = blocks ? state.value['net.span'][side] : setting.type === 'int' ? 1 : 'any'
    input = make('input', {type: 'number', inputMode: 'decimal', min: blocks ? step : setting.low, max: setting.high, step, required: true})
  }
  input.value = value
  input.id = `${key}-${side}`
  const name = state.differs.has(key) ? texts.forSide(key, texts[SIDES[side]]) : key
  input.setAttribute('aria-label', `${name}: ${meaning(setting)}`)
  input.addEventListener('change', () => input.checkValidity() ? changed(key, side, input.value) : input.reportValidity())
  return WITH_NUMBER[key] ? withNumber(input, value, text => changed(key, side, text)) : input
}

// Beside a word that takes a number, as scaled(0.5), a field for that number.
function withNumber(input, value, changed) {
  const [, word, number] = value.match(/^(.+)\((.*)\)$/) ?? []
  if (number === undefined) return input
  const field = make('input', {type: 'number', step: 'any', value: number, id: `${input.id}-number`, required: true})
  field.setAttribute('aria-label', `${input.getAttribute('aria-label')}, ${word}`)
  field.addEventListener('change', () => field.checkValidity() ? changed(`${word}(${field.value})`) : field.reportValidity())
  return make('div', {className: 'numbered'}, input, field)
}

function settingRow(state, key, changed, split) {
  const differs = state.differs.has(key)
  const box = make('input', {type: 'checkbox', checked: differs, id: `${key}-differs`})
  box.setAttribute('aria-label', texts.differs(key))
  box.addEventListener('change', () => split(key, box.checked))
  const fields = make('div', {className: differs ? 'fields two' : 'fields'}, field(state, key, 0, changed),
    ...(differs ? [field(state, key, 1, changed)] : []))
  return make('div', {className: 'setting', title: meaning(state.settings.get(key))},
    make('span', {className: 'key', textContent: shortKey(key)}), fields, box)
}

function drawSettings(box, state, changed, split) {
  const focus = document.activeElement?.id, open = box.querySelector('details')?.open
  const rows = group => [...state.settings.values()].filter(s => s.group === group).map(s => settingRow(state, s.key, changed, split))
  box.replaceChildren(
    ...Object.entries(texts.groups).map(([group, title]) => make('fieldset', {},
      make('legend', {}, title, make('span', {className: 'differ', textContent: texts.differ})), ...rows(group))),
    make('details', {open: Boolean(open)}, make('summary', {textContent: texts.more}), make('div', {className: 'more'}, ...rows('more'))))
  if (focus) document.getElementById(focus)?.focus()
}
