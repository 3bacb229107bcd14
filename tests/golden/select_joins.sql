-- .join = { orm_join(Bands.discs) }
SQLite      SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" JOIN "disc" ON "disc"."band_id" = "band"."id"
PostgreSQL  SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" JOIN "disc" ON "disc"."band_id" = "band"."id"
MySQL       SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` JOIN `disc` ON `disc`.`band_id` = `band`.`id`
MariaDB     SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` JOIN `disc` ON `disc`.`band_id` = `band`.`id`

-- .join = { orm_left_join(Bands.discs) }, .order_by = { orm_asc(Discs.title) }
SQLite      SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" LEFT JOIN "disc" ON "disc"."band_id" = "band"."id" ORDER BY "disc"."title"
PostgreSQL  SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" LEFT JOIN "disc" ON "disc"."band_id" = "band"."id" ORDER BY "disc"."title" NULLS FIRST
MySQL       SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` LEFT JOIN `disc` ON `disc`.`band_id` = `band`.`id` ORDER BY `disc`.`title`
MariaDB     SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` LEFT JOIN `disc` ON `disc`.`band_id` = `band`.`id` ORDER BY `disc`.`title`

-- .join = { orm_join(Bands.styles) }, .where = orm_eq(Styles.word, "jazz")
SQLite      SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" JOIN "band_style" ON "band_style"."band_id" = "band"."id" JOIN "style" ON "band_style"."style_id" = "style"."id" WHERE "style"."word" = ?
PostgreSQL  SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" JOIN "band_style" ON "band_style"."band_id" = "band"."id" JOIN "style" ON "band_style"."style_id" = "style"."id" WHERE "style"."word" = $1
MySQL       SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` JOIN `band_style` ON `band_style`.`band_id` = `band`.`id` JOIN `style` ON `band_style`.`style_id` = `style`.`id` WHERE `style`.`word` = ?
MariaDB     SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` JOIN `band_style` ON `band_style`.`band_id` = `band`.`id` JOIN `style` ON `band_style`.`style_id` = `style`.`id` WHERE `style`.`word` = ?

-- .join = { orm_join_on(Parent, orm_eq(Bands.parent_id, Parents.id)) }
SQLite      SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" JOIN "band" AS "Parent" ON "band"."parent_id" = "Parent"."id"
PostgreSQL  SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" JOIN "band" AS "Parent" ON "band"."parent_id" = "Parent"."id"
MySQL       SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` JOIN `band` AS `Parent` ON `band`.`parent_id` = `Parent`.`id`
MariaDB     SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` JOIN `band` AS `Parent` ON `band`.`parent_id` = `Parent`.`id`

-- .join = { orm_cross_join(Style) }
SQLite      SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" CROSS JOIN "style"
PostgreSQL  SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" CROSS JOIN "style"
MySQL       SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` CROSS JOIN `style`
MariaDB     SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` CROSS JOIN `style`

-- .from = ORM_FROM(Style), .join = { orm_right_join_on(Band, orm_eq(Bands.id, Styles.id)) }, .into = orm_into(Top, .name = orm_col(Styles.word), .n = orm_col(Bands.id))
SQLite      SELECT "style"."word" AS "name", "band"."id" AS "n" FROM "style" RIGHT JOIN "band" ON "band"."id" = "style"."id"
PostgreSQL  SELECT "style"."word" AS "name", "band"."id" AS "n" FROM "style" RIGHT JOIN "band" ON "band"."id" = "style"."id"
MySQL       SELECT `style`.`word` AS `name`, `band`.`id` AS `n` FROM `style` RIGHT JOIN `band` ON `band`.`id` = `style`.`id`
MariaDB     SELECT `style`.`word` AS `name`, `band`.`id` AS `n` FROM `style` RIGHT JOIN `band` ON `band`.`id` = `style`.`id`

