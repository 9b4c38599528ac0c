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
    SELECT p.column, p.norm_name, depth, r.kind, (r.net, p.net) IN lower AS behind, printf('%.2f and %.2f', p.strict, r.strict) AS ends
    FROM mean AS p JOIN mean AS r USING (column, depth)
    WHERE p.kind = 'plain' AND r.panel = (SELECT min(panel) FROM mean WHERE kind <> 'plain')),
lag AS ( -- the depths at which it is
    SELECT column, norm_name, kind, max(depth) AS deepest, group_concat(iif(behind, depth, NULL), ' and ') AS depths,
           (SELECT ends FROM pair AS o WHERE o.column = p.column ORDER BY o.depth DESC LIMIT 1) AS ends
    FROM (SELECT * FROM pair ORDER BY depth) AS p GROUP BY column)

-- lack
SELECT words FROM all_diverged;

-- text finding
SELECT CASE
    WHEN count(*) = 0 THEN (SELECT 'The loss ends at ' || group_concat(printf('%.2f (%s, %d layers%s)', strict, kind, depth, iif(column > 1, ', ' || norm_name, '')), ', ')
                            FROM (SELECT *, row_number() OVER (PARTITION BY column ORDER BY depth DESC) AS down FROM mean ORDER BY column) WHERE down = 1)
    WHEN count(depths) = 0 THEN printf('At %d layers plain and %s nets end at ', max(deepest), min(kind))
        || group_concat(ends || iif(column > 1, printf(' (%s)', norm_name), ''), ', at ')
    WHEN count(*) > 1 AND count(depths) = count(*) AND min(depths) = max(depths) THEN
        printf('Plain nets fall behind %s nets at %s layers, with %s', min(kind), min(depths), group_concat(norm_name, ' as with '))
    ELSE printf('Plain nets fall behind %s nets ', min(kind))
         || group_concat(iif(column > 1, 'with ' || norm_name || ', ', '')
                         || iif(depths IS NULL, printf('the losses are %s at %d layers', ends, deepest), printf('at %s layers', depths)), '; ') END
FROM (SELECT * FROM lag ORDER BY column);

-- text note
SELECT 'loss over the whole training set after the last step · every point a run, line = mean of ' || number
       || (SELECT iif(sum(status = 'diverged'), printf(' · ✕ at the top: %d of %d runs diverged', sum(status = 'diverged'), count(*)), '') FROM net)
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
SELECT column, hue, depth * pow(1.02, seed - (SELECT avg(seed) FROM net)) AS x, train_loss,
       train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above
FROM net ORDER BY column, hue, depth, seed;

-- The curves' names and where they end: NaN where the deepest diverged.
-- table last
SELECT column, hue, kind AS text, max(depth) AS depth, loss FROM mean GROUP BY column, panel ORDER BY column, panel;

-- series mean 2
SELECT column, hue, depth, loss FROM mean WHERE loss IS NOT NULL ORDER BY column, panel, depth;
