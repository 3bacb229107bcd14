-- rows .union_with .order_by .limit
SQLite      SELECT "style"."id", "style"."word" FROM (SELECT "style"."id", "style"."word" FROM "style" WHERE "style"."id" = ? UNION SELECT "style"."id", "style"."word" FROM "style" WHERE "style"."id" = ?) AS "style" ORDER BY "style"."word" LIMIT ? OFFSET ?
PostgreSQL  SELECT "style"."id", "style"."word" FROM (SELECT "style"."id", "style"."word" FROM "style" WHERE "style"."id" = $1 UNION SELECT "style"."id", "style"."word" FROM "style" WHERE "style"."id" = $2) AS "style" ORDER BY "style"."word" LIMIT $3 OFFSET $4
MySQL       SELECT `style`.`id`, `style`.`word` FROM (SELECT `style`.`id`, `style`.`word` FROM `style` WHERE `style`.`id` = ? UNION SELECT `style`.`id`, `style`.`word` FROM `style` WHERE `style`.`id` = ?) AS `style` ORDER BY `style`.`word` LIMIT ? OFFSET ?
MariaDB     SELECT `style`.`id`, `style`.`word` FROM (SELECT `style`.`id`, `style`.`word` FROM `style` WHERE `style`.`id` = ? UNION SELECT `style`.`id`, `style`.`word` FROM `style` WHERE `style`.`id` = ?) AS `style` ORDER BY `style`.`word` LIMIT ? OFFSET ?

-- rows .except_with a part that is cut
SQLite      SELECT "style"."id", "style"."word" FROM (SELECT "style"."id", "style"."word" FROM "style" EXCEPT SELECT * FROM (SELECT "style"."id", "style"."word" FROM "style" ORDER BY "style"."id" LIMIT ?) AS orm_part_1) AS "style"
PostgreSQL  SELECT "style"."id", "style"."word" FROM (SELECT "style"."id", "style"."word" FROM "style" EXCEPT SELECT * FROM (SELECT "style"."id", "style"."word" FROM "style" ORDER BY "style"."id" LIMIT $1) AS orm_part_1) AS "style"
MySQL       SELECT `style`.`id`, `style`.`word` FROM (SELECT `style`.`id`, `style`.`word` FROM `style` EXCEPT SELECT * FROM (SELECT `style`.`id`, `style`.`word` FROM `style` ORDER BY `style`.`id` LIMIT ?) AS orm_part_1) AS `style`
MariaDB     SELECT `style`.`id`, `style`.`word` FROM (SELECT `style`.`id`, `style`.`word` FROM `style` EXCEPT SELECT * FROM (SELECT `style`.`id`, `style`.`word` FROM `style` ORDER BY `style`.`id` LIMIT ?) AS orm_part_1) AS `style`

