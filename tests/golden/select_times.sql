-- orm_now()
SQLite      SELECT orm_now() AS "at" FROM "disc"
PostgreSQL  SELECT statement_timestamp() AS "at" FROM "disc"
MySQL       SELECT UTC_TIMESTAMP(6) AS `at` FROM `disc`
MariaDB     SELECT UTC_TIMESTAMP(6) AS `at` FROM `disc`

-- orm_extract(ORM_YEAR, Discs.made)
SQLite      SELECT orm_part(0, "disc"."made") AS "i" FROM "disc"
PostgreSQL  SELECT FLOOR(EXTRACT(year FROM "disc"."made"))::bigint AS "i" FROM "disc"
MySQL       SELECT CAST(YEAR(`disc`.`made`) AS SIGNED) AS `i` FROM `disc`
MariaDB     SELECT CAST(YEAR(`disc`.`made`) AS SIGNED) AS `i` FROM `disc`

-- orm_extract(ORM_WEEK, Discs.made)
SQLite      SELECT orm_part(3, "disc"."made") AS "i" FROM "disc"
PostgreSQL  SELECT FLOOR(EXTRACT(week FROM "disc"."made"))::bigint AS "i" FROM "disc"
MySQL       SELECT WEEK(`disc`.`made`, 3) AS `i` FROM `disc`
MariaDB     SELECT WEEK(`disc`.`made`, 3) AS `i` FROM `disc`

-- orm_extract(ORM_WEEKDAY, Discs.made)
SQLite      SELECT orm_part(9, "disc"."made") AS "i" FROM "disc"
PostgreSQL  SELECT FLOOR(EXTRACT(isodow FROM "disc"."made"))::bigint AS "i" FROM "disc"
MySQL       SELECT (WEEKDAY(`disc`.`made`) + 1) AS `i` FROM `disc`
MariaDB     SELECT (WEEKDAY(`disc`.`made`) + 1) AS `i` FROM `disc`

-- orm_extract(ORM_MICROSECOND, Discs.made)
SQLite      SELECT orm_part(8, "disc"."made") AS "i" FROM "disc"
PostgreSQL  SELECT (EXTRACT(microseconds FROM "disc"."made")::bigint % 1000000) AS "i" FROM "disc"
MySQL       SELECT MICROSECOND(`disc`.`made`) AS `i` FROM `disc`
MariaDB     SELECT MICROSECOND(`disc`.`made`) AS `i` FROM `disc`

-- orm_extract(ORM_EPOCH, Discs.made)
SQLite      SELECT orm_part(11, "disc"."made") AS "i" FROM "disc"
PostgreSQL  SELECT FLOOR(EXTRACT(epoch FROM "disc"."made"))::bigint AS "i" FROM "disc"
MySQL       SELECT CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', `disc`.`made`) * 0.000001) AS SIGNED) AS `i` FROM `disc`
MariaDB     SELECT CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', `disc`.`made`) * 0.000001) AS SIGNED) AS `i` FROM `disc`

-- orm_date_trunc(ORM_MONTH, Discs.made)
SQLite      SELECT orm_date_trunc(2, "disc"."made") AS "at" FROM "disc"
PostgreSQL  SELECT date_trunc('month', "disc"."made") AS "at" FROM "disc"
MySQL       SELECT CAST(DATE_FORMAT(`disc`.`made`, '%Y-%m-01') AS DATETIME(6)) AS `at` FROM `disc`
MariaDB     SELECT CAST(DATE_FORMAT(`disc`.`made`, '%Y-%m-01') AS DATETIME(6)) AS `at` FROM `disc`

-- orm_date_trunc(ORM_HOUR, Discs.made)
SQLite      SELECT orm_date_trunc(5, "disc"."made") AS "at" FROM "disc"
PostgreSQL  SELECT date_trunc('hour', "disc"."made") AS "at" FROM "disc"
MySQL       SELECT CAST(DATE_FORMAT(`disc`.`made`, '%Y-%m-%d %H:00:00') AS DATETIME(6)) AS `at` FROM `disc`
MariaDB     SELECT CAST(DATE_FORMAT(`disc`.`made`, '%Y-%m-%d %H:00:00') AS DATETIME(6)) AS `at` FROM `disc`

-- orm_date_add(Discs.made, 3, ORM_DAY)
SQLite      SELECT orm_date_add(4, "disc"."made", ?) AS "at" FROM "disc"
PostgreSQL  SELECT ("disc"."made" + $1::bigint * interval '1 day') AS "at" FROM "disc"
MySQL       SELECT COALESCE((`disc`.`made` + INTERVAL ? DAY), CASE WHEN `disc`.`made` IS NOT NULL THEN CAST(9223372036854775807 + ABS(SIGN(YEAR(`disc`.`made`))) AS DATETIME(6)) END) AS `at` FROM `disc`
MariaDB     SELECT COALESCE((`disc`.`made` + INTERVAL ? DAY), CASE WHEN `disc`.`made` IS NOT NULL THEN CAST(9223372036854775807 + ABS(SIGN(YEAR(`disc`.`made`))) AS DATETIME(6)) END) AS `at` FROM `disc`

-- orm_date_add(Discs.made, Discs.year, ORM_QUARTER)
SQLite      SELECT orm_date_add(1, "disc"."made", "disc"."year") AS "at" FROM "disc"
PostgreSQL  SELECT ("disc"."made" + "disc"."year" * interval '3 months') AS "at" FROM "disc"
MySQL       SELECT COALESCE((`disc`.`made` + INTERVAL `disc`.`year` QUARTER), CASE WHEN `disc`.`year` IS NOT NULL AND `disc`.`made` IS NOT NULL THEN CAST(9223372036854775807 + ABS(SIGN(YEAR(`disc`.`made`))) AS DATETIME(6)) END) AS `at` FROM `disc`
MariaDB     SELECT COALESCE((`disc`.`made` + INTERVAL `disc`.`year` QUARTER), CASE WHEN `disc`.`year` IS NOT NULL AND `disc`.`made` IS NOT NULL THEN CAST(9223372036854775807 + ABS(SIGN(YEAR(`disc`.`made`))) AS DATETIME(6)) END) AS `at` FROM `disc`

-- orm_date_trunc(ORM_WEEKDAY, Discs.made)
SQLite      -- error: orm_into: orm_date_trunc takes a length of time, and weekday is none
PostgreSQL  -- error: orm_into: orm_date_trunc takes a length of time, and weekday is none
MySQL       -- error: orm_into: orm_date_trunc takes a length of time, and weekday is none
MariaDB     -- error: orm_into: orm_date_trunc takes a length of time, and weekday is none

-- orm_extract(ORM_YEAR, Discs.title)
SQLite      -- error: orm_into: orm_extract takes a timestamp or a date, not text
PostgreSQL  -- error: orm_into: orm_extract takes a timestamp or a date, not text
MySQL       -- error: orm_into: orm_extract takes a timestamp or a date, not text
MariaDB     -- error: orm_into: orm_extract takes a timestamp or a date, not text
