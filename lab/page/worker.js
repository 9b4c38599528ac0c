// The worker owns the engine and one run. It trains in slices short enough that a message never waits long.
const PICTURES = 40, PLANE = 48, LOOK_EVERY = 400, SHORT = 12, LONG = 40, MOST = 64
let wasm, engine, session = 0, run = 0, about, end, rate = 0, slice = 1, looked = 0
let goal = 0, limit = 0, turning = false // updates

function look() {
  const {channels, height, width} = about
  if (height > 1) return {answers: engine.answers(session, PICTURES)}
  return channels === 2 ? {plane: engine.plane(session, PLANE)} : {}
}

function tell(more = {}) {
  const still = !busy(), now = performance.now()
  const due = still || now - looked > LOOK_EVERY
  if (due) looked = now
  postMessage({run, rows: engine.rows(session), steps: engine.steps(session), end, layer: engine.layer(session),
    message: engine.message(session), playing: !still, slice, ...(due && about ? look() : {}),
    ...(still && about && end !== 'diverged' ? {hash: engine.hash(session)} : {}), ...more})
}

function train(updates) {
  const begun = performance.now()
  end = engine.step(session, updates)
  const took = performance.now() - begun
  if (took < SHORT && slice < MOST) slice *= 2
  if (took > LONG && slice > 1) slice /= 2
  tell()
  return took
}

const busy = () => end === 'runs' && engine.steps(session) < goal

// Train a slice, let messages in, go on: to the goal, but no further than the other net's pace allows.
function turn(of) {
  if (of !== run || !about) return
  const updates = Math.min(rate ? 1 : slice, goal - engine.steps(session), limit - engine.steps(session))
  turning = busy() && updates > 0
  if (!turning) return
  let took
  try { took = train(updates) } catch (error) {
    queue = queue.then(() => stop(error))
    return
  }
  setTimeout(turn, rate ? Math.max(0, 1000 / rate - took) : 0, run)
}

function go(to) {
  goal = to
  if (about && !turning) turn(run)
}

function open(words, look) {
  if (session) engine.close(session)
  session = engine.open(words)
  const message = session ? engine.message(session) : null
  about = null
  if (message !== '') return postMessage({run, end: 'failed', message, rows: [], steps: 0})
  about = engine.about(session)
  end = 'runs'
  slice = 1
  const {channels, height, width} = about
  const samples = height > 1
    ? {pictures: engine.pictures(session, PICTURES, height * width), labels: engine.labels(session, PICTURES)}
    : channels === 2 ? {points: engine.points(session), pointLabels: engine.pointLabels(session)} : {}
  if (look) engine.look(session)
  tell({about, look, ...samples})
}

const doing = {
  async bytes(bytes) {
    wasm = bytes
    engine = await openEngine(wasm)
    postMessage({settings: engine.settings})
  },
  open({words, number, look}) {
    run = number
    goal = limit = 0
    turning = false
    open(words, look)
  },
  play: () => go(Infinity),
  pause() {
    goal = 0
    if (about) tell()
  },
  reach: updates => go(updates),
  limit(updates) {
    limit = updates
    go(goal)
  },
  rate(perSecond) {
    rate = perSecond
  },
}

// An engine that has stopped in the middle of something is of no use: the next run gets a new one.
async function stop(error) {
  about = null
  session = 0
  goal = 0
  turning = false
  postMessage({run, end: 'failed', message: String(error), rows: [], steps: 0})
  engine = await openEngine(wasm)
}

let queue = Promise.resolve()
onmessage = ({data: [word, value]}) => {
  queue = queue.then(() => doing[word](value)).catch(stop)
}
