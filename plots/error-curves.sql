-- He's two panels: training and test error against step, one panel a block, one colour a depth. Is it
-- the TRAINING error that rises with depth?

-- with
net AS (
    SELECT b.*, f.train_acc, f.steps, f.cell FROM best AS b JOIN final AS f ON f.run = b.run AND f.experiment = :experiment
    WHERE norm_rank = 1 AND variant = 1),
seen AS ( -- of the training error, the average of five logged batches
    SELECT n.panel, n.depth, n.run, c.step,
           100 - 100 * avg(c.train_acc) OVER (PARTITION BY c.run ORDER BY c.step ROWS BETWEEN 2 PRECEDING AND 2 FOLLOWING) AS train,
           100 - 100 * c.test_acc AS test
    FROM net AS n JOIN curve AS c ON c.run = n.run AND c.experiment = :experiment),
mean AS ( -- a mean ends where the first of its seeds diverges
    SELECT panel, depth, step, avg(train) AS train, min(train) AS low, max(train) AS high,
           iif(count(test) = count(*), avg(test), NULL) AS test
    FROM seen GROUP BY panel, depth, step HAVING count(train) = (SELECT seeds FROM origin)),
final_mean AS ( -- over the whole training set
    SELECT panel, hue, kind, kind || with_norm AS name, depth, tone, sum(status = 'diverged') AS diverged,
           100 - 100 * avg(train_acc) AS train
    FROM net GROUP BY panel, depth),
fate AS (
    SELECT s.panel, s.kind, s.depth AS shallow, d.depth AS deep, d.train AS at_last,
           iif(d.diverged, 'nothing finite', printf('%.0f %%', d.train)) AS said
    FROM final_mean AS s JOIN final_mean AS d USING (panel)
    WHERE s.depth = (SELECT min(depth) FROM final_mean) AND d.depth = (SELECT max(depth) FROM final_mean)),
picture AS ( -- an epoch is as many images as were trained on
    SELECT round(n.steps * (n.cell ->> '$."train.batch"') / c.epoch) AS images, n.cell ->> '$."net.width"' AS width,
           n.cell ->> '$."net.family"' AS family,
           iif(data = 'glyphs', printf('glyphs of %d × %d pixels', side, side), 'training images') AS pictures
    FROM (SELECT *, cell ->> '$."data.name"' AS data, cell ->> '$."data.side"' AS side FROM net) AS n
    JOIN curve AS c ON c.run = n.run AND c.experiment = :experiment WHERE c.step = n.steps AND c.epoch > 0 LIMIT 1),
place AS (SELECT panel, hue, name, depth, tone, diverged, iif(diverged, NULL, train) AS final, dense_rank() OVER (ORDER BY panel, depth) AS curve FROM final_mean),
ending AS (
    SELECT p.*, (SELECT m.train FROM mean AS m WHERE m.panel = p.panel AND m.depth = p.depth ORDER BY step DESC LIMIT 1) AS height,
           p.depth || CASE WHEN p.diverged THEN ' ✕' WHEN p.depth = (SELECT max(depth) FROM net) THEN ' layers' ELSE '' END AS text
    FROM place AS p)

-- lack
SELECT words FROM no_step
UNION ALL SELECT 'no batch has a finite loss' WHERE NOT EXISTS (SELECT 1 FROM mean);

-- text finding
SELECT coalesce((SELECT iif(family = 'cifar' AND pictures LIKE 'glyphs%', 'On glyphs, not CIFAR-10, the ', NULL) FROM picture), 'The ')
       || iif(max(shallow) = max(deep), 'nets', 'deepest nets') || ' err in training on '
       || iif(count(*) > 2, (SELECT printf('%s (%s) to ', said, kind) FROM fate ORDER BY at_last LIMIT 1) || (SELECT printf('%s (%s)', said, kind) FROM fate ORDER BY at_last DESC LIMIT 1),
              group_concat(printf('%s (%s)', said, kind), ', '))
FROM (SELECT * FROM fate ORDER BY panel);

-- text note
SELECT 'bold: training, average of 5 logged batches, point: whole set · '
       || iif((SELECT count(test) FROM mean), 'thin: test', 'test not measured') || ' · ' || mean
       || coalesce((SELECT printf(' · %d %s', images, pictures) || iif(family = 'cifar', printf(', %d–%d channels', width, 4 * width), '')
                    FROM picture), '')
       || (SELECT iif(sum(diverged), printf(' · ✕: %d of %d diverged', sum(diverged), (SELECT count(*) FROM net)), '') FROM final_mean)
       || tail FROM origin;

-- The panels, with the first and the last of their curves.
-- table panel
SELECT panel, name, hue, min(curve) AS first, max(curve) AS last FROM ending GROUP BY panel ORDER BY panel;

-- number steps
SELECT max(step) FROM mean;

-- number chance
SELECT 100 * error FROM guess;

-- number tested
SELECT count(test) FROM mean;

-- number ceiling
SELECT min(100, max(coalesce((SELECT 5 * ceil(20 * error + 0.5) FROM guess), 0), 10 * ceil(max(high) / 10), 10)) FROM mean;

-- table last
SELECT panel, curve, height, tone, text, final FROM ending ORDER BY curve;

-- series train 1
SELECT curve, step, m.train, low, high FROM mean AS m JOIN place USING (panel, depth) ORDER BY curve, step;

-- series test 1
SELECT curve, step, test FROM mean AS m JOIN place USING (panel, depth) WHERE test IS NOT NULL
UNION ALL SELECT curve, (SELECT max(step) FROM mean), NULL FROM place WHERE NOT EXISTS (SELECT 1 FROM mean WHERE test IS NOT NULL)
ORDER BY curve, step;
