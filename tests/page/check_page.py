"""check_page.py COURSE DEPTHLAB PLAIN PICTURES [WORD...]: does the page in the folder COURSE do what it promises, in the
browsers that are here? PLAIN is DEPTHLAB as it is built for any processor of the kind.
With words, only what has them all in `BROWSER FUNCTION`, as in `firefox tour`.

Each law is a function; it prints a line, and the program ends with 1 if one does not hold."""
import csv
import functools
import io
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time

from browsers import Chromium, Firefox, processor_time

COURSE, DEPTHLAB, PLAIN, PICTURES = (os.path.abspath(path) for path in sys.argv[1:5])
PAGE = os.path.join(COURSE, 'playground.html')
HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
ENDS = 'sides.map(s => s.about || s.end === "failed" ? s.playing ? "playing" : s.end : "opening")'
failed = []


def law(browser, name, holds, detail=''):
    print(f'{"ok" if holds else "FAILED":7} {browser.name}: {name}{"" if holds else ": " + str(detail)}', flush=True)
    if not holds:
        failed.append(name)


def until(browser, script, seconds=60):
    end = time.time() + seconds
    while time.time() < end:
        if browser.run(script):
            return True
        time.sleep(.05)
    return False


def ready(browser, address=''):
    browser.open(f'file://{PAGE}{address}')
    return until(browser, f'{ENDS}.every(e => e !== "opening")')


def refused(browser, address):
    """What the page says of settings that cannot be."""
    ready(browser, address)
    until(browser, 'sides.every(s => !s.dirty)')
    return browser.run('document.querySelector("#left .state").textContent')


def trained(browser, address):
    ready(browser, address)
    until(browser, '!document.getElementById("play").disabled')
    browser.run('document.getElementById("play").click()')
    until(browser, 'sides.every(s => s.end !== "runs" && !s.dirty)', 120)


# ---- the page's runs are the program's ----

@functools.cache
def native(command):
    """The run that the page's command makes: its rows, and the hash of its weights."""
    words = shlex.split(command)
    assert words[:3] == ['depthlab', 'run', 'playground'], command
    with tempfile.TemporaryDirectory() as folder:
        tell = lambda *w: subprocess.run([DEPTHLAB, *w, '--db', f'{folder}/page.db'], cwd=ROOT, capture_output=True, text=True)
        made = tell('run', 'playground', '--quiet', *words[3:])
        assert made.returncode == 0, made.stderr
        rows = {view: list(csv.DictReader(io.StringIO(tell('export', view).stdout)))
                for view in ('curve', 'gradient', 'junction', 'final')}
        return rows, tell('export', '1', '--hash').stdout.strip()


def number(text):
    return None if text in ('', 'null') else float(text)


def same(a, b):
    return a == b or (a is not None and b is not None and a != a and b != b)


def difference(told, rows):
    """Where the page's rows differ from the database's; None where they do not."""
    place = {'gradient': 'layer', 'junction': 'junction'}
    for view, wanted in rows.items():
        got = [r for r in told if r['series'] == view]
        wanted = [r for r in wanted if view != 'final' or r['train_loss']]
        if len(got) != len(wanted):
            return f'{view}: {len(got)} rows, not {len(wanted)}'
        key = lambda r: (int(r['step']), int(r['place']))
        for w in wanted:
            w['place'] = w[place[view]] if view in place else '0'
            w['step'] = w.get('step') or w['steps']
        if view == 'final':
            got, wanted = [{**g, 'step': '0'} for g in got], [{**w, 'step': '0'} for w in wanted]
        for g, w in zip(sorted(got, key=key), sorted(wanted, key=key)):
            for column in set(g) - {'series', 'place'}:
                if not same(number(g[column]), number(w[column])):
                    return f'{view} {key(w)} {column}: {g[column]}, not {w[column]}'
    return None


def runs_are_the_programs(browser):
    with open(os.path.join(HERE, 'settings.txt'), encoding='utf-8') as lines:
        addresses = [line.strip() for line in lines if not line.startswith('#')]
    for address in addresses:
        trained(browser, '#' + address)
        for i in range(2):
            command, end, digits = browser.run(f'(s => [s.about?.command, s.end, s.hash])(sides[{i}])')
            if end not in ('done', 'diverged'):
                law(browser, address, False, browser.run(f'sides[{i}].message'))
                continue
            told = browser.run(
                f'sides[{i}].rows.map(r => Object.fromEntries(Object.entries(r).map(([k, v]) => [k, String(v)])))')
            rows, hashed = native(command)
            wrong = difference(told, rows)
            if digits != hashed:
                wrong = wrong or f'weights {digits}, not {hashed}'
            law(browser, f'{len(told)} rows and the weights are the program\'s: {command[23:]}', not wrong, wrong)


