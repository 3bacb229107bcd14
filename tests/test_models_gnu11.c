/* build: std: gnu11 */
/* Under gnu11 `linux` and `unix` are macros that expand to 1: a column of that name gets another field name and .column. */
#include "harness.h"

#define MACHINE_MODEL(X) X(key, int64, id) X(field, bool, has_linux, .column = "linux") X(field, opt(text), unix_name, .column = "unix")
ORM_MODEL(Machine, Machines, MACHINE_MODEL);

static void test_models_column_named_linux(void **state) {
    (void)state;
    orm_db *db = test_open();
    orm_session *s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Machine), NULL));
    Machine box = { .id = 1, .has_linux = true, .unix_name = "u" };
    assert_ok(s, Machine_insert(s, &box));
    assert_int_equal(Machine_count(s, orm_q(.where = orm_and(orm_eq(Machines.has_linux, true), orm_eq(Machines.unix_name, "u")))), 1);
    const orm_value stored = test_on("mysql") ? orm_scalar_sql(s, "SELECT `unix` FROM machines WHERE `linux`", orm_args()) : orm_scalar_sql(s, "SELECT \"unix\" FROM machines WHERE \"linux\"", orm_args());
    assert_session(s, ORM_OK);
    assert_string_equal(orm_value_text(stored), "u");
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_models_column_named_linux) };
    return run_all(tests);
}
