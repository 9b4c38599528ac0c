// depthlab list --json | node index.mjs LANGUAGE FOLDER: FOLDER/index.html, which leads to the page, to each step of its tour,
// to the state that shows an experiment, and to its part of report.html, if that lies in the folder.
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {fileURLToPath} from 'node:url'

const [language, folder] = process.argv.slice(2)
const here = dirname(fileURLToPath(import.meta.url))
const read = name => readFileSync(join(here, name), 'utf8')
const texts = new Function(`${read(`texts.${language}.js`)}; return texts`)()
const t = texts.index
const plain = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
const link = (to, text) => `<a href="${plain(to)}">${plain(text)}</a>`
const file = join(folder, 'report.html')
const whole = existsSync(file) ? readFileSync(file, 'utf8') : ''

function row({experiment, question, page}) {
  const report = whole.includes(`id="${experiment}"`) && link(`report.html#${experiment}`, t.report)
  const links = [page && link(`playground.html${page}`, t.try), report].filter(Boolean)
  return `<li>${plain(question)} <code>${plain(experiment)}</code> ${links.join(' ')}</li>`
}

const experiments = JSON.parse(readFileSync(0, 'utf8'))
const parts = [...new Set(experiments.map(e => e.part ?? ''))].map(part =>
  `${part && `<h3>${plain(part)}</h3>\n`}<ul>\n${experiments.filter(e => (e.part ?? '') === part).map(row).join('\n')}\n</ul>`)
const steps = texts.tour.steps.map((step, i) => `<li>${link(`playground.html#tour=${i + 1}`, step.title)}</li>`)

writeFileSync(join(folder, 'index.html'), `<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>depthlab: ${plain(t.title)}</title>
<link rel="icon" href="data:,">
<style>${read('style.css')}</style>
</head>
<body class="index">
<h1>${plain(t.title)}</h1>
<p>${link('playground.html', texts.title)}: ${plain(texts.lead)}</p>
<h2>${plain(texts.tour.open)}</h2>
<ol>
${steps.join('\n')}
</ol>
<h2>${plain(t.experiments)}</h2>
${whole ? `<p>${link('report.html', t.whole)}</p>\n` : ''}${parts.join('\n')}
</body>
</html>
`)
