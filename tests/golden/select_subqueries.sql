-- orm_in_query(Discs.band_id, orm_q(.from = ORM_FROM(Band), .select = { orm_col(Bands.id) }, .where = orm_eq(Bands.mood, MOOD_WILD)))
SQLite      SELECT "disc"."id" FROM "disc" WHERE "disc"."band_id" IN (SELECT "band"."id" FROM "band" WHERE "band"."mood" = ?)
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE "disc"."band_id" IN (SELECT "band"."id" FROM "band" WHERE "band"."mood" = $1)
MySQL       SELECT `disc`.`id` FROM `disc` WHERE `disc`.`band_id` IN (SELECT `band`.`id` FROM `band` WHERE `band`.`mood` = ?)
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE `disc`.`band_id` IN (SELECT `band`.`id` FROM `band` WHERE `band`.`mood` = ?)

-- orm_not(orm_in_query(Discs.band_id, orm_q(.from = ORM_FROM(Band), .select = { orm_col(Bands.id) }, .order_by = { orm_asc(Bands.name) }, .limit = 2)))
SQLite      SELECT "disc"."id" FROM "disc" WHERE NOT ("disc"."band_id" IN (SELECT "band"."id" FROM "band" ORDER BY "band"."name" LIMIT ?))
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE NOT ("disc"."band_id" IN (SELECT "band"."id" FROM "band" ORDER BY "band"."name" LIMIT $1))
MySQL       SELECT `disc`.`id` FROM `disc` WHERE NOT (`disc`.`band_id` IN (SELECT * FROM (SELECT `band`.`id` FROM `band` ORDER BY `band`.`name` LIMIT ?) AS orm_part))
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE NOT (`disc`.`band_id` IN (SELECT * FROM (SELECT `band`.`id` FROM `band` ORDER BY `band`.`name` LIMIT ?) AS orm_part))

-- orm_exists(orm_q(.from = ORM_FROM(Band), .where = orm_eq(Bands.id, orm_outer(Discs.band_id))))
SQLite      SELECT "disc"."id" FROM "disc" WHERE EXISTS (SELECT 1 FROM "band" WHERE "band"."id" = "disc"."band_id")
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE EXISTS (SELECT 1 FROM "band" WHERE "band"."id" = "disc"."band_id")
MySQL       SELECT `disc`.`id` FROM `disc` WHERE EXISTS (SELECT 1 FROM `band` WHERE `band`.`id` = `disc`.`band_id`)
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE EXISTS (SELECT 1 FROM `band` WHERE `band`.`id` = `disc`.`band_id`)

-- orm_eq(Discs.year, orm_scalar(orm_q(.from = ORM_FROM(Twin), .select = { orm_max(Twins.year) }, .where = orm_eq(Twins.band_id, orm_outer(Discs.band_id)))))
SQLite      SELECT "disc"."id" FROM "disc" WHERE "disc"."year" = (SELECT MAX("Twin"."year") FROM "disc" AS "Twin" WHERE "Twin"."band_id" = "disc"."band_id")
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE "disc"."year" = (SELECT MAX("Twin"."year") FROM "disc" AS "Twin" WHERE "Twin"."band_id" = "disc"."band_id")
MySQL       SELECT `disc`.`id` FROM `disc` WHERE `disc`.`year` = (SELECT MAX(`Twin`.`year`) FROM `disc` AS `Twin` WHERE `Twin`.`band_id` = `disc`.`band_id`)
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE `disc`.`year` = (SELECT MAX(`Twin`.`year`) FROM `disc` AS `Twin` WHERE `Twin`.`band_id` = `disc`.`band_id`)

-- orm_gt(Discs.price, orm_scalar(orm_q(.from = ORM_FROM(Twin), .select = { orm_avg(Twins.price) })))
SQLite      SELECT "disc"."id" FROM "disc" WHERE orm_decimal_text("disc"."price", 2) COLLATE orm_decimal > (SELECT orm_decimal_avg("Twin"."price", 8, 2) FROM "disc" AS "Twin") COLLATE orm_decimal
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE "disc"."price" > (SELECT ROUND(AVG("Twin"."price"), 8) FROM "disc" AS "Twin")
MySQL       SELECT `disc`.`id` FROM `disc` WHERE `disc`.`price` > (SELECT ROUND(AVG(CAST(`Twin`.`price` AS DECIMAL(65,8))), 8) FROM `disc` AS `Twin`)
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE `disc`.`price` > (SELECT ROUND(AVG(CAST(`Twin`.`price` AS DECIMAL(65,8))), 8) FROM `disc` AS `Twin`)