-- .from = ORM_FROM(Style), .join = { orm_full_join_on(Band, orm_eq(Bands.id, Styles.id)) }, .into = orm_into(Top, .name = orm_col(Styles.word), .n = orm_col(Bands.id))
SQLite      SELECT "style"."word" AS "name", "band"."id" AS "n" FROM "style" FULL JOIN "band" ON "band"."id" = "style"."id"
PostgreSQL  SELECT "style"."word" AS "name", "band"."id" AS "n" FROM "style" FULL JOIN "band" ON "band"."id" = "style"."id"
MySQL       SELECT orm_full_1.c2 AS `name`, orm_full_1.c3 AS `n` FROM (SELECT `style`.`id` AS c1, `style`.`word` AS c2, `band`.`id` AS c3, `band`.`name` AS c4, `band`.`parent_id` AS c5, `band`.`mood` AS c6 FROM `style` LEFT JOIN `band` ON `band`.`id` = `style`.`id` UNION ALL SELECT NULL, NULL, `band`.`id`, `band`.`name`, `band`.`parent_id`, `band`.`mood` FROM `band` WHERE NOT EXISTS (SELECT 1 FROM `style` WHERE `band`.`id` = `style`.`id`)) AS orm_full_1
MariaDB     SELECT orm_full_1.c2 AS `name`, orm_full_1.c3 AS `n` FROM (SELECT `style`.`id` AS c1, `style`.`word` AS c2, `band`.`id` AS c3, `band`.`name` AS c4, `band`.`parent_id` AS c5, `band`.`mood` AS c6 FROM `style` LEFT JOIN `band` ON `band`.`id` = `style`.`id` UNION ALL SELECT NULL, NULL, `band`.`id`, `band`.`name`, `band`.`parent_id`, `band`.`mood` FROM `band` WHERE NOT EXISTS (SELECT 1 FROM `style` WHERE `band`.`id` = `style`.`id`)) AS orm_full_1

-- .from = ORM_FROM(Style), .join = { orm_full_join_on(Band, orm_lt(Bands.id, Styles.id)) }, .where = orm_is_null(Styles.id), .order_by = { orm_asc(Bands.name) }, .limit = 2, .into = orm_into(Top, .name = orm_col(Bands.name), .n = orm_col(Styles.id))
SQLite      SELECT "band"."name" AS "name", "style"."id" AS "n" FROM "style" FULL JOIN "band" ON "band"."id" < "style"."id" WHERE "style"."id" IS NULL ORDER BY "band"."name" LIMIT ?
PostgreSQL  SELECT orm_full_1.c4 AS "name", orm_full_1.c1 AS "n" FROM (SELECT "style"."id" AS c1, "style"."word" AS c2, "band"."id" AS c3, "band"."name" AS c4, "band"."parent_id" AS c5, "band"."mood" AS c6 FROM "style" LEFT JOIN "band" ON "band"."id" < "style"."id" UNION ALL SELECT NULL, NULL, "band"."id", "band"."name", "band"."parent_id", "band"."mood" FROM "band" WHERE NOT EXISTS (SELECT 1 FROM "style" WHERE "band"."id" < "style"."id")) AS orm_full_1 WHERE orm_full_1.c1 IS NULL ORDER BY orm_full_1.c4 NULLS FIRST LIMIT $1
MySQL       SELECT orm_full_1.c4 AS `name`, orm_full_1.c1 AS `n` FROM (SELECT `style`.`id` AS c1, `style`.`word` AS c2, `band`.`id` AS c3, `band`.`name` AS c4, `band`.`parent_id` AS c5, `band`.`mood` AS c6 FROM `style` LEFT JOIN `band` ON `band`.`id` < `style`.`id` UNION ALL SELECT NULL, NULL, `band`.`id`, `band`.`name`, `band`.`parent_id`, `band`.`mood` FROM `band` WHERE NOT EXISTS (SELECT 1 FROM `style` WHERE `band`.`id` < `style`.`id`)) AS orm_full_1 WHERE orm_full_1.c1 IS NULL ORDER BY orm_full_1.c4 LIMIT ?
MariaDB     SELECT orm_full_1.c4 AS `name`, orm_full_1.c1 AS `n` FROM (SELECT `style`.`id` AS c1, `style`.`word` AS c2, `band`.`id` AS c3, `band`.`name` AS c4, `band`.`parent_id` AS c5, `band`.`mood` AS c6 FROM `style` LEFT JOIN `band` ON `band`.`id` < `style`.`id` UNION ALL SELECT NULL, NULL, `band`.`id`, `band`.`name`, `band`.`parent_id`, `band`.`mood` FROM `band` WHERE NOT EXISTS (SELECT 1 FROM `style` WHERE `band`.`id` < `style`.`id`)) AS orm_full_1 WHERE orm_full_1.c1 IS NULL ORDER BY orm_full_1.c4 LIMIT ?

