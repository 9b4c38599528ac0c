"""check_report.py DEPTHLAB PICTURES [chromium|firefox]: is a report what it promises, in the browsers that are here?

A few small experiments are run; their book is looked at. Each law is a function; it prints a line, and the program ends
with 1 if one does not hold."""
import base64
import csv
import io
import os
import re
import subprocess
import sys
import tempfile
import time

from browsers import Chromium, Firefox

DEPTHLAB, PICTURES = (os.path.abspath(path) for path in sys.argv[1:3])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXPERIMENTS = ['first', 'healthy-norms', 'identity-exists', 'chain-product']
failed = []


def law(browser, name, holds, detail=''):
    print(f'{"ok" if holds else "FAILED":7} {browser.name}: {name}{"" if holds else ": " + str(detail)}', flush=True)
    if not holds:
        failed.append(name)


def tell(*words):
    made = subprocess.run([DEPTHLAB, *words], cwd=ROOT, capture_output=True, text=True)
    assert made.returncode == 0, f'{words}: {made.stderr}'
    return made.stdout


def until(browser, script, seconds=30):
    end = time.time() + seconds
    while time.time() < end:
        if browser.run(script):
            return True
        time.sleep(.05)
    return False


# ---- the page ----

def every_figure_is_there(browser):
    wanted = 0
    for name in EXPERIMENTS:
        with open(os.path.join(ROOT, 'experiments', name + '.yaml'), encoding='utf-8') as spec:
            wanted += len(re.search(r'^figures: \[(.*)\]', spec.read(), re.M)[1].split(','))
    shown = browser.run('[...document.querySelectorAll("figure .sheet svg:not(.dark-paper *)")].map(s => [s.id, s.getBoundingClientRect().height,'
                        ' s.querySelectorAll("text").length])')
    law(browser, f'all {wanted} figures are there', len(shown) == wanted and all(h > 100 and t > 3 for _, h, t in shown),
        shown)
    small = browser.run('[...document.querySelectorAll("svg.thumb use")].map(u => u.getBoundingClientRect().height)')
    law(browser, 'each question that has runs has its small picture', len(small) == len(EXPERIMENTS) and
        all(h > 50 for h in small), small)


def links_are_whole(browser):
    twice = browser.run('(ids => ids.filter((id, i) => ids.indexOf(id) !== i))'
                        '([...document.querySelectorAll("[id]")].map(e => e.id))')
    law(browser, 'no id is there twice', not twice, twice[:5])
    broken = browser.run('[...document.querySelectorAll("[href^=\\"#\\"]")].map(a => a.getAttribute("href").slice(1))'
                         '.filter(id => !document.getElementById(id))')
    law(browser, 'every link within the page leads somewhere', not broken, broken[:5])
    count = browser.run('document.querySelectorAll("a[href^=\\"#ref:\\"]").length')
    law(browser, 'sources are linked to their references', count >= len(EXPERIMENTS), count)


def what_is_folded_is_closed(browser):
    opened = browser.run('document.querySelectorAll("details[open]").length')
    law(browser, 'answers, verdicts and settings are folded', opened == 0, opened)


def nothing_comes_from_elsewhere(browser):
    law(browser, 'nothing is fetched', browser.run('performance.getEntriesByType("resource").length') == 0)


def it_fits(browser, dark):
    for width in (1280, 375):
        browser.size(width, 800, dark)
        wide = browser.run('document.documentElement.scrollWidth')
        law(browser, f'{width} px: nothing to scroll sideways', wide <= width, wide)
    browser.size(1280, 900)


