-- Are the gradients healthy while the loss is stuck? The stem's gradient over the last hidden
-- layer's, and the training loss, on one time axis, for the deepest nets.

-- with
net AS (SELECT * FROM best WHERE variant = 1 AND norm_rank = 1),
deep AS (SELECT * FROM net WHERE depth = (SELECT max(depth) FROM net)),
loss AS (SELECT panel, step, loss AS size, low, high FROM smooth_mean WHERE depth = (SELECT max(depth) FROM net)),
healed AS ( -- the first step from which on the ratio stays within a factor of ten
    SELECT h.panel, min(h.step) AS step FROM stem_ratio AS h
    WHERE h.step > coalesce((SELECT max(step) FROM stem_ratio AS w WHERE w.panel = h.panel AND NOT w.size BETWEEN 0.1 AND 10), -1)
    GROUP BY h.panel),
told AS (
    SELECT d.panel, d.kind, d.depth, avg(d.train_loss) AS loss, h.step AS healed,
           (SELECT size FROM stem_ratio WHERE stem_ratio.panel = d.panel AND step = 0) AS start
    FROM deep AS d LEFT JOIN healed AS h USING (panel) GROUP BY d.panel)

-- lack
SELECT words FROM no_step
UNION ALL SELECT 'no gradient is finite and more than 0' WHERE NOT EXISTS (SELECT 1 FROM stem_ratio)
UNION ALL SELECT 'no batch has a finite loss' WHERE NOT EXISTS (SELECT 1 FROM loss);

-- text finding
SELECT printf('The stem''s gradient in %s nets is ', kind)
       || CASE WHEN healed IS NULL THEN 'never for long' WHEN healed = 0 THEN 'always'
               ELSE printf('from step %d on', healed) END || ' within 10 times the last layer''s'
       || iif(loss IS NULL, '; the loss diverges', printf('; the loss ends at %.2f', loss))
FROM told AS t ORDER BY panel LIMIT 1;

-- text note
SELECT 'above: norms of dL/dh, geometric mean · below: moving average of 5 logged batches, point and number: the whole training set · '
       || mean || tail FROM origin;

-- text nets
SELECT depth || ' layers' || iif(count(DISTINCT norm) = 1, replace(with_norm, ',', ' with'), '') FROM deep;

-- number steps
SELECT max(step) FROM loss;

-- number floor
SELECT pow(10, floor(log10(min(0.1, min(size))))) FROM stem_ratio;

-- number ceiling
SELECT pow(10, ceil(0.5 + log10(max(10, max(high))))) FROM stem_ratio;

-- number loss_ceiling
SELECT max((SELECT tall FROM guess), 1.05 * max(size)) FROM loss WHERE step >= 0.05 * (SELECT max(step) FROM loss);

-- What theory expects of plain nets with batch norm before training: 1.21 a layer; NaN for others.
-- number expected
SELECT max(CASE WHEN block = 'plain' AND norm = 'batch' AND activation = 'relu' THEN pow(sqrt(pi() / (pi() - 1)), depth) END) FROM deep;

-- table last
SELECT d.panel, d.hue, d.kind || iif((SELECT count(DISTINCT norm) FROM deep) = 1, '', d.with_norm) AS text, iif(count(train_loss) < count(*), ' ✕', printf(' %.2f', avg(train_loss))) AS final,
       (SELECT size FROM stem_ratio AS h WHERE h.panel = d.panel ORDER BY step DESC LIMIT 1) AS ratio, avg(train_loss) AS whole,
       (SELECT size FROM loss AS l WHERE l.panel = d.panel ORDER BY step DESC LIMIT 1) AS loss
FROM deep AS d GROUP BY d.panel ORDER BY d.panel;

-- series health 1
SELECT panel, step, size, low, high FROM stem_ratio ORDER BY panel, step;

-- series loss 1
SELECT panel, step, size, low, high FROM loss ORDER BY panel, step;
