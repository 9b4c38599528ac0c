-- Layout 9: the points that the probe shatter compares are 1/16 apart, and sharpness has a residual at both ends. What
-- they measured before is there until the next `depthlab run`, which measures it again.

UPDATE probe_run SET done = 0, parts = 0, how = '{}' WHERE probe IN ('shatter', 'sharpness');
