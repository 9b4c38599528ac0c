-- Layout 11: what depth costs in memory. Runs made before have NULL until they are trained again.

ALTER TABLE run ADD COLUMN bytes REAL;
