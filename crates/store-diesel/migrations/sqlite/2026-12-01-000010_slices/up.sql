-- begins_at: everything from here on is read, or is being read by the first import. slice_from: the start of
-- the slice before it that is being read, with the bookmark of each stream. complete_at: when the rest is
-- estimated to be there.
CREATE TABLE history (
    integration_id BIGINT NOT NULL PRIMARY KEY,
    begins_at BIGINT NOT NULL,
    slice_from BIGINT,
    slice_cursor TEXT,
    slice_tickets_at BIGINT,
    slice_events_at BIGINT,
    slice_calls_at BIGINT,
    complete_at BIGINT
) WITHOUT ROWID;

-- Whatever was begun before was begun at the start of the window, and goes on from there to the present.
INSERT INTO history (integration_id, begins_at)
SELECT id, since FROM integration
WHERE coverage_from IS NOT NULL OR tickets_cursor IS NOT NULL OR tickets_generated_at IS NOT NULL
    OR events_bookmark IS NOT NULL OR calls_bookmark IS NOT NULL;