# ---- the page itself ----

def first_numbers_come_soon(browser):
    """Within half a second, which is a promise for an idle core: the best of up to twenty."""
    best = 9e9
    for _ in range(20):
        ready(browser)
        browser.run('(() => { open(); window.begun = performance.now(); window.took = 0; const hear = sides[0].keep;'
                    ' sides[0].keep = function (r) { if (this.steps) window.took ||= performance.now() - window.begun;'
                    ' return hear.call(this, r) }; play(); return 0 })()')
        until(browser, 'window.took')
        best = min(best, browser.run('window.took'))
        if best < 500:
            break
    law(browser, f'first numbers {best:.0f} ms after play', best < 500, best)


def the_page_does_not_freeze(browser):
    """30 frames a second, or, on a loaded machine, half of what it has without training; the best of up to ten seconds."""
    ready(browser, '#net.depth=128&train.steps=20000')
    browser.run('(() => { const count = () => { window.seen++; requestAnimationFrame(count) }; count(); return 0 })()')

    def frames():
        browser.run('(() => { window.seen = 0; window.from = performance.now(); return 0 })()')
        time.sleep(1)
        return browser.run('1000 * window.seen / (performance.now() - window.from)')

    for _ in range(10):
        browser.run('(() => { play(); return 0 })()')
        until(browser, 'sides.every(s => s.playing)')
        trains = frames()
        training = browser.run('sides.every(s => s.playing)')
        browser.run('(() => { play(); return 0 })()')
        still = trains if trains >= 30 else frames()
        if trains >= min(30, still / 2):
            break
    law(browser, f'{trains:.0f} frames a second while 128 layers train', training and trains >= min(30, still / 2),
        (training, trains, still))


def a_run_takes_little_more_than_the_programs(browser):
    """Processor time of the browser, which draws nothing meanwhile, and of the program, in turn; the least of each."""
    ready(browser)
    browser.run('(() => { window.bench = new Side("bench", engineCode, wasm, () => {}); bench.ready = () => {}; return 0 })()')
    page, program = [], []
    for _ in range(3):
        begun = processor_time(browser.pid)
        browser.run('(() => { bench.open(state.words(1)); bench.tell("limit", Infinity); bench.tell("play"); return 0 })()')
        until(browser, 'bench.end === "done"')
        page.append(processor_time(browser.pid) - begun)
        with tempfile.TemporaryDirectory() as folder:
            before = os.times()
            subprocess.run([PLAIN, 'run', 'playground', '--quiet', '--block', 'preact', '--seed', '1', '-j', '1', '--threads', '1',
                            '--db', f'{folder}/page.db'], cwd=ROOT, check=True, capture_output=True)
            after = os.times()
        program.append(after.children_user + after.children_system - before.children_user - before.children_system)
    ratio = min(page) / min(program)
    law(browser, f'32 residual layers, 400 updates: {min(page):.2f} s of processor time, {ratio:.2f} times the program\'s'
        f' {min(program):.2f} s', ratio <= 4)


def what_diverges_says_where(browser):
    trained(browser, '#net.branch=none&net.depth=64&net.block=preact')
    said = browser.run('document.querySelector("#left .state").textContent')
    law(browser, f'"{said}"', 'diverged after' in said and 'layer ' in said and 'h is not finite' in said, said)
    law(browser, 'the layer that diverged is marked', browser.run('document.querySelectorAll(".layer.bad").length') == 2)


def a_wrong_setting_is_said(browser):
    said = refused(browser, '#net.depth=7')
    law(browser, f'"{said}"', said.startswith('cannot: ') and 'depth' in said, said)


def what_does_not_fit_is_said(browser):
    said = refused(browser, '#net.width=16384&net.depth=60')
    law(browser, f'"{said}"', 'of memory, a page has' in said, said)
    browser.run('(() => { location.hash = "#net.depth=2"; return 0 })()')
    law(browser, 'and the next net opens', until(browser, 'sides.every(s => s.about?.layers.length === 4)', 5))


