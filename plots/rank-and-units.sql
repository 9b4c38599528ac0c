-- Do rank and active units fall with depth? Entropy rank of the features, different and dead units,
-- place by place at every step that was looked at, for the deepest nets of every kind.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', first) AS curve,
           CASE WHEN block = 'plain' THEN 'plain' WHEN branch = 'none' THEN 'no scale' ELSE branch END
           || iif(count(*) OVER (PARTITION BY block, branch, seed) > 1, with_norm, '') AS name
    FROM (SELECT *, min(place) OVER (PARTITION BY block, branch, norm) AS first FROM best
          WHERE run IN (SELECT run FROM rank WHERE experiment = :experiment) AND depth = (SELECT max(depth) FROM best))),
kind AS (SELECT curve, name FROM net WHERE curve <= 4 GROUP BY curve),
seen AS (
    SELECT n.curve, n.name, n.seed, r.step, r.place, r.entropy_rank AS rank, r.units, r.dead, r.distinct_units AS differ,
           min(r.step) OVER () AS first, max(r.step) OVER () AS last, max(r.place) OVER (PARTITION BY n.curve) AS deepest
    FROM net AS n JOIN rank AS r ON r.experiment = :experiment AND r.run = n.run WHERE n.curve <= 4),
mean AS ( -- where samples do not differ at all there is no rank
    SELECT curve, step, place, exp(avg(ln(rank))) AS rank, min(rank) AS low, max(rank) AS high, avg(differ) AS differ, avg(dead) AS dead
    FROM seen GROUP BY curve, step, place),
moment AS (SELECT step, (dense_rank() OVER (ORDER BY step) - 1.0) / max(1, count(*) OVER () - 1) AS tone FROM (SELECT DISTINCT step FROM seen)),
told AS (
    SELECT curve, name, exp(avg(iif(place = 0, ln(rank), NULL))) AS stem, exp(avg(iif(place = deepest, ln(rank), NULL))) AS ends
    FROM seen WHERE step = first GROUP BY curve),
passed AS ( -- by the first block over what comes to the last: inside a residual block lies only F's share
    SELECT curve, exp(avg(ln(first_dh / last_dh))) AS size
    FROM (SELECT n.curve, max(iif(g.layer = 0, g.dh, NULL)) AS first_dh, nullif(max(iif(g.layer = n.hidden, g.dh, NULL)), 0) AS last_dh
          FROM net AS n JOIN gradient AS g ON g.run = n.run AND g.experiment = :experiment
          WHERE n.block = 'plain' AND g.step = 0 GROUP BY n.run
          UNION ALL SELECT n.curve, max(iif(j.junction = 0, j.total, NULL)), max(iif(j.junction = n.hidden / n.span - 1, j.identity, NULL))
          FROM net AS n JOIN junction AS j ON j.run = n.run AND j.experiment = :experiment
          WHERE j.step = 0 GROUP BY n.run)
    GROUP BY curve),
product AS (
    SELECT n.curve, exp(avg(ln(j.entropy_rank))) AS rank
    FROM net AS n JOIN jacobian_summary AS j ON j.experiment = :experiment AND j.run = n.run
    WHERE j.place = 0 AND j.step = 0 GROUP BY n.curve)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe rank has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM rank WHERE experiment = :experiment)
UNION ALL SELECT 'the samples do not differ, so features have no rank' WHERE NOT EXISTS (SELECT 1 FROM mean WHERE rank IS NOT NULL);

-- text finding
SELECT printf('Before training, %d layers leave the features a rank of ', (SELECT max(hidden) FROM net))
       || group_concat(printf('%.2g (%s)', ends, name), ', ')
FROM (SELECT * FROM told ORDER BY curve);

-- text note
SELECT 'features of some training images (256 unless said), centred: exp(entropy of the singular values), geometric mean · units of the ReLU behind each '
       || 'place: with different on–off patterns (line), always off (dashed) · block 0 is the stem · small: at step 0, dL/dh of the stem over that of the last layer; '
       || 'rank of the Jacobian of all blocks · ' || mean || tail FROM origin;

-- table panel
SELECT k.curve, k.name, coalesce('dL/dh ×' || iif(p.size < 100, printf('%.2g', p.size), printf('%.0f', p.size)), '') || coalesce(printf(' · rank of J %.2g', j.rank), '')
FROM kind AS k LEFT JOIN passed AS p USING (curve) LEFT JOIN product AS j USING (curve) ORDER BY k.curve;

-- table moment
SELECT step, tone FROM moment ORDER BY step;

-- number places
SELECT max(place) FROM seen;

-- number units
SELECT max(units) FROM seen;

-- number full_rank
SELECT max(rank) FROM seen;

-- table mean
SELECT m.curve, m.step, m.place, m.rank, m.low, m.high, m.differ, m.dead FROM mean AS m ORDER BY m.curve, m.step, m.place;
