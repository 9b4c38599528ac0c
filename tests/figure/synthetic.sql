-- Invented measurements in the shape of real ones, for looking at figures and for their tests:
-- loaded into an empty database that has lab/store/schema.sql. The numbers come from formulas, so
-- every machine draws the same pictures.

CREATE TEMP TABLE dev AS SELECT 8 AS depths, 3 AS seeds; -- depths 2, 4, 8 ..; seeds 1, 2, ..

INSERT INTO experiment (name, spec, question, claim, source) SELECT value, 'question: ?', 'invented', 'invented', 'nowhere' FROM json_each(
    '["degradation", "not-overfitting", "who-carries", "residual-explodes", "healthy-norms", "identity-exists", "bottleneck", "rank-intervention",
      "sparse-reduction", "long-skip", "one-small-factor"]');

-- Every combination that one of the experiments asks for.
CREATE TEMP TABLE cell AS
WITH RECURSIVE
power(depth) AS (SELECT 2 UNION ALL SELECT 2 * depth FROM power, dev WHERE 2 * depth <= depths),
number(seed) AS (SELECT 1 UNION ALL SELECT seed + 1 FROM number, dev WHERE seed < seeds)
SELECT row_number() OVER (ORDER BY block, norm, branch, lr, depth, seed) AS id, *
FROM power, number,
     (SELECT 0.01 AS lr UNION SELECT 0.03) AS rate,
     (SELECT 'none' AS norm UNION SELECT 'batch') AS norms,
     (SELECT 'plain' AS block, 'none' AS branch
      UNION SELECT 'preact', value FROM json_each('["none", "zero-last", "1/sqrt(L)", "rezero"]'))
WHERE (norm = 'none' OR branch IN ('none', 'zero-last'))
  AND (lr = 0.01 OR branch = 'zero-last' OR block = 'plain');

INSERT INTO run (id, uuid, cell, seed, status, steps, params, revision, seconds)
SELECT id, printf('%016x', id * 7919),
       json_object('seed', seed, 'data.checksum', 0, 'data.name', 'glyphs', 'net.family', 'mlp',
                   'net.block', block, 'net.depth', depth, 'net.width', 32, 'net.span', 2,
                   'net.norm', norm, 'net.activation', 'relu', 'net.init', 'he',
                    'net.branch', branch, 'train.steps', 400, 'train.lr', lr, 'train.batch', 128,
                    'data.side', 12, 'net.shortcut', 'identity', 'net.order', 'original'),
       seed, 'done', 400, 5000 + 1056 * depth, '1a2b3c4', 0.1 * depth
FROM cell;

INSERT INTO sweep
SELECT 'degradation', row_number() OVER (ORDER BY norm DESC, block DESC, lr, depth, seed) - 1, id
FROM cell WHERE block = 'plain' OR branch = 'zero-last'
UNION ALL
SELECT 'not-overfitting', row_number() OVER (ORDER BY block DESC, depth, seed) - 1, id
FROM cell WHERE norm = 'none' AND lr = 0.01 AND (block = 'plain' OR branch = 'zero-last')
UNION ALL
SELECT 'who-carries', row_number() OVER (ORDER BY branch, depth, seed) - 1, id
FROM cell WHERE norm = 'none' AND lr = 0.01 AND branch IN ('1/sqrt(L)', 'zero-last')
UNION ALL
SELECT 'residual-explodes', row_number() OVER (ORDER BY branch, norm, depth, seed) - 1, id
FROM cell WHERE block = 'preact' AND lr = 0.01 AND (norm = 'none' OR branch = 'none')
UNION ALL
SELECT 'healthy-norms', row_number() OVER (ORDER BY block DESC, depth, seed) - 1, id
FROM cell WHERE norm = 'batch' AND lr = 0.01 AND (block = 'plain' OR branch = 'zero-last');

-- Where a run ends: the plain nets' loss climbs with depth to ln 10, the residual nets' does not.
CREATE TEMP TABLE fate AS
SELECT *, 0.12 + (noise + 0.5) * 0.03 * (1 + 2 * climb) + (block = 'plain') * 2.15 * climb
              + 0.06 * (lr <> 0.01) + 0.05 * (branch = 'none' AND block = 'preact') AS loss
FROM (SELECT *, 1 / (1 + exp(-2.2 * (log2(depth) - 5 - (norm = 'batch')))) AS climb,
             sin(id * 12.9898) * 0.5 AS noise FROM cell);

