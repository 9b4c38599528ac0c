// The tour: predict, see, change one thing.
class Tour {
  constructor(box, show) {
    this.box = box
    this.show = show // show(state, play)
    this.at = -1
  }

  go(at) {
    if ((at < 0) !== (this.at < 0)) $('choices').open = at < 0 && innerWidth > 900
    this.at = at
    if (at >= 0) this.show(texts.tour.steps[at].state, false)
    this.draw()
    if (at >= 0) this.box.querySelector('h2').focus()
  }

  // The nets have ended.
  ended() {
    const tell = this.tell
    this.tell = null
    tell?.()
  }

  draw() {
    const t = texts.tour, n = t.steps.length
    this.box.hidden = this.at < 0
    this.box.replaceChildren()
    this.tell = null
    document.body.classList.toggle('touring', this.at >= 0)
    for (const name of Object.keys(texts.charts))
      $(`chart-${name}`).parentNode.classList.toggle('look', this.at >= 0 && t.steps[this.at].look.includes(name))
    if (this.at < 0) return
    const s = t.steps[this.at]
    const told = make('div', {className: 'told'})
    told.setAttribute('role', 'status')
    const reveal = make('button', {type: 'button', textContent: t.reveal, disabled: true})
    const choices = s.choices.map((text, i) => {
      const radio = make('input', {type: 'radio', name: 'choice', value: i})
      radio.addEventListener('change', () => { reveal.disabled = false })
      return make('label', {}, radio, ' ', text)
    })
    reveal.addEventListener('click', () => {
      const chosen = +this.box.querySelector('input:checked').value
      told.replaceChildren(make('p', {textContent: t.watch}))
      this.show(s.state, true)
      const change = make('button', {type: 'button', textContent: s.change[0]})
      change.addEventListener('click', () => this.show({...s.state, ...s.change[1]}, true))
      this.tell = () => told.replaceChildren(
        make('p', {}, make('strong', {textContent: chosen === s.answer ? t.right : t.wrong}), ' ' + s.tell),
        make('p', {}, t.change + ' ', change))
    })
    const move = (text, to, disabled) => {
      const b = make('button', {type: 'button', textContent: text, disabled})
      b.addEventListener('click', () => this.go(to))
      return b
    }
    this.box.append(make('p', {className: 'place', textContent: t.place(this.at + 1, n)}),
      make('h2', {textContent: s.title, tabIndex: -1}), make('p', {textContent: s.text}),
      make('fieldset', {}, make('legend', {}, make('strong', {textContent: t.predict}), ' ' + s.ask), ...choices),
      reveal, told,
      make('p', {className: 'moves'}, move(t.back, this.at - 1, !this.at), move(t.next, this.at + 1, this.at === n - 1),
        move(t.close, -1, false)))
  }
}
