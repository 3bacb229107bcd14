-- orm_eq(orm_add(Ts.n, 1), 2)
SQLite      SELECT "t"."id" FROM "t" WHERE ("t"."n" + ?) = ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE ("t"."n" + $1::bigint) = $2
MySQL       SELECT `t`.`id` FROM `t` WHERE (`t`.`n` + ?) = ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE (`t`.`n` + ?) = ?

-- orm_eq(orm_sub(Ts.n, Ts.a), orm_mul(2, Ts.a))
SQLite      SELECT "t"."id" FROM "t" WHERE ("t"."n" - "t"."a") = (? * "t"."a")
PostgreSQL  SELECT "t"."id" FROM "t" WHERE ("t"."n"::bigint - "t"."a") = ($1::bigint * "t"."a")
MySQL       SELECT `t`.`id` FROM `t` WHERE (`t`.`n` - `t`.`a`) = (? * `t`.`a`)
MariaDB     SELECT `t`.`id` FROM `t` WHERE (`t`.`n` - `t`.`a`) = (? * `t`.`a`)

-- orm_gt(orm_neg(Ts.n), orm_val(3))
SQLite      SELECT "t"."id" FROM "t" WHERE (-"t"."n") > ?
PostgreSQL  SELECT "t"."id" FROM "t" WHERE (-"t"."n") > $1
MySQL       SELECT `t`.`id` FROM `t` WHERE (-`t`.`n`) > ?
MariaDB     SELECT `t`.`id` FROM `t` WHERE (-`t`.`n`) > ?

-- orm_eq(orm_add(Ts.d, ORM_DEC("0.05")), orm_mul(Ts.d, 2))
SQLite      SELECT "t"."id" FROM "t" WHERE ("t"."the price" + ?) = orm_fits("t"."the price" * ?, -9223372036854775807, 9223372036854775807)
PostgreSQL  SELECT "t"."id" FROM "t" WHERE ("t"."the price" + $1) = ("t"."the price" * $2)
MySQL       SELECT `t`.`id` FROM `t` WHERE (`t`.`the price` + CAST(? AS DECIMAL(10,2))) = (`t`.`the price` * CAST(? AS SIGNED))
MariaDB     SELECT `t`.`id` FROM `t` WHERE (`t`.`the price` + ?) = (`t`.`the price` * ?)

-- orm_gt(orm_sum(Ts.n), 1)
SQLite      -- error: .where holds an aggregate: aggregates belong into a result, not into what is said of one row
PostgreSQL  -- error: .where holds an aggregate: aggregates belong into a result, not into what is said of one row
MySQL       -- error: .where holds an aggregate: aggregates belong into a result, not into what is said of one row
MariaDB     -- error: .where holds an aggregate: aggregates belong into a result, not into what is said of one row
