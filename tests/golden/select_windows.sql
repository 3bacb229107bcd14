-- orm_over(orm_row_number(), .order_by = { orm_asc(Discs.id) })
SQLite      SELECT ROW_NUMBER() OVER (ORDER BY "disc"."id") AS "i" FROM "disc"
PostgreSQL  SELECT ROW_NUMBER() OVER (ORDER BY "disc"."id") AS "i" FROM "disc"
MySQL       SELECT ROW_NUMBER() OVER (ORDER BY `disc`.`id`) AS `i` FROM `disc`
MariaDB     SELECT ROW_NUMBER() OVER (ORDER BY `disc`.`id`) AS `i` FROM `disc`

-- orm_over(orm_rank(), .partition_by = { Discs.band_id, Discs.title }, .order_by = { orm_desc(Discs.year), orm_nulls_first(orm_asc(Discs.score)) })
SQLite      SELECT RANK() OVER (PARTITION BY "disc"."band_id", "disc"."title" ORDER BY "disc"."year" DESC, "disc"."score") AS "i" FROM "disc"
PostgreSQL  SELECT RANK() OVER (PARTITION BY "disc"."band_id", "disc"."title" ORDER BY "disc"."year" DESC NULLS LAST, "disc"."score" NULLS FIRST) AS "i" FROM "disc"
MySQL       SELECT RANK() OVER (PARTITION BY `disc`.`band_id`, `disc`.`title` ORDER BY `disc`.`year` DESC, `disc`.`score`) AS `i` FROM `disc`
MariaDB     SELECT RANK() OVER (PARTITION BY `disc`.`band_id`, `disc`.`title` ORDER BY `disc`.`year` DESC, `disc`.`score`) AS `i` FROM `disc`

-- orm_over(orm_percent_rank(), .order_by = { orm_asc(Discs.id) })
SQLite      SELECT PERCENT_RANK() OVER (ORDER BY "disc"."id") AS "r" FROM "disc"
PostgreSQL  SELECT PERCENT_RANK() OVER (ORDER BY "disc"."id") AS "r" FROM "disc"
MySQL       SELECT PERCENT_RANK() OVER (ORDER BY `disc`.`id`) AS `r` FROM `disc`
MariaDB     SELECT (PERCENT_RANK() OVER (ORDER BY `disc`.`id`) + 0e0) AS `r` FROM `disc`

-- orm_over(orm_ntile(4), .order_by = { orm_asc(Discs.id) })
SQLite      SELECT NTILE(?) OVER (ORDER BY "disc"."id") AS "i" FROM "disc"
PostgreSQL  SELECT NTILE(($1::bigint)::int) OVER (ORDER BY "disc"."id") AS "i" FROM "disc"
MySQL       SELECT NTILE(?) OVER (ORDER BY `disc`.`id`) AS `i` FROM `disc`
MariaDB     SELECT NTILE(?) OVER (ORDER BY `disc`.`id`) AS `i` FROM `disc`

-- orm_over(orm_lag(Discs.id), .order_by = { orm_asc(Discs.id) })
SQLite      SELECT LAG("disc"."id") OVER (ORDER BY "disc"."id") AS "i" FROM "disc"
PostgreSQL  SELECT LAG("disc"."id") OVER (ORDER BY "disc"."id") AS "i" FROM "disc"
MySQL       SELECT LAG(`disc`.`id`) OVER (ORDER BY `disc`.`id`) AS `i` FROM `disc`
MariaDB     SELECT LAG(`disc`.`id`) OVER (ORDER BY `disc`.`id`) AS `i` FROM `disc`