-- rows .join = { orm_full_join_on(Style, orm_eq(Bands.id, Styles.id)) }
SQLite      SELECT "band"."id", "band"."name" FROM "band" FULL JOIN "style" ON "band"."id" = "style"."id" WHERE "band"."id" IS NOT NULL
PostgreSQL  SELECT "band"."id", "band"."name" FROM "band" FULL JOIN "style" ON "band"."id" = "style"."id" WHERE "band"."id" IS NOT NULL
MySQL       SELECT orm_full_1.c1 AS `id`, orm_full_1.c2 AS `name` FROM (SELECT `band`.`id` AS c1, `band`.`name` AS c2, `band`.`parent_id` AS c3, `band`.`mood` AS c4, `style`.`id` AS c5, `style`.`word` AS c6 FROM `band` LEFT JOIN `style` ON `band`.`id` = `style`.`id` UNION ALL SELECT NULL, NULL, NULL, NULL, `style`.`id`, `style`.`word` FROM `style` WHERE NOT EXISTS (SELECT 1 FROM `band` WHERE `band`.`id` = `style`.`id`)) AS orm_full_1 WHERE orm_full_1.c1 IS NOT NULL
MariaDB     SELECT orm_full_1.c1 AS `id`, orm_full_1.c2 AS `name` FROM (SELECT `band`.`id` AS c1, `band`.`name` AS c2, `band`.`parent_id` AS c3, `band`.`mood` AS c4, `style`.`id` AS c5, `style`.`word` AS c6 FROM `band` LEFT JOIN `style` ON `band`.`id` = `style`.`id` UNION ALL SELECT NULL, NULL, NULL, NULL, `style`.`id`, `style`.`word` FROM `style` WHERE NOT EXISTS (SELECT 1 FROM `band` WHERE `band`.`id` = `style`.`id`)) AS orm_full_1 WHERE orm_full_1.c1 IS NOT NULL

-- rows .join = { orm_full_join_on(Style, orm_eq(Bands.id, Styles.id)) }, which may be missing
SQLite      -- error: Band may be missing in this join: ask for a result with X(opt_row, Band, ...) in it, or leave such rows out with orm_not_null of its key in .where
PostgreSQL  -- error: Band may be missing in this join: ask for a result with X(opt_row, Band, ...) in it, or leave such rows out with orm_not_null of its key in .where
MySQL       -- error: Band may be missing in this join: ask for a result with X(opt_row, Band, ...) in it, or leave such rows out with orm_not_null of its key in .where
MariaDB     -- error: Band may be missing in this join: ask for a result with X(opt_row, Band, ...) in it, or leave such rows out with orm_not_null of its key in .where

