-- Layout 5: `keep` tells states that stay from those that only probes needed. Before, all stayed, without a
-- word on why.

UPDATE checkpoint SET keep = 0;
