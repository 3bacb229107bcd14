-- orm_like(Ts.t, "a%")
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."t" GLOB ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" LIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? COLLATE utf8mb4_0900_bin ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? COLLATE utf8mb4_nopad_bin ESCAPE '!'

-- orm_ilike(Ts.t, "a%")
SQLite      SELECT "t"."id" FROM "t" WHERE orm_ilike("t"."t", ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" COLLATE "und-x-icu" ILIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE LOWER(UPPER(CONVERT(`t`.`t` USING utf32) COLLATE utf32_unicode_520_ci)) COLLATE utf32_bin LIKE LOWER(UPPER(CONVERT(? USING utf32) COLLATE utf32_unicode_520_ci)) COLLATE utf32_bin ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE LOWER(UPPER(CONVERT(`t`.`t` USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin LIKE LOWER(UPPER(CONVERT(? USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin ESCAPE '!'

-- orm_contains(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE instr("t"."t", ?) > 0
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" LIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? COLLATE utf8mb4_0900_bin ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? COLLATE utf8mb4_nopad_bin ESCAPE '!'

-- orm_icontains(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE orm_ilike("t"."t", ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" COLLATE "und-x-icu" ILIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE LOWER(UPPER(CONVERT(`t`.`t` USING utf32) COLLATE utf32_unicode_520_ci)) COLLATE utf32_bin LIKE LOWER(UPPER(CONVERT(? USING utf32) COLLATE utf32_unicode_520_ci)) COLLATE utf32_bin ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE LOWER(UPPER(CONVERT(`t`.`t` USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin LIKE LOWER(UPPER(CONVERT(? USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin ESCAPE '!'

-- orm_startswith(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."t" GLOB ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" LIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? COLLATE utf8mb4_0900_bin ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? COLLATE utf8mb4_nopad_bin ESCAPE '!'

-- orm_istartswith(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE orm_ilike("t"."t", ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" COLLATE "und-x-icu" ILIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE LOWER(UPPER(CONVERT(`t`.`t` USING utf32) COLLATE utf32_unicode_520_ci)) COLLATE utf32_bin LIKE LOWER(UPPER(CONVERT(? USING utf32) COLLATE utf32_unicode_520_ci)) COLLATE utf32_bin ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE LOWER(UPPER(CONVERT(`t`.`t` USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin LIKE LOWER(UPPER(CONVERT(? USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin ESCAPE '!'

-- orm_endswith(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE "t"."t" GLOB ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" LIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? COLLATE utf8mb4_0900_bin ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE `t`.`t` LIKE ? COLLATE utf8mb4_nopad_bin ESCAPE '!'

-- orm_iendswith(Ts.t, "a")
SQLite      SELECT "t"."id" FROM "t" WHERE orm_ilike("t"."t", ?)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE "t"."t" COLLATE "und-x-icu" ILIKE $1 ESCAPE '!'
MySQL       SELECT `t`.`id` FROM `t` WHERE LOWER(UPPER(CONVERT(`t`.`t` USING utf32) COLLATE utf32_unicode_520_ci)) COLLATE utf32_bin LIKE LOWER(UPPER(CONVERT(? USING utf32) COLLATE utf32_unicode_520_ci)) COLLATE utf32_bin ESCAPE '!'
MariaDB     SELECT `t`.`id` FROM `t` WHERE LOWER(UPPER(CONVERT(`t`.`t` USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin LIKE LOWER(UPPER(CONVERT(? USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin ESCAPE '!'