-- orm_has(Discs.band, orm_eq(Bands.name, "x"))
SQLite      SELECT "disc"."id" FROM "disc" WHERE EXISTS (SELECT 1 FROM "band" WHERE "disc"."band_id" = "band"."id" AND "band"."name" = ?)
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE EXISTS (SELECT 1 FROM "band" WHERE "disc"."band_id" = "band"."id" AND "band"."name" = $1)
MySQL       SELECT `disc`.`id` FROM `disc` WHERE EXISTS (SELECT 1 FROM `band` WHERE `disc`.`band_id` = `band`.`id` AND `band`.`name` = ?)
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE EXISTS (SELECT 1 FROM `band` WHERE `disc`.`band_id` = `band`.`id` AND `band`.`name` = ?)

-- orm_has_any(Bands.styles)
SQLite      SELECT "band"."id" FROM "band" WHERE EXISTS (SELECT 1 FROM "style" JOIN "band_style" ON "band_style"."style_id" = "style"."id" WHERE "band_style"."band_id" = "band"."id")
PostgreSQL  SELECT "band"."id" FROM "band" WHERE EXISTS (SELECT 1 FROM "style" JOIN "band_style" ON "band_style"."style_id" = "style"."id" WHERE "band_style"."band_id" = "band"."id")
MySQL       SELECT `band`.`id` FROM `band` WHERE EXISTS (SELECT 1 FROM `style` JOIN `band_style` ON `band_style`.`style_id` = `style`.`id` WHERE `band_style`.`band_id` = `band`.`id`)
MariaDB     SELECT `band`.`id` FROM `band` WHERE EXISTS (SELECT 1 FROM `style` JOIN `band_style` ON `band_style`.`style_id` = `style`.`id` WHERE `band_style`.`band_id` = `band`.`id`)

-- orm_in_query(Discs.id, orm_q(.from = ORM_FROM(Band), .select = { orm_col(Bands.id) }, .union_with = orm_q(.from = ORM_FROM(Style), .select = { orm_col(Styles.id) })))
SQLite      SELECT "disc"."id" FROM "disc" WHERE "disc"."id" IN (SELECT "band"."id" FROM "band" UNION SELECT "style"."id" FROM "style")
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE "disc"."id" IN (SELECT "band"."id" FROM "band" UNION SELECT "style"."id" FROM "style")
MySQL       SELECT `disc`.`id` FROM `disc` WHERE `disc`.`id` IN (SELECT `band`.`id` FROM `band` UNION SELECT `style`.`id` FROM `style`)
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE `disc`.`id` IN (SELECT `band`.`id` FROM `band` UNION SELECT `style`.`id` FROM `style`)

-- orm_in_query(Discs.id, orm_q(.from = ORM_FROM(Twin)))
SQLite      -- error: orm_in_query takes a query of one column: give it one entry in .select
PostgreSQL  -- error: orm_in_query takes a query of one column: give it one entry in .select
MySQL       -- error: orm_in_query takes a query of one column: give it one entry in .select
MariaDB     -- error: orm_in_query takes a query of one column: give it one entry in .select

-- orm_exists(orm_q(.from = ORM_FROM(Band), .where = orm_eq(Bands.id, Discs.band_id)))
SQLite      -- error: an expression uses column band_id of model Disc, which belongs to a query around this one: say so with orm_outer(...)
PostgreSQL  -- error: an expression uses column band_id of model Disc, which belongs to a query around this one: say so with orm_outer(...)
MySQL       -- error: an expression uses column band_id of model Disc, which belongs to a query around this one: say so with orm_outer(...)
MariaDB     -- error: an expression uses column band_id of model Disc, which belongs to a query around this one: say so with orm_outer(...)
