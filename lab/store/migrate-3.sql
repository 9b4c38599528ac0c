-- Layout 3: with what a probe looked at a state, and how far it has come.

CREATE TABLE exam (
    run   INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
    step  INTEGER NOT NULL,
    probe TEXT NOT NULL,
    how   TEXT NOT NULL,    -- what its rows depend on beside the state, as JSON: how ->> 'samples'
    parts INTEGER NOT NULL, -- how many parts of the work have their rows written
    done  INTEGER NOT NULL CHECK (done IN (0, 1)), -- 0: interrupted; the same look goes on there
    PRIMARY KEY (run, step, probe)
) STRICT, WITHOUT ROWID;