def few_and_many_layers_train(browser):
    for depth, more in ((1, '&net.span=1'), (256, '')):
        trained(browser, f'#net.depth={depth}&train.steps=10{more}')
        law(browser, f'depth {depth}', browser.run(f'sides.every(s => s.end === "done" && s.last.length === {depth + 2})'), browser.run(ENDS))


def pausing_changes_no_bit(browser):
    address = '#train.steps=30&net.depth=8'
    trained(browser, address)
    whole = browser.run('sides.map(s => s.hash)')
    ready(browser, address)
    until(browser, '!document.getElementById("step").disabled')
    for step in range(1, 4):
        browser.run('document.getElementById("step").click()')
        until(browser, f'sides.every(s => s.steps === {step})')
    browser.run('document.getElementById("play").click()')
    until(browser, 'sides.every(s => s.end === "done")')
    law(browser, 'steps by hand and then play give the weights of one go', browser.run('sides.map(s => s.hash)') == whole)


def the_address_holds_the_settings(browser):
    address = '#net.block=plain|highway&net.init=normal(0.1)&train.lr=0.02'
    ready(browser, address)
    law(browser, 'an address is read and written', browser.run('decodeURIComponent(state.address)') == address,
        browser.run('state.address'))


# What the tour tells of each step, of the left net l and the right net r.
TOLD = (
    'near(l.final.train_loss, .5) && near(r.final.train_loss, 1.4)',
    'r.final.train_loss > l.final.train_loss && r.final.test_loss > l.final.test_loss',
    'near(factor(l.first.map(x => x.dh)), .23) && factor(r.first.map(x => x.dh)) > .9 &&'
    ' Math.floor(Math.log10(l.first.at(-1).dh / l.first[0].dh)) === 13',
    'new Set(r.junctions.map(x => x.identity)).size === 1 && l.last[0].dh < 1e-8 * l.last.at(-1).dh',
    'l.end === "diverged" && l.junctions[0].identity > 1e4 * l.junctions.at(-1).identity && r.end === "done"',
    'near(l.final.train_loss, 2.3) && l.first[0].dh > 1e5 * l.first.at(-1).dh && r.final.train_loss < 1',
    'near(mean(l.junctions.map(x => x.branch / x.identity)), .2) && l.junctions.every(x => x.cosine > 0 && x.cosine < .5)',
    'l.final.train_loss > 2.25 && l.last[0].dh < 1e-7 * l.last.at(-1).dh && near(r.final.train_loss, 1) &&'
    ' near(r.junctions[0].identity / r.junctions.at(-1).identity, 2)',
)
# What is told when one thing is changed.
CHANGED = {1: 'r.final.train_loss < .01 && r.final.test_loss > 4', 4: 'l.end === "done"', 7: 'l.final.train_loss < 2 && r.final.train_loss < 2'}


def a_word_that_takes_a_number_has_a_field_for_it(browser):
    ready(browser, '#net.block=preact&net.shortcut=scaled(0.5)|gated(-1)')
    browser.run('(() => { const e = document.getElementById("net.shortcut-0-number"); e.value = "0.9";'
                ' e.dispatchEvent(new Event("change")); return 0 })()')
    law(browser, 'a word that takes a number has a field for it', until(browser, 'sides.every(s => s.about)', 20) and browser.run(
        'state.value["net.shortcut"].join() === "scaled(0.9),gated(-1)" && sides[0].about.command.includes("scaled(0.9)") &&'
        ' document.querySelectorAll("#settings .numbered").length === 2'), browser.run('sides.map(s => s.about?.command)'))