def figures_may_be_taken_along(browser):
    figure = 'document.querySelector("figure")'
    svg = browser.run(f'svgOf({figure}.querySelector("svg"), 960)')
    law(browser, 'SVG is whole in itself', svg.startswith('<svg') and 'width="960"' in svg and 'var(' not in svg and
        'fill="#ffffff"' in svg, svg[:300])
    browser.run(f'(pngOf({figure}.querySelector("svg"), 1920).then(async blob => {{ const bytes = new Uint8Array(await '
                'blob.arrayBuffer()); window.png = [...bytes.slice(0, 24), bytes.length] }), 0)')
    until(browser, 'window.png')
    png = browser.run('window.png') or []
    law(browser, 'PNG is 1920 pixels wide', bytes(png[:4]) == b'\x89PNG' and png[18] * 256 + png[19] == 1920 and
        png[24] > 20000, png)
    table = list(csv.reader(io.StringIO(browser.run(f'csvOf({figure}.querySelector(".numbers").textContent)'))))
    law(browser, 'CSV is one table with a line of names', len(table) > 50 and table[0][0] == 'table' and
        len({len(row) for row in table}) == 1 and 'seed' in {row[0] for row in table}, table[:3])
    pdf = browser.run(f'{figure}.querySelector("a[download]").href')
    law(browser, 'PDF is a PDF', base64.b64decode(pdf.split(',')[1])[:5] == b'%PDF-', pdf[:60])


# ---- light and dark, screen and paper: chromium alone can be told ----

def dark_paper_has_its_colours(browser):
    color = ('[getComputedStyle(document.body).backgroundColor,'
             ' getComputedStyle(document.querySelector("figure svg rect")).fill]')
    light = browser.run(color)
    browser.size(1280, 900, True)
    dark = browser.run(color)
    law(browser, 'page and figures are dark where dark is wished', light == ['rgb(255, 255, 255)'] * 2 and
        dark == ['rgb(20, 23, 28)'] * 2, (light, dark))
    browser.size(1280, 900)


def heat_maps_are_crisp(browser):
    how = browser.run('[...document.querySelectorAll("figure image")].map(i => getComputedStyle(i).imageRendering)')
    law(browser, 'heat maps have sharp cells', how and set(how) == {'pixelated'}, how)


def a_question_has_two_pages(browser, address):
    for name in EXPERIMENTS:
        browser.open(address)
        browser.run(f'(document.querySelectorAll("body > :not(script)").forEach(e => e.id === "{name}" || e.remove()), 0)')
        pages = browser.pages()
        law(browser, f'{name} has two pages of paper', pages <= 2, pages)


def pictures(browser, address):
    for width, dark in ((1280, False), (1280, True), (375, False), (375, True)):
        browser.size(width, 900, dark)
        browser.open(address)
        for name, at in (('overview', 'book:overview'), ('question', 'healthy-norms')):
            top = browser.run(f'document.getElementById("{at}").getBoundingClientRect().top + scrollY')
            browser.picture(os.path.join(PICTURES, f'report-{name}-{width}{"-dark" if dark else ""}.png'), top, 1800, width)
    browser.size(1280, 900)


def look(browser, address):
    browser.open(address)
    every_figure_is_there(browser)
    links_are_whole(browser)
    what_is_folded_is_closed(browser)
    nothing_comes_from_elsewhere(browser)
    it_fits(browser, False)
    figures_may_be_taken_along(browser)
    if browser.name == 'chromium':
        it_fits(browser, True)
        dark_paper_has_its_colours(browser)
        heat_maps_are_crisp(browser)
        pictures(browser, address)
    a_question_has_two_pages(browser, address)
    law(browser, 'the console is silent', not (said := browser.console()), said)


def main():
    os.makedirs(PICTURES, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        db, page = os.path.join(folder, 'lab.db'), os.path.join(folder, 'report.html')
        tell('run', *EXPERIMENTS, '--quiet', '--db', db)
        made = []
        for _ in range(2):
            tell('report', '--all', '--db', db, '--out', folder)
            with open(page, 'rb') as text:
                made.append(text.read())
        for kind in (Chromium, Firefox):
            if sys.argv[3:] and kind.__name__.lower() not in sys.argv[3:]:
                continue
            browser = kind()
            law(browser, f'the same runs make the same {len(made[0]) // 1000} kB', made[0] == made[1])
            try:
                look(browser, f'file://{page}')
            finally:
                browser.close()
    sys.exit(1 if failed else 0)


main()
