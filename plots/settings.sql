-- Final training loss against depth: plain and residual nets, one panel a setting (depthlab compare NAME --KEY VALUE).

-- with
axis AS ( -- settings that differ, blocks, depths, seeds and learning rates aside; one at its default may not be there
    SELECT key FROM swept, json_each(swept.cell) WHERE key NOT IN ('seed', 'train.lr', 'net.block', 'net.depth')
    GROUP BY key HAVING count(DISTINCT value) > 1 OR count(*) < (SELECT count(*) FROM swept)),
compared AS ( -- the norm only where nothing else differs: else it is the first one
    SELECT key FROM axis WHERE key <> 'net.norm' OR (SELECT count(*) FROM axis) = 1),
named AS (
    SELECT run, place, coalesce((
        SELECT group_concat(substr(key, instr(key, '.') + 1) || ' ' || coalesce(cell ->> ('$."' || key || '"'), 'default'), ', ')
        FROM (SELECT key FROM compared ORDER BY key)), 'all nets') AS name FROM swept),
ordered AS (SELECT run, name, min(place) OVER (PARTITION BY name) AS first FROM named),
net AS (
    SELECT b.*, n.name, dense_rank() OVER (ORDER BY n.first) AS column FROM best AS b JOIN ordered AS n USING (run)
    WHERE norm_rank = 1 OR EXISTS (SELECT 1 FROM compared WHERE key = 'net.norm')),
mean AS ( -- of the seeds that did not diverge; those that did are marked apart
    SELECT column, name, panel, kind, hue, depth, avg(train_loss) AS loss FROM net GROUP BY column, panel, depth),
norms AS ( -- the one that is drawn, where it is one, and those of the sweep that are not
    SELECT min(norm) AS norm, (SELECT group_concat(DISTINCT norm) FROM best WHERE norm NOT IN (SELECT norm FROM net)) AS others
    FROM net HAVING count(DISTINCT norm) = 1),
ends AS ( -- what each setting comes to, in the deepest nets
    SELECT column, name, depth, group_concat(loss, ' and ') AS losses, group_concat(kind, ' and ') AS kinds
    FROM (SELECT n.column, n.name, n.kind, n.depth, iif(count(n.train_loss) < count(*), 'nothing finite', printf('%.2f', avg(n.train_loss))) AS loss
          FROM net AS n WHERE n.depth = (SELECT max(depth) FROM net) GROUP BY n.column, n.panel ORDER BY n.column, n.panel)
    GROUP BY column ORDER BY column)

-- lack
SELECT words FROM all_diverged;

-- lack
SELECT 'these runs differ in no setting but block, depth, seed and learning rate' WHERE NOT EXISTS (SELECT 1 FROM compared);

-- lack
SELECT printf('these runs have %d settings, and a figure has room for 4: give fewer values', max(column)) FROM net HAVING max(column) > 4;

-- text finding
SELECT printf('At %d layers%s %s nets%s end at ', depth, iif((SELECT count(DISTINCT depth) FROM net) > 1, ', the deepest,', ''), min(kinds),
              iif((SELECT others FROM norms) IS NULL, '', iif((SELECT norm FROM norms) = 'none', ' without norm', (SELECT printf(' with %s norm', norm) FROM norms))))
       || group_concat(printf('%s (%s)', losses, name), ', at ') FROM ends;

-- text note
SELECT 'loss over the whole training set after the last step · every point a run, line = mean of ' || number
       || coalesce((SELECT iif(norm = 'none', ' · no norm', printf(' · %s norm', norm)) || coalesce(' (another: --norm ' || others || ')', '') FROM norms), '')
       || coalesce((SELECT ' · ✕ at the top: ' || words FROM crossed), '')
       || tail FROM origin;

-- The depth of an mlp is that of its hidden layers, of the other families that of all.
-- text counted
SELECT iif(min(family = 'mlp'), 'depth (hidden layers)', 'depth (layers)') FROM swept;

-- table ruler
SELECT DISTINCT depth FROM mean ORDER BY depth;

-- table panel
SELECT column, name FROM net GROUP BY column ORDER BY column;

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