-- .union_all_with of two right joins
SQLite      SELECT "TextOf"."t" FROM (SELECT orm_full_1.c2 AS "t" FROM (SELECT "style"."id" AS c1, "style"."word" AS c2, "band"."id" AS c3, "band"."name" AS c4, "band"."parent_id" AS c5, "band"."mood" AS c6 FROM "style" JOIN "band" ON "band"."id" = "style"."id" UNION ALL SELECT NULL, NULL, "band"."id", "band"."name", "band"."parent_id", "band"."mood" FROM "band" WHERE NOT EXISTS (SELECT 1 FROM "style" WHERE "band"."id" = "style"."id")) AS orm_full_1 UNION ALL SELECT orm_full_1.c4 AS "t" FROM (SELECT "style"."id" AS c1, "style"."word" AS c2, "band"."id" AS c3, "band"."name" AS c4, "band"."parent_id" AS c5, "band"."mood" AS c6 FROM "style" JOIN "band" ON "band"."id" = "style"."id" UNION ALL SELECT NULL, NULL, "band"."id", "band"."name", "band"."parent_id", "band"."mood" FROM "band" WHERE NOT EXISTS (SELECT 1 FROM "style" WHERE "band"."id" = "style"."id")) AS orm_full_1) AS "TextOf"
PostgreSQL  SELECT "TextOf"."t" FROM (SELECT "style"."word" AS "t" FROM "style" RIGHT JOIN "band" ON "band"."id" = "style"."id" UNION ALL SELECT "band"."name" AS "t" FROM "style" RIGHT JOIN "band" ON "band"."id" = "style"."id") AS "TextOf"
MySQL       SELECT `TextOf`.`t` FROM (SELECT `style`.`word` AS `t` FROM `style` RIGHT JOIN `band` ON `band`.`id` = `style`.`id` UNION ALL SELECT `band`.`name` AS `t` FROM `style` RIGHT JOIN `band` ON `band`.`id` = `style`.`id`) AS `TextOf`
MariaDB     SELECT `TextOf`.`t` FROM (SELECT `style`.`word` AS `t` FROM `style` RIGHT JOIN `band` ON `band`.`id` = `style`.`id` UNION ALL SELECT `band`.`name` AS `t` FROM `style` RIGHT JOIN `band` ON `band`.`id` = `style`.`id`) AS `TextOf`

-- .from = ORM_FROM(Disc), .join = { orm_join(Discs.band) }, .into = orm_into(TextOf, .t = orm_col(Bands.name))
SQLite      SELECT "band"."name" AS "t" FROM "disc" JOIN "band" ON "disc"."band_id" = "band"."id"
PostgreSQL  SELECT "band"."name" AS "t" FROM "disc" JOIN "band" ON "disc"."band_id" = "band"."id"
MySQL       SELECT `band`.`name` AS `t` FROM `disc` JOIN `band` ON `disc`.`band_id` = `band`.`id`
MariaDB     SELECT `band`.`name` AS `t` FROM `disc` JOIN `band` ON `disc`.`band_id` = `band`.`id`

-- .from = ORM_FROM(Disc), .join = { orm_left_join(Discs.band) }, .into = orm_into(Both, .label = orm_concat(Discs.title, " by ", Bands.name))
SQLite      SELECT (COALESCE("disc"."title", '') || COALESCE(?, '') || COALESCE("band"."name", '')) AS "label", "disc"."id", "disc"."title", "disc"."band_id", "disc"."year", "disc"."price", "disc"."worth", "disc"."score", "disc"."made", "disc"."facts", "disc"."tags", "band"."id", "band"."name", "band"."parent_id", "band"."mood" FROM "disc" LEFT JOIN "band" ON "disc"."band_id" = "band"."id"
PostgreSQL  SELECT concat("disc"."title", $1::text, "band"."name") AS "label", "disc"."id", "disc"."title", "disc"."band_id", "disc"."year", "disc"."price", "disc"."worth", "disc"."score", "disc"."made", "disc"."facts", "disc"."tags", "band"."id", "band"."name", "band"."parent_id", "band"."mood" FROM "disc" LEFT JOIN "band" ON "disc"."band_id" = "band"."id"
MySQL       SELECT CONCAT(COALESCE(`disc`.`title`, ''), COALESCE(?, ''), COALESCE(`band`.`name`, '')) AS `label`, `disc`.`id`, `disc`.`title`, `disc`.`band_id`, `disc`.`year`, `disc`.`price`, `disc`.`worth`, `disc`.`score`, `disc`.`made`, `disc`.`facts`, `disc`.`tags`, `band`.`id`, `band`.`name`, `band`.`parent_id`, `band`.`mood` FROM `disc` LEFT JOIN `band` ON `disc`.`band_id` = `band`.`id`
MariaDB     SELECT CONCAT(COALESCE(`disc`.`title`, ''), COALESCE(?, ''), COALESCE(`band`.`name`, '')) AS `label`, `disc`.`id`, `disc`.`title`, `disc`.`band_id`, `disc`.`year`, `disc`.`price`, `disc`.`worth`, `disc`.`score`, `disc`.`made`, `disc`.`facts`, `disc`.`tags`, `band`.`id`, `band`.`name`, `band`.`parent_id`, `band`.`mood` FROM `disc` LEFT JOIN `band` ON `disc`.`band_id` = `band`.`id`

