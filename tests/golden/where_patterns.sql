-- orm_like(Ts.t, "a%")
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."t" GLOB ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" LIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? ESCAPE '!'

-- orm_ilike(Ts.t, "a%")
SQLite      SELECT "t"."id" FROM "t" WHERE orm_ilike("t"."t", ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" COLLATE "und-x-icu" ILIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` COLLATE utf8mb4_unicode_ci LIKE ? ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` COLLATE utf8mb4_unicode_ci LIKE ? ESCAPE '!'

-- orm_contains(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE instr("t"."t", ?) > 0
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" LIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? ESCAPE '!'

-- orm_icontains(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE orm_ilike("t"."t", ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" COLLATE "und-x-icu" ILIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` COLLATE utf8mb4_unicode_ci LIKE ? ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` COLLATE utf8mb4_unicode_ci LIKE ? ESCAPE '!'

-- orm_startswith(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."t" GLOB ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" LIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? ESCAPE '!'

-- orm_istartswith(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE orm_ilike("t"."t", ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" COLLATE "und-x-icu" ILIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` COLLATE utf8mb4_unicode_ci LIKE ? ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` COLLATE utf8mb4_unicode_ci LIKE ? ESCAPE '!'

-- orm_endswith(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."t" GLOB ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" LIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? ESCAPE '!'

-- orm_iendswith(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE orm_ilike("t"."t", ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" COLLATE "und-x-icu" ILIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` COLLATE utf8mb4_unicode_ci LIKE ? ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` COLLATE utf8mb4_unicode_ci LIKE ? ESCAPE '!'
