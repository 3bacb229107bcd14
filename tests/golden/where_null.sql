-- orm_is_null(Ts.a)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."a" IS NULL
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."a" IS NULL
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`a` IS NULL
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`a` IS NULL

-- orm_not_null(Ts.a)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."a" IS NOT NULL
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."a" IS NOT NULL
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`a` IS NOT NULL
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`a` IS NOT NULL

-- orm_eq(Ts.t, no_text)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."t" IS NULL
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" IS NULL
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` IS NULL
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` IS NULL

-- orm_ne(Ts.a, ORM_NULL)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."a" IS NOT NULL
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."a" IS NOT NULL
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`a` IS NOT NULL
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`a` IS NOT NULL

-- orm_same(Ts.a, Ts.n)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."a" IS "t"."n"
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."a" IS NOT DISTINCT FROM "t"."n"
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`a` <=> `t`.`n`
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`a` <=> `t`.`n`

-- orm_same(Ts.a, 1)
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."a" IS ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."a" IS NOT DISTINCT FROM $1
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`a` <=> ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`a` <=> ?

-- orm_lt(Ts.a, ORM_NULL)
SQLite      -- error: .where compares with NULL, which is never true: use orm_eq, orm_is_null or orm_same
PostgreSQL  -- error: .where compares with NULL, which is never true: use orm_eq, orm_is_null or orm_same
MySQL       -- error: .where compares with NULL, which is never true: use orm_eq, orm_is_null or orm_same
MariaDB     -- error: .where compares with NULL, which is never true: use orm_eq, orm_is_null or orm_same
