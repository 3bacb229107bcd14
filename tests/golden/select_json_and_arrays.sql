-- orm_json_text(Discs.facts, "a", 0, "it's")
SQLite      SELECT CASE json_type("disc"."facts", ?) WHEN 'text' THEN json_extract("disc"."facts", ?) END AS "t" FROM "disc"
PostgreSQL  SELECT CASE WHEN jsonb_typeof(("disc"."facts" -> $1::text)) = 'array' THEN CASE jsonb_typeof(("disc"."facts" -> $2::text -> 0 -> $3::text)) WHEN 'string' THEN ("disc"."facts" -> $4::text -> 0 ->> $5::text) END END AS "t" FROM "disc"
MySQL       SELECT (CASE WHEN CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_0900_bin = 'ARRAY' THEN CASE CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_0900_bin WHEN 'STRING' THEN JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) END END COLLATE utf8mb4_0900_bin) AS `t` FROM `disc`
MariaDB     SELECT (CASE WHEN CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_nopad_bin = 'ARRAY' THEN CASE CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_nopad_bin WHEN 'STRING' THEN JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) END END COLLATE utf8mb4_nopad_bin) AS `t` FROM `disc`

-- orm_json_int(Discs.facts, "n")
SQLite      SELECT CASE WHEN json_type("disc"."facts", ?) IN ('integer', 'real') AND json_extract("disc"."facts", ?) = CAST(json_extract("disc"."facts", ?) AS INTEGER) THEN CAST(json_extract("disc"."facts", ?) AS INTEGER) END AS "i" FROM "disc"
PostgreSQL  SELECT CASE WHEN jsonb_typeof("disc"."facts" #> $1::text[]) = 'number' THEN CASE WHEN ("disc"."facts" #>> $2::text[])::numeric = trunc(("disc"."facts" #>> $3::text[])::numeric) AND ("disc"."facts" #>> $4::text[])::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN ("disc"."facts" #>> $5::text[])::numeric::bigint END END AS "i" FROM "disc"
MySQL       SELECT CASE WHEN CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_0900_bin IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN CASE WHEN JSON_EXTRACT(`disc`.`facts`, ?) + 0e0 BETWEEN -1e19 AND 1e19 THEN CASE WHEN CAST(JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) AS DECIMAL(65,30)) = FLOOR(CAST(JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) AS DECIMAL(65,30))) AND CAST(JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) AS DECIMAL(65,30)) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(CAST(JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) AS DECIMAL(65,30)) AS SIGNED) END END END AS `i` FROM `disc`
MariaDB     SELECT CASE WHEN CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_nopad_bin IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN CASE WHEN JSON_EXTRACT(`disc`.`facts`, ?) + 0e0 BETWEEN -1e19 AND 1e19 THEN CASE WHEN CAST(JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) AS DECIMAL(65,30)) = FLOOR(CAST(JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) AS DECIMAL(65,30))) AND CAST(JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) AS DECIMAL(65,30)) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(CAST(JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) AS DECIMAL(65,30)) AS SIGNED) END END END AS `i` FROM `disc`

