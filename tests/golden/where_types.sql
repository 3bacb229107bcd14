-- orm_eq(Us.flag, true)
SQLite      SELECT "u"."id" FROM "other"."u" WHERE "u"."flag" = ?
PostgreSQL  SELECT "u"."id" FROM "other"."u" WHERE "u"."flag" = $1
MySQL       SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`flag` = ?
MariaDB     SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`flag` = ?

-- orm_eq(Us.wealth, ORM_DEC("1"))
SQLite      SELECT "u"."id" FROM "other"."u" WHERE "u"."wealth" = ?
PostgreSQL  SELECT "u"."id" FROM "other"."u" WHERE "u"."wealth" = $1
MySQL       SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`wealth` = ?
MariaDB     SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`wealth` = ?

-- orm_lt(Us.wealth, ORM_DEC("1"))
SQLite      SELECT "u"."id" FROM "other"."u" WHERE "u"."wealth" COLLATE orm_decimal < ?
PostgreSQL  SELECT "u"."id" FROM "other"."u" WHERE "u"."wealth" < $1
MySQL       SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`wealth` < ?
MariaDB     SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`wealth` < ?

-- orm_ge(Us.at, 0)
SQLite      SELECT "u"."id" FROM "other"."u" WHERE "u"."at" >= ?
PostgreSQL  SELECT "u"."id" FROM "other"."u" WHERE "u"."at" >= $1
MySQL       SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`at` >= ?
MariaDB     SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`at` >= ?

-- orm_eq(Us.code, code)
SQLite      SELECT "u"."id" FROM "other"."u" WHERE "u"."code" = ?
PostgreSQL  SELECT "u"."id" FROM "other"."u" WHERE "u"."code" = $1
MySQL       SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`code` = ?
MariaDB     SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`code` = ?

-- orm_in(Us.shade, SHADE_DARK, SHADE_LIGHT)
SQLite      SELECT "u"."id" FROM "other"."u" WHERE "u"."shade" IN (?, ?)
PostgreSQL  SELECT "u"."id" FROM "other"."u" WHERE "u"."shade" = ANY($1)
MySQL       SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`shade` IN (?, ?)
MariaDB     SELECT `u`.`id` FROM `other`.`u` WHERE `u`.`shade` IN (?, ?)

-- orm_lt(Us.shade, SHADE_LIGHT)
SQLite      SELECT "u"."id" FROM "other"."u" WHERE CASE "u"."shade" WHEN 'dark' THEN 0 WHEN 'light' THEN 1 END < ?
PostgreSQL  SELECT "u"."id" FROM "other"."u" WHERE CASE "u"."shade" WHEN 'dark' THEN 0 WHEN 'light' THEN 1 END < $1
MySQL       SELECT `u`.`id` FROM `other`.`u` WHERE CASE `u`.`shade` WHEN 'dark' THEN 0 WHEN 'light' THEN 1 END < ?
MariaDB     SELECT `u`.`id` FROM `other`.`u` WHERE CASE `u`.`shade` WHEN 'dark' THEN 0 WHEN 'light' THEN 1 END < ?

-- orm_gt(Us.doc, "{}")
SQLite      -- error: .where compares U.doc by order: SQLite has no order for json columns
PostgreSQL  SELECT "u"."id" FROM "other"."u" WHERE "u"."doc" > $1
MySQL       -- error: .where compares U.doc by order: MySQL has no order for json columns
MariaDB     -- error: .where compares U.doc by order: MariaDB has no order for json columns

-- .order_by = { orm_asc(Us.wealth), orm_asc(Us.shade) }, .only = ORM_COLS(Us.id)
SQLite      SELECT "u"."id" FROM "other"."u" ORDER BY "u"."wealth" COLLATE orm_decimal, CASE "u"."shade" WHEN 'dark' THEN 0 WHEN 'light' THEN 1 END
PostgreSQL  SELECT "u"."id" FROM "other"."u" ORDER BY "u"."wealth" NULLS FIRST, CASE "u"."shade" WHEN 'dark' THEN 0 WHEN 'light' THEN 1 END NULLS FIRST
MySQL       SELECT `u`.`id` FROM `other`.`u` ORDER BY `u`.`wealth`, CASE `u`.`shade` WHEN 'dark' THEN 0 WHEN 'light' THEN 1 END
MariaDB     SELECT `u`.`id` FROM `other`.`u` ORDER BY `u`.`wealth`, CASE `u`.`shade` WHEN 'dark' THEN 0 WHEN 'light' THEN 1 END

-- .select = { orm_sum(Us.wealth), orm_avg(Us.wealth), orm_max(Us.wealth) }
SQLite      SELECT orm_decimal_sum("u"."wealth"), orm_decimal_avg("u"."wealth", 10, 0), MAX("u"."wealth" COLLATE orm_decimal) FROM "other"."u"
PostgreSQL  SELECT SUM("u"."wealth"), ROUND(AVG("u"."wealth"), 10), MAX("u"."wealth") FROM "other"."u"
MySQL       SELECT SUM(`u`.`wealth`), ROUND(AVG(CAST(`u`.`wealth` AS DECIMAL(65,10))), 10), MAX(`u`.`wealth`) FROM `other`.`u`
MariaDB     SELECT SUM(`u`.`wealth`), ROUND(AVG(CAST(`u`.`wealth` AS DECIMAL(65,10))), 10), MAX(`u`.`wealth`) FROM `other`.`u`
