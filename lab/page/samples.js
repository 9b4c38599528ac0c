// Samples as pictures in the net's own judgement, or the plane that it has cut up.
const CLASS_COLOURS = ['#4477aa', '#ee6677', '#228833', '#ccbb44', '#66ccee', '#aa3377', '#bbbbbb', '#ee8866',
  '#44bb99', '#ffaabb']
const colour = k => CLASS_COLOURS[k % CLASS_COLOURS.length]

function drawPictures(canvas, side) {
  const {width, height} = side.about, across = 10, zoom = 3, frame = 3
  const cell = [width * zoom + 2 * frame, height * zoom + 2 * frame]
  canvas.width = across * cell[0]
  canvas.height = Math.ceil(side.labels.length / across) * cell[1]
  const pen = canvas.getContext('2d'), tile = document.createElement('canvas')
  tile.width = width
  tile.height = height
  pen.imageSmoothingEnabled = false
  side.labels.forEach((label, i) => {
    const image = tile.getContext('2d').createImageData(width, height)
    for (let p = 0; p < width * height; p++) {
      image.data.fill(side.pictures[i * width * height + p], 4 * p, 4 * p + 3)
      image.data[4 * p + 3] = 255
    }
    tile.getContext('2d').putImageData(image, 0, 0)
    const x = i % across * cell[0], y = Math.floor(i / across) * cell[1]
    if (side.answers) {
      pen.strokeStyle = css(side.answers[i] === label ? '--good' : '--bad')
      pen.lineWidth = 2
      pen.setLineDash(side.answers[i] === label ? [] : [3, 3])
      pen.strokeRect(x + 1.5, y + 1.5, cell[0] - 3, cell[1] - 3)
    }
    pen.drawImage(tile, x + frame, y + frame, width * zoom, height * zoom)
  })
}

function drawPlane(canvas, side) {
  const size = 288, cells = Math.sqrt(side.plane ? side.plane.length : 1), step = size / cells
  canvas.width = canvas.height = size
  const pen = canvas.getContext('2d')
  if (side.plane) {
    pen.globalAlpha = .35
    side.plane.forEach((k, i) => {
      pen.fillStyle = colour(k)
      pen.fillRect(i % cells * step, size - (Math.floor(i / cells) + 1) * step, step, step)
    })
    pen.globalAlpha = 1
  }
  for (let i = 0; i < Math.min(side.pointLabels.length, 600); i++) {
    pen.fillStyle = colour(side.pointLabels[i])
    pen.fillRect(side.points[2 * i] * size - 1, size - side.points[2 * i + 1] * size - 1, 3, 3)
  }
}
