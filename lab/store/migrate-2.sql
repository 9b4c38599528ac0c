-- Layout 2: how many activations are on, what a 1x1 reduction keeps, and what a pass costs.

ALTER TABLE layer_row ADD COLUMN active REAL;
ALTER TABLE run ADD COLUMN flops REAL; -- of one sample's forward pass; NULL in runs made before

CREATE TABLE reduction_row (
    run INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step INTEGER NOT NULL, place INTEGER NOT NULL,
    kept REAL, best REAL, share REAL, rank REAL,
    odd INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (run, step, place)
) STRICT, WITHOUT ROWID;

DROP VIEW final;
CREATE VIEW final AS
SELECT r.id AS run, s.experiment,
       r.cell ->> '$."net.family"' AS family, r.cell ->> '$."net.block"' AS block,
       r.cell ->> '$."net.depth"' AS depth, r.cell ->> '$."net.width"' AS width,
       r.cell ->> '$."net.norm"' AS norm, r.cell ->> '$."net.init"' AS init,
       r.cell ->> '$."train.lr"' AS lr, r.seed, r.status, r.params, r.steps,
       f.train_loss, f.train_acc, f.test_loss, f.test_acc,
       f.train_loss_eval, r.seconds, r.cell ->> '$."net.branch"' AS branch,
       r.cell ->> '$."net.activation"' AS activation, r.cell ->> '$."net.span"' AS span,
       r.cell ->> '$."data.name"' AS data, r.cell, r.detail, r.revision, f.odd, r.flops
FROM sweep s JOIN run r ON r.id = s.run LEFT JOIN final_row f ON f.run = r.id;

DROP VIEW gradient;
CREATE VIEW gradient AS
SELECT r.id AS run, s.experiment, r.cell ->> '$."net.block"' AS block,
       r.cell ->> '$."net.depth"' AS depth, r.seed, g.step, g.place AS layer,
       n.name AS layer_name, g.h, g.dh, g.dw, g.w, g.update_ratio, g.dead, g.distinct_units,
       r.cell ->> '$."net.norm"' AS norm, r.cell ->> '$."net.branch"' AS branch,
       r.cell ->> '$."net.init"' AS init, r.cell ->> '$."train.lr"' AS lr, r.cell, g.odd, g.active
FROM sweep s JOIN run r ON r.id = s.run JOIN layer_row g ON g.run = r.id
     LEFT JOIN layer_name n ON n.run = r.id AND n.layer = g.place;

CREATE VIEW reduction AS
SELECT r.id AS run, s.experiment, r.cell ->> '$."net.block"' AS block,
       r.cell ->> '$."net.depth"' AS depth, r.seed, k.step, k.place AS layer,
       n.name AS layer_name, k.kept, k.best, k.share, k.rank,
       r.cell ->> '$."net.norm"' AS norm, r.cell ->> '$."net.branch"' AS branch,
       r.cell ->> '$."train.lr"' AS lr, r.cell, k.odd
FROM sweep s JOIN run r ON r.id = s.run JOIN reduction_row k ON k.run = r.id
     LEFT JOIN layer_name n ON n.run = r.id AND n.layer = k.place;
