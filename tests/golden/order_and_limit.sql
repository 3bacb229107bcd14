-- .only = ORM_COLS(Ts.id), .order_by = { orm_asc(Ts.n), orm_desc(Ts.id) }
SQLite      SELECT "t"."id" FROM "t" ORDER BY "t"."n", "t"."id" DESC
PostgreSQL  SELECT "t"."id" FROM "t" ORDER BY "t"."n", "t"."id" DESC
MySQL       SELECT `t`.`id` FROM `t` ORDER BY `t`.`n`, `t`.`id` DESC
MariaDB     SELECT `t`.`id` FROM `t` ORDER BY `t`.`n`, `t`.`id` DESC

-- .only = ORM_COLS(Ts.id), .order_by = { orm_asc(Ts.a), orm_desc(Ts.t) }
SQLite      SELECT "t"."id" FROM "t" ORDER BY "t"."a", "t"."t" DESC
PostgreSQL  SELECT "t"."id" FROM "t" ORDER BY "t"."a" NULLS FIRST, "t"."t" DESC NULLS LAST
MySQL       SELECT `t`.`id` FROM `t` ORDER BY `t`.`a`, `t`.`t` DESC
MariaDB     SELECT `t`.`id` FROM `t` ORDER BY `t`.`a`, `t`.`t` DESC

-- .only = ORM_COLS(Ts.id), .order_by = { orm_nulls_first(orm_asc(Ts.a)), orm_nulls_last(orm_desc(Ts.a)) }
SQLite      SELECT "t"."id" FROM "t" ORDER BY "t"."a", "t"."a" DESC
PostgreSQL  SELECT "t"."id" FROM "t" ORDER BY "t"."a" NULLS FIRST, "t"."a" DESC NULLS LAST
MySQL       SELECT `t`.`id` FROM `t` ORDER BY `t`.`a`, `t`.`a` DESC
MariaDB     SELECT `t`.`id` FROM `t` ORDER BY `t`.`a`, `t`.`a` DESC

-- .only = ORM_COLS(Ts.id), .order_by = { orm_nulls_last(orm_asc(Ts.a)), orm_nulls_first(orm_desc(Ts.t)) }
SQLite      SELECT "t"."id" FROM "t" ORDER BY "t"."a" NULLS LAST, "t"."t" DESC NULLS FIRST
PostgreSQL  SELECT "t"."id" FROM "t" ORDER BY "t"."a", "t"."t" DESC
MySQL       SELECT `t`.`id` FROM `t` ORDER BY `t`.`a` IS NULL, `t`.`a`, `t`.`t` IS NULL DESC, `t`.`t` DESC
MariaDB     SELECT `t`.`id` FROM `t` ORDER BY `t`.`a` IS NULL, `t`.`a`, `t`.`t` IS NULL DESC, `t`.`t` DESC

-- .only = ORM_COLS(Ts.id), .order_by = { orm_nulls_last(orm_asc(Ts.n)) }
SQLite      SELECT "t"."id" FROM "t" ORDER BY "t"."n"
PostgreSQL  SELECT "t"."id" FROM "t" ORDER BY "t"."n"
MySQL       SELECT `t`.`id` FROM `t` ORDER BY `t`.`n`
MariaDB     SELECT `t`.`id` FROM `t` ORDER BY `t`.`n`

-- .only = ORM_COLS(Ts.id), .order_by = { orm_asc(orm_add(Ts.a, 1)) }
SQLite      SELECT "t"."id" FROM "t" ORDER BY ("t"."a" + ?)
PostgreSQL  SELECT "t"."id" FROM "t" ORDER BY ("t"."a" + $1::bigint) NULLS FIRST
MySQL       SELECT `t`.`id` FROM `t` ORDER BY (`t`.`a` + ?)
MariaDB     SELECT `t`.`id` FROM `t` ORDER BY (`t`.`a` + ?)

-- .only = ORM_COLS(Ts.id), .limit = 5
SQLite      SELECT "t"."id" FROM "t" LIMIT ?
PostgreSQL  SELECT "t"."id" FROM "t" LIMIT $1
MySQL       SELECT `t`.`id` FROM `t` LIMIT ?
MariaDB     SELECT `t`.`id` FROM `t` LIMIT ?

-- .only = ORM_COLS(Ts.id), .limit = 5, .offset = 10
SQLite      SELECT "t"."id" FROM "t" LIMIT ? OFFSET ?
PostgreSQL  SELECT "t"."id" FROM "t" LIMIT $1 OFFSET $2
MySQL       SELECT `t`.`id` FROM `t` LIMIT ? OFFSET ?
MariaDB     SELECT `t`.`id` FROM `t` LIMIT ? OFFSET ?

-- .only = ORM_COLS(Ts.id), .offset = 10
SQLite      SELECT "t"."id" FROM "t" LIMIT -1 OFFSET ?
PostgreSQL  SELECT "t"."id" FROM "t" OFFSET $1
MySQL       SELECT `t`.`id` FROM `t` LIMIT 18446744073709551615 OFFSET ?
MariaDB     SELECT `t`.`id` FROM `t` LIMIT 18446744073709551615 OFFSET ?

-- .only = ORM_COLS(Ts.id), .limit = -1
SQLite      -- error: .limit is -1: it must not be negative (0: no limit; orm_limit(&q, 0): no rows)
PostgreSQL  -- error: .limit is -1: it must not be negative (0: no limit; orm_limit(&q, 0): no rows)
MySQL       -- error: .limit is -1: it must not be negative (0: no limit; orm_limit(&q, 0): no rows)
MariaDB     -- error: .limit is -1: it must not be negative (0: no limit; orm_limit(&q, 0): no rows)

-- .where = orm_gt(Ts.n, 1), .order_by = { orm_asc(Ts.n) }, .limit = 5, .offset = 10
SQLite      SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."n" > ? ORDER BY "t"."n" LIMIT ? OFFSET ?
PostgreSQL  SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."n" > $1 ORDER BY "t"."n" LIMIT $2 OFFSET $3
MySQL       SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` > ? ORDER BY `t`.`n` LIMIT ? OFFSET ?
MariaDB     SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t` WHERE `t`.`n` > ? ORDER BY `t`.`n` LIMIT ? OFFSET ?
