-- Final training loss of a shallow net, of deep ones made from it, and of one drawn at random.

-- with
net AS (
    SELECT *, cell ->> '$."start.noise"' AS noise, cell ->> '$."start.insert"' AS inserted, cell ->> '$."train.steps"' AS planned
    FROM swept),
kind AS ( -- 1 shallow, 2 random, 3 constructed, 4 constructed and trained on
    SELECT *, CASE WHEN inserted = 'identity' THEN iif(planned = 0, 3, 4)
                   WHEN depth = (SELECT min(depth) FROM net) THEN 1 ELSE 2 END AS sort FROM net),
line AS (
    SELECT *, dense_rank() OVER (ORDER BY sort, depth, noise) AS row,
           CASE sort WHEN 1 THEN printf('%d layers, trained', depth)
                     WHEN 2 THEN printf('%d layers, trained', depth)
                     ELSE iif(noise = 0, printf('%d + %d identities', (SELECT min(depth) FROM net), depth - (SELECT min(depth) FROM net)),
                              printf('noise %g', noise)) || iif(sort = 4, ', trained on', '') END AS name
    FROM kind),
mean AS (
    SELECT row, sort, noise, name, avg(coalesce(train_loss, 9e999)) AS loss, iif(sum(status = 'diverged'), NULL, avg(train_loss)) AS seen,
           sum(status = 'diverged') AS diverged, count(*) AS runs FROM line GROUP BY row),
copy AS ( -- is the constructed net the shallow one, in every seed?
    SELECT min(a.train_loss = b.train_loss) AS same FROM line AS a JOIN line AS b USING (seed)
    WHERE a.sort = 1 AND b.sort = 3 AND b.noise = 0),
top AS (SELECT coalesce(nullif(max(coalesce((SELECT loss FROM guess), 0), max(train_loss)), 0), 1) AS most FROM line)

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT coalesce((
    SELECT CASE WHEN (SELECT same FROM copy) THEN printf('A deep net as good as the shallow one exists (%.2f, to the last bit); training from random weights ends at %.2f', c.loss, r.loss)
                ELSE printf('The constructed net is not the shallow one: %.2f against %.2f', c.loss, s.loss) END
    FROM mean AS s, mean AS r, mean AS c WHERE s.sort = 1 AND r.sort = 2 AND c.sort = 3 AND c.noise = 0),
    printf('The training loss ends at %.2f to %.2f', (SELECT min(loss) FROM mean), (SELECT max(loss) FROM mean)));

-- text note
SELECT 'loss over the whole training set · every point a run, bar = mean of ' || number
       || (SELECT iif(sum(diverged), printf(' · ✕ at the right: %d of %d runs diverged', sum(diverged), sum(runs)), '') FROM mean)
       || tail FROM origin;

-- number floor
SELECT 0.8 * max(min(train_loss), 1e-6 * (SELECT most FROM top)) FROM line;

-- number ceiling
SELECT 1.6 * most FROM top;

-- number chance
SELECT loss FROM guess;

-- The rows from above, their hue (ink: the shallow net), name and mean (NaN: a seed diverged).
-- table row
SELECT row, sort - 1 AS hue, name, seen FROM mean ORDER BY row;

-- table seed
SELECT row, sort - 1 AS hue, row + 0.11 * (seed - (SELECT avg(seed) FROM line)) AS y, train_loss, train_loss IS NULL AS above FROM line ORDER BY row, seed;