def the_tour_tells_what_the_page_shows(browser):
    ready(browser, '#tour=1')
    browser.run('(() => { window.mean = a => a.reduce((x, y) => x + y) / a.length; window.near = (x, to) => Math.abs(x / to - 1) < .2;'
                ' window.factor = a => (a[0] / a.at(-1)) ** (1 / (a.length - 1)); return 0 })()')
    holds = lambda what: browser.run(f'(([l, r]) => {what})(sides)')
    ended = 'sides.every(s => s.end === "done" || s.end === "diverged")'
    for i, told in enumerate(TOLD):
        browser.run('document.querySelector("#tour input").click()')
        browser.run('document.querySelector("#tour > button").click()')
        seen = until(browser, f'{ended} && !!document.querySelector("#tour .told button")', 120)
        title = browser.run('document.querySelector("#tour h2").textContent')
        law(browser, f'tour {i + 1}, {title}', seen and holds(told), browser.run('sides.map(s => s.final)'))
        browser.run('document.querySelector("#tour .told button").click()')
        if i in CHANGED:
            law(browser, f'tour {i + 1}, {browser.run("texts.tour.steps[tour.at].change[0]")}', until(browser, ended, 120)
                and holds(CHANGED[i]), browser.run('sides.map(s => s.final)'))
        else:
            law(browser, f'tour {i + 1} goes on', until(browser, f'{ENDS}.every(e => e !== "opening" && e !== "failed")'))
        browser.run('document.querySelectorAll("#tour .moves button")[1].click()')


def every_control_has_a_name_and_the_keyboard(browser):
    """Each is reached by the tab key, and does what it does by the keys of its kind."""
    ready(browser, '#tour=2')
    nameless = browser.run('[...document.querySelectorAll("button, input, select, [role=img]")].filter(e =>'
                           ' !e.getAttribute("aria-label") && !e.getAttribute("aria-labelledby") && !e.textContent.trim() &&'
                           ' !e.closest("label")).map(e => e.outerHTML)')
    law(browser, 'every control has a name', not nameless, nameless)
    browser.run('(() => { for (const d of document.querySelectorAll("details")) d.open = true; window.used = new Set();'
                ' document.querySelector("#tour input").click();'
                ' for (const kind of ["click", "input", "change"]) addEventListener(kind, e => { window.used.add(e.target);'
                ' e.stopImmediatePropagation(); if (e.target.tagName !== "INPUT") e.preventDefault() }, true);'
                ' document.body.tabIndex = -1; document.body.focus(); return 0 })()')
    wanted = 'new Set([...document.querySelectorAll("button:enabled, input, select, summary")].filter(e => e.checkVisibility()' \
             ' && !(e.type === "radio" && !e.checked)))'
    count = browser.run(f'{wanted}.size')
    idle = f'[...{wanted}].filter(e => !window.used.has(e) && e.type !== "radio").map(e => e.outerHTML.slice(0, 200))'
    until(browser, 'document.hasFocus()', 10)
    for _ in range(count + 20):  # no further than the last: behind it are the browser's own
        browser.key('Tab')
        kind = browser.run('(e => e.type === "number" || e.type === "select-one" ? "pick" : e.type === "range" ? "slide" :'
                           ' ["INPUT", "BUTTON", "SUMMARY"].includes(e.tagName) ? "press" : "")(document.activeElement)')
        for key in {'pick': ('ArrowDown', 'ArrowUp'), 'slide': ('ArrowRight',), 'press': (' ',)}.get(kind, ()):
            browser.key(key)
        if not browser.run(f'{idle}.length'):
            break
    idle = browser.run(idle)
    law(browser, f'{count} controls work by keyboard', not idle, idle)
    ready(browser)
    until(browser, 'document.hasFocus() && !document.getElementById("play").disabled', 10)
    browser.run('document.getElementById("play").focus()')
    browser.key('Enter')
    law(browser, 'enter plays', until(browser, 'sides.some(s => s.steps > 0)', 20))
    browser.run('document.getElementById("layer").focus()')
    browser.key('ArrowRight')
    law(browser, 'an arrow points at the next layer, and its numbers are shown',
        browser.run('layer === 2 && document.querySelector("#left .pointed-at").textContent.includes("block1.layer2")'))


def nothing_is_cut_off(browser):
    for name, width, dark, address in (('wide', 1280, False, ''), ('phone', 375, False, '#data.name=spirals&data.noise=0.1&net.depth=8'),
                                       ('dark', 1280, True, '#net.depth=64&net.branch=none|zero-last&net.block=preact&train.steps=60')):
        if dark and browser.name == 'firefox':
            continue
        browser.size(width, 900, dark)
        trained(browser, address)
        time.sleep(.3)
        over = browser.run('document.documentElement.scrollWidth - innerWidth')
        law(browser, f'{width} pixels hold the page{" in the dark" if dark else ""}', over <= 0, over)
        browser.picture(os.path.join(PICTURES, f'{browser.name}-{name}.png'), 0, 1040, width)
    browser.size(1280, 900)


