-- Final training loss against depth: plain and residual nets, one panel a norm, every seed a point.

-- with
net AS (
    SELECT *, dense_rank() OVER (ORDER BY norm <> 'none', norm_first) AS column,
           CASE norm WHEN 'none' THEN 'no norm' ELSE norm || ' norm' END AS norm_name
    FROM (SELECT *, min(place) OVER (PARTITION BY norm) AS norm_first FROM best WHERE variant = 1)),
mean AS ( -- of the seeds that did not diverge; those that did are marked apart
    SELECT column, norm_name, min(net) AS net, panel, kind, hue, depth, avg(train_loss) AS loss,
           avg(coalesce(train_loss, 9e999)) AS strict FROM net GROUP BY column, panel, depth),
pair AS ( -- a plain net and the first other block of the same norm and depth: is plain behind?
    SELECT p.column, p.norm_name, depth, r.kind, (r.net, p.net) IN lower AS behind, p.strict AS plain, r.strict AS other
    FROM mean AS p JOIN mean AS r USING (column, depth)
    WHERE p.kind = 'plain' AND r.panel = (SELECT min(panel) FROM mean WHERE kind <> 'plain')),
lag AS ( -- how the two end at the greatest depth, and the greatest at which plain is behind
    SELECT column, norm_name, kind, max(depth) AS deepest, printf('%.2f', plain) AS plain, printf('%.2f', other) AS other,
           (SELECT max(depth) FROM pair AS o WHERE o.column = pair.column AND behind) AS behind
    FROM pair GROUP BY column)

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT CASE
    WHEN count(*) = 0 THEN (SELECT 'The deepest nets end at a training loss ' || iif(count(*) > 2, printf('from %.2f to %.2f', min(strict), max(strict)),
                                   'of ' || group_concat(printf('%.2f (%s)', strict, iif(norms > 1, norm_name, kind)), ' and '))
                            FROM (SELECT *, row_number() OVER (PARTITION BY column, panel ORDER BY depth DESC) AS down,
                                         max(column) OVER () AS norms FROM mean ORDER BY column, panel) WHERE down = 1)
    WHEN count(behind) = count(*) AND min(behind) = max(behind) THEN
        printf('At %d layers plain nets train worse than %s nets', min(behind), min(kind))
        || iif(count(*) > 1, ', with ' || group_concat(norm_name, ' as with '), '')
    WHEN count(behind) THEN (SELECT printf('At %d layers plain nets with %s train worse than %s nets', behind, norm_name, kind) FROM lag WHERE behind ORDER BY column LIMIT 1)
    WHEN count(*) = 1 THEN printf('The deepest plain nets end at a training loss of %s, %s nets at %s', plain, kind, other)
    ELSE printf('The deepest plain nets end at a training loss of %s or more, %s nets at %s or less', min(plain), kind, max(other)) END
FROM (SELECT * FROM lag ORDER BY column);

-- text note
SELECT 'loss over the whole training set after the last step · every point a run, line = mean of ' || number
       || coalesce((SELECT ' · ✕ at the top: ' || words FROM crossed), '')
       || tail FROM origin;

-- The depth of an mlp is that of its hidden layers, of the other families that of all.
-- text counted
SELECT iif(min(family = 'mlp'), 'depth (hidden layers)', 'depth (layers)') FROM swept;

-- table ruler
SELECT DISTINCT depth FROM mean ORDER BY depth;

-- table panel
SELECT column, norm_name FROM net GROUP BY column ORDER BY column;

-- number chance
SELECT loss FROM guess;

-- number ceiling
SELECT loss FROM roof;

-- number diverged
SELECT sum(train_loss IS NULL OR train_loss > (SELECT loss FROM roof)) FROM net;

-- Every seed, a little beside the next one, and whether it lies above the paper.
-- table seed
SELECT column, hue, depth * pow((SELECT 1.56 * max(depth) / min(depth) FROM net), 0.004 * (seed - (SELECT avg(seed) FROM net))) AS x, train_loss,
       train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above
FROM net ORDER BY column, hue, depth, seed;

-- The curves' names and where they end: NaN where the deepest diverged.
-- table last
SELECT column, hue, kind AS text, max(depth) AS depth, loss FROM mean GROUP BY column, panel ORDER BY column, panel;

-- series mean 2
SELECT column, hue, depth, loss FROM mean WHERE loss IS NOT NULL ORDER BY column, panel, depth;