-- orm_json_double(Discs.facts, "n")
SQLite      SELECT CASE WHEN json_type("disc"."facts", ?) IN ('integer', 'real') THEN CAST(json_extract("disc"."facts", ?) AS REAL) END AS "r" FROM "disc"
PostgreSQL  SELECT CASE jsonb_typeof("disc"."facts" #> $1::text[]) WHEN 'number' THEN ("disc"."facts" #>> $2::text[])::float8 END AS "r" FROM "disc"
MySQL       SELECT CASE WHEN CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_0900_bin IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN JSON_EXTRACT(`disc`.`facts`, ?) + 0e0 END AS `r` FROM `disc`
MariaDB     SELECT CASE WHEN CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_nopad_bin IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN JSON_EXTRACT(`disc`.`facts`, ?) + 0e0 END AS `r` FROM `disc`

-- orm_eq(orm_json_bool(Discs.facts, "b"), true)
SQLite      SELECT "disc"."id" FROM "disc" WHERE CASE json_type("disc"."facts", ?) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END = ?
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE CASE jsonb_typeof("disc"."facts" #> $1::text[]) WHEN 'boolean' THEN ("disc"."facts" #>> $2::text[])::boolean END = $3
MySQL       SELECT `disc`.`id` FROM `disc` WHERE CASE WHEN CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_0900_bin = 'BOOLEAN' THEN CONVERT(JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_0900_bin = 'true' END = ?
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE CASE WHEN CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_nopad_bin = 'BOOLEAN' THEN CONVERT(JSON_UNQUOTE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_nopad_bin = 'true' END = ?

-- orm_json_has_key(Discs.facts, "a")
SQLite      SELECT "disc"."id" FROM "disc" WHERE (json_type("disc"."facts", ?) IS NOT NULL)
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE (("disc"."facts" -> $1::text) IS NOT NULL)
MySQL       SELECT `disc`.`id` FROM `disc` WHERE (COALESCE(JSON_CONTAINS_PATH(`disc`.`facts`, 'one', ?), 0))
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE (COALESCE(JSON_CONTAINS_PATH(`disc`.`facts`, 'one', ?), 0))

-- orm_json_has_any(Discs.facts, "a", "b")
SQLite      SELECT "disc"."id" FROM "disc" WHERE (json_type("disc"."facts", ?) IS NOT NULL OR json_type("disc"."facts", ?) IS NOT NULL)
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE (("disc"."facts" -> $1::text) IS NOT NULL OR ("disc"."facts" -> $2::text) IS NOT NULL)
MySQL       SELECT `disc`.`id` FROM `disc` WHERE (COALESCE(JSON_CONTAINS_PATH(`disc`.`facts`, 'one', ?), 0) OR COALESCE(JSON_CONTAINS_PATH(`disc`.`facts`, 'one', ?), 0))
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE (COALESCE(JSON_CONTAINS_PATH(`disc`.`facts`, 'one', ?), 0) OR COALESCE(JSON_CONTAINS_PATH(`disc`.`facts`, 'one', ?), 0))

-- orm_json_has_all(Discs.facts, "a", "b")
SQLite      SELECT "disc"."id" FROM "disc" WHERE (json_type("disc"."facts", ?) IS NOT NULL AND json_type("disc"."facts", ?) IS NOT NULL)
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE (("disc"."facts" -> $1::text) IS NOT NULL AND ("disc"."facts" -> $2::text) IS NOT NULL)
MySQL       SELECT `disc`.`id` FROM `disc` WHERE (COALESCE(JSON_CONTAINS_PATH(`disc`.`facts`, 'one', ?), 0) AND COALESCE(JSON_CONTAINS_PATH(`disc`.`facts`, 'one', ?), 0))
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE (COALESCE(JSON_CONTAINS_PATH(`disc`.`facts`, 'one', ?), 0) AND COALESCE(JSON_CONTAINS_PATH(`disc`.`facts`, 'one', ?), 0))

-- orm_json_contains(Discs.facts, "{\"a\": 1, \"b\": [2]}")
SQLite      SELECT "disc"."id" FROM "disc" WHERE COALESCE(orm_json_contains("disc"."facts", ?), 0)
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE COALESCE("disc"."facts" @> $1::jsonb, FALSE)
MySQL       SELECT `disc`.`id` FROM `disc` WHERE COALESCE((CONVERT(JSON_TYPE(`disc`.`facts`) USING utf8mb4) COLLATE utf8mb4_0900_bin = 'OBJECT' AND JSON_CONTAINS(`disc`.`facts`, ?) AND COALESCE(CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_0900_bin <> 'ARRAY', TRUE) AND (CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_0900_bin = 'ARRAY' AND EXISTS (SELECT 1 FROM JSON_TABLE(JSON_EXTRACT(`disc`.`facts`, ?), '$[*]' COLUMNS (n FOR ORDINALITY)) AS orm_item_1 WHERE (CONVERT(JSON_TYPE(JSON_EXTRACT(JSON_EXTRACT(`disc`.`facts`, ?), CONCAT('$[', orm_item_1.n - 1, ']'))) USING utf8mb4) COLLATE utf8mb4_0900_bin NOT IN ('OBJECT', 'ARRAY') AND JSON_CONTAINS(JSON_EXTRACT(JSON_EXTRACT(`disc`.`facts`, ?), CONCAT('$[', orm_item_1.n - 1, ']')), ?))))), FALSE)
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE COALESCE((CONVERT(JSON_TYPE(`disc`.`facts`) USING utf8mb4) COLLATE utf8mb4_nopad_bin = 'OBJECT' AND JSON_CONTAINS(`disc`.`facts`, ?) AND COALESCE(CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_nopad_bin <> 'ARRAY', TRUE) AND (CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_nopad_bin = 'ARRAY' AND EXISTS (SELECT 1 FROM JSON_TABLE(JSON_EXTRACT(`disc`.`facts`, ?), '$[*]' COLUMNS (n FOR ORDINALITY)) AS orm_item_1 WHERE (CONVERT(JSON_TYPE(JSON_EXTRACT(JSON_EXTRACT(`disc`.`facts`, ?), CONCAT('$[', orm_item_1.n - 1, ']'))) USING utf8mb4) COLLATE utf8mb4_nopad_bin NOT IN ('OBJECT', 'ARRAY') AND JSON_CONTAINS(JSON_EXTRACT(JSON_EXTRACT(`disc`.`facts`, ?), CONCAT('$[', orm_item_1.n - 1, ']')), ?))))), FALSE)

-- orm_json_contains(Discs.facts, "\"x\"")
SQLite      SELECT "disc"."id" FROM "disc" WHERE COALESCE(orm_json_contains("disc"."facts", ?), 0)
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE COALESCE("disc"."facts" @> $1::jsonb, FALSE)
MySQL       SELECT `disc`.`id` FROM `disc` WHERE COALESCE((CONVERT(JSON_TYPE(`disc`.`facts`) USING utf8mb4) COLLATE utf8mb4_0900_bin NOT IN ('OBJECT', 'ARRAY') AND JSON_CONTAINS(`disc`.`facts`, ?)) OR (CONVERT(JSON_TYPE(`disc`.`facts`) USING utf8mb4) COLLATE utf8mb4_0900_bin = 'ARRAY' AND EXISTS (SELECT 1 FROM JSON_TABLE(`disc`.`facts`, '$[*]' COLUMNS (n FOR ORDINALITY)) AS orm_item_1 WHERE (CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, CONCAT('$[', orm_item_1.n - 1, ']'))) USING utf8mb4) COLLATE utf8mb4_0900_bin NOT IN ('OBJECT', 'ARRAY') AND JSON_CONTAINS(JSON_EXTRACT(`disc`.`facts`, CONCAT('$[', orm_item_1.n - 1, ']')), ?)))), FALSE)
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE COALESCE((CONVERT(JSON_TYPE(`disc`.`facts`) USING utf8mb4) COLLATE utf8mb4_nopad_bin NOT IN ('OBJECT', 'ARRAY') AND JSON_CONTAINS(`disc`.`facts`, ?)) OR (CONVERT(JSON_TYPE(`disc`.`facts`) USING utf8mb4) COLLATE utf8mb4_nopad_bin = 'ARRAY' AND EXISTS (SELECT 1 FROM JSON_TABLE(`disc`.`facts`, '$[*]' COLUMNS (n FOR ORDINALITY)) AS orm_item_1 WHERE (CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, CONCAT('$[', orm_item_1.n - 1, ']'))) USING utf8mb4) COLLATE utf8mb4_nopad_bin NOT IN ('OBJECT', 'ARRAY') AND JSON_CONTAINS(JSON_EXTRACT(`disc`.`facts`, CONCAT('$[', orm_item_1.n - 1, ']')), ?)))), FALSE)