def what_is_watched_is_on_the_first_screen(browser):
    """The loss and the gradient, and in the tour the first two charts that it frames beside what it says, of 1280 x 900."""
    browser.size(1280, 900)
    bottoms = '[...document.querySelectorAll("%s")].map(e => e.getBoundingClientRect().bottom).sort((a, b) => a - b)'
    for address, charts in [('', '#chart-loss, #chart-gradient')] + [(f'#tour={i + 1}', '.look') for i in range(8)]:
        ready(browser, address)
        until(browser, 'sides.every(s => !s.dirty)')
        bottom = browser.run(bottoms % charts)[:2] + browser.run(bottoms % '#tour')
        law(browser, f'{address or "the page"}: what is watched ends at {max(bottom):.0f} pixels', 0 < max(bottom) <= 900, bottom)


def what_a_net_begins_with_is_shown(browser):
    """Before any update, but not in the tour, which asks first; and in the end the rows are the run's alone."""
    seen = 'sides.map(s => [s.steps, s.curve.length, s.last.map(r => r.dh), s.junctions.map(r => r.identity)])'
    ready(browser, '#net.norm=batch&train.steps=20')
    begins = until(browser, 'sides.every(s => s.last.length === 34)', 5) and browser.run(seen)
    browser.run('(() => { play(); return 0 })()')
    until(browser, 'sides.every(s => s.end === "done" && !s.dirty)')
    first = browser.run('sides.map(s => [0, 1, s.first.map(r => r.dh), s.firstJunctions.map(r => r.identity)])')
    law(browser, 'what a net begins with is shown', begins == first, (begins, first))
    law(browser, 'each row is there once', browser.run('sides.every(s => s.rows.filter(r => r.series === "curve" && !r.step).length === 1)'))
    ready(browser, '#tour=3')
    until(browser, 'sides.every(s => s.hash)')
    law(browser, 'the tour asks first', browser.run('sides.every(s => s.about && !s.rows.length)'))


def a_loss_stands_where_it_was_measured(browser):
    trained(browser, '#net.depth=4&train.steps=20|60')
    law(browser, 'the shorter run has no loss behind its end', browser.run(
        '(([steps, , test]) => steps.at(-1) === 60 && steps.every((s, i) => s <= 20 || test[i] === null) &&'
        ' test[steps.indexOf(20)] === sides[0].final.test_loss)(chartData.loss(sides))'))


def charts_are_there_on_paper(browser):
    """What is printed is what is drawn when the event ends: each chart, in the colours of paper."""
    trained(browser, '#net.depth=4&train.steps=20')
    drawn = browser.run('(() => { dispatchEvent(new Event("beforeprint")); const drawn = [...document.querySelectorAll(".chart canvas")].map('
                        'c => c.getContext("2d").getImageData(0, 0, c.width, c.height).data.some(v => v)); const ink = css("--ink");'
                        ' dispatchEvent(new Event("afterprint")); return [drawn, ink] })()')
    law(browser, 'charts are there on paper', drawn == [[True] * 5, '#1b1f24'], drawn)


def both_nets_train_in_step(browser):
    ready(browser, '#net.depth=4|64')
    browser.run('(() => { window.gap = 0; const hear = Side.prototype.hear; Side.prototype.hear = function (told) { hear.call(this, told);'
                ' if (sides.every(s => s.end === "runs")) window.gap = Math.max(window.gap, Math.abs(sides[0].steps - sides[1].steps)) };'
                ' play(); return 0 })()')
    until(browser, 'sides.every(s => s.steps > 20)')
    browser.run('document.getElementById("play").click()')
    still = until(browser, 'sides.every(s => !s.playing && s.steps === sides[0].steps)')
    gap, steps = browser.run('[window.gap, sides.map(s => s.steps)]')
    law(browser, f'at most {gap} updates apart, and {steps} when paused', still and steps[0] < 400 and gap <= 128, (gap, steps))


