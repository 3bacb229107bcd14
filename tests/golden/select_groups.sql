-- .from = ORM_FROM(Disc), .group_by = { Discs.title }, .having = orm_gt(orm_count_all(), 1), .order_by = { orm_desc(Tops.n), orm_asc(Tops.name) }, .limit = 3, .into = orm_into(Top, .name = orm_col(Discs.title), .n = orm_count_all())
SQLite      SELECT "disc"."title" AS "name", COUNT(*) AS "n" FROM "disc" GROUP BY "disc"."title" HAVING COUNT(*) > ? ORDER BY 2 DESC, "disc"."title" LIMIT ?
PostgreSQL  SELECT "disc"."title" AS "name", COUNT(*) AS "n" FROM "disc" GROUP BY "disc"."title" HAVING COUNT(*) > $1 ORDER BY 2 DESC, "disc"."title" LIMIT $2
MySQL       SELECT `disc`.`title` AS `name`, COUNT(*) AS `n` FROM `disc` GROUP BY `disc`.`title` HAVING COUNT(*) > ? ORDER BY `n` DESC, `disc`.`title` LIMIT ?
MariaDB     SELECT `disc`.`title` AS `name`, COUNT(*) AS `n` FROM `disc` GROUP BY `disc`.`title` HAVING COUNT(*) > ? ORDER BY `n` DESC, `disc`.`title` LIMIT ?