-- One run of the sweep diverges at the higher rate, and the deepest without a scale at once.
UPDATE run SET status = 'diverged', steps = 20, detail = 'loss not finite at step 20'
WHERE id IN (SELECT id FROM cell, dev WHERE depth = depths AND norm = 'none'
             AND (block = 'preact' AND branch = 'none' OR block = 'plain' AND seed = seeds));

INSERT INTO final_row (run, step, place, train_loss, train_acc, test_loss, test_acc, train_loss_eval, odd)
SELECT r.id, 400, 0, CASE WHEN done THEN loss END, CASE WHEN done THEN exp(-loss) END,
       CASE WHEN done THEN loss + 0.18 * exp(-loss) + 0.02 * noise END,
       CASE WHEN done THEN exp(-1.1 * loss) END, CASE WHEN done THEN loss END, iif(done, 0, 341)
FROM (SELECT *, status = 'done' AS done FROM run) AS r JOIN fate ON fate.id = r.id;

INSERT INTO curve_row (run, step, place, epoch, train_loss, train_acc, test_loss, test_acc)
WITH RECURSIVE tens(step) AS (SELECT 0 UNION ALL SELECT step + 10 FROM tens WHERE step < 400)
SELECT r.id, step, 0, step * 128 / 4000.0, seen, exp(-seen),
       CASE WHEN step % 200 = 0 THEN seen + 0.1 END, CASE WHEN step % 200 = 0 THEN exp(-seen) END
FROM (SELECT r.id, step,
             loss + (2.42 - loss) * exp(-step / (60.0 + depth))
             + 0.12 * sqrt(loss) * sin(r.id * 78.233 + step * 3.7) * sin(step * 1.3 + r.id) AS seen
      FROM run r JOIN fate ON fate.id = r.id, tens WHERE step <= r.steps) AS r;

CREATE TEMP TABLE logged AS SELECT value AS step FROM json_each('[0, 1, 2, 5, 10, 20, 50, 100, 150, 200, 250, 300, 350, 400]');

INSERT INTO gradient_row (run, step, place, h, dh, dw, w, update_ratio, dead, distinct_units)
WITH RECURSIVE layers(layer) AS (SELECT 0 UNION ALL SELECT layer + 1 FROM layers, dev WHERE layer <= depths)
SELECT r.id, step, layer, 30.0, dh, dh * 3, 8.0, 0.001, 0.1, 30
FROM (SELECT r.id, step, layer,
             pow(10, -2.5 + 0.12 * sin(r.id + layer * 1.7 + step * 0.3)
                 + (depth + 1 - layer) * CASE
                     WHEN block = 'plain' AND norm = 'batch' THEN 0.083 * exp(-step / 15.0)
                     WHEN block = 'plain' THEN -0.02 - 0.01 * sin(step / 90.0)
                     WHEN norm = 'none' AND branch = 'none' THEN 0.075
                     ELSE 0.004 END) AS dh
      FROM run r JOIN fate ON fate.id = r.id, layers, logged
      WHERE layer <= depth + 1 AND step <= r.steps) AS r;

INSERT INTO junction_row (run, step, place, identity, branch, cosine, total)
WITH RECURSIVE blocks(place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM blocks, dev WHERE place < depths / 2 - 1),
part AS (
    SELECT r.id, step, place, depth / 2 AS blocks,
           CASE branch WHEN '1/sqrt(L)' THEN 1 / sqrt(depth / 2)
                       WHEN 'none' THEN iif(norm = 'none', 1.0, 1.0 / (1 + place))
                       ELSE 0.4 * (1 - exp(-step / 80.0)) * (1.3 - 2.0 * place / depth) END AS share,
           0.25 * sin(r.id + place * 0.9 + step * 0.01) AS cosine
    FROM run r JOIN fate ON fate.id = r.id, blocks, logged
    WHERE block <> 'plain' AND place < depth / 2 AND step <= r.steps)
SELECT id, step, place, g, g * share, CASE WHEN share > 0 THEN cosine END,
       g * sqrt(1 + share * share + 2 * share * cosine)
FROM (SELECT *, 0.003 * pow(1 + share * share, 0.5 * (blocks - place)) AS g FROM part);