-- orm_json_contained_by(Discs.facts, "{\"a\": [1]}")
SQLite      SELECT "disc"."id" FROM "disc" WHERE COALESCE(orm_json_contains(?, "disc"."facts"), 0)
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE COALESCE("disc"."facts" <@ $1::jsonb, FALSE)
MySQL       SELECT `disc`.`id` FROM `disc` WHERE COALESCE((CONVERT(JSON_TYPE(`disc`.`facts`) USING utf8mb4) COLLATE utf8mb4_0900_bin = 'OBJECT' AND JSON_CONTAINS(?, JSON_KEYS(`disc`.`facts`)) AND (JSON_EXTRACT(`disc`.`facts`, ?) IS NULL OR (CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_0900_bin = 'ARRAY' AND NOT EXISTS (SELECT 1 FROM JSON_TABLE(JSON_EXTRACT(`disc`.`facts`, ?), '$[*]' COLUMNS (n FOR ORDINALITY)) AS orm_item_1 WHERE NOT COALESCE((CONVERT(JSON_TYPE(JSON_EXTRACT(JSON_EXTRACT(`disc`.`facts`, ?), CONCAT('$[', orm_item_1.n - 1, ']'))) USING utf8mb4) COLLATE utf8mb4_0900_bin NOT IN ('OBJECT', 'ARRAY') AND JSON_CONTAINS(JSON_EXTRACT(JSON_EXTRACT(`disc`.`facts`, ?), CONCAT('$[', orm_item_1.n - 1, ']')), ?)), FALSE))))), FALSE)
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE COALESCE((CONVERT(JSON_TYPE(`disc`.`facts`) USING utf8mb4) COLLATE utf8mb4_nopad_bin = 'OBJECT' AND JSON_CONTAINS(?, JSON_KEYS(`disc`.`facts`)) AND (JSON_EXTRACT(`disc`.`facts`, ?) IS NULL OR (CONVERT(JSON_TYPE(JSON_EXTRACT(`disc`.`facts`, ?)) USING utf8mb4) COLLATE utf8mb4_nopad_bin = 'ARRAY' AND NOT EXISTS (SELECT 1 FROM JSON_TABLE(JSON_EXTRACT(`disc`.`facts`, ?), '$[*]' COLUMNS (n FOR ORDINALITY)) AS orm_item_1 WHERE NOT COALESCE((CONVERT(JSON_TYPE(JSON_EXTRACT(JSON_EXTRACT(`disc`.`facts`, ?), CONCAT('$[', orm_item_1.n - 1, ']'))) USING utf8mb4) COLLATE utf8mb4_nopad_bin NOT IN ('OBJECT', 'ARRAY') AND JSON_CONTAINS(JSON_EXTRACT(JSON_EXTRACT(`disc`.`facts`, ?), CONCAT('$[', orm_item_1.n - 1, ']')), ?)), FALSE))))), FALSE)

