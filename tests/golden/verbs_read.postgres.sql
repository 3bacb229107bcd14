get: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."id" = $1
get: SELECT "order"."x", "order"."y", "order"."z" FROM "order" WHERE "order"."x" = $1 AND "order"."y" = $2
refresh: SELECT "order"."x", "order"."y", "order"."z" FROM "order" WHERE "order"."x" = $1 AND "order"."y" = $2
refresh_only: SELECT "order"."z" FROM "order" WHERE "order"."x" = $1 AND "order"."y" = $2
first: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" ORDER BY "t"."id" LIMIT $1
last: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" ORDER BY "t"."id" DESC LIMIT $1
first: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."n" > $1 ORDER BY "t"."a" DESC NULLS LAST, "t"."n" LIMIT $2
last: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."n" > $1 ORDER BY "t"."a" NULLS FIRST, "t"."n" DESC LIMIT $2
one: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."n" = $1 LIMIT $2
count: SELECT COUNT(*) FROM "t" WHERE "t"."n" > $1
count: SELECT COUNT(*) FROM (SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" ORDER BY "t"."n" LIMIT $1) AS "t"
exists: SELECT EXISTS (SELECT 1 FROM "t" WHERE "t"."n" > $1)
exists: SELECT EXISTS (SELECT 1 FROM (SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" ORDER BY "t"."n" LIMIT $1) AS "t")
aggregate: SELECT SUM("t"."n") FROM "t" WHERE "t"."n" > $1
aggregate: SELECT SUM("t"."n") FROM (SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" ORDER BY "t"."n" LIMIT $1) AS "t"
paginate: SELECT COUNT(*) FROM "t" WHERE "t"."n" > $1
paginate: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."n" > $1 ORDER BY "t"."a" DESC NULLS LAST, "t"."n" LIMIT $2
after: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."n" > $1 ORDER BY "t"."a" DESC NULLS LAST, "t"."n", "t"."id"
after: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE ("t"."n" > $1 AND (("t"."a" < $2 OR "t"."a" IS NULL) OR ("t"."a" = $3 AND "t"."n" > $4) OR ("t"."a" = $5 AND "t"."n" = $6 AND "t"."id" > $7))) ORDER BY "t"."a" DESC NULLS LAST, "t"."n", "t"."id"
after: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE ("t"."n" > $1 AND (("t"."a" IS NULL AND "t"."n" > $2) OR ("t"."a" IS NULL AND "t"."n" = $3 AND "t"."id" > $4))) ORDER BY "t"."a" DESC NULLS LAST, "t"."n", "t"."id"
stream: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."n" > $1 ORDER BY "t"."a" DESC NULLS LAST, "t"."n"
get_or_create: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."n" = $1 LIMIT $2
get_or_create: BEGIN
get_or_create: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."n" = $1 LIMIT $2
get_or_create: INSERT INTO "t" ("id", "n", "a", "t", "the price") VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price"
get_or_create: COMMIT
update_or_create: BEGIN
update_or_create: SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t" WHERE "t"."n" = $1 LIMIT $2 FOR UPDATE
update_or_create: UPDATE "t" SET "n" = $1, "a" = $2, "t" = $3, "the price" = $4 WHERE "t"."id" = $5
update_or_create: COMMIT
