begin: BEGIN
advisory_lock: SELECT 'held' FROM pg_advisory_xact_lock(hashtextextended($1, 0)) AS k
advisory_lock: SELECT 'held' FROM pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS k (held) WHERE k.held
commit: COMMIT
