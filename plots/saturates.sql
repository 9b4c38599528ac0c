-- Final training loss against depth at one learning rate: does it fall, flatten, rise? And what each layer costs.

-- with
net AS ( -- the sweep's first learning rate, and of each block its first other settings
    SELECT s.*, b.panel, b.hue, b.kind FROM settled AS s
    JOIN (SELECT block, dense_rank() OVER (ORDER BY block <> 'plain', min(place)) AS panel,
                 dense_rank() OVER (ORDER BY block <> 'plain', min(place)) + (min(block <> 'plain') OVER ()) AS hue,
                 CASE block WHEN 'preact' THEN 'residual' ELSE block END AS kind FROM swept GROUP BY block) AS b USING (block)
    WHERE lr = (SELECT lr FROM swept ORDER BY place LIMIT 1)
      AND (s.block, setting) IN (SELECT block, setting FROM (
          SELECT block, setting, min(place) FROM settled WHERE lr = (SELECT lr FROM swept ORDER BY place LIMIT 1) GROUP BY block))),
mean AS ( -- of the seeds that did not diverge; those that did are marked apart
    SELECT panel, hue, kind, depth, min(net) AS net, avg(train_loss) AS loss, avg(coalesce(train_loss, 9e999)) AS strict FROM net GROUP BY panel, depth),
turn AS ( -- of the first kind of net the depth that ends lowest, and what lies on either side
    SELECT (SELECT kind FROM mean WHERE panel = 1) AS kind, t.depth, t.strict AS least,
           (SELECT strict FROM mean WHERE panel = 1 ORDER BY depth LIMIT 1) AS at_first,
           (SELECT strict FROM mean WHERE panel = 1 ORDER BY depth DESC LIMIT 1) AS at_last,
           (t.net, (SELECT net FROM mean WHERE panel = 1 ORDER BY depth LIMIT 1)) IN lower AS falls,
           (t.net, (SELECT net FROM mean WHERE panel = 1 ORDER BY depth DESC LIMIT 1)) IN lower AS rises
    FROM (SELECT * FROM mean WHERE panel = 1 ORDER BY strict LIMIT 1) AS t),
cost AS ( -- of the first kind of net, over the shallowest's
    SELECT depth, max(flops) AS flops, max(bytes) AS bytes FROM net WHERE panel = 1 GROUP BY depth),
share AS (
    SELECT depth, flops / (SELECT flops FROM cost ORDER BY depth LIMIT 1) AS flops, bytes / (SELECT bytes FROM cost ORDER BY depth LIMIT 1) AS bytes FROM cost),
layer AS (
    SELECT (max(flops) - min(flops)) / nullif(max(depth) - min(depth), 0) AS flops, (max(bytes) - min(bytes)) / nullif(max(depth) - min(depth), 0) AS bytes FROM cost)

-- lack
SELECT words FROM all_diverged
UNION ALL SELECT 'what these runs cost was not noted: run them with --again' WHERE EXISTS (SELECT 1 FROM cost WHERE flops IS NULL OR bytes IS NULL);

-- text finding
SELECT CASE WHEN falls AND rises THEN printf('With depth the loss of %s nets falls to %.2f, then rises to %.2f', kind, least, at_last)
            WHEN rises THEN printf('With depth the loss of %s nets rises from %.2f to %.2f', kind, at_first, at_last)
            WHEN falls THEN printf('With depth the loss of %s nets falls from %.2f to %.2f', kind, at_first, least)
            ELSE printf('With depth the loss of %s nets goes from %.2f to %.2f', kind, at_first, at_last) END
FROM turn;

-- text note
SELECT printf('final training loss, learning rate %g for all · every point a run, line = mean of ', (SELECT lr FROM net LIMIT 1)) || number
       || coalesce((SELECT printf(' · a layer adds %.0f operations and %.0f bytes a sample', flops, bytes) FROM layer), '')
       || coalesce((SELECT ' · ✕ at the top: ' || words FROM crossed), '')
       || replace(tail, printf(' · best of %d learning rates', (SELECT count(DISTINCT lr) FROM swept)), '') FROM origin;

-- text first_panel
SELECT printf('cost, over that of %d', min(depth)) || iif(min(depth) = 1, ' layer', ' layers') FROM cost;

-- table ruler
SELECT DISTINCT depth FROM mean ORDER BY depth;

-- number chance
SELECT loss FROM guess;

-- number ceiling
SELECT loss FROM roof;

-- table seed
SELECT hue, depth * pow(1.02, seed - (SELECT avg(seed) FROM net)) AS x, train_loss, train_loss IS NULL OR train_loss > (SELECT loss FROM roof) AS above
FROM net ORDER BY hue, depth, seed;

-- The curves' names and where they end (NaN: every seed of the deepest diverged).
-- table last
SELECT hue, kind, loss FROM mean AS m WHERE depth = (SELECT max(depth) FROM mean AS o WHERE o.panel = m.panel) ORDER BY panel;

-- table mean
SELECT hue, depth, loss FROM mean ORDER BY hue, depth;

-- table cost
SELECT depth, flops, bytes FROM share ORDER BY depth;
