-- orm_concat(Discs.title, ": ", Discs.year, Discs.price, Discs.made)
SQLite      SELECT (COALESCE("disc"."title", '') || COALESCE(?, '') || COALESCE(CAST("disc"."year" AS TEXT), '') || COALESCE(orm_decimal_text("disc"."price", 2), '') || COALESCE("disc"."made", '')) AS "t" FROM "disc"
PostgreSQL  SELECT concat("disc"."title", $1::text, CAST("disc"."year" AS text), CAST("disc"."price" AS text), to_char("disc"."made", 'YYYY-MM-DD HH24:MI:SS.US')) AS "t" FROM "disc"
MySQL       SELECT CONCAT(COALESCE(`disc`.`title`, ''), COALESCE(?, ''), COALESCE(CAST(`disc`.`year` AS CHAR(40)) COLLATE utf8mb4_0900_bin, ''), COALESCE(CAST(`disc`.`price` AS CHAR) COLLATE utf8mb4_0900_bin, ''), COALESCE(DATE_FORMAT(`disc`.`made`, '%Y-%m-%d %H:%i:%s.%f') COLLATE utf8mb4_0900_bin, '')) AS `t` FROM `disc`
MariaDB     SELECT CONCAT(COALESCE(`disc`.`title`, ''), COALESCE(?, ''), COALESCE(CAST(`disc`.`year` AS CHAR(40)) COLLATE utf8mb4_nopad_bin, ''), COALESCE(CAST(`disc`.`price` AS CHAR) COLLATE utf8mb4_nopad_bin, ''), COALESCE(DATE_FORMAT(`disc`.`made`, '%Y-%m-%d %H:%i:%s.%f') COLLATE utf8mb4_nopad_bin, '')) AS `t` FROM `disc`

