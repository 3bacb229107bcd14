-- orm_add(Discs.year, 1)
SQLite      SELECT ("disc"."year" + ?) AS "i" FROM "disc"
PostgreSQL  SELECT ("disc"."year" + $1::bigint) AS "i" FROM "disc"
MySQL       SELECT (`disc`.`year` + ?) AS `i` FROM `disc`
MariaDB     SELECT (`disc`.`year` + ?) AS `i` FROM `disc`

-- orm_div(Discs.year, 10)
SQLite      SELECT ("disc"."year" / ?) AS "i" FROM "disc"
PostgreSQL  SELECT (("disc"."year")::bigint / NULLIF(($1)::bigint, 0)) AS "i" FROM "disc"
MySQL       SELECT (`disc`.`year` DIV CAST(CAST(? AS SIGNED) AS SIGNED)) AS `i` FROM `disc`
MariaDB     SELECT (`disc`.`year` DIV ?) AS `i` FROM `disc`

-- orm_mod(Discs.year, 10)
SQLite      SELECT ("disc"."year" % ?) AS "i" FROM "disc"
PostgreSQL  SELECT (("disc"."year")::bigint % NULLIF(($1)::bigint, 0)) AS "i" FROM "disc"
MySQL       SELECT (`disc`.`year` % CAST(CAST(? AS SIGNED) AS SIGNED)) AS `i` FROM `disc`
MariaDB     SELECT (`disc`.`year` % ?) AS `i` FROM `disc`

-- orm_div(Discs.price, 3)
SQLite      SELECT (CAST("disc"."price" / 100.0 AS REAL) / CAST(? AS REAL)) AS "r" FROM "disc"
PostgreSQL  SELECT (("disc"."price")::float8 / NULLIF(($1)::float8, 0)) AS "r" FROM "disc"
MySQL       SELECT ((`disc`.`price` + 0e0) / (CAST(? AS SIGNED) + 0e0)) AS `r` FROM `disc`
MariaDB     SELECT ((`disc`.`price` + 0e0) / (? + 0e0)) AS `r` FROM `disc`

-- orm_mul(Discs.score, 2)
SQLite      SELECT ("disc"."score" * ?) AS "r" FROM "disc"
PostgreSQL  SELECT ("disc"."score" * $1) AS "r" FROM "disc"
MySQL       SELECT (`disc`.`score` * ?) AS `r` FROM `disc`
MariaDB     SELECT (`disc`.`score` * ?) AS `r` FROM `disc`

-- orm_mul(Discs.price, 2)
SQLite      SELECT orm_fits("disc"."price" * ?, -9223372036854775807, 9223372036854775807) AS "m" FROM "disc"
PostgreSQL  SELECT ("disc"."price" * $1) AS "m" FROM "disc"
MySQL       SELECT (`disc`.`price` * CAST(? AS SIGNED)) AS `m` FROM `disc`
MariaDB     SELECT (`disc`.`price` * ?) AS `m` FROM `disc`

-- orm_add(Discs.price, Discs.year)
SQLite      SELECT ("disc"."price" + orm_fits("disc"."year" * 100, -9223372036854775807, 9223372036854775807)) AS "m" FROM "disc"
PostgreSQL  SELECT ("disc"."price" + "disc"."year") AS "m" FROM "disc"
MySQL       SELECT (`disc`.`price` + `disc`.`year`) AS `m` FROM `disc`
MariaDB     SELECT (`disc`.`price` + `disc`.`year`) AS `m` FROM `disc`

-- orm_sub(Discs.price, ORM_DEC("0.50"))
SQLite      SELECT ("disc"."price" - ?) AS "m" FROM "disc"
PostgreSQL  SELECT ("disc"."price" - $1) AS "m" FROM "disc"
MySQL       SELECT (`disc`.`price` - CAST(? AS DECIMAL(8,2))) AS `m` FROM `disc`
MariaDB     SELECT (`disc`.`price` - ?) AS `m` FROM `disc`

-- orm_round(Discs.price, 1)
SQLite      SELECT orm_fits(orm_scaled_round("disc"."price", 10, 0) * 10, -999999999999999999, 999999999999999999) AS "m" FROM "disc"
PostgreSQL  SELECT ROUND(("disc"."price")::numeric, ($1::bigint)::int) AS "m" FROM "disc"
MySQL       SELECT ROUND(`disc`.`price`, ?) AS `m` FROM `disc`
MariaDB     SELECT ROUND(`disc`.`price`, ?) AS `m` FROM `disc`

-- orm_floor(Discs.price)
SQLite      SELECT orm_fits(orm_scaled_round("disc"."price", 100, -1) * 100, -999999999999999999, 999999999999999999) AS "m" FROM "disc"
PostgreSQL  SELECT FLOOR("disc"."price") AS "m" FROM "disc"
MySQL       SELECT FLOOR(`disc`.`price`) AS `m` FROM `disc`
MariaDB     SELECT FLOOR(`disc`.`price`) AS `m` FROM `disc`

