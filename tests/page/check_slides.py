"""check_slides.py DEPTHLAB PICTURES [chromium|firefox]: is a deck what it promises, in the browsers that are here, and as PPTX and PDF?

Two small experiments are run; their lecture is looked at. Each law is a function; it prints a line, and the program ends with
1 if one does not hold."""
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile

from browsers import Chromium, Firefox

DEPTHLAB, PICTURES = (os.path.abspath(path) for path in sys.argv[1:3])
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COURSE = 'title: A course\nparts:\n- {title: One, minutes: 20, objectives: [see it], experiments: [first, identity-exists]}\n'
failed = []


def law(where, name, holds, detail=''):
    print(f'{"ok" if holds else "FAILED":7} {where}: {name}{"" if holds else ": " + str(detail)}', flush=True)
    if not holds:
        failed.append(name)


def tell(*words):
    made = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    assert made.returncode == 0, f'{words}: {made.stderr}'
    return made.stdout


def pages_of(pdf):
    return int(re.search(r'^Pages: +(\d+)', tell('pdfinfo', pdf), re.M)[1])


# ---- the page ----

def look(browser, address, slides):
    browser.size(1280, 720)
    browser.open(address)
    law(browser.name, f'it has {slides} slides', browser.run('document.querySelectorAll("section").length') == slides)
    pictures = browser.run('[...document.images].map(i => i.naturalWidth)')
    law(browser.name, 'all pictures are there', len(pictures) >= 4 and all(w > 600 for w in pictures), pictures)
    law(browser.name, 'nothing is fetched', browser.run(
        'performance.getEntriesByType("resource").filter(r => !r.name.startsWith("data:")).map(r => r.name)') == [])
    for width in (1280, 375):
        browser.size(width, 720)
        wide = browser.run('document.documentElement.scrollWidth')
        law(browser.name, f'{width} px: nothing to scroll sideways', wide <= width, wide)
    browser.size(1280, 720)
    first = browser.run('location.hash')
    browser.key('ArrowRight')
    time.sleep(.5)
    law(browser.name, 'an arrow turns the page', browser.run('location.hash') != first, first)
    over = browser.run('[...document.querySelectorAll("section")].filter(s => [...s.children].some(e => !e.matches(".speaker") '
                       '&& e.offsetTop + e.offsetHeight > 720)).map(s => s.textContent.slice(0, 60))')
    law(browser.name, 'no text runs off its slide', not over, over)
    pages = browser.pages()
    law(browser.name, 'on paper each slide is a page', pages == slides, pages)
    for i in range(slides):
        browser.open(f'{address}#{i + 1}')
        browser.picture(os.path.join(PICTURES, f'slides-{browser.name}-{i + 1:02}.png'), 0, 720, 1280)
    law(browser.name, 'the console is silent', not (said := browser.console()), said)


# ---- files ----

def pptx_is_whole(path, slides, figures):
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        law('pptx', f'it has {slides} slides', len([n for n in names if re.fullmatch(r'ppt/slides/slide\d+\.xml', n)]) == slides)
        law('pptx', f'it has {figures} figures', len([n for n in names if n.endswith('.png')]) == figures)
        notes = [archive.read(n).decode() for n in names if re.fullmatch(r'ppt/notesSlides/notesSlide\d+\.xml', n)]
        law('pptx', 'every figure has notes, with minutes', len([n for n in notes if 'min' in n]) > figures, len(notes))
        targets = []
        for rels in (n for n in names if n.endswith('.rels')):
            base = os.path.dirname(os.path.dirname(rels))
            targets += [os.path.normpath(os.path.join(base, t)).lstrip('/') for t, rest in
                        re.findall(r'Target="([^"]+)"([^>]*)', archive.read(rels).decode()) if 'External' not in rest]
        law('pptx', 'each part that is named is there', set(targets) <= names, set(targets) - names)
    if shutil.which('soffice'):
        folder = os.path.dirname(path)
        tell('soffice', '--headless', '--convert-to', 'pdf', '--outdir', os.path.join(folder, 'office'), path)
        made = os.path.join(folder, 'office', os.path.basename(path).replace('.pptx', '.pdf'))
        law('pptx', 'LibreOffice draws each slide', pages_of(made) == slides, pages_of(made))
        tell('pdftoppm', '-r', '50', '-png', made, os.path.join(PICTURES, 'slides-pptx'))


def main():
    os.makedirs(PICTURES, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        db, course = os.path.join(folder, 'lab.db'), os.path.join(folder, 'course.yaml')
        with open(course, 'w', encoding='utf-8') as out:
            out.write(COURSE)
        for name in ('first', 'identity-exists'):  # the course's are looked for beside it
            shutil.copy(os.path.join(ROOT, 'experiments', name + '.yaml'), folder)
        tell(DEPTHLAB, 'run', 'first', 'identity-exists', '--quiet', '--db', db)
        tell(DEPTHLAB, 'slides', '--course', course, '--minutes', '20', '--db', db, '--out', folder, '--to', 'pptx,beamer,html')
        with open(os.path.join(folder, 'course-20.md'), encoding='utf-8') as text:
            markdown = text.read()
        slides, figures = 1 + len(re.findall('^##? ', markdown, re.M)), len(re.findall(r'^!\[', markdown, re.M))
        pptx_is_whole(os.path.join(folder, 'course-20.pptx'), slides, figures)
        pdf = os.path.join(folder, 'course-20.pdf')
        law('beamer', f'it has {slides} pages', pages_of(pdf) == slides, pages_of(pdf))
        tell('pdftoppm', '-r', '50', '-png', pdf, os.path.join(PICTURES, 'slides-beamer'))
        for kind in (Chromium, Firefox):
            if sys.argv[3:] and kind.__name__.lower() not in sys.argv[3:]:
                continue
            browser = kind()
            try:
                look(browser, f'file://{folder}/course-20.html', slides)
            finally:
                browser.close()
    sys.exit(1 if failed else 0)


main()