-- A shallow net, a deep one, and deep ones made from the shallow: with noise they end higher.
CREATE TEMP TABLE made AS
WITH RECURSIVE number(seed) AS (SELECT 1 UNION ALL SELECT seed + 1 FROM number, dev WHERE seed < seeds)
SELECT 100000 + row_number() OVER (ORDER BY value, seed) AS id, seed, value ->> 0 AS depth,
       value ->> 1 AS steps, value ->> 2 AS inserted, value ->> 3 AS noise, value ->> 4 AS loss
FROM json_each('[[2, 400, "none", 0, 0.4], [8, 400, "none", 0, 1.8], [8, 0, "identity", 0, 0.4],
                 [8, 0, "identity", 0.1, 30], [8, 400, "identity", 0, 0.3], [8, 400, "identity", 0.1, null]]'), number;

INSERT INTO run (id, uuid, cell, seed, status, steps, params, revision, seconds)
SELECT id, printf('%016x', id * 7919),
       json_object('seed', seed, 'data.name', 'glyphs', 'net.family', 'mlp', 'net.block', 'plain', 'net.depth', depth,
                   'net.width', 32, 'net.span', 2, 'net.norm', 'none', 'net.activation', 'relu', 'net.init', 'he',
                   'net.branch', 'none', 'train.lr', 0.01, 'train.steps', steps,
                   'start.insert', inserted, 'start.noise', noise),
       seed, iif(loss IS NULL, 'diverged', 'done'), steps, 5000, '1a2b3c4', 1.0
FROM made;

INSERT INTO sweep SELECT 'identity-exists', id - 100001, id FROM made;

INSERT INTO final_row (run, step, place, train_loss, odd)
SELECT id, steps, 0, loss * (1 + 0.05 * seed), iif(loss IS NULL, 341, 0) FROM made;

-- Nets of two 3x3 convolutions and of bottlenecks, as wide and as dear as each other; the latter's
-- reductions keep more and more.
CREATE TEMP TABLE narrow AS
WITH RECURSIVE number(seed) AS (SELECT 1 UNION ALL SELECT seed + 1 FROM number, dev WHERE seed < seeds)
SELECT 200000 + row_number() OVER (ORDER BY value, seed) AS id, seed, value ->> 0 AS form,
       value ->> 1 AS width, value ->> 2 AS flops, value ->> 3 AS loss
FROM json_each('[["basic", 8, 1.3e6, 0.5], ["basic", 32, 20e6, 0.3], ["bottleneck", 8, 1.4e6, 0.6]]'), number;

INSERT INTO run (id, uuid, cell, seed, status, steps, params, flops, revision, seconds)
SELECT id, printf('%016x', id * 7919),
       json_object('seed', seed, 'data.name', 'glyphs', 'net.family', 'cifar', 'net.form', form, 'net.block', 'residual',
                   'net.depth', 20, 'net.width', width, 'net.norm', 'batch', 'net.branch', 'none', 'train.lr', 0.05,
                   'train.steps', 300),
       seed, 'done', 300, flops / 20, flops, '1a2b3c4', flops / 1e6
FROM narrow;

INSERT INTO sweep SELECT 'bottleneck', id - 200001, id FROM narrow;

INSERT INTO final_row (run, step, place, train_loss) SELECT id, 300, 0, loss * (1 + 0.05 * seed) FROM narrow;

INSERT INTO gradient_row (run, step, place, h, dh, active)
SELECT id, step, 3 * block, 30.0, 0.1, 0.5 + 0.02 * block
FROM narrow, (SELECT 0 AS step UNION SELECT 300), (SELECT value AS block FROM json_each('[1, 2, 3, 4, 5]')) WHERE form = 'bottleneck';

INSERT INTO reduction_row (run, step, place, kept, best, share, rank)
SELECT run, step, place + 1, 0.5 + 0.001 * step, 0.7 + 0.0008 * step, iif(place % 6, 0.25, 0.5), 12.0
FROM gradient_row JOIN narrow ON id = run;

INSERT INTO layer_name
SELECT DISTINCT run, place, printf('layer%d.%d.conv1', 1 + place / 6, place / 3 % 2) FROM reduction_row;

-- The gradient by path length, as theory has it for branches of strength s: wholly by shortcuts where
-- the branches are zero.

INSERT INTO paths_row (run, step, place, norm, share, binomial)
WITH RECURSIVE
way(blocks, place, number) AS (
    SELECT DISTINCT depth / 2, 0, 1.0 FROM cell
    UNION ALL SELECT blocks, place + 1, number * (blocks - place) / (place + 1) FROM way WHERE place < blocks)