-- orm_round(Discs.score, 2)
SQLite      SELECT orm_round("disc"."score", ?) AS "r" FROM "disc"
PostgreSQL  SELECT ROUND(("disc"."score")::float8::text::numeric, ($1::bigint)::int)::float8 AS "r" FROM "disc"
MySQL       SELECT CASE WHEN ABS(`disc`.`score`) < 1e15 THEN ROUND(CAST(`disc`.`score` AS DECIMAL(65,30)), ?) + 0e0 ELSE `disc`.`score` END AS `r` FROM `disc`
MariaDB     SELECT CASE WHEN ABS(`disc`.`score`) < 1e15 THEN ROUND(CAST(`disc`.`score` AS DECIMAL(65,30)), ?) + 0e0 ELSE `disc`.`score` END AS `r` FROM `disc`

-- orm_ceil(Discs.score)
SQLite      SELECT orm_ceil("disc"."score") AS "r" FROM "disc"
PostgreSQL  SELECT CEIL("disc"."score") AS "r" FROM "disc"
MySQL       SELECT CEIL(`disc`.`score`) AS `r` FROM `disc`
MariaDB     SELECT CEIL(`disc`.`score`) AS `r` FROM `disc`

-- orm_abs(Discs.year)
SQLite      SELECT ABS("disc"."year") AS "i" FROM "disc"
PostgreSQL  SELECT ABS("disc"."year") AS "i" FROM "disc"
MySQL       SELECT ABS(`disc`.`year`) AS `i` FROM `disc`
MariaDB     SELECT ABS(`disc`.`year`) AS `i` FROM `disc`

-- orm_greatest(Discs.year, Discs.id, 3)
SQLite      SELECT max("disc"."year", "disc"."id", ?) AS "i" FROM "disc"
PostgreSQL  SELECT CASE WHEN num_nulls("disc"."year", "disc"."id") = 0 THEN GREATEST("disc"."year", "disc"."id", $1) END AS "i" FROM "disc"
MySQL       SELECT GREATEST(`disc`.`year`, `disc`.`id`, CAST(? AS SIGNED)) AS `i` FROM `disc`
MariaDB     SELECT GREATEST(`disc`.`year`, `disc`.`id`, ?) AS `i` FROM `disc`

-- orm_least(Discs.id, 3)
SQLite      SELECT min("disc"."id", ?) AS "i" FROM "disc"
PostgreSQL  SELECT LEAST("disc"."id", $1) AS "i" FROM "disc"
MySQL       SELECT LEAST(`disc`.`id`, CAST(? AS SIGNED)) AS `i` FROM `disc`
MariaDB     SELECT LEAST(`disc`.`id`, ?) AS `i` FROM `disc`

-- orm_cast(Discs.score, ORM_INT64)
SQLite      SELECT orm_whole("disc"."score", -9223372036854775808, 9223372036854775807) AS "i" FROM "disc"
PostgreSQL  SELECT CAST(ROUND(("disc"."score")::float8::text::numeric) AS bigint) AS "i" FROM "disc"
MySQL       SELECT CASE WHEN `disc`.`score` >= 9223372036854775807.5 OR `disc`.`score` <= -9223372036854775808.5 THEN 9223372036854775807 + ABS(SIGN(`disc`.`score`)) ELSE CAST(CASE WHEN ABS(`disc`.`score`) < 1e15 THEN ROUND(CAST(`disc`.`score` AS DECIMAL(65,30))) + 0e0 ELSE `disc`.`score` END AS SIGNED) END AS `i` FROM `disc`
MariaDB     SELECT CASE WHEN `disc`.`score` >= 9223372036854775807.5 OR `disc`.`score` <= -9223372036854775808.5 THEN 9223372036854775807 + ABS(SIGN(`disc`.`score`)) ELSE CAST(CASE WHEN ABS(`disc`.`score`) < 1e15 THEN ROUND(CAST(`disc`.`score` AS DECIMAL(65,30))) + 0e0 ELSE `disc`.`score` END AS SIGNED) END AS `i` FROM `disc`

