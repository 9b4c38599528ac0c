-- The runs of every experiment's current sweep, each net at the learning rate whose mean final training
-- loss over the seeds is least; a run that diverged counts as infinite, and of equals the least rate is
-- taken. This is what `lr: best` means, to figures and to claims.
CREATE VIEW best AS
SELECT * FROM (
    SELECT *, first_value(lr) OVER (PARTITION BY experiment, net ORDER BY loss, lr) AS best_lr
    FROM (
        SELECT *, avg(iif(status = 'done', coalesce(train_loss, 9e999), 9e999))
                      OVER (PARTITION BY experiment, net, lr) AS loss
        FROM (SELECT *, json_remove(cell, '$.seed', '$."train.lr"') AS net FROM final)))
WHERE lr = best_lr;