SELECT id, step, place, 0.01 * sqrt(number) * pow(s, place), number * pow(s, 2 * place) / pow(1 + s * s, blocks), number / pow(2, blocks)
FROM (SELECT r.id, depth / 2 AS blocks, step,
             CASE WHEN branch = '1/sqrt(L)' THEN 1 / sqrt(depth / 2)
                  WHEN branch = 'none' THEN iif(norm = 'none', 1.0, 0.7) - step / 1000.0
                  ELSE step / 800.0 END + 0.01 * noise * (step > 0) AS s
      FROM run r JOIN fate ON fate.id = r.id, (SELECT 0 AS step UNION SELECT 400)
      WHERE block = 'preact' AND status = 'done') JOIN way USING (blocks);

-- Gradients along a line of inputs: of plain nets with batch norm neighbours have less and less in common.

CREATE TEMP TABLE walk AS
SELECT r.id, iif(block <> 'plain', 0.03, iif(norm = 'none', 0.1, 0.3)) * depth * (1 + 0.2 * noise) AS rough
FROM run r JOIN fate ON fate.id = r.id;

INSERT INTO shatter_row (run, step, place, distance, gradient, white, brown)
WITH RECURSIVE lag(k) AS (SELECT 0 UNION ALL SELECT k + 1 FROM lag WHERE k < 15)
SELECT id, 0, k, 0.06 * k, exp(-rough * k), k = 0, 1 - 0.02 * k FROM walk, lag;

INSERT INTO shatter_line_row (run, step, place, t, slope)
WITH RECURSIVE point(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM point WHERE n < 63)
SELECT id, 0, n, n / 63.0, 1e-3 * sin(id + 20 * rough * n / 63) FROM walk, point;

-- Responses behind batch norm: of plain nets some layers' are strong.

INSERT INTO response_row (run, step, place, h, normed)
SELECT run, step, place, h, CASE WHEN norm = 'batch' AND place <= depth
       THEN iif(step = 0, 1, (0.9 + 0.1 * noise) * iif(block = 'plain', exp(0.2 * (depth - place)), 1 + 0.1 * sin(place))) END
FROM gradient_row JOIN fate ON id = run WHERE step IN (0, 400);

-- What probes saw of the nets of the sweeps, before training and after, as a series writer would.

-- Places count from the stem, 0; a net of so many layers has half as many blocks.
CREATE TEMP TABLE seen AS
WITH RECURSIVE places(place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM places, dev WHERE place < depths / 2)
SELECT r.id AS run, value AS step, place, depth / 2 AS blocks, block = 'plain' AS plain, loss,
       0.02 * sin(r.id + 2.3 * place) AS noise
FROM run r JOIN fate ON fate.id = r.id, places, json_each('[0, 100, 400]')
WHERE r.status = 'done' AND place <= depth / 2;

INSERT INTO lesion_row (run, step, place, loss, accuracy) SELECT run, step, place, loss, exp(-loss) * iif(place, iif(plain, 0.1, 0.9), 1) + noise FROM seen WHERE step = 400;
INSERT INTO swap_row (run, step, place, other, loss, accuracy) SELECT run, step, place, iif(place, 1 + place % blocks, 0), l.loss, accuracy - 0.01 FROM lesion_row AS l JOIN seen USING (run, step, place) WHERE place = 0 OR blocks > 1;
INSERT INTO lesion_many_row (run, step, place, draw, loss, accuracy) SELECT run, step, place, value, loss, accuracy / place + 0.01 * value FROM lesion_row, json_each('[0, 1, 2]') WHERE place > 0;
INSERT INTO rank_row (run, step, place, features, entropy_rank, stable_rank, cosine, units, dead, distinct_units) SELECT run, step, place, 32, rank, rank / 2, 0.5, 32, iif(plain, 2 * place, 0), 32 - iif(plain, 2 * place, 0)
FROM (SELECT *, 1 + 29 * exp(-place * (0.05 + 0.4 * plain + 0.0005 * step)) + noise AS rank FROM seen);
INSERT INTO jacobian_summary_row (run, step, place, entropy_rank) SELECT run, step, place, iif(plain, 2, 25) + noise FROM seen WHERE step <> 100;
INSERT INTO linear_probe_row (run, step, place, accuracy, fit_accuracy) SELECT run, step, place, 0.3 + noise + 0.0003 * step * place - 0.02 * place, 0.6 FROM seen WHERE step <> 100;
INSERT INTO knn_row (run, step, place, accuracy) SELECT run, step, place, 0.25 + noise + 0.0008 * step + 0.01 * place FROM seen WHERE step <> 100;
INSERT INTO reconstruct_row (run, step, place, r2, fit_r2) SELECT run, step, place, 0.3 + noise - 0.05 * place * (1 + plain), 0.5 FROM seen WHERE step <> 100;
INSERT INTO invert_row (run, step, place, local, steps, error, chained, back) SELECT run, step, place, 0.5, 20, iif(plain, 1.5, 1e-12), iif(plain, 1.5, 1e-10), 1 - plain FROM seen WHERE step <> 100;

