-- Overwrites what PostgreSQL's own log (pg_wal) keeps of what was erased. Run it as a superuser, when the
-- register was written anew (`scrub`, or the night after an erasure):
--   psql -U postgres -d blanketter -f overwrite-wal.sql
-- The log is the whole server's, which is why the register has no right to it. A segment that is no longer
-- needed is not removed but given the name of one to come, with all that is in it; a new one is begun only
-- when the last is full, which takes a quiet register months. So all that there are are gone through: what
-- remains of one that is ended before it is full is overwritten with zeros. Each is 16 MB, 16 to 1 000 MB in all
-- (max_wal_size), and goes to the archive and to standbys too.
\set ON_ERROR_STOP on
-- What a standby or a slot holds back would keep it: nobody may be behind.
SELECT slot_name AS "holds the log back: end it first" FROM pg_replication_slots WHERE NOT active;
CHECKPOINT;
DO $$ BEGIN
    FOR one IN 1 .. (SELECT count(*) + 1 FROM pg_ls_waldir()) LOOP
        -- One in which nothing was written is not ended.
        PERFORM pg_logical_emit_message(false, 'erased', '');
        PERFORM pg_switch_wal();
    END LOOP;
END $$;
-- What was gone through is needed no more.
CHECKPOINT;