-- orm_over(orm_lead(Discs.id, 2, 0), .order_by = { orm_asc(Discs.id) })
SQLite      SELECT LEAD("disc"."id", ?, ?) OVER (ORDER BY "disc"."id") AS "i" FROM "disc"
PostgreSQL  SELECT LEAD("disc"."id", $1::bigint::int, $2) OVER (ORDER BY "disc"."id") AS "i" FROM "disc"
MySQL       SELECT LEAD(`disc`.`id`, ?, CAST(? AS SIGNED)) OVER (ORDER BY `disc`.`id`) AS `i` FROM `disc`
MariaDB     SELECT CASE WHEN COUNT(*) OVER (ORDER BY `disc`.`id` ROWS BETWEEN 2 FOLLOWING AND 2 FOLLOWING) = 0 THEN ? ELSE LEAD(`disc`.`id`, ?) OVER (ORDER BY `disc`.`id`) END AS `i` FROM `disc`

-- orm_over(orm_last_value(Discs.id), .order_by = { orm_asc(Discs.id) })
SQLite      SELECT LAST_VALUE("disc"."id") OVER (ORDER BY "disc"."id" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "i" FROM "disc"
PostgreSQL  SELECT LAST_VALUE("disc"."id") OVER (ORDER BY "disc"."id" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "i" FROM "disc"
MySQL       SELECT LAST_VALUE(`disc`.`id`) OVER (ORDER BY `disc`.`id` ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS `i` FROM `disc`
MariaDB     SELECT LAST_VALUE(`disc`.`id`) OVER (ORDER BY `disc`.`id` ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS `i` FROM `disc`

-- orm_over(orm_nth_value(Discs.id, 2), .order_by = { orm_asc(Discs.id) })
SQLite      SELECT NTH_VALUE("disc"."id", ?) OVER (ORDER BY "disc"."id" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "i" FROM "disc"
PostgreSQL  SELECT NTH_VALUE("disc"."id", ($1::bigint)::int) OVER (ORDER BY "disc"."id" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "i" FROM "disc"
MySQL       SELECT NTH_VALUE(`disc`.`id`, ?) OVER (ORDER BY `disc`.`id` ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS `i` FROM `disc`
MariaDB     SELECT NTH_VALUE(`disc`.`id`, ?) OVER (ORDER BY `disc`.`id` ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS `i` FROM `disc`

-- orm_over(orm_sum(Discs.id), .order_by = { orm_asc(Discs.id) }, .frame = ORM_ROWS(ORM_PRECEDING(2), ORM_CURRENT_ROW))
SQLite      SELECT SUM("disc"."id") OVER (ORDER BY "disc"."id" ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS "i" FROM "disc"
PostgreSQL  SELECT SUM("disc"."id") OVER (ORDER BY "disc"."id" ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS "i" FROM "disc"
MySQL       SELECT SUM(`disc`.`id`) OVER (ORDER BY `disc`.`id` ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS `i` FROM `disc`
MariaDB     SELECT SUM(`disc`.`id`) OVER (ORDER BY `disc`.`id` ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS `i` FROM `disc`

-- orm_over(orm_count_all(), .order_by = { orm_asc(Discs.id) }, .frame = ORM_RANGE(ORM_UNBOUNDED_PRECEDING, ORM_FOLLOWING(1)))
SQLite      SELECT COUNT(*) OVER (ORDER BY "disc"."id" RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) AS "i" FROM "disc"
PostgreSQL  SELECT COUNT(*) OVER (ORDER BY "disc"."id" RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) AS "i" FROM "disc"
MySQL       SELECT COUNT(*) OVER (ORDER BY `disc`.`id` RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) AS `i` FROM `disc`
MariaDB     SELECT COUNT(*) OVER (ORDER BY `disc`.`id` RANGE BETWEEN UNBOUNDED PRECEDING AND 1 FOLLOWING) AS `i` FROM `disc`

-- orm_over(orm_count_all(), .order_by = { orm_asc(Discs.id) }, .frame = ORM_GROUPS(ORM_PRECEDING(1), ORM_FOLLOWING(1)))
SQLite      SELECT COUNT(*) OVER (ORDER BY "disc"."id" GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS "i" FROM "disc"
PostgreSQL  SELECT COUNT(*) OVER (ORDER BY "disc"."id" GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS "i" FROM "disc"
MySQL       -- error: orm_into: MySQL has no frames counted in GROUPS: use ORM_ROWS or ORM_RANGE
MariaDB     -- error: orm_into: MariaDB has no frames counted in GROUPS: use ORM_ROWS or ORM_RANGE

-- orm_over(orm_sum(Discs.id), .frame = orm_excluding(ORM_ROWS(ORM_UNBOUNDED_PRECEDING, ORM_UNBOUNDED_FOLLOWING), ORM_EXCLUDE_TIES))
SQLite      SELECT SUM("disc"."id") OVER ( ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES) AS "i" FROM "disc"
PostgreSQL  SELECT SUM("disc"."id") OVER ( ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING EXCLUDE TIES) AS "i" FROM "disc"
MySQL       -- error: orm_into: MySQL has no frames that exclude rows or are counted in GROUPS
MariaDB     -- error: orm_into: MariaDB has no frames that exclude rows or are counted in GROUPS

-- orm_over(orm_filter(orm_sum(Discs.id), orm_gt(Discs.year, 2000)))
SQLite      SELECT SUM(CASE WHEN "disc"."year" > ? THEN "disc"."id" END) OVER () AS "i" FROM "disc"
PostgreSQL  SELECT SUM(CASE WHEN "disc"."year" > $1 THEN "disc"."id" END) OVER () AS "i" FROM "disc"
MySQL       SELECT SUM(CASE WHEN `disc`.`year` > ? THEN `disc`.`id` END) OVER () AS `i` FROM `disc`
MariaDB     SELECT SUM(CASE WHEN `disc`.`year` > ? THEN `disc`.`id` END) OVER () AS `i` FROM `disc`

-- orm_over(orm_avg(Discs.year), .partition_by = { Discs.band_id })
SQLite      SELECT AVG("disc"."year") OVER (PARTITION BY "disc"."band_id") AS "r" FROM "disc"
PostgreSQL  SELECT AVG("disc"."year") OVER (PARTITION BY "disc"."band_id")::float8 AS "r" FROM "disc"
MySQL       SELECT AVG(`disc`.`year` + 0e0) OVER (PARTITION BY `disc`.`band_id`) AS `r` FROM `disc`
MariaDB     SELECT AVG(`disc`.`year` + 0e0) OVER (PARTITION BY `disc`.`band_id`) AS `r` FROM `disc`

-- orm_over(orm_avg(Discs.price), .partition_by = { Discs.band_id })
SQLite      SELECT orm_to_scaled(orm_decimal_round(orm_decimal_avg("disc"."price", 8, 2) OVER (PARTITION BY "disc"."band_id"), 2), 2) AS "m" FROM "disc"
PostgreSQL  SELECT ROUND(ROUND(AVG("disc"."price") OVER (PARTITION BY "disc"."band_id"), 8), 2) AS "m" FROM "disc"
MySQL       SELECT ROUND(ROUND(AVG(CAST(`disc`.`price` AS DECIMAL(65,8))) OVER (PARTITION BY `disc`.`band_id`), 8), 2) AS `m` FROM `disc`
MariaDB     SELECT ROUND(ROUND(AVG(CAST(`disc`.`price` AS DECIMAL(65,8))) OVER (PARTITION BY `disc`.`band_id`), 8), 2) AS `m` FROM `disc`

-- orm_over_window, twice
SQLite      SELECT LAG("disc"."title") OVER orm_window_1 AS "name", RANK() OVER orm_window_1 AS "n" FROM "disc" WINDOW orm_window_1 AS (PARTITION BY "disc"."band_id" ORDER BY "disc"."year" DESC) ORDER BY 2
PostgreSQL  SELECT LAG("disc"."title") OVER orm_window_1 AS "name", RANK() OVER orm_window_1 AS "n" FROM "disc" WINDOW orm_window_1 AS (PARTITION BY "disc"."band_id" ORDER BY "disc"."year" DESC NULLS LAST) ORDER BY 2
MySQL       SELECT LAG(`disc`.`title`) OVER orm_window_1 AS `name`, RANK() OVER orm_window_1 AS `n` FROM `disc` WINDOW orm_window_1 AS (PARTITION BY `disc`.`band_id` ORDER BY `disc`.`year` DESC) ORDER BY `n`
MariaDB     SELECT LAG(`disc`.`title`) OVER orm_window_1 AS `name`, RANK() OVER orm_window_1 AS `n` FROM `disc` WINDOW orm_window_1 AS (PARTITION BY `disc`.`band_id` ORDER BY `disc`.`year` DESC) ORDER BY `n`

-- .where of a window's result
SQLite      SELECT "Top"."name", "Top"."n" FROM (SELECT "disc"."title" AS "name", RANK() OVER (ORDER BY "disc"."year" DESC) AS "n" FROM "disc" WHERE "disc"."year" > ?) AS "Top" WHERE "Top"."n" <= ? ORDER BY "Top"."n" LIMIT ?
PostgreSQL  SELECT "Top"."name", "Top"."n" FROM (SELECT "disc"."title" AS "name", RANK() OVER (ORDER BY "disc"."year" DESC NULLS LAST) AS "n" FROM "disc" WHERE "disc"."year" > $1) AS "Top" WHERE "Top"."n" <= $2 ORDER BY "Top"."n" NULLS FIRST LIMIT $3
MySQL       SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `disc`.`title` AS `name`, RANK() OVER (ORDER BY `disc`.`year` DESC) AS `n` FROM `disc` WHERE `disc`.`year` > ?) AS `Top` WHERE `Top`.`n` <= ? ORDER BY `Top`.`n` LIMIT ?
MariaDB     SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `disc`.`title` AS `name`, RANK() OVER (ORDER BY `disc`.`year` DESC) AS `n` FROM `disc` WHERE `disc`.`year` > ?) AS `Top` WHERE `Top`.`n` <= ? ORDER BY `Top`.`n` LIMIT ?

-- .having of a window's result
SQLite      SELECT "Top"."name", "Top"."n" FROM (SELECT "disc"."title" AS "name", RANK() OVER (ORDER BY COUNT(*) DESC) AS "n" FROM "disc" GROUP BY "disc"."title" HAVING COUNT(*) > ?) AS "Top" WHERE "Top"."n" <= ?
PostgreSQL  SELECT "Top"."name", "Top"."n" FROM (SELECT "disc"."title" AS "name", RANK() OVER (ORDER BY COUNT(*) DESC NULLS LAST) AS "n" FROM "disc" GROUP BY "disc"."title" HAVING COUNT(*) > $1) AS "Top" WHERE "Top"."n" <= $2
MySQL       SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `disc`.`title` AS `name`, RANK() OVER (ORDER BY COUNT(*) DESC) AS `n` FROM `disc` GROUP BY `disc`.`title` HAVING COUNT(*) > ?) AS `Top` WHERE `Top`.`n` <= ?
MariaDB     SELECT `Top`.`name`, `Top`.`n` FROM (SELECT `disc`.`title` AS `name`, RANK() OVER (ORDER BY COUNT(*) DESC) AS `n` FROM `disc` GROUP BY `disc`.`title` HAVING COUNT(*) > ?) AS `Top` WHERE `Top`.`n` <= ?

-- orm_rank()
SQLite      -- error: orm_into: orm_rank is a window function: write orm_over(orm_rank(...), .order_by = { ... })
PostgreSQL  -- error: orm_into: orm_rank is a window function: write orm_over(orm_rank(...), .order_by = { ... })
MySQL       -- error: orm_into: orm_rank is a window function: write orm_over(orm_rank(...), .order_by = { ... })
MariaDB     -- error: orm_into: orm_rank is a window function: write orm_over(orm_rank(...), .order_by = { ... })

-- orm_over(orm_count_distinct(Discs.id))
SQLite      -- error: orm_into: no database counts distinct values in a window
PostgreSQL  -- error: orm_into: no database counts distinct values in a window
MySQL       -- error: orm_into: no database counts distinct values in a window
MariaDB     -- error: orm_into: no database counts distinct values in a window
