-- How large the numbers of every layer's gradient are, one by one: the share that lies between two powers of
-- two, in the deepest nets, before training and after it.

-- with
net AS (
    SELECT * FROM best WHERE variant = 1 AND norm_rank = 1 AND run IN (SELECT run FROM histogram WHERE experiment = :experiment)
    AND depth = (SELECT max(depth) FROM best WHERE variant = 1 AND norm_rank = 1)),
finish AS (SELECT max(step) AS step FROM histogram WHERE experiment = :experiment AND run IN (SELECT run FROM net)),
share AS ( -- of the numbers that are not zero
    SELECT panel, kind, hue, step > 0 AS late, dense_rank() OVER (ORDER BY panel, step > 0) AS column, layer, exponent,
           1.0 * sum(dh) / nullif(sum(sum(dh)) OVER (PARTITION BY panel, step > 0, layer), 0) AS share
    FROM net JOIN histogram AS h USING (run)
    WHERE h.experiment = :experiment AND step IN (0, (SELECT step FROM finish)) AND layer <= hidden AND layer % span = 0
    GROUP BY panel, step > 0, layer, exponent),
power(exponent) AS ( -- between which lie all but a few of a layer's numbers
    SELECT min(exponent) - 1 FROM share WHERE share > 0.002
    UNION ALL SELECT exponent + 1 FROM power WHERE exponent <= (SELECT max(exponent) FROM share WHERE share > 0.002))

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe histogram has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM histogram WHERE experiment = :experiment)
UNION ALL SELECT 'no number of the gradient is finite and more than 0' WHERE NOT EXISTS (SELECT 1 FROM share WHERE share > 0);

-- text finding
SELECT coalesce((SELECT printf('The %s net''s gradient is %s times as long at the first layer as at the last before training, %s times after', kind,
                               printf(CASE WHEN a.size < 10 THEN '%.1f' WHEN a.size < 1e4 THEN '%.0f' ELSE '%.0e' END, a.size),
                               printf(CASE WHEN z.size < 10 THEN '%.1f' WHEN z.size < 1e4 THEN '%.0f' ELSE '%.0e' END, z.size))
                 FROM stem_ratio AS a JOIN stem_ratio AS z USING (panel) JOIN net USING (panel)
                 WHERE a.step = 0 AND z.step = (SELECT max(step) FROM stem_ratio) ORDER BY panel LIMIT 1), 'How large the numbers of every layer''s gradient are');

-- text note
SELECT 'share of the numbers dL/dh where a block ends, by powers of 2, without zeros · title: norms'
       || iif((SELECT min(norm = 'batch' AND activation = 'relu') FROM net), ' · two stripes: ReLU on, and off, where batch norm''s means pass a little back', '')
       || printf(' · %s', number) || tail FROM origin;

-- number layers
SELECT max(layer) FROM share;

-- number span
SELECT max(span) FROM net;

-- number last
SELECT step FROM finish;

-- number most
SELECT max(share) FROM share;

-- table range
SELECT min(exponent), max(exponent) FROM power;

-- table column
SELECT column, kind, late, hue FROM share GROUP BY column ORDER BY column;

-- Every box has a number, 0 where there is none.
-- series bin 1
SELECT b.column, b.exponent, b.layer, coalesce(share, 0) AS share
FROM (SELECT column, exponent, layer FROM (SELECT DISTINCT column FROM share), power, (SELECT DISTINCT layer FROM share)) AS b
LEFT JOIN share USING (column, exponent, layer) ORDER BY b.column, b.layer, b.exponent;