-- What probes saw in them, before training and after it. Of a block: of an odd number of singular values
-- the middle one is 1, and the branch's are as far from 0 as those are from 1.


CREATE TEMP TABLE examined AS
SELECT fate.id AS run, block, branch, norm, depth, fate.seed, loss, state.value AS step FROM fate JOIN run ON run.id = fate.id AND run.status = 'done', json_each('[0, 400]') AS state;

INSERT INTO jacobian_row (run, step, place, number, sigma, branch, projected)
WITH RECURSIVE blocks(place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM blocks, dev WHERE 2 * place < depths)
SELECT run, step, place, value, 1 + (4 - value) * spread, CASE WHEN block <> 'plain' AND place > 0 THEN (7 - value) * spread END, 0
FROM (SELECT *, iif(branch = 'zero-last' AND step = 0, 0, 0.1 + 0.01 * seed + 0.01 * place) AS spread FROM examined, blocks WHERE 2 * place <= depth),
     json_each('[1, 2, 3, 4, 5, 6, 7]');

-- Weights of nearly full rank and their product, which loses it; in plain nets fewer units are like no other.
INSERT INTO weight_rank_row (run, step, place, entropy_rank, stable_rank, product_entropy_rank, product_stable_rank, units, always_off, always_on, alike, own)
WITH RECURSIVE layers(place) AS (SELECT 1 UNION ALL SELECT place + 1 FROM layers, dev WHERE place < depths)
SELECT run, step, place, 26 + 0.1 * seed, 8, 2 + 24 * exp(-0.2 * (place - 1)), 1 + 7.0 / place, 32, off, off, 0, 32 - 2 * off
FROM (SELECT *, iif(block = 'plain', iif(place < 12, place, 12), 0) AS off FROM examined, layers WHERE place <= depth);

-- Eight numbers in every layer: four of them twice as large as the others.
INSERT INTO histogram_row (run, step, place, exponent, h, dh)
WITH RECURSIVE layers(place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM layers, dev WHERE place <= depths)
SELECT run, step, place, value, iif(value IN (-1, 0), 4, 0), iif(value IN (shift, shift + 1), 4, 0)
FROM (SELECT *, -8 - iif(block = 'plain' AND step = 0, place, 0) AS shift FROM examined, layers WHERE place <= depth + 1),
     json_each('[-20, -19, -18, -17, -16, -15, -14, -13, -12, -11, -10, -9, -8, -7, -1, 0]') WHERE value IN (-1, 0, shift, shift + 1);

-- A bowl, ten times as steep in plain nets for every doubling of depth.
INSERT INTO landscape_row (run, step, place, j, alpha, beta, loss)
SELECT run, step, a.key, b.key, a.value, b.value, loss * pow(10, (a.value * a.value + b.value * b.value) * iif(block = 'plain', log2(depth), 1))
FROM examined, json_each('[-1, -0.5, 0, 0.5, 1]') AS a, json_each('[-1, -0.5, 0, 0.5, 1]') AS b WHERE step > 0;

INSERT INTO landscape_line_row (run, step, place, alpha, loss)
SELECT run, step, place, alpha, loss FROM landscape_row WHERE j = 2;

-- Deep plain nets with batch norm begin sharp, all others get sharper.
INSERT INTO sharpness_row (run, step, place, largest, error, smallest, gradient)
SELECT run, step, 0, (0.9 + 0.1 * seed) * iif(block = 'plain' AND norm = 'batch', pow(10, log2(depth) * (1 - step / 800.0)), 5 + step / 10.0), 0.01, -1, 1
FROM examined;

