-- One layer's factor of the chain rule is made small: the gradient at the first layer before training, and the
-- final training loss, against that factor.

-- with
net AS ( -- of each kind of net the first layer that is damped
    SELECT * FROM (
        SELECT *, dense_rank() OVER (PARTITION BY curve ORDER BY layer_place) AS turn FROM (
            SELECT *, min(place) OVER (PARTITION BY curve, layer) AS layer_place FROM (
                SELECT *, dense_rank() OVER (ORDER BY block <> 'plain', block, norm <> 'none', norm, branch) AS curve,
                       dense_rank() OVER (ORDER BY block <> 'plain', block) + (min(block <> 'plain') OVER ()) AS hue,
                       CASE block WHEN 'preact' THEN 'residual' ELSE block END AS kind, norm <> 'none' AS normed,
                       coalesce(cell ->> '$."net.damp_layer"', 0) AS layer, coalesce(cell ->> '$."net.damp"', 1.0) AS factor
                FROM swept))
        WHERE layer > 0)
    WHERE turn = 1 AND factor > 0),
name AS (
    SELECT curve, hue, normed, iif(normed, iif(hue = 1, '', kind || ', ') || norm || ' norm', kind)
           || iif((SELECT count(DISTINCT branch) FROM net AS o WHERE o.hue = net.hue) > 1, ', ' || branch, '') AS text FROM net GROUP BY curve),
road AS ( -- of each seed, over what the largest factor leaves; what is 0 or not finite has no place on a log axis
    SELECT n.curve, n.factor, ln(nullif(g.dh, 0)) - first_value(ln(nullif(g.dh, 0))) OVER (PARTITION BY n.curve, n.seed ORDER BY n.factor DESC) AS size
    FROM net AS n JOIN gradient AS g ON g.run = n.run AND g.experiment = :experiment WHERE g.step = 0 AND g.layer = 0),
size AS (
    SELECT curve, factor, exp(avg(size)) AS size, exp(min(size)) AS low, exp(max(size)) AS high
    FROM road WHERE size IS NOT NULL GROUP BY curve, factor),
loss AS (
    SELECT curve, factor, iif(sum(train_loss IS NULL), NULL, avg(train_loss)) AS loss, min(train_loss) AS low, max(train_loss) AS high
    FROM net GROUP BY curve, factor),
least AS (SELECT curve, min(factor) AS factor FROM size GROUP BY curve),
small AS (
    SELECT s.*, n.hue, n.normed, n.text, l.loss,
           CASE WHEN s.size < 0.01 AND abs(log10(s.size) - round(log10(s.size))) < 0.1 AND s.size > 3e-10
                THEN 'about 10⁻' || substr('⁰¹²³⁴⁵⁶⁷⁸⁹', 1 - CAST(round(log10(s.size)) AS INTEGER), 1)
                WHEN s.size < 0.01 THEN printf('%.1e', s.size) ELSE printf('%.0f %%', 100 * s.size) END AS share,
           CASE WHEN abs(log10(s.factor) - round(log10(s.factor))) < 1e-9 AND s.factor BETWEEN 9e-10 AND 0.2
                THEN '10⁻' || substr('⁰¹²³⁴⁵⁶⁷⁸⁹', 1 - CAST(round(log10(s.factor)) AS INTEGER), 1)
                ELSE printf('%g', s.factor) END AS written
    FROM size AS s JOIN least USING (curve, factor) JOIN name AS n USING (curve) LEFT JOIN loss AS l USING (curve, factor))

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'no layer of these nets is damped' WHERE NOT EXISTS (SELECT 1 FROM net)
UNION ALL SELECT 'no gradient before training is finite and more than 0' WHERE NOT EXISTS (SELECT 1 FROM size);

-- text finding
SELECT printf('One factor of %s leaves ', max(written)) || group_concat(share || ' (' || text || ')', ', ') || ' of the gradient'
FROM (SELECT * FROM small WHERE NOT normed OR NOT EXISTS (SELECT 1 FROM small WHERE NOT normed) ORDER BY curve);

-- text note
SELECT (SELECT printf('layer %d of %d hands on its output times the factor', layer, depth) FROM net ORDER BY curve LIMIT 1)
       || ' · left: ‖dL/dh‖ before training, over that with the largest factor, geometric ' || mean || tail FROM origin;

-- number chance
SELECT loss FROM guess;

-- number roof_loss
SELECT loss FROM roof;

-- number floor
SELECT pow(10, floor(log10(max(1e-30, min(0.1, min(low)))) - 0.2)) FROM size;

-- number ceiling
SELECT pow(10, ceil(log10(max(1, max(high))) + 0.2)) FROM size;

-- number factor_least
SELECT min(factor) FROM net;

-- number factor_most
SELECT max(factor) FROM net;

-- The curves' hues and names, whether a norm stands behind, and where they end on the left and on the right.
-- table last
SELECT curve, hue, normed, text, size, loss FROM small ORDER BY curve;

-- table size
SELECT curve, factor, size, low, high FROM size ORDER BY curve, factor DESC;

-- table loss
SELECT curve, factor, loss, low, high FROM loss ORDER BY curve, factor DESC;