def an_index_leads_to_states(browser):
    browser.open(f'file://{COURSE}/index.html')
    links = browser.run('[...document.querySelectorAll("a")].map(a => a.href)')
    states = {link for link in links if '#' in link and 'tour=' not in link and 'playground.html' in link}
    refused = []
    ready(browser)
    for link in states:
        before = browser.run('sides[0].number')
        browser.run(f'(() => {{ location.hash = "#?"; location.hash = {json.dumps(link[link.index("#"):])}; return 0 }})()')
        if not until(browser, f'sides.every(s => s.number === {before + 2} && s.about)', 20):
            refused.append((link, browser.run('sides.map(s => s.message)')))
    law(browser, f'{len(states)} states of experiments open', len(states) > 10 and not refused, refused)


def a_language_is_a_file(browser):
    """The texts with a mark at each: what has none comes from somewhere else."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(os.path.join(ROOT, 'lab', 'page'), f'{folder}/page')
        with open(f'{folder}/page/texts.en.js', encoding='utf-8') as english, \
                open(f'{folder}/page/texts.xx.js', 'w', encoding='utf-8') as other:
            other.write(english.read().replace('const texts =', 'const english =') +
                        "const marked = (v, key) => ['state', 'look', 'language'].includes(key) ? v : typeof v === 'string' ? v + '¤'"
                        " : typeof v === 'function' ? (...a) => v(...a) + '¤' : Array.isArray(v) ? v.map((w, i) => key === 'change' && i ?"
                        " w : marked(w)) : typeof v === 'object' ? Object.fromEntries(Object.entries(v).map(([k, w]) => [k, marked(w, k)]))"
                        " : v\nconst texts = {...marked(english), language: 'xx'}\n")
        subprocess.run(['node', f'{folder}/page/join.mjs', os.path.join(ROOT, 'build/wasm/float/page.wasm'),
                        os.path.join(ROOT, 'build/uplot/package/dist/'), 'xx', f'{folder}/playground.html'], check=True)
        browser.open(f'file://{folder}/playground.html#tour=1')
        until(browser, '!document.getElementById("play").disabled')
        plain = browser.run('(() => { const all = [document.title, document.documentElement.lang]; const walk ='
                            ' document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); while (walk.nextNode()) {'
                            ' const e = walk.currentNode.parentElement; if (e.checkVisibility() && !e.closest(".key, .kind, code, script,'
                            ' select, dd, td, output")) all.push(walk.currentNode.data) }'
                            ' for (const e of document.querySelectorAll("[role=img], #settings input[type=checkbox]")) if (e.checkVisibility())'
                            ' all.push(e.getAttribute("aria-label"));'
                            ' return all.filter(text => text.trim() && !text.includes("¤")) })()')
        law(browser, 'another file of texts is another language', plain == ['xx'], plain)


def main():
    os.makedirs(PICTURES, exist_ok=True)
    law(type('file', (), {'name': 'file'}), f'{os.path.getsize(PAGE)} bytes', os.path.getsize(PAGE) < 1.5e6)
    every = (first_numbers_come_soon, the_page_does_not_freeze, a_run_takes_little_more_than_the_programs,
             what_diverges_says_where, a_wrong_setting_is_said, what_does_not_fit_is_said, few_and_many_layers_train, pausing_changes_no_bit,
             both_nets_train_in_step, the_address_holds_the_settings, every_control_has_a_name_and_the_keyboard,
             nothing_is_cut_off, what_is_watched_is_on_the_first_screen, a_loss_stands_where_it_was_measured,
             what_a_net_begins_with_is_shown, charts_are_there_on_paper, runs_are_the_programs)
    once = (a_word_that_takes_a_number_has_a_field_for_it, an_index_leads_to_states, a_language_is_a_file, the_tour_tells_what_the_page_shows)
    only = sys.argv[5:]
    for kind in (Chromium, Firefox):
        checks = [check for check in every + (once if kind is Chromium or only else ())
                  if all(word in f'{kind.name} {check.__name__}' for word in only)]
        if not checks:
            continue
        browser, start = kind(), time.time()
        try:
            for check in checks:
                begun = time.time()
                check(browser)
                print(f'{time.time() - begun:6.1f} s {browser.name}', flush=True)
            said = browser.console()
            law(browser, 'the console is silent', not said, said)
            print(f'{time.time() - start:6.1f} s {browser.name} in all, {processor_time(browser.pid):.0f} s of its processor time')
        finally:
            browser.close()
    print(f'{len(failed)} failed')
    sys.exit(bool(failed))


main()