-- .from = ORM_FROM(Disc), .group_by = { Tops.name }, .order_by = { orm_nulls_last(orm_asc(Tops.name)) }, .into = orm_into(Top, .name = orm_lower(Discs.title), .n = orm_filter(orm_count(Discs.year), orm_gt(Discs.year, 2000)))
SQLite      SELECT orm_lower("disc"."title") AS "name", COUNT(CASE WHEN "disc"."year" > ? THEN "disc"."year" END) AS "n" FROM "disc" GROUP BY 1 ORDER BY 1
PostgreSQL  SELECT (CASE WHEN char_length(lower(translate("disc"."title", 'İ', 'i') COLLATE "und-x-icu")) = char_length("disc"."title") AND strpos("disc"."title", 'Σ') = 0 THEN lower(translate("disc"."title", 'İ', 'i') COLLATE "und-x-icu") ELSE (SELECT string_agg(CASE WHEN char_length(lower(c COLLATE "und-x-icu")) = 1 THEN lower(c COLLATE "und-x-icu") ELSE c END, '' ORDER BY n) FROM unnest(string_to_array(translate("disc"."title", 'İ', 'i'), NULL)) WITH ORDINALITY AS orm_letters(c, n)) END COLLATE "C") AS "name", COUNT(CASE WHEN "disc"."year" > $1 THEN "disc"."year" END) AS "n" FROM "disc" GROUP BY 1 ORDER BY 1
MySQL       SELECT CONVERT(LOWER(CONVERT(`disc`.`title` USING utf32) COLLATE utf32_unicode_520_ci) USING utf8mb4) COLLATE utf8mb4_0900_bin AS `name`, COUNT(CASE WHEN `disc`.`year` > ? THEN `disc`.`year` END) AS `n` FROM `disc` GROUP BY 1 ORDER BY `name`
MariaDB     SELECT (LOWER(CONVERT(`disc`.`title` USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin AS `name`, COUNT(CASE WHEN `disc`.`year` > ? THEN `disc`.`year` END) AS `n` FROM `disc` GROUP BY 1 ORDER BY `name`

-- orm_sum(Discs.price)
SQLite      SELECT SUM("disc"."price") AS "m" FROM "disc"
PostgreSQL  SELECT SUM("disc"."price") AS "m" FROM "disc"
MySQL       SELECT SUM(`disc`.`price`) AS `m` FROM `disc`
MariaDB     SELECT SUM(`disc`.`price`) AS `m` FROM `disc`

-- orm_avg(Discs.price)
SQLite      SELECT orm_to_scaled(orm_decimal_round(orm_decimal_avg("disc"."price", 8, 2), 2), 2) AS "m" FROM "disc"
PostgreSQL  SELECT ROUND(ROUND(AVG("disc"."price"), 8), 2) AS "m" FROM "disc"
MySQL       SELECT ROUND(ROUND(AVG(CAST(`disc`.`price` AS DECIMAL(65,8))), 8), 2) AS `m` FROM `disc`
MariaDB     SELECT ROUND(ROUND(AVG(CAST(`disc`.`price` AS DECIMAL(65,8))), 8), 2) AS `m` FROM `disc`

-- orm_avg_distinct(Discs.price)
SQLite      SELECT orm_to_scaled(orm_decimal_round(orm_decimal_quotient(orm_decimal_sum(DISTINCT "disc"."price"), COUNT(DISTINCT "disc"."price"), 8, 2), 2), 2) AS "m" FROM "disc"
PostgreSQL  SELECT ROUND(ROUND(AVG(DISTINCT "disc"."price"), 8), 2) AS "m" FROM "disc"
MySQL       SELECT ROUND(ROUND(AVG(DISTINCT CAST(`disc`.`price` AS DECIMAL(65,8))), 8), 2) AS `m` FROM `disc`
MariaDB     SELECT ROUND(ROUND(AVG(DISTINCT CAST(`disc`.`price` AS DECIMAL(65,8))), 8), 2) AS `m` FROM `disc`

-- orm_sum(Discs.worth)
SQLite      SELECT orm_to_scaled(orm_decimal_sum("disc"."worth"), 2) AS "m" FROM "disc"
PostgreSQL  SELECT SUM("disc"."worth") AS "m" FROM "disc"
MySQL       SELECT SUM(`disc`.`worth`) AS `m` FROM `disc`
MariaDB     SELECT SUM(`disc`.`worth`) AS `m` FROM `disc`

-- orm_avg(Discs.year)
SQLite      SELECT AVG("disc"."year") AS "r" FROM "disc"
PostgreSQL  SELECT AVG("disc"."year")::float8 AS "r" FROM "disc"
MySQL       SELECT (SUM(`disc`.`year`) / (COUNT(`disc`.`year`) + 0e0)) AS `r` FROM `disc`
MariaDB     SELECT (SUM(`disc`.`year`) / (COUNT(`disc`.`year`) + 0e0)) AS `r` FROM `disc`

-- orm_count_distinct(Discs.year)
SQLite      SELECT COUNT(DISTINCT "disc"."year") AS "i" FROM "disc"
PostgreSQL  SELECT COUNT(DISTINCT "disc"."year") AS "i" FROM "disc"
MySQL       SELECT COUNT(DISTINCT `disc`.`year`) AS `i` FROM `disc`
MariaDB     SELECT COUNT(DISTINCT `disc`.`year`) AS `i` FROM `disc`

-- orm_sum_distinct(Discs.year)
SQLite      SELECT SUM(DISTINCT "disc"."year") AS "i" FROM "disc"
PostgreSQL  SELECT SUM(DISTINCT "disc"."year") AS "i" FROM "disc"
MySQL       SELECT SUM(DISTINCT `disc`.`year`) AS `i` FROM `disc`
MariaDB     SELECT SUM(DISTINCT `disc`.`year`) AS `i` FROM `disc`

-- orm_filter(orm_max(Discs.year), orm_eq(Discs.title, "x"))
SQLite      SELECT MAX(CASE WHEN "disc"."title" = ? THEN "disc"."year" END) AS "i" FROM "disc"
PostgreSQL  SELECT MAX(CASE WHEN "disc"."title" = $1 THEN "disc"."year" END) AS "i" FROM "disc"
MySQL       SELECT MAX(CASE WHEN `disc`.`title` = ? THEN `disc`.`year` END) AS `i` FROM `disc`
MariaDB     SELECT MAX(CASE WHEN `disc`.`title` = ? THEN `disc`.`year` END) AS `i` FROM `disc`

-- orm_string_agg(Discs.title, "', '")
SQLite      SELECT group_concat("disc"."title", ''', ''') AS "t" FROM "disc"
PostgreSQL  SELECT string_agg("disc"."title", ''', ''') AS "t" FROM "disc"
MySQL       SELECT GROUP_CONCAT(`disc`.`title` SEPARATOR ''', ''') AS `t` FROM `disc`
MariaDB     SELECT GROUP_CONCAT(`disc`.`title` SEPARATOR ''', ''') AS `t` FROM `disc`

-- orm_string_agg_by(Discs.title, ", ", orm_desc(Discs.year))
SQLite      SELECT orm_string_agg("disc"."title", ', ', "disc"."year", 2) AS "t" FROM "disc"
PostgreSQL  SELECT string_agg("disc"."title", ', ' ORDER BY "disc"."year" DESC NULLS LAST) AS "t" FROM "disc"
MySQL       SELECT GROUP_CONCAT(`disc`.`title` ORDER BY `disc`.`year` DESC SEPARATOR ', ') AS `t` FROM `disc`
MariaDB     SELECT GROUP_CONCAT(`disc`.`title` ORDER BY `disc`.`year` DESC SEPARATOR ', ') AS `t` FROM `disc`

-- orm_distinct(orm_string_agg(Discs.title, ", "))
SQLite      SELECT orm_string_agg("disc"."title", ', ', NULL, 3) AS "t" FROM "disc"
PostgreSQL  SELECT string_agg(DISTINCT "disc"."title", ', ' ORDER BY "disc"."title") AS "t" FROM "disc"
MySQL       SELECT GROUP_CONCAT(DISTINCT `disc`.`title` ORDER BY `disc`.`title` SEPARATOR ', ') AS `t` FROM `disc`
MariaDB     SELECT GROUP_CONCAT(DISTINCT `disc`.`title` ORDER BY `disc`.`title` SEPARATOR ', ') AS `t` FROM `disc`

-- .from = ORM_FROM(Band), .group_by = { Bands.mood }, .order_by = { orm_asc(MoodsOf.mood) }, .into = orm_into(MoodOf, .mood = orm_col(Bands.mood))
SQLite      SELECT "MoodOf"."mood" FROM (SELECT "band"."mood" AS "mood" FROM "band" GROUP BY "band"."mood") AS "MoodOf" ORDER BY CASE "MoodOf"."mood" WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END
PostgreSQL  SELECT "MoodOf"."mood" FROM (SELECT "band"."mood" AS "mood" FROM "band" GROUP BY "band"."mood") AS "MoodOf" ORDER BY CASE "MoodOf"."mood" WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END
MySQL       SELECT `MoodOf`.`mood` FROM (SELECT `band`.`mood` AS `mood` FROM `band` GROUP BY `band`.`mood`) AS `MoodOf` ORDER BY CASE `MoodOf`.`mood` WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END
MariaDB     SELECT `MoodOf`.`mood` FROM (SELECT `band`.`mood` AS `mood` FROM `band` GROUP BY `band`.`mood`) AS `MoodOf` ORDER BY CASE `MoodOf`.`mood` WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END

-- .from = ORM_FROM(Band), .distinct = true, .order_by = { orm_asc(Bands.mood) }, .into = orm_into(MoodOf, .mood = orm_col(Bands.mood))
SQLite      SELECT "MoodOf"."mood" FROM (SELECT DISTINCT "band"."mood" AS "mood" FROM "band") AS "MoodOf" ORDER BY CASE "MoodOf"."mood" WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END
PostgreSQL  SELECT "MoodOf"."mood" FROM (SELECT DISTINCT "band"."mood" AS "mood" FROM "band") AS "MoodOf" ORDER BY CASE "MoodOf"."mood" WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END
MySQL       SELECT `MoodOf`.`mood` FROM (SELECT DISTINCT `band`.`mood` AS `mood` FROM `band`) AS `MoodOf` ORDER BY CASE `MoodOf`.`mood` WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END
MariaDB     SELECT `MoodOf`.`mood` FROM (SELECT DISTINCT `band`.`mood` AS `mood` FROM `band`) AS `MoodOf` ORDER BY CASE `MoodOf`.`mood` WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END

-- .from = ORM_FROM(Band), .group_by = { Bands.id }, .into = orm_into(MoodOf, .mood = orm_max(Bands.mood))
SQLite      SELECT CASE MAX(CASE "band"."mood" WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END) WHEN 0 THEN 'calm' WHEN 1 THEN 'wild' END AS "mood" FROM "band" GROUP BY "band"."id"
PostgreSQL  SELECT CASE MAX(CASE "band"."mood" WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END) WHEN 0 THEN 'calm' WHEN 1 THEN 'wild' END AS "mood" FROM "band" GROUP BY "band"."id"
MySQL       SELECT CASE MAX(CASE `band`.`mood` WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END) WHEN 0 THEN 'calm' WHEN 1 THEN 'wild' END AS `mood` FROM `band` GROUP BY `band`.`id`
MariaDB     SELECT CASE MAX(CASE `band`.`mood` WHEN 'calm' THEN 0 WHEN 'wild' THEN 1 END) WHEN 0 THEN 'calm' WHEN 1 THEN 'wild' END AS `mood` FROM `band` GROUP BY `band`.`id`

-- .from = ORM_FROM(Disc), .group_by = { Discs.title }, .into = orm_into(Top, .name = orm_col(Discs.title), .n = orm_col(Discs.year))
SQLite      -- error: orm_into uses Disc.year, which differs from row to row of a group: put it into .group_by, or into an aggregate like orm_min
PostgreSQL  -- error: orm_into uses Disc.year, which differs from row to row of a group: put it into .group_by, or into an aggregate like orm_min
MySQL       -- error: orm_into uses Disc.year, which differs from row to row of a group: put it into .group_by, or into an aggregate like orm_min
MariaDB     -- error: orm_into uses Disc.year, which differs from row to row of a group: put it into .group_by, or into an aggregate like orm_min

-- .from = ORM_FROM(Disc), .distinct = true, .order_by = { orm_asc(Discs.year) }, .into = orm_into(TextOf, .t = orm_col(Discs.title))
SQLite      -- error: .order_by with .distinct: rows alike are merged, and entry 1 is not among the columns that they are told apart by: add it to the result, or leave it out
PostgreSQL  -- error: .order_by with .distinct: rows alike are merged, and entry 1 is not among the columns that they are told apart by: add it to the result, or leave it out
MySQL       -- error: .order_by with .distinct: rows alike are merged, and entry 1 is not among the columns that they are told apart by: add it to the result, or leave it out
MariaDB     -- error: .order_by with .distinct: rows alike are merged, and entry 1 is not among the columns that they are told apart by: add it to the result, or leave it out

-- .group_by = { "name" }
SQLite      -- error: something that is no column stands in .group_by: use a table object's member, like Users.name
PostgreSQL  -- error: something that is no column stands in .group_by: use a table object's member, like Users.name
MySQL       -- error: something that is no column stands in .group_by: use a table object's member, like Users.name
MariaDB     -- error: something that is no column stands in .group_by: use a table object's member, like Users.name

-- .group_by = { Discs.band }
SQLite      -- error: the relation band stands in .group_by where a column belongs
PostgreSQL  -- error: the relation band stands in .group_by where a column belongs
MySQL       -- error: the relation band stands in .group_by where a column belongs
MariaDB     -- error: the relation band stands in .group_by where a column belongs