-- A path that bends, down into a bowl; of its first three directions two hold nearly all.
INSERT INTO trajectory_row (run, step, place, updates, x, y)
SELECT run, step, key, 100 * key, 4 - key, (4 - key) * (1 - key) / 4.0 FROM examined, json_each('[0, 1, 2, 3, 4]') WHERE step > 0;
INSERT INTO trajectory_axis_row (run, step, place, share, walk)
SELECT run, step, key, value, value - 0.05 * (key < 2) FROM examined, json_each('[0.75, 0.125, 0.0625]') WHERE step > 0;
INSERT INTO trajectory_plane_row (run, step, place, j, x, y, loss)
SELECT run, step, a.key, b.key, a.value, b.value, loss * pow(10, 0.1 * (a.value * a.value + b.value * b.value))
FROM examined, json_each('[-1, 0, 1, 2, 3, 4, 5]') AS a, json_each('[-1, -0.5, 0, 0.5, 1, 1.5]') AS b WHERE step > 0;

-- Nets whose weights are forced to a low rank, and what rank their features have. To the orthogonal net
-- all images are one.
CREATE TEMP TABLE forced AS
WITH RECURSIVE number(seed) AS (SELECT 1 UNION ALL SELECT seed + 1 FROM number, dev WHERE seed < seeds)
SELECT 300000 + row_number() OVER (ORDER BY key, seed) AS id, seed, value ->> 0 AS block, value ->> 1 AS rank, value ->> 2 AS init,
       value ->> 3 AS norm, value ->> 4 AS loss, value ->> 5 AS measured
FROM json_each('[["preact", 1, "he", "none", 0.6, 24], ["preact", 4, "he", "none", 0.5, 22], ["preact", 0, "he", "none", 0.3, 20],
                 ["plain", 0, "he", "none", 1.8, 3], ["plain", 0, "orthogonal", "none", 2.3, null], ["plain", 0, "he", "batch", 2.1, 14]]'), number;

INSERT INTO run (id, uuid, cell, seed, status, steps, params, revision, seconds)
SELECT id, printf('%016x', id * 7919),
       json_object('seed', seed, 'data.name', 'glyphs', 'net.family', 'mlp', 'net.block', block, 'net.depth', 32, 'net.width', 32,
                   'net.span', 2, 'net.norm', norm, 'net.activation', 'relu', 'net.init', init, 'net.rank', rank,
                   'net.branch', 'zero-last', 'train.lr', 0.01, 'train.steps', 400),
       seed, 'done', 400, 5000, '1a2b3c4', 1.0
FROM forced;

INSERT INTO sweep SELECT 'rank-intervention', id - 300001, id FROM forced;

INSERT INTO final_row (run, step, place, train_loss) SELECT id, 400, 0, loss * (0.9 + 0.05 * seed) FROM forced;

INSERT INTO rank_row (run, step, place, features, entropy_rank)
SELECT id, step, place, 32, iif(step AND place, measured, 30) FROM forced, (SELECT 0 AS step UNION SELECT 400), (SELECT 0 AS place UNION SELECT 16);

-- Fully connected nets without and with reductions, and bottlenecks, of which ever fewer units are on: a reduction
-- keeps more in the former and less in the latter.
CREATE TEMP TABLE sparse AS
WITH RECURSIVE number(seed) AS (SELECT 1 UNION ALL SELECT seed + 1 FROM number, dev WHERE seed < seeds)
SELECT 400000 + row_number() OVER (ORDER BY net.key, active.key, seed) AS id, seed, net.value ->> 0 AS family, net.value ->> 1 AS form,
       net.value ->> 2 AS rank, net.value ->> 3 AS slope, active.value ->> 0 AS activation, active.value ->> 1 AS active, active.key AS less
FROM json_each('[["mlp", "basic", 0, null], ["mlp", "basic", 8, 0.1], ["cifar", "bottleneck", 0, -0.05]]') AS net,
     json_each('[["leaky-relu", null], ["relu", 0.5], ["top(0.25)", 0.25]]') AS active, number;

INSERT INTO run (id, uuid, cell, seed, status, steps, params, revision, seconds)
SELECT id, printf('%016x', id * 7919),
       json_object('seed', seed, 'data.name', 'glyphs', 'net.family', family, 'net.block', 'preact', 'net.depth', 20, 'net.width', 32,
                   'net.span', 1, 'net.form', form, 'net.norm', 'none', 'net.activation', activation, 'net.init', 'he', 'net.rank', rank,
                   'net.branch', 'zero-last', 'train.lr', iif(family = 'mlp', 0.01, 0.05), 'train.steps', 400),
       seed, 'done', 400, 5000, '1a2b3c4', 1.0