-- orm_lower(Discs.title)
SQLite      SELECT orm_lower("disc"."title") AS "t" FROM "disc"
PostgreSQL  SELECT (CASE WHEN char_length(lower(translate("disc"."title", 'İ', 'i') COLLATE "und-x-icu")) = char_length("disc"."title") AND strpos("disc"."title", 'Σ') = 0 THEN lower(translate("disc"."title", 'İ', 'i') COLLATE "und-x-icu") ELSE (SELECT string_agg(CASE WHEN char_length(lower(c COLLATE "und-x-icu")) = 1 THEN lower(c COLLATE "und-x-icu") ELSE c END, '' ORDER BY n) FROM unnest(string_to_array(translate("disc"."title", 'İ', 'i'), NULL)) WITH ORDINALITY AS orm_letters(c, n)) END COLLATE "C") AS "t" FROM "disc"
MySQL       SELECT CONVERT(LOWER(CONVERT(`disc`.`title` USING utf32) COLLATE utf32_unicode_520_ci) USING utf8mb4) COLLATE utf8mb4_0900_bin AS `t` FROM `disc`
MariaDB     SELECT (LOWER(CONVERT(`disc`.`title` USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin AS `t` FROM `disc`

-- orm_upper(Discs.title)
SQLite      SELECT orm_upper("disc"."title") AS "t" FROM "disc"
PostgreSQL  SELECT (CASE WHEN char_length(upper("disc"."title" COLLATE "und-x-icu")) = char_length("disc"."title") THEN upper("disc"."title" COLLATE "und-x-icu") ELSE (SELECT string_agg(CASE WHEN char_length(upper(c COLLATE "und-x-icu")) = 1 THEN upper(c COLLATE "und-x-icu") ELSE c END, '' ORDER BY n) FROM unnest(string_to_array("disc"."title", NULL)) WITH ORDINALITY AS orm_letters(c, n)) END COLLATE "C") AS "t" FROM "disc"
MySQL       SELECT CONVERT(UPPER(CONVERT(`disc`.`title` USING utf32) COLLATE utf32_unicode_520_ci) USING utf8mb4) COLLATE utf8mb4_0900_bin AS `t` FROM `disc`
MariaDB     SELECT (UPPER(CONVERT(`disc`.`title` USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin AS `t` FROM `disc`

-- orm_trim(Discs.title)
SQLite      SELECT trim("disc"."title") AS "t" FROM "disc"
PostgreSQL  SELECT btrim("disc"."title") AS "t" FROM "disc"
MySQL       SELECT TRIM(`disc`.`title`) AS `t` FROM `disc`
MariaDB     SELECT TRIM(`disc`.`title`) AS `t` FROM `disc`

-- orm_length(Discs.title)
SQLite      SELECT length("disc"."title") AS "i" FROM "disc"
PostgreSQL  SELECT char_length("disc"."title") AS "i" FROM "disc"
MySQL       SELECT CHAR_LENGTH(`disc`.`title`) AS `i` FROM `disc`
MariaDB     SELECT CHAR_LENGTH(`disc`.`title`) AS `i` FROM `disc`

-- orm_substr(Discs.title, 2)
SQLite      SELECT substr("disc"."title", ?) AS "t" FROM "disc"
PostgreSQL  SELECT substr("disc"."title", $1::int) AS "t" FROM "disc"
MySQL       SELECT SUBSTRING(`disc`.`title`, ?) AS `t` FROM `disc`
MariaDB     SELECT SUBSTRING(`disc`.`title`, ?) AS `t` FROM `disc`

-- orm_substr(Discs.title, 2, 3)
SQLite      SELECT substr("disc"."title", ?, ?) AS "t" FROM "disc"
PostgreSQL  SELECT substr("disc"."title", $1::int, $2::int) AS "t" FROM "disc"
MySQL       SELECT SUBSTRING(`disc`.`title`, ?, ?) AS `t` FROM `disc`
MariaDB     SELECT SUBSTRING(`disc`.`title`, ?, ?) AS `t` FROM `disc`

-- orm_substr(Discs.title, Discs.year, Discs.id)
SQLite      SELECT substr("disc"."title", (CASE WHEN "disc"."year" < 1 THEN 1 WHEN "disc"."year" > 2147483647 THEN 2147483647 ELSE "disc"."year" END), (CASE WHEN "disc"."id" < 0 THEN 0 WHEN "disc"."id" > 2147483647 THEN 2147483647 ELSE "disc"."id" END)) AS "t" FROM "disc"
PostgreSQL  SELECT substr("disc"."title", (CASE WHEN "disc"."year" < 1 THEN 1 WHEN "disc"."year" > 2147483647 THEN 2147483647 ELSE "disc"."year" END)::int, (CASE WHEN "disc"."id" < 0 THEN 0 WHEN "disc"."id" > 2147483647 THEN 2147483647 ELSE "disc"."id" END)::int) AS "t" FROM "disc"
MySQL       SELECT SUBSTRING(`disc`.`title`, (CASE WHEN `disc`.`year` < 1 THEN 1 WHEN `disc`.`year` > 2147483647 THEN 2147483647 ELSE `disc`.`year` END), (CASE WHEN `disc`.`id` < 0 THEN 0 WHEN `disc`.`id` > 2147483647 THEN 2147483647 ELSE `disc`.`id` END)) AS `t` FROM `disc`
MariaDB     SELECT SUBSTRING(`disc`.`title`, (CASE WHEN `disc`.`year` < 1 THEN 1 WHEN `disc`.`year` > 2147483647 THEN 2147483647 ELSE `disc`.`year` END), (CASE WHEN `disc`.`id` < 0 THEN 0 WHEN `disc`.`id` > 2147483647 THEN 2147483647 ELSE `disc`.`id` END)) AS `t` FROM `disc`

-- orm_replace(Discs.title, "a", "b")
SQLite      SELECT REPLACE("disc"."title", ?, ?) AS "t" FROM "disc"
PostgreSQL  SELECT REPLACE("disc"."title", $1, $2) AS "t" FROM "disc"
MySQL       SELECT REPLACE(`disc`.`title`, ?, ?) AS `t` FROM `disc`
MariaDB     SELECT REPLACE(`disc`.`title`, ?, ?) AS `t` FROM `disc`

-- orm_coalesce(Discs.title, "none")
SQLite      SELECT COALESCE("disc"."title", ?) AS "t" FROM "disc"
PostgreSQL  SELECT COALESCE("disc"."title", $1) AS "t" FROM "disc"
MySQL       SELECT COALESCE(`disc`.`title`, ?) AS `t` FROM `disc`
MariaDB     SELECT COALESCE(`disc`.`title`, ?) AS `t` FROM `disc`

-- orm_nullif(Discs.title, "")
SQLite      SELECT NULLIF("disc"."title", ?) AS "t" FROM "disc"
PostgreSQL  SELECT NULLIF("disc"."title", $1) AS "t" FROM "disc"
MySQL       SELECT NULLIF(`disc`.`title`, ?) AS `t` FROM `disc`
MariaDB     SELECT NULLIF(`disc`.`title`, ?) AS `t` FROM `disc`

-- orm_case(orm_when(orm_ge(Discs.year, 2000), "new"), orm_when(orm_is_null(Discs.year), "unknown"), orm_else("old"))
SQLite      SELECT CASE WHEN "disc"."year" >= ? THEN ? WHEN "disc"."year" IS NULL THEN ? ELSE ? END AS "t" FROM "disc"
PostgreSQL  SELECT CASE WHEN "disc"."year" >= $1 THEN CAST($2 AS text) WHEN "disc"."year" IS NULL THEN CAST($3 AS text) ELSE CAST($4 AS text) END AS "t" FROM "disc"
MySQL       SELECT CASE WHEN `disc`.`year` >= ? THEN ? WHEN `disc`.`year` IS NULL THEN ? ELSE ? END AS `t` FROM `disc`
MariaDB     SELECT CASE WHEN `disc`.`year` >= ? THEN ? WHEN `disc`.`year` IS NULL THEN ? ELSE ? END AS `t` FROM `disc`

-- orm_cast(Discs.price, ORM_TEXT)
SQLite      SELECT orm_decimal_text("disc"."price", 2) AS "t" FROM "disc"
PostgreSQL  SELECT CAST("disc"."price" AS text) AS "t" FROM "disc"
MySQL       SELECT CAST(`disc`.`price` AS CHAR) COLLATE utf8mb4_0900_bin AS `t` FROM `disc`
MariaDB     SELECT CAST(`disc`.`price` AS CHAR) COLLATE utf8mb4_nopad_bin AS `t` FROM `disc`

-- orm_cast(Discs.worth, ORM_TEXT)
SQLite      SELECT "disc"."worth" AS "t" FROM "disc"
PostgreSQL  SELECT CAST("disc"."worth" AS text) AS "t" FROM "disc"
MySQL       SELECT CAST(`disc`.`worth` AS CHAR) COLLATE utf8mb4_0900_bin AS `t` FROM `disc`
MariaDB     SELECT CAST(`disc`.`worth` AS CHAR) COLLATE utf8mb4_nopad_bin AS `t` FROM `disc`

-- orm_cast(Discs.made, ORM_TEXT)
SQLite      SELECT "disc"."made" AS "t" FROM "disc"
PostgreSQL  SELECT to_char("disc"."made", 'YYYY-MM-DD HH24:MI:SS.US') AS "t" FROM "disc"
MySQL       SELECT DATE_FORMAT(`disc`.`made`, '%Y-%m-%d %H:%i:%s.%f') COLLATE utf8mb4_0900_bin AS `t` FROM `disc`
MariaDB     SELECT DATE_FORMAT(`disc`.`made`, '%Y-%m-%d %H:%i:%s.%f') COLLATE utf8mb4_nopad_bin AS `t` FROM `disc`

-- orm_cast(orm_eq(Discs.id, 1), ORM_TEXT)
SQLite      SELECT CASE WHEN ("disc"."id" = ?) THEN 'true' WHEN NOT ("disc"."id" = ?) THEN 'false' END AS "t" FROM "disc"
PostgreSQL  SELECT CASE WHEN ("disc"."id" = $1) THEN 'true' WHEN NOT ("disc"."id" = $2) THEN 'false' END AS "t" FROM "disc"
MySQL       SELECT CASE WHEN (`disc`.`id` = ?) THEN 'true' WHEN NOT (`disc`.`id` = ?) THEN 'false' END AS `t` FROM `disc`
MariaDB     SELECT CASE WHEN (`disc`.`id` = ?) THEN 'true' WHEN NOT (`disc`.`id` = ?) THEN 'false' END AS `t` FROM `disc`

-- orm_cast(Discs.score, ORM_TEXT)
SQLite      -- error: orm_into: the text of a double depends on the database: make a decimal of it first, orm_cast_decimal(x, 20, 6)
PostgreSQL  -- error: orm_into: the text of a double depends on the database: make a decimal of it first, orm_cast_decimal(x, 20, 6)
MySQL       -- error: orm_into: the text of a double depends on the database: make a decimal of it first, orm_cast_decimal(x, 20, 6)
MariaDB     -- error: orm_into: the text of a double depends on the database: make a decimal of it first, orm_cast_decimal(x, 20, 6)

-- orm_lower(Discs.id)
SQLite      -- error: orm_into: orm_lower takes a text, not int64: make it one with orm_cast(..., ORM_TEXT)
PostgreSQL  -- error: orm_into: orm_lower takes a text, not int64: make it one with orm_cast(..., ORM_TEXT)
MySQL       -- error: orm_into: orm_lower takes a text, not int64: make it one with orm_cast(..., ORM_TEXT)
MariaDB     -- error: orm_into: orm_lower takes a text, not int64: make it one with orm_cast(..., ORM_TEXT)
