-- Layout 6: what a guess costs. Of runs made before, lab/run/guess_fill.h measures it where the data are at hand.

ALTER TABLE run ADD COLUMN guess REAL;
ALTER TABLE run ADD COLUMN guess_error REAL;
