-- ORM_FOR_UPDATE
SQLite      SELECT "style"."id", "style"."word" FROM "style"
PostgreSQL  SELECT "style"."id", "style"."word" FROM "style" FOR UPDATE
MySQL       SELECT `style`.`id`, `style`.`word` FROM `style` FOR UPDATE
MariaDB     SELECT `style`.`id`, `style`.`word` FROM `style` FOR UPDATE

-- ORM_FOR_UPDATE, ORM_SKIP_LOCKED
SQLite      SELECT "style"."id", "style"."word" FROM "style" ORDER BY "style"."id" LIMIT ?
PostgreSQL  SELECT "style"."id", "style"."word" FROM "style" ORDER BY "style"."id" LIMIT $1 FOR UPDATE SKIP LOCKED
MySQL       SELECT `style`.`id`, `style`.`word` FROM `style` ORDER BY `style`.`id` LIMIT ? FOR UPDATE SKIP LOCKED
MariaDB     SELECT `style`.`id`, `style`.`word` FROM `style` ORDER BY `style`.`id` LIMIT ? FOR UPDATE SKIP LOCKED

-- ORM_FOR_SHARE
SQLite      SELECT "style"."id", "style"."word" FROM "style"
PostgreSQL  SELECT "style"."id", "style"."word" FROM "style" FOR SHARE
MySQL       SELECT `style`.`id`, `style`.`word` FROM `style` FOR SHARE
MariaDB     SELECT `style`.`id`, `style`.`word` FROM `style` LOCK IN SHARE MODE

-- ORM_FOR_SHARE, ORM_NOWAIT
SQLite      SELECT "style"."id", "style"."word" FROM "style"
PostgreSQL  SELECT "style"."id", "style"."word" FROM "style" FOR SHARE NOWAIT
MySQL       SELECT `style`.`id`, `style`.`word` FROM `style` FOR SHARE NOWAIT
MariaDB     SELECT `style`.`id`, `style`.`word` FROM `style` LOCK IN SHARE MODE NOWAIT

-- .of
SQLite      SELECT "disc"."id" FROM "disc" JOIN "band" ON "disc"."band_id" = "band"."id"
PostgreSQL  SELECT "disc"."id" FROM "disc" JOIN "band" ON "disc"."band_id" = "band"."id" FOR UPDATE OF "disc"
MySQL       SELECT `disc`.`id` FROM `disc` JOIN `band` ON `disc`.`band_id` = `band`.`id` FOR UPDATE OF `disc`
MariaDB     -- error: MariaDB cannot lock the rows of one table of a join (.lock.of)

-- .of a table that may be missing
SQLite      SELECT "disc"."id" FROM "disc" LEFT JOIN "band" ON "disc"."band_id" = "band"."id"
PostgreSQL  -- error: Band may be missing in this join, and PostgreSQL cannot lock rows that may be: say with .lock.of which other table's rows are meant
MySQL       SELECT `disc`.`id` FROM `disc` LEFT JOIN `band` ON `disc`.`band_id` = `band`.`id` FOR UPDATE
MariaDB     SELECT `disc`.`id` FROM `disc` LEFT JOIN `band` ON `disc`.`band_id` = `band`.`id` FOR UPDATE

-- with .distinct
SQLite      -- error: .lock with .distinct, .group_by, an aggregate or a window: which rows would be locked? Lock them by a query of their own
PostgreSQL  -- error: .lock with .distinct, .group_by, an aggregate or a window: which rows would be locked? Lock them by a query of their own
MySQL       -- error: .lock with .distinct, .group_by, an aggregate or a window: which rows would be locked? Lock them by a query of their own
MariaDB     -- error: .lock with .distinct, .group_by, an aggregate or a window: which rows would be locked? Lock them by a query of their own

-- in a set of queries
SQLite      -- error: .lock in a set of queries: which rows would be locked? Lock them by a query of their own, which reads one table or joins some
PostgreSQL  -- error: .lock in a set of queries: which rows would be locked? Lock them by a query of their own, which reads one table or joins some
MySQL       -- error: .lock in a set of queries: which rows would be locked? Lock them by a query of their own, which reads one table or joins some
MariaDB     -- error: .lock in a set of queries: which rows would be locked? Lock them by a query of their own, which reads one table or joins some