FROM sparse;

INSERT INTO sweep SELECT 'sparse-reduction', id - 400001, id FROM sparse;

INSERT INTO final_row (run, step, place, train_loss) SELECT id, 400, 0, 0.4 + 0.1 * (rank > 0) + 0.2 * less + 0.01 * seed FROM sparse;

INSERT INTO gradient_row (run, step, place, h, dh, active)
SELECT id, step, place, 30.0, 0.1, active FROM sparse, (SELECT 0 AS step UNION SELECT 400), (SELECT 3 AS place UNION SELECT 6);

INSERT INTO reduction_row (run, step, place, kept, best, share, rank)
SELECT id, step, place, 0.4 + slope * less + 0.0005 * step, 0.6 + slope * less + 0.0005 * step, 0.25, 12.0
FROM sparse, (SELECT 0 AS step UNION SELECT 400), (SELECT 4 AS place UNION SELECT 7) WHERE slope IS NOT NULL;

-- Plain nets of 4 and 16 layers, and of 16 with one connection: the fewer layers it leaves the lower.
CREATE TEMP TABLE bridged AS
WITH RECURSIVE number(seed) AS (SELECT 1 UNION ALL SELECT seed + 1 FROM number, dev WHERE seed < seeds)
SELECT 600000 + row_number() OVER (ORDER BY key, seed) AS id, seed, value ->> 0 AS block, value ->> 1 AS depth, value ->> 2 AS begin,
       value ->> 3 AS until, value ->> 4 AS loss
FROM json_each('[["plain", 4, 0, 0, 0.9], ["plain", 16, 0, 0, 2.2], ["plain", 16, 2, 14, 0.8], ["plain", 16, 2, 8, 1.5],
                 ["plain", 16, 8, 14, 1.6], ["preact", 16, 0, 0, 0.3]]'), number;

-- Nets in which a layer is damped: the plain gradient falls with the factor, the residual one stays.
CREATE TEMP TABLE damped AS
WITH RECURSIVE number(seed) AS (SELECT 1 UNION ALL SELECT seed + 1 FROM number, dev WHERE seed < seeds)
SELECT 500000 + row_number() OVER (ORDER BY k.key, f.key, seed) AS id, seed, k.value ->> 0 AS block, k.value ->> 1 AS norm,
       k.value ->> 2 AS layer, f.value AS factor, iif(k.key, 0.5, 2.3 - f.value) AS loss, iif(k.key, 1.0, f.value) * 0.01 * seed AS dh
FROM json_each('[["plain", "none", 4], ["preact", "none", 4], ["plain", "layer", 4]]') AS k,
     json_each('[1, 0.01, 0.0001]') AS f, number;

INSERT INTO run (id, uuid, cell, seed, status, steps, params, revision, seconds)
SELECT id, printf('%016x', id * 7919),
       json_patch(json_object('seed', seed, 'data.name', 'glyphs', 'net.family', 'mlp', 'net.block', block, 'net.depth', depth, 'net.width', 32,
                              'net.span', 2, 'net.norm', norm, 'net.activation', 'relu', 'net.init', 'he', 'net.branch', 'zero-last',
                              'train.lr', 0.01, 'train.steps', 400), more),
       seed, 'done', 400, 5000, '1a2b3c4', 1.0
FROM (SELECT id, seed, block, depth, 'none' AS norm, json_object('net.skip_from', begin, 'net.skip_to', until) AS more FROM bridged
      UNION ALL SELECT id, seed, block, 8, norm, json_object('net.damp_layer', layer, 'net.damp', iif(factor < 1, factor, NULL)) FROM damped);

INSERT INTO sweep SELECT 'long-skip', id - 600001, id FROM bridged UNION ALL SELECT 'one-small-factor', id - 500001, id FROM damped;

INSERT INTO final_row (run, step, place, train_loss) SELECT id, 400, 0, loss * (0.9 + 0.05 * seed) FROM bridged UNION ALL SELECT id, 400, 0, loss FROM damped;

INSERT INTO gradient_row (run, step, place, h, dh) SELECT id, 0, 0, 1.0, dh FROM damped;

UPDATE run SET flops = coalesce(flops, 2 * params), bytes = 4 * (200 + 64 * (cell ->> '$."net.depth"'));

UPDATE run SET guess = ln(10), guess_error = 0.9;