-- .union_all_with = orm_q(.from = ORM_FROM(Style), .into = orm_into(Top, .name = orm_col(Styles.word), .n = orm_val(0))), .order_by = { orm_desc(Tops.n) }
SQLite      SELECT "Top"."name", "Top"."n" FROM (SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" UNION ALL SELECT "style"."word" AS "name", ? AS "n" FROM "style") AS "Top" ORDER BY "Top"."n" DESC
PostgreSQL  SELECT "Top"."name", "Top"."n" FROM (SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" UNION ALL SELECT "style"."word" AS "name", CAST($1 AS bigint) AS "n" FROM "style") AS "Top" ORDER BY "Top"."n" DESC NULLS LAST
MySQL       SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` UNION ALL SELECT `style`.`word` AS `name`, ? AS `n` FROM `style`) AS `Top` ORDER BY `Top`.`n` DESC
MariaDB     SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` UNION ALL SELECT `style`.`word` AS `name`, ? AS `n` FROM `style`) AS `Top` ORDER BY `Top`.`n` DESC

-- .intersect_with = orm_q(.from = ORM_FROM(Style), .into = orm_into(Top, .name = orm_col(Styles.word), .n = orm_val(0)), .except_with = orm_q(.from = ORM_FROM(Band), .into = orm_into(Top, .name = orm_val("x"), .n = orm_val(1))))
SQLite      SELECT "Top"."name", "Top"."n" FROM (SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" INTERSECT SELECT * FROM (SELECT "Top"."name", "Top"."n" FROM (SELECT "style"."word" AS "name", ? AS "n" FROM "style" EXCEPT SELECT ? AS "name", ? AS "n" FROM "band") AS "Top") AS orm_part_1) AS "Top"
PostgreSQL  SELECT "Top"."name", "Top"."n" FROM (SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" INTERSECT SELECT * FROM (SELECT "Top"."name", "Top"."n" FROM (SELECT "style"."word" AS "name", CAST($1 AS bigint) AS "n" FROM "style" EXCEPT SELECT CAST($2 AS text) AS "name", CAST($3 AS bigint) AS "n" FROM "band") AS "Top") AS orm_part_1) AS "Top"
MySQL       SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` INTERSECT SELECT * FROM (SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `style`.`word` AS `name`, ? AS `n` FROM `style` EXCEPT SELECT ? AS `name`, ? AS `n` FROM `band`) AS `Top`) AS orm_part_1) AS `Top`
MariaDB     SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` INTERSECT SELECT * FROM (SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `style`.`word` AS `name`, ? AS `n` FROM `style` EXCEPT SELECT ? AS `name`, ? AS `n` FROM `band`) AS `Top`) AS orm_part_1) AS `Top`

-- .distinct_on = { Bands.mood }, .order_by = { orm_desc(Bands.id) }, .limit = 2
SQLite      SELECT "Top"."name", "Top"."n" FROM (SELECT "band"."name" AS "name", "band"."id" AS "n", ROW_NUMBER() OVER (PARTITION BY "band"."mood" ORDER BY "band"."id" DESC) AS orm_place, ROW_NUMBER() OVER (ORDER BY "band"."id" DESC) AS orm_order FROM "band") AS "Top" WHERE orm_place = 1 ORDER BY orm_order LIMIT ?
PostgreSQL  SELECT "Top"."name", "Top"."n" FROM (SELECT "band"."name" AS "name", "band"."id" AS "n", ROW_NUMBER() OVER (PARTITION BY "band"."mood" ORDER BY "band"."id" DESC) AS orm_place, ROW_NUMBER() OVER (ORDER BY "band"."id" DESC) AS orm_order FROM "band") AS "Top" WHERE orm_place = 1 ORDER BY orm_order LIMIT $1
MySQL       SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `band`.`name` AS `name`, `band`.`id` AS `n`, ROW_NUMBER() OVER (PARTITION BY `band`.`mood` ORDER BY `band`.`id` DESC) AS orm_place, ROW_NUMBER() OVER (ORDER BY `band`.`id` DESC) AS orm_order FROM `band`) AS `Top` WHERE orm_place = 1 ORDER BY orm_order LIMIT ?
MariaDB     SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `band`.`name` AS `name`, `band`.`id` AS `n`, ROW_NUMBER() OVER (PARTITION BY `band`.`mood` ORDER BY `band`.`id` DESC) AS orm_place, ROW_NUMBER() OVER (ORDER BY `band`.`id` DESC) AS orm_order FROM `band`) AS `Top` WHERE orm_place = 1 ORDER BY orm_order LIMIT ?

-- rows .distinct_on
SQLite      SELECT "style"."id", "style"."word" FROM (SELECT "style"."id", "style"."word", ROW_NUMBER() OVER (PARTITION BY "style"."word" ORDER BY "style"."id") AS orm_place, ROW_NUMBER() OVER (ORDER BY "style"."id") AS orm_order FROM "style") AS "style" WHERE orm_place = 1 ORDER BY orm_order
PostgreSQL  SELECT "style"."id", "style"."word" FROM (SELECT "style"."id", "style"."word", ROW_NUMBER() OVER (PARTITION BY "style"."word" ORDER BY "style"."id") AS orm_place, ROW_NUMBER() OVER (ORDER BY "style"."id") AS orm_order FROM "style") AS "style" WHERE orm_place = 1 ORDER BY orm_order
MySQL       SELECT `style`.`id`, `style`.`word` FROM (SELECT `style`.`id`, `style`.`word`, ROW_NUMBER() OVER (PARTITION BY `style`.`word` ORDER BY `style`.`id`) AS orm_place, ROW_NUMBER() OVER (ORDER BY `style`.`id`) AS orm_order FROM `style`) AS `style` WHERE orm_place = 1 ORDER BY orm_order
MariaDB     SELECT `style`.`id`, `style`.`word` FROM (SELECT `style`.`id`, `style`.`word`, ROW_NUMBER() OVER (PARTITION BY `style`.`word` ORDER BY `style`.`id`) AS orm_place, ROW_NUMBER() OVER (ORDER BY `style`.`id`) AS orm_order FROM `style`) AS `style` WHERE orm_place = 1 ORDER BY orm_order

-- rows .distinct_on without .order_by
SQLite      -- error: .distinct_on without .order_by: which of the rows alike would be the first one?
PostgreSQL  -- error: .distinct_on without .order_by: which of the rows alike would be the first one?
MySQL       -- error: .distinct_on without .order_by: which of the rows alike would be the first one?
MariaDB     -- error: .distinct_on without .order_by: which of the rows alike would be the first one?
