// node join.mjs ENGINE.wasm UPLOT_FOLDER LANGUAGE OUT.html: everything in one file.
import {readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const [wasm, uplot, language, out] = process.argv.slice(2)
const here = dirname(fileURLToPath(import.meta.url))
const read = (...names) => names.map(name => readFileSync(join(here, name), 'utf8')).join('\n')
const scripts = ['state', 'controls', 'side', 'net', 'charts', 'samples', 'tour', 'app'].map(name => `${name}.js`)
const textsFile = `texts.${language}.js`
const texts = new Function(`${read(textsFile)}; return texts`)()

const side = name => `<article id="${name}" class="side ${name}" aria-labelledby="${name}-name"><div class="card">
<h2 id="${name}-name"><span data-text="${name}"></span><span class="kind"></span></h2><p class="state" role="status"></p>
<div class="net" role="img"></div><p class="pointed-at"></p>
<dl>${Object.entries(texts.facts).map(([key, text]) => `<div><dt>${text}</dt><dd class="fact-${key}"></dd></div>`).join('')}</dl></div>
<div class="card run"><canvas class="samples" role="img" width="1" height="1" hidden></canvas><p class="samples-note"></p>
<p class="native"><code class="command"></code> <button type="button" class="copy">${texts.copy}</button></p></div>
</article>`
const chart = ([name, [title, about]]) => `<figure><figcaption><h2>${title}</h2><p>${about}</p></figcaption>
<div id="chart-${name}" class="chart" role="img" aria-label="${title}: ${about}"></div></figure>`.replaceAll('"1"', '&quot;1&quot;')

const parts = {
  '/*STYLE*/': readFileSync(join(uplot, 'uPlot.min.css'), 'utf8') + read('style.css'),
  '<!--SIDES-->': ['left', 'right'].map(side).join('\n'),
  '<!--CHARTS-->': Object.entries(texts.charts).map(chart).join('\n'),
  '/*WORKER*/': read('engine.js', 'worker.js'),
  '/*WASM*/': readFileSync(wasm).toString('base64'),
  '/*SCRIPT*/': `${readFileSync(join(uplot, 'uPlot.iife.min.js'), 'utf8')}\n'use strict'\n${read(textsFile, ...scripts)}`,
}
let page = read('page.html').replaceAll(/\/\*TEXT (\w+)\*\//g, (_, name) => texts[name])
for (const [place, part] of Object.entries(parts)) page = page.replace(place, () => part)
writeFileSync(out, page)