-- orm_cast(Discs.price, ORM_INT64)
SQLite      SELECT orm_whole(orm_scaled_round("disc"."price", 100, 0), -9223372036854775808, 9223372036854775807) AS "i" FROM "disc"
PostgreSQL  SELECT CAST(ROUND(("disc"."price")::numeric) AS bigint) AS "i" FROM "disc"
MySQL       SELECT CASE WHEN `disc`.`price` >= 9223372036854775807.5 OR `disc`.`price` <= -9223372036854775808.5 THEN 9223372036854775807 + ABS(SIGN(`disc`.`price`)) ELSE CAST(ROUND(`disc`.`price`) AS SIGNED) END AS `i` FROM `disc`
MariaDB     SELECT CASE WHEN `disc`.`price` >= 9223372036854775807.5 OR `disc`.`price` <= -9223372036854775808.5 THEN 9223372036854775807 + ABS(SIGN(`disc`.`price`)) ELSE CAST(ROUND(`disc`.`price`) AS SIGNED) END AS `i` FROM `disc`

-- orm_cast(Discs.title, ORM_INT64)
SQLite      SELECT orm_text_integer("disc"."title") AS "i" FROM "disc"
PostgreSQL  SELECT CASE WHEN "disc"."title" ~ '^[+-]?[0-9]{1,18}$' THEN CAST("disc"."title" AS bigint) END AS "i" FROM "disc"
MySQL       SELECT CASE WHEN `disc`.`title` REGEXP '^[+-]?[0-9]{1,18}$' THEN CAST(`disc`.`title` AS SIGNED) END AS `i` FROM `disc`
MariaDB     SELECT CASE WHEN `disc`.`title` REGEXP '^[+-]?[0-9]{1,18}$' THEN CAST(`disc`.`title` AS SIGNED) END AS `i` FROM `disc`

-- orm_cast(Discs.price, ORM_DOUBLE)
SQLite      SELECT ("disc"."price" / 100.0) AS "r" FROM "disc"
PostgreSQL  SELECT CAST("disc"."price" AS float8) AS "r" FROM "disc"
MySQL       SELECT CAST(`disc`.`price` AS DOUBLE) AS `r` FROM `disc`
MariaDB     SELECT CAST(`disc`.`price` AS DOUBLE) AS `r` FROM `disc`

-- orm_cast_decimal(Discs.score, 10, 2)
SQLite      SELECT orm_fits(orm_to_scaled(orm_round("disc"."score", 2), 2), -9999999999, 9999999999) AS "m" FROM "disc"
PostgreSQL  SELECT CAST("disc"."score" AS numeric(10,2)) AS "m" FROM "disc"
MySQL       SELECT CASE WHEN ABS(`disc`.`score`) >= 99999999.995 THEN 9223372036854775807 + ABS(SIGN(`disc`.`score`)) ELSE CAST(`disc`.`score` AS DECIMAL(10,2)) END AS `m` FROM `disc`
MariaDB     SELECT CASE WHEN ABS(`disc`.`score`) >= 99999999.995 THEN 9223372036854775807 + ABS(SIGN(`disc`.`score`)) ELSE CAST(`disc`.`score` AS DECIMAL(10,2)) END AS `m` FROM `disc`

-- orm_coalesce(Discs.price, Discs.year)
SQLite      SELECT COALESCE("disc"."price", orm_fits("disc"."year" * 100, -9223372036854775807, 9223372036854775807)) AS "m" FROM "disc"
PostgreSQL  SELECT COALESCE("disc"."price", "disc"."year") AS "m" FROM "disc"
MySQL       SELECT COALESCE(`disc`.`price`, `disc`.`year`) AS `m` FROM `disc`
MariaDB     SELECT COALESCE(`disc`.`price`, `disc`.`year`) AS `m` FROM `disc`

-- orm_gt(Discs.price, Discs.worth)
SQLite      SELECT "disc"."id" FROM "disc" WHERE orm_decimal_text("disc"."price", 2) COLLATE orm_decimal > "disc"."worth" COLLATE orm_decimal
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE "disc"."price" > "disc"."worth"
MySQL       SELECT `disc`.`id` FROM `disc` WHERE `disc`.`price` > `disc`.`worth`
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE `disc`.`price` > `disc`.`worth`

-- orm_eq(Discs.price, orm_col(Discs.year))
SQLite      SELECT "disc"."id" FROM "disc" WHERE "disc"."price" = orm_fits("disc"."year" * 100, -9223372036854775807, 9223372036854775807)
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE "disc"."price" = "disc"."year"
MySQL       SELECT `disc`.`id` FROM `disc` WHERE `disc`.`price` = `disc`.`year`
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE `disc`.`price` = `disc`.`year`

-- orm_add(Discs.worth, Discs.worth)
SQLite      SELECT orm_to_scaled(orm_decimal_add("disc"."worth", "disc"."worth"), 2) AS "m" FROM "disc"
PostgreSQL  SELECT ("disc"."worth" + "disc"."worth") AS "m" FROM "disc"
MySQL       SELECT (`disc`.`worth` + `disc`.`worth`) AS `m` FROM `disc`
MariaDB     SELECT (`disc`.`worth` + `disc`.`worth`) AS `m` FROM `disc`
