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

-- with .distinct
SQLite      -- error: .lock with .distinct or .group_by: which rows would be locked?
PostgreSQL  -- error: .lock with .distinct or .group_by: which rows would be locked?
MySQL       -- error: .lock with .distinct or .group_by: which rows would be locked?
MariaDB     -- error: .lock with .distinct or .group_by: which rows would be locked?
