-- The runs of every experiment's current sweep, each net at the learning rate whose mean final training
-- loss over the seeds is least; a run that diverged counts as infinite, and of equals the least rate is
-- taken. This is what `lr: best` means, to figures and to claims.
CREATE VIEW best AS
SELECT f.*, n.net, n.loss, n.lr AS best_lr
FROM final AS f JOIN (
    SELECT *, row_number() OVER (PARTITION BY experiment, net ORDER BY loss, lr) AS rank
    FROM (SELECT experiment, net, lr, avg(iif(status = 'done', coalesce(train_loss, 9e999), 9e999)) AS loss
          FROM (SELECT experiment, status, train_loss, lr, json_remove(cell, '$.seed', '$."train.lr"') AS net FROM final)
          GROUP BY experiment, net, lr)) AS n
ON n.rank = 1 AND n.experiment = f.experiment AND n.lr = f.lr AND n.net = json_remove(f.cell, '$.seed', '$."train.lr"');
