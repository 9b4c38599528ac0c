// What a reader takes along of a figure is made from what the page holds; beside that, two things for phones and paper.
'use strict';

const save = (blob, name) => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

// The picture as it is on light paper, whole in itself.
const svgOf = (svg, wide) => {
  const box = svg.viewBox.baseVal, copy = svg.cloneNode(true);
  copy.setAttribute('width', wide);
  copy.setAttribute('height', wide * box.height / box.width);
  copy.querySelectorAll('image').forEach(image => image.setAttribute('style', 'image-rendering:pixelated'));
  return new XMLSerializer().serializeToString(copy).replace(/var\(--k\d+,((?:[^()]|\([^()]*\))*)\)/g, '$1');
};

const pngOf = (svg, wide) => new Promise((done, fail) => {
  const box = svg.viewBox.baseVal, image = new Image();
  image.onerror = fail;
  image.onload = () => {
    const canvas = document.createElement('canvas');
    canvas.width = wide;
    canvas.height = wide * box.height / box.width;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(done);
  };
  image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svgOf(svg, wide));
});

// The numbers as gnuplot loads them, as one table: its first column says which of the figure's tables a row is of.
const csvOf = text => {
  const rows = [], columns = ['table'];
  let names = [], table = null, found;
  for (const line of text.split('\n')) {
    if (table !== null && line === 'EOD')
      table = null;
    else if (table !== null && line) {
      const row = { table };
      line.split('|').forEach((cell, i) => {
        const name = names[i] || `column ${i + 1}`;
        if (!columns.includes(name))
          columns.push(name);
        row[name] = cell.replace(/^"(.*)"$/, '$1').replace(/\\\\/g, '\\');
      });
      rows.push(row);
    } else if ((found = line.match(/^# (.*)$/)))
      names = found[1].split(' | ');
    else if ((found = line.match(/^\$(\w+) << EOD$/)))
      table = found[1];
  }
  const cell = text => /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  return [columns, ...rows.map(row => columns.map(name => row[name] ?? ''))]
    .map(row => row.map(cell).join(',') + '\n').join('');
};

const take = {
  async png(svg, name) { save(await pngOf(svg, 1920), name); },
  svg(svg, name) { save(new Blob([svgOf(svg, 960)], { type: 'image/svg+xml' }), name); },
  csv(svg, name, figure) { save(new Blob([csvOf(figure.querySelector('.numbers').textContent)], { type: 'text/csv' }), name); },
};

for (const button of document.querySelectorAll('[data-get]')) {
  const figure = button.closest('figure'), how = button.dataset.get;
  button.hidden = false;
  button.onclick = how === 'large'
    ? () => button.setAttribute('aria-pressed', figure.querySelector('.sheet').classList.toggle('large'))
    : () => take[how](figure.querySelector('.sheet svg'), `${button.parentNode.dataset.name}.${how}`, figure);
}

// Where a browser keeps what is folded off paper.
let folded = [];
addEventListener('beforeprint', () => {
  folded = [...document.querySelectorAll('details:not([open]):not(.settings):not(.makers)')];
  folded.forEach(details => { details.open = true; });
});
addEventListener('afterprint', () => folded.forEach(details => { details.open = false; }));