-- orm_array_has_any(Discs.tags, ((orm_array_text){ words, 2 }))
SQLite      SELECT "disc"."id" FROM "disc" WHERE COALESCE(orm_json_contains("disc"."tags", ?) OR orm_json_contains("disc"."tags", ?), 0)
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE COALESCE("disc"."tags" && $1, FALSE)
MySQL       SELECT `disc`.`id` FROM `disc` WHERE COALESCE(JSON_CONTAINS(`disc`.`tags`, ?) OR JSON_CONTAINS(`disc`.`tags`, ?), FALSE)
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE COALESCE(JSON_CONTAINS(`disc`.`tags`, ?) OR JSON_CONTAINS(`disc`.`tags`, ?), FALSE)

-- orm_array_has_all(Discs.tags, ((orm_array_text){ words, 2 }))
SQLite      SELECT "disc"."id" FROM "disc" WHERE COALESCE(orm_json_contains("disc"."tags", ?), 0)
PostgreSQL  SELECT "disc"."id" FROM "disc" WHERE COALESCE("disc"."tags" @> $1, FALSE)
MySQL       SELECT `disc`.`id` FROM `disc` WHERE COALESCE(JSON_CONTAINS(`disc`.`tags`, ?), FALSE)
MariaDB     SELECT `disc`.`id` FROM `disc` WHERE COALESCE(JSON_CONTAINS(`disc`.`tags`, ?), FALSE)
