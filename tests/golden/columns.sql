-- .limit = 0
SQLite      SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t"
PostgreSQL  SELECT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t"
MySQL       SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t`
MariaDB     SELECT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t`

-- .only = ORM_COLS(Ts.t, Ts.n)
SQLite      SELECT "t"."id", "t"."n", "t"."t" FROM "t"
PostgreSQL  SELECT "t"."id", "t"."n", "t"."t" FROM "t"
MySQL       SELECT `t`.`id`, `t`.`n`, `t`.`t` FROM `t`
MariaDB     SELECT `t`.`id`, `t`.`n`, `t`.`t` FROM `t`

-- .defer = ORM_COLS(Ts.t, Ts.d)
SQLite      SELECT "t"."id", "t"."n", "t"."a" FROM "t"
PostgreSQL  SELECT "t"."id", "t"."n", "t"."a" FROM "t"
MySQL       SELECT `t`.`id`, `t`.`n`, `t`.`a` FROM `t`
MariaDB     SELECT `t`.`id`, `t`.`n`, `t`.`a` FROM `t`

-- .distinct = true
SQLite      SELECT DISTINCT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t"
PostgreSQL  SELECT DISTINCT "t"."id", "t"."n", "t"."a", "t"."t", "t"."the price" FROM "t"
MySQL       SELECT DISTINCT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t`
MariaDB     SELECT DISTINCT `t`.`id`, `t`.`n`, `t`.`a`, `t`.`t`, `t`.`the price` FROM `t`

-- .only = ORM_COLS(Us.at)
SQLite      -- error: .only uses column at of model U, but the query is about T: join it
PostgreSQL  -- error: .only uses column at of model U, but the query is about T: join it
MySQL       -- error: .only uses column at of model U, but the query is about T: join it
MariaDB     -- error: .only uses column at of model U, but the query is about T: join it

-- .select = { orm_col(Ts.t), orm_add(Ts.n, 1) }, .distinct = true, .order_by = { orm_asc(Ts.t) }
SQLite      SELECT DISTINCT "t"."t", ("t"."n" + ?) FROM "t" ORDER BY "t"."t"
PostgreSQL  SELECT DISTINCT "t"."t", ("t"."n" + $1::bigint) FROM "t" ORDER BY "t"."t" NULLS FIRST
MySQL       SELECT DISTINCT `t`.`t`, (`t`.`n` + ?) FROM `t` ORDER BY `t`.`t`
MariaDB     SELECT DISTINCT `t`.`t`, (`t`.`n` + ?) FROM `t` ORDER BY `t`.`t`

-- .select = { orm_count_all(), orm_count(Ts.a), orm_count_distinct(Ts.a), orm_sum(Ts.n), orm_avg(Ts.n), orm_min(Ts.t), orm_max(Ts.d) }, .where = orm_gt(Ts.n, 0)
SQLite      SELECT COUNT(*), COUNT("t"."a"), COUNT(DISTINCT "t"."a"), SUM("t"."n"), AVG("t"."n"), MIN("t"."t"), MAX("t"."the price") FROM "t" WHERE "t"."n" > ?
PostgreSQL  SELECT COUNT(*), COUNT("t"."a"), COUNT(DISTINCT "t"."a"), SUM("t"."n"), AVG("t"."n")::float8, MIN("t"."t"), MAX("t"."the price") FROM "t" WHERE "t"."n" > $1
MySQL       SELECT COUNT(*), COUNT(`t`.`a`), COUNT(DISTINCT `t`.`a`), SUM(`t`.`n`), (SUM(`t`.`n`) / (COUNT(`t`.`n`) + 0e0)), MIN(`t`.`t`), MAX(`t`.`the price`) FROM `t` WHERE `t`.`n` > ?
MariaDB     SELECT COUNT(*), COUNT(`t`.`a`), COUNT(DISTINCT `t`.`a`), SUM(`t`.`n`), (SUM(`t`.`n`) / (COUNT(`t`.`n`) + 0e0)), MIN(`t`.`t`), MAX(`t`.`the price`) FROM `t` WHERE `t`.`n` > ?

-- .select = { orm_sum(Ts.d), orm_avg(Ts.d) }
SQLite      SELECT SUM("t"."the price"), orm_decimal_avg("t"."the price", 8, 2) FROM "t"
PostgreSQL  SELECT SUM("t"."the price"), ROUND(AVG("t"."the price"), 8) FROM "t"
MySQL       SELECT SUM(`t`.`the price`), ROUND(AVG(CAST(`t`.`the price` AS DECIMAL(65,8))), 8) FROM `t`
MariaDB     SELECT SUM(`t`.`the price`), ROUND(AVG(CAST(`t`.`the price` AS DECIMAL(65,8))), 8) FROM `t`

-- .select = { orm_count_all(), orm_col(Ts.n) }
SQLite      -- error: .select uses T.n, which differs from row to row of a group: put it into .group_by, or into an aggregate like orm_min
PostgreSQL  -- error: .select uses T.n, which differs from row to row of a group: put it into .group_by, or into an aggregate like orm_min
MySQL       -- error: .select uses T.n, which differs from row to row of a group: put it into .group_by, or into an aggregate like orm_min
MariaDB     -- error: .select uses T.n, which differs from row to row of a group: put it into .group_by, or into an aggregate like orm_min

-- .only = ORM_COLS(Us.at)
SQLite      SELECT "u"."id", "u"."at" FROM "other"."u"
PostgreSQL  SELECT "u"."id", "u"."at" FROM "other"."u"
MySQL       SELECT `u`.`id`, `u`.`at` FROM `other`.`u`
MariaDB     SELECT `u`.`id`, `u`.`at` FROM `other`.`u`

-- a NULL query of a table with a reserved name
SQLite      SELECT "order"."x", "order"."y", "order"."z" FROM "order"
PostgreSQL  SELECT "order"."x", "order"."y", "order"."z" FROM "order"
MySQL       SELECT `order`.`x`, `order`.`y`, `order`.`z` FROM `order`
MariaDB     SELECT `order`.`x`, `order`.`y`, `order`.`z` FROM `order`
