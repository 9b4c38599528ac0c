-- How large the numbers of every layer are, one by one: the share that lies between two powers of two,
-- of the pre-activations and of their gradients, in the deepest nets, before training and after it.

-- with
net AS (
    SELECT * FROM best WHERE variant = 1 AND norm_rank = 1 AND run IN (SELECT run FROM histogram WHERE experiment = :experiment)
    AND depth = (SELECT max(depth) FROM best WHERE variant = 1 AND norm_rank = 1)),
finish AS (SELECT max(step) AS step FROM histogram WHERE experiment = :experiment AND run IN (SELECT run FROM net)),
seen AS (
    SELECT panel, kind, step > 0 AS late, h.layer, exponent,
           iif(h.layer = 0 OR h.layer % span = 1 % span, h, 0) AS h, iif(h.layer % span = 0, dh, 0) AS dh
    FROM net JOIN histogram AS h USING (run) WHERE h.experiment = :experiment AND step IN (0, (SELECT step FROM finish)) AND h.layer <= hidden),
share AS ( -- of the numbers that are not zero
    SELECT panel, kind, late, dense_rank() OVER (ORDER BY panel, late) AS column, layer, exponent, sum(h) AS h, sum(dh) AS dh,
           sum(sum(h)) OVER (PARTITION BY panel, late, layer) AS all_h, sum(sum(dh)) OVER (PARTITION BY panel, late, layer) AS all_dh
    FROM seen GROUP BY panel, late, layer, exponent),
range AS ( -- between which powers lie all but a few of a layer's numbers
    SELECT 1 AS row, min(exponent) - 1 AS low, max(exponent) + 1 AS high FROM share WHERE h > 0.002 * all_h
    UNION ALL SELECT 2, min(exponent) - 1, max(exponent) + 1 FROM share WHERE dh > 0.002 * all_dh),
powers AS (
    SELECT row, low AS exponent FROM range UNION ALL
    SELECT p.row, p.exponent + 1 FROM powers AS p JOIN range AS r ON r.row = p.row WHERE p.exponent < r.high),
part AS ( -- a block's numbers are drawn at its end
    SELECT 1 AS row, column, exponent, iif(layer > 0, layer - 1 + (SELECT max(span) FROM net), 0) AS block, 1.0 * h / all_h AS share
    FROM share WHERE all_h > 0
    UNION ALL SELECT 2, column, exponent, layer, 1.0 * dh / all_dh FROM share WHERE all_dh > 0),
typical AS ( -- mean exponent
    SELECT panel, kind, late, layer, sum(exponent * dh) / sum(dh) AS dh FROM share GROUP BY panel, late, layer),
end AS (SELECT panel, late, min(layer) AS first, max(layer) AS last FROM typical WHERE dh IS NOT NULL GROUP BY panel, late),
told AS (
    SELECT e.panel, a.kind, e.late, a.dh - z.dh AS octaves
    FROM end AS e JOIN typical AS a ON a.panel = e.panel AND a.late = e.late AND a.layer = e.first
    JOIN typical AS z ON z.panel = e.panel AND z.late = e.late AND z.layer = e.last)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'the probe histogram has not looked at these runs' WHERE NOT EXISTS (SELECT 1 FROM histogram WHERE experiment = :experiment)
UNION ALL SELECT 'no number of the nets is finite and more than 0' WHERE NOT EXISTS (SELECT 1 FROM part);

-- text finding
SELECT coalesce('A typical number of the gradient, first layer over last: ' || group_concat(words, '; '),
                'How large the numbers of every layer are')
FROM (SELECT group_concat(printf(iif(octaves < 3.3, '%.1f', '%.0f'), pow(2, octaves)) || iif(late, ' after', ' before training'), ', ')
             || ' (' || kind || ')' AS words
      FROM (SELECT * FROM told ORDER BY panel, late) GROUP BY panel ORDER BY panel);

-- text note
SELECT 'share of a layer''s numbers between one power of 2 and the next, of those that are not zero · h where a block begins, '
       || printf('dL/dh where it ends · %s · %d layers', number, (SELECT max(depth) FROM net)) || tail FROM origin;

-- number layers
SELECT max(layer) FROM seen;

-- number span
SELECT max(span) FROM net;

-- number last
SELECT step FROM finish;

-- number most
SELECT max(max(1.0 * h / all_h), max(1.0 * dh / all_dh)) FROM share;

-- table range
SELECT row, low, high FROM range ORDER BY row;

-- table column
SELECT column, kind, late, (SELECT min(hue) FROM net WHERE net.panel = s.panel) AS hue FROM share AS s GROUP BY column ORDER BY column;

-- Every box has a number, 0 where there is none.
-- series bin 2
SELECT b.row, b.column, b.exponent, b.block, coalesce(p.share, 0) AS share
FROM (SELECT row, column, exponent, block FROM (SELECT DISTINCT column FROM part), powers, (SELECT DISTINCT block FROM part)) AS b
LEFT JOIN part AS p USING (row, column, exponent, block) ORDER BY b.row, b.column, b.block, b.exponent;