-- .join = { orm_join_query(IntOf, orm_q(.from = ORM_FROM(Disc), .group_by = { Discs.band_id }), orm_into(IntOf, .i = orm_max(Discs.band_id)), orm_eq(IntsOf.i, Bands.id)) }
SQLite      SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" JOIN (SELECT MAX("disc"."band_id") AS "i" FROM "disc" GROUP BY "disc"."band_id") AS "IntOf" ON "IntOf"."i" = "band"."id"
PostgreSQL  SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" JOIN (SELECT MAX("disc"."band_id") AS "i" FROM "disc" GROUP BY "disc"."band_id") AS "IntOf" ON "IntOf"."i" = "band"."id"
MySQL       SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` JOIN (SELECT MAX(`disc`.`band_id`) AS `i` FROM `disc` GROUP BY `disc`.`band_id`) AS `IntOf` ON `IntOf`.`i` = `band`.`id`
MariaDB     SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` JOIN (SELECT MAX(`disc`.`band_id`) AS `i` FROM `disc` GROUP BY `disc`.`band_id`) AS `IntOf` ON `IntOf`.`i` = `band`.`id`

-- .join = { orm_join_lateral(IntOf, orm_q(.from = ORM_FROM(Disc), .where = orm_eq(Discs.band_id, orm_outer(Bands.id)), .order_by = { orm_desc(Discs.year) }, .limit = 1), orm_into(IntOf, .i = orm_col(Discs.id))) }
SQLite      -- error: SQLite has no LATERAL joins
PostgreSQL  SELECT "band"."name" AS "name", "band"."id" AS "n" FROM "band" CROSS JOIN LATERAL (SELECT "disc"."id" AS "i" FROM "disc" WHERE "disc"."band_id" = "band"."id" ORDER BY "disc"."year" DESC NULLS LAST LIMIT $1) AS "IntOf"
MySQL       SELECT `band`.`name` AS `name`, `band`.`id` AS `n` FROM `band` CROSS JOIN LATERAL (SELECT `disc`.`id` AS `i` FROM `disc` WHERE `disc`.`band_id` = `band`.`id` ORDER BY `disc`.`year` DESC LIMIT ?) AS `IntOf`
MariaDB     -- error: MariaDB has no LATERAL joins

-- .join = { orm_join_on(Band, orm_eq(Bands.id, 1)) }
SQLite      -- error: Band is in the query twice: give it a second name with ORM_ALIAS
PostgreSQL  -- error: Band is in the query twice: give it a second name with ORM_ALIAS
MySQL       -- error: Band is in the query twice: give it a second name with ORM_ALIAS
MariaDB     -- error: Band is in the query twice: give it a second name with ORM_ALIAS

-- .from = ORM_FROM(Disc), .join = { orm_left_join(Discs.band) }, .into = orm_into(Top, .name = orm_col(Bands.name), .n = orm_col(Styles.id))
SQLite      -- error: an expression uses column id of model Style, but the query is about Disc and what it joins: join it
PostgreSQL  -- error: an expression uses column id of model Style, but the query is about Disc and what it joins: join it
MySQL       -- error: an expression uses column id of model Style, but the query is about Disc and what it joins: join it
MariaDB     -- error: an expression uses column id of model Style, but the query is about Disc and what it joins: join it
