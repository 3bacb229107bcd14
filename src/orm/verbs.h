/* verbs: the functions every model gets, and raw SQL.  The typed ones only convert; the work is done in ordinary functions behind them. */
#ifndef ORM__VERBS_H
#define ORM__VERBS_H
#include "query.h"

ORM__C_BEGIN

typedef struct orm__list { void *items; size_t count; } orm__list;

/* ---- rows of any shape ----------------------------------------------------------------------------------------------------------
 *     orm_rows r = orm_sql(s, "SELECT name, n FROM t WHERE n > ?", orm_args(3));
 *     while (orm_next(&r)) printf("%s %d\n", orm_text(&r, 0), (int)orm_int(&r, 1));
 *     if (orm_status_of(s) != ORM_OK) ...
 * Texts and blobs are valid until the next orm_next.  The cursor closes itself at the end; orm_rows_close ends it early. */
typedef struct orm_rows { orm_session *session_; uint32_t slot_, generation_; } orm_rows;
/* The next row, or false: at the end (status ORM_OK) or when it failed. */
ORM_API bool orm_next(orm_rows *r);
ORM_API orm_status orm_rows_close(orm_rows *r);
ORM_API int orm_column_count(orm_rows *r);
ORM_API const char *orm_column_name(orm_rows *r, int column);
/* What orm_select's column is: ORM_TEXT, ORM_DECIMAL ...; of SQL that the program wrote, and where nothing tells it: ORM_NO_TYPE. */
ORM_API orm_type orm_column_type(orm_rows *r, int column);
/* Columns by index from 0.  A value of another type is converted where that is exact and refused (ORM_INVALID, 0 or NULL) where it is not; NULL gives 0, NULL. */
ORM_API int64_t orm_int(orm_rows *r, int column);
ORM_API double orm_double(orm_rows *r, int column);
ORM_API const char *orm_text(orm_rows *r, int column);
ORM_API orm_blob orm__blob_at(orm_rows *r, int column);
#define orm_blob(r, column) orm__blob_at((r), (column)) /* a macro, because orm_blob is the type's name too */
ORM_API bool orm_null(orm_rows *r, int column);
ORM_API orm_value orm_value_of(orm_rows *r, int column);

/* ---- raw SQL: one statement; values are `?`, or `:name` in order of first appearance ----------------------------------------------
 * orm_sql takes a string literal only: a compile error here means that the text is not one (orm_sql_text takes text made at run time). */
#define orm_sql(s, sql, args) orm__sql_at((s), "" sql "", (args), __FILE__, __LINE__)
#define orm_sql_text(s, sql, args) orm__sql_at((s), (sql), (args), __FILE__, __LINE__)
ORM_API orm_rows orm__sql_at(orm_session *s, const char *sql, orm_arg_list args, const char *file, int line);
/* Rows affected, or -1. */
#define orm_exec(s, sql, args) orm__exec_at((s), "" sql "", (args), __FILE__, __LINE__)
#define orm_exec_text(s, sql, args) orm__exec_at((s), (sql), (args), __FILE__, __LINE__)
ORM_API int64_t orm__exec_at(orm_session *s, const char *sql, orm_arg_list args, const char *file, int line);
/* The first column of the first row, kept in the session; no row: a NULL value and ORM_NOT_FOUND. */
#define orm_scalar_sql(s, sql, args) orm__scalar_at((s), "" sql "", (args), __FILE__, __LINE__)
ORM_API orm_value orm__scalar_at(orm_session *s, const char *sql, orm_arg_list args, const char *file, int line);
/* One column of a query as a flat array, which lives in the session: orm_pluck_text(s, q, Artists.name).  In numbers a NULL is ORM_INVALID (filter it with
 * orm_not_null), in texts it is NULL. */
typedef struct orm_int64_list { int64_t *items; size_t count; } orm_int64_list;
typedef struct orm_double_list { double *items; size_t count; } orm_double_list;
typedef struct orm_text_list { const char **items; size_t count; } orm_text_list;
#ifndef __cplusplus
#define orm_pluck_int64(s, q, x) orm__pluck_int64((s), (q), __extension__ orm__takes_a_column_or_an_expression(x))
#define orm_pluck_double(s, q, x) orm__pluck_double((s), (q), __extension__ orm__takes_a_column_or_an_expression(x))
#define orm_pluck_text(s, q, x) orm__pluck_text((s), (q), __extension__ orm__takes_a_column_or_an_expression(x))
/* Several columns, an array of each, by the types int64_t **, double ** and const char ***.  Gives the number of rows, or -1 and leaves the arrays alone.
 *     int64_t *ids; const char **names;
 *     int64_t n = orm_pluck_columns(s, q, orm_to(&ids, Users.id), orm_to(&names, Users.name)); */
#define orm_pluck_columns(s, q, ...) orm__pluck_columns((s), (q), (const orm_pluck_target[]){ __VA_ARGS__ }, sizeof((const orm_pluck_target[]){ __VA_ARGS__ }) / sizeof(orm_pluck_target))
#define orm_to(array_, x) ((orm_pluck_target){ .array = (array_), .column = __extension__ orm__takes_a_column_or_an_expression(x), .type = _Generic((array_), int64_t **: ORM_INT64, double **: ORM_DOUBLE, const char ***: ORM_TEXT) })
#endif
typedef struct orm_pluck_target { void *array; const void *column; orm_type type; } orm_pluck_target;
ORM_API int64_t orm__pluck_columns(orm_session *s, const orm_query *q, const orm_pluck_target *targets, size_t count);
ORM_API orm_int64_list orm__pluck_int64(orm_session *s, const orm_query *q, const void *x);
ORM_API orm_double_list orm__pluck_double(orm_session *s, const orm_query *q, const void *x);
ORM_API orm_text_list orm__pluck_text(orm_session *s, const orm_query *q, const void *x);
/* A built query as a cursor: .from, and .select or .into (default: all columns of the model).  The columns' names are those of .into's result. */
ORM_API orm_rows orm_select(orm_session *s, const orm_query *q);
/* How strict User_sql is about columns: a field without a column and a column without a field are ORM_INVALID unless allowed.  A field that is left
 * out is marked not loaded. */
typedef enum orm_match { ORM_MATCH_EXACT, ORM_ALLOW_MISSING = 1, ORM_ALLOW_EXTRA = 2 } orm_match;

#ifndef __cplusplus
/* A catalogue of SQL: each query with a name, typed parameters and typed rows (of a result or a model).
 *     #define REPORTS(Q)                                                                                                         \
 *         Q(best_artists, Top, "SELECT name, n FROM top WHERE n > ? ORDER BY n DESC LIMIT ?", (int64, least), (int32, most))       \
 *         Q(all_artists,  Top, "SELECT name, n FROM top")
 *     ORM_CATALOGUE(Reports, REPORTS);
 * makes  Top_list best_artists(orm_session *s, int64_t least, int32_t most)  and the list Reports, which orm_check_queries(s, Reports) holds against the database. */
#define ORM_CATALOGUE(Name, LIST) LIST(ORM__QUERY_FUNCTION) ORM__UNUSED static const orm_named_query Name[] = { LIST(ORM__QUERY_ENTRY) { .name = NULL } }
#define ORM__QUERY_FUNCTION(name, Row, ...) ORM__CAT(ORM__QUERY_FUNCTION_, ORM__HAS_COMMA(__VA_ARGS__))(name, Row, __VA_ARGS__)
#define ORM__QUERY_FUNCTION_0(name, Row, sql)                                                                                     \
    ORM__UNUSED static inline Row##_list name(orm_session *orm_s_) {                                                              \
        const orm__list orm_l_ = orm__sql(orm_s_, &Row##__model, sql, (orm_arg_list){ NULL }, ORM_MATCH_EXACT);                      \
        return (Row##_list){ (Row *)orm_l_.items, orm_l_.count };                                                                 \
    }
#define ORM__QUERY_FUNCTION_1(name, Row, sql, ...)                                                                                \
    ORM__UNUSED static inline Row##_list name(orm_session *orm_s_, ORM__MAP(ORM__QUERY_PARAMETER, ~, __VA_ARGS__)) {              \
        const orm__list orm_l_ = orm__sql(orm_s_, &Row##__model, sql, orm_args(ORM__MAP(ORM__QUERY_ARGUMENT, ~, __VA_ARGS__)), ORM_MATCH_EXACT); \
        return (Row##_list){ (Row *)orm_l_.items, orm_l_.count };                                                                 \
    }
#define ORM__QUERY_PARAMETER(c, a) ORM__QUERY_PARAMETER_ a
#define ORM__QUERY_PARAMETER_(type, name) ORM_TYPE_##type ORM__CAT(orm_p_, name)
#define ORM__QUERY_ARGUMENT(c, a) ORM__QUERY_ARGUMENT_ a
#define ORM__QUERY_ARGUMENT_(type, name) orm__typed(ORM__OPERAND(ORM__CAT(orm_p_, name)).v, &(const orm_column){ ORM_META_##type })
#define ORM__QUERY_ENTRY(name, Row, ...) ORM__CAT(ORM__QUERY_ENTRY_, ORM__HAS_COMMA(__VA_ARGS__))(name, Row, __VA_ARGS__)
#define ORM__QUERY_ENTRY_0(name_, Row, sql_) { .name = #name_, .sql = sql_, .row = &Row##__model },
#define ORM__QUERY_ENTRY_1(name_, Row, sql_, ...) { .name = #name_, .sql = sql_, .row = &Row##__model, .parameters = sizeof((const char[]){ ORM__MAP(ORM__QUERY_ONE, ~, __VA_ARGS__) }), .types = (const orm_column[]){ ORM__MAP(ORM__QUERY_TYPE, ~, __VA_ARGS__) } },
#define ORM__QUERY_ONE(c, a) 1
#define ORM__QUERY_TYPE(c, a) ORM__QUERY_TYPE_ a
#define ORM__QUERY_TYPE_(type_, name_) { ORM_META_##type_, .name = #name_ }
/* A value as the declared type is sent: moments are integers in C, and an enum's value goes by its name. */
orm_value orm__typed(orm_value value, const orm_column *declared);
#endif
typedef struct orm_named_query { const char *name, *sql; const orm_model *row; size_t parameters; const orm_column *types; /* of the parameters */ } orm_named_query;
/* Prepares every query of a catalogue without running it: its SQL is understood, takes as many values as it is given, and gives just the columns of its rows.
 * Types are held against each other as far as the database tells them: of the columns PostgreSQL all, MySQL and MariaDB those of tables and of expressions without parameters that are no texts, SQLite
 * those of tables that were declared as integers, reals or texts; of the parameters PostgreSQL alone.  What may be read passes (an int32 from a bigint, a decimal from an integer).
 * The first that does not: ORM_SQL, ORM_INVALID or ORM_MISUSE, with the query's name. */
ORM_API orm_status orm_check_queries(orm_session *s, const orm_named_query *queries);

/* ---- rows and columns ------------------------------------------------------------------------------------------------------------- */
/* orm_is_loaded(&row, Users.bio): false for a column that was left out and a relation that was not loaded. */
#define orm_is_loaded(row, member) orm__is_loaded((row), (member))
ORM_API bool orm__is_loaded(const void *row, const void *member);
/* Leaves these columns to the database's defaults in the next insert.  ORM_MISUSE for a column without .default_sql or .default_value. */
#define orm_use_defaults(row, columns) orm__use_defaults((row), (columns))
ORM_API orm_status orm__use_defaults(void *row, orm_columns columns);
#define orm_foreach(Row, var, list)                                                                                \
    for (Row##_list ORM__UNIQUE(orm_list_) = (list), *ORM__UNIQUE(orm_once_) = &ORM__UNIQUE(orm_list_); ORM__UNIQUE(orm_once_); ORM__UNIQUE(orm_once_) = NULL) \
        for (Row *var = ORM__UNIQUE(orm_list_).items; var && var != ORM__UNIQUE(orm_list_).items + ORM__UNIQUE(orm_list_).count; var++)

/* ---- schema ----------------------------------------------------------------------------------------------------------------------- */
typedef struct orm_create_options {
    bool if_not_exists;   /* leaves existing tables alone, after checking that they have the models' columns (ORM_MIGRATION) */
    bool tables_only;     /* no indexes */
    int end_;
} orm_create_options;
typedef struct orm_drop_options { bool cascade; /* where the database has it */ int end_; } orm_drop_options;
/* Creates tables, constraints and indexes in the order of their references, in one transaction where the database can.  options may be NULL. */
ORM_API orm_status orm_create_tables(orm_session *s, const orm_model *const *models, const orm_create_options *options);
/* Drops them in the reverse order; a missing table is no error. */
ORM_API orm_status orm_drop_tables(orm_session *s, const orm_model *const *models, const orm_drop_options *options);
/* Checks the models without a table being touched: ORM_CONFIG names model, entry and mend.  The same check runs when a model is first used. */
ORM_API orm_status orm_check_models(orm_session *s, const orm_model *const *models);
/* What orm_create_tables would run, or what a query becomes, for any dialect and without a connection.  Like snprintf: returns the length needed, writes
 * at most size bytes with the NUL.  On an error the text is the message, after "-- error: ", and SIZE_MAX is returned. */
ORM_API size_t orm_schema_sql(orm_dialect dialect, const orm_model *const *models, char *buffer, size_t size);
ORM_API size_t orm_query_sql(orm_dialect dialect, const orm_model *from, const orm_query *q, char *buffer, size_t size);

/* ---- behind the verbs ---------------------------------------------------------------------------------------------------------------- */
typedef struct orm__cursor { orm_session *session; const orm_model *model; uint32_t slot, generation; } orm__cursor;
typedef struct orm__page { void *items; size_t count; int64_t number, total_count, total_pages, start_index, end_index; bool has_next, has_previous; } orm__page;
void orm__init(const orm_model *m, void *row);
orm_status orm__insert(orm_session *s, const orm_model *m, void *rows, size_t n);
orm_status orm__update(orm_session *s, const orm_model *m, void *rows, size_t n, const orm_columns *only);
orm_status orm__save(orm_session *s, const orm_model *m, void *row);
orm_status orm__delete(orm_session *s, const orm_model *m, void *rows, size_t n);
orm_status orm__refresh(orm_session *s, const orm_model *m, void *row);
orm_status orm__refresh_only(orm_session *s, const orm_model *m, void *row, orm_columns only);
orm_status orm__upsert(orm_session *s, const orm_model *m, void *rows, size_t n, const orm_conflict *conflict);
orm_status orm__truncate(orm_session *s, const orm_model *m);
void *orm__get(orm_session *s, const orm_model *m, const void *const *keys);
void *orm__first(orm_session *s, const orm_model *m, const orm_query *q);
void *orm__last(orm_session *s, const orm_model *m, const orm_query *q);
void *orm__one(orm_session *s, const orm_model *m, const orm_query *q);
void *orm__get_or_create(orm_session *s, const orm_model *m, const orm_query *q, const void *row, bool *created);
void *orm__update_or_create(orm_session *s, const orm_model *m, const orm_query *q, const void *row, bool *created);
orm__list orm__all(orm_session *s, const orm_model *m, const orm_query *q);
orm__list orm__after(orm_session *s, const orm_model *m, const orm_query *q, const void *last);
orm__list orm__sql(orm_session *s, const orm_model *m, const char *sql, orm_arg_list args, orm_match match);
orm__cursor orm__stream(orm_session *s, const orm_model *m, const orm_query *q);
void *orm__stream_next(orm__cursor *cursor);
orm_status orm__stream_stop(orm__cursor *cursor);
int64_t orm__count(orm_session *s, const orm_model *m, const orm_query *q);
bool orm__exists(orm_session *s, const orm_model *m, const orm_query *q);
int64_t orm__update_where(orm_session *s, const orm_model *m, const orm_query *q, orm_set_list set);
int64_t orm__delete_where(orm_session *s, const orm_model *m, const orm_query *q);
orm__list orm__claim(orm_session *s, const orm_model *m, const orm_query *q, orm_set_list set, int64_t n);
orm__list orm__update_returning(orm_session *s, const orm_model *m, const orm_query *q, orm_set_list set);
orm__list orm__select_into(orm_session *s, const orm_model *result, const orm_query *q, orm_into_list into);
orm__cursor orm__select_stream(orm_session *s, const orm_model *result, const orm_query *q, orm_into_list into);
void *orm__select_one(orm_session *s, const orm_model *result, const orm_query *q, orm_into_list into);
int64_t orm__insert_from(orm_session *s, const orm_model *m, const orm_query *q, orm_into_list into, const orm_conflict *conflict);
orm_status orm__upsert_from(orm_session *s, const orm_model *m, const orm_query *q, orm_into_list into, const orm_conflict *conflict);
#ifndef __cplusplus
orm_value orm__aggregate(orm_session *s, const orm_model *m, const orm_query *q, orm_expr e);
#endif
orm__page orm__paginate(orm_session *s, const orm_model *m, const orm_query *q, int64_t number, int64_t per_page);
void *orm__copy(orm_session *s, const orm_model *m, const void *row);
orm_status orm__as_new(const orm_model *m, void *row);
size_t orm__print_row(const orm_model *m, const void *row, char *buffer, size_t size);
orm_status orm__assume_stored(const orm_model *m, void *row);

#ifndef __cplusplus
#define ORM__V ORM__UNUSED static inline
/* A result's: rows by Row_select, one by Row_select_one, one after the other by Row_stream and Row_next. */
#define ORM__RESULT_VERBS(Row)                                                                                                                       \
    ORM__V Row##_list Row##_select(orm_session *orm_s_, const orm_query *orm_q_, orm_into_list orm_into_) {                                          \
        const orm__list orm_l_ = orm__select_into(orm_s_, &Row##__model, orm_q_, orm_into_);                                                         \
        return (Row##_list){ (Row *)orm_l_.items, orm_l_.count };                                                                                    \
    }                                                                                                                                                \
    ORM__V Row##_list Row##_sql(orm_session *orm_s_, const char *orm_sql_, orm_arg_list orm_args_) {                                                 \
        const orm__list orm_l_ = orm__sql(orm_s_, &Row##__model, orm_sql_, orm_args_, ORM_MATCH_EXACT);                                              \
        return (Row##_list){ (Row *)orm_l_.items, orm_l_.count };                                                                                    \
    }                                                                                                                                                \
    ORM__V Row *Row##_select_one(orm_session *orm_s_, const orm_query *orm_q_, orm_into_list orm_into_) { return (Row *)orm__select_one(orm_s_, &Row##__model, orm_q_, orm_into_); } \
    ORM__V size_t Row##_print(const Row *orm_row_, char *orm_buffer_, size_t orm_size_) { return orm__print_row(&Row##__model, orm_row_, orm_buffer_, orm_size_); } \
    typedef struct { orm__cursor orm_; } Row##_cursor;                                                                                               \
    ORM__V Row##_cursor Row##_stream(orm_session *orm_s_, const orm_query *orm_q_, orm_into_list orm_into_) { return (Row##_cursor){ orm__select_stream(orm_s_, &Row##__model, orm_q_, orm_into_) }; } \
    ORM__V Row *Row##_next(Row##_cursor *orm_c_) { return (Row *)orm__stream_next(orm_c_ ? &orm_c_->orm_ : NULL); }                                                  \
    ORM__V orm_status Row##_stop(Row##_cursor *orm_c_) { return orm__stream_stop(orm_c_ ? &orm_c_->orm_ : NULL); }
#define ORM__VERBS(Row, LIST)                                                                                                                        \
    typedef struct { orm__cursor orm_; } Row##_cursor;                                                                                               \
    typedef struct { Row *items; size_t count; int64_t number, total_count, total_pages, start_index, end_index; bool has_next, has_previous; } Row##_page; \
    ORM__V Row Row##_init(void) { Row orm_row_; orm__init(&Row##__model, &orm_row_); return orm_row_; }                                              \
    ORM__V orm_status Row##_insert(orm_session *orm_s_, Row *orm_row_) { return orm__insert(orm_s_, &Row##__model, orm_row_, 1); }                    \
    ORM__V orm_status Row##_insert_all(orm_session *orm_s_, Row *orm_rows_, size_t orm_n_) { return orm__insert(orm_s_, &Row##__model, orm_rows_, orm_n_); } \
    ORM__V orm_status Row##_update(orm_session *orm_s_, Row *orm_row_) { return orm__update(orm_s_, &Row##__model, orm_row_, 1, NULL); }              \
    ORM__V orm_status Row##_update_all(orm_session *orm_s_, Row *orm_rows_, size_t orm_n_) { return orm__update(orm_s_, &Row##__model, orm_rows_, orm_n_, NULL); } \
    ORM__V orm_status Row##_update_only(orm_session *orm_s_, Row *orm_row_, orm_columns orm_only_) { return orm__update(orm_s_, &Row##__model, orm_row_, 1, &orm_only_); } \
    ORM__V orm_status Row##_update_only_all(orm_session *orm_s_, Row *orm_rows_, size_t orm_n_, orm_columns orm_only_) { return orm__update(orm_s_, &Row##__model, orm_rows_, orm_n_, &orm_only_); } \
    ORM__V orm_status Row##_save(orm_session *orm_s_, Row *orm_row_) { return orm__save(orm_s_, &Row##__model, orm_row_); }                           \
    ORM__V orm_status Row##_delete(orm_session *orm_s_, Row *orm_row_) { return orm__delete(orm_s_, &Row##__model, orm_row_, 1); }                    \
    ORM__V orm_status Row##_delete_all(orm_session *orm_s_, Row *orm_rows_, size_t orm_n_) { return orm__delete(orm_s_, &Row##__model, orm_rows_, orm_n_); } \
    ORM__V orm_status Row##_refresh(orm_session *orm_s_, Row *orm_row_) { return orm__refresh(orm_s_, &Row##__model, orm_row_); }                     \
    /* reads these columns of the row, those that were left out for example: User_refresh_only(s, &user, ORM_COLS(Users.bio)).  ORM_STALE when a version says that it is another row by now. */ \
    ORM__V orm_status Row##_refresh_only(orm_session *orm_s_, Row *orm_row_, orm_columns orm_only_) { return orm__refresh_only(orm_s_, &Row##__model, orm_row_, orm_only_); } \
    ORM__V orm_status Row##_upsert(orm_session *orm_s_, Row *orm_row_, const orm_conflict *orm_c_) { return orm__upsert(orm_s_, &Row##__model, orm_row_, 1, orm_c_); } \
    ORM__V orm_status Row##_upsert_all(orm_session *orm_s_, Row *orm_rows_, size_t orm_n_, const orm_conflict *orm_c_) { return orm__upsert(orm_s_, &Row##__model, orm_rows_, orm_n_, orm_c_); } \
    ORM__V orm_status Row##_truncate(orm_session *orm_s_) { return orm__truncate(orm_s_, &Row##__model); }                                            \
    ORM__V Row *Row##_get(orm_session *orm_s_ ORM__PASS(ORM__KEYS, LIST, Row)) {                                                                      \
        const void *const orm_keys_[] = { ORM__PASS(ORM__KEY_ADDRESSES, LIST, Row) NULL };                                                            \
        return (Row *)orm__get(orm_s_, &Row##__model, orm_keys_);                                                                                     \
    }                                                                                                                                                 \
    ORM__V Row *Row##_first(orm_session *orm_s_, const orm_query *orm_q_) { return (Row *)orm__first(orm_s_, &Row##__model, orm_q_); }                \
    ORM__V Row *Row##_last(orm_session *orm_s_, const orm_query *orm_q_) { return (Row *)orm__last(orm_s_, &Row##__model, orm_q_); }                  \
    ORM__V Row *Row##_one(orm_session *orm_s_, const orm_query *orm_q_) { return (Row *)orm__one(orm_s_, &Row##__model, orm_q_); }                    \
    ORM__V Row *Row##_get_or_create(orm_session *orm_s_, const orm_query *orm_q_, const Row *orm_row_, bool *orm_created_) { return (Row *)orm__get_or_create(orm_s_, &Row##__model, orm_q_, orm_row_, orm_created_); } \
    ORM__V Row *Row##_update_or_create(orm_session *orm_s_, const orm_query *orm_q_, const Row *orm_row_, bool *orm_created_) { return (Row *)orm__update_or_create(orm_s_, &Row##__model, orm_q_, orm_row_, orm_created_); } \
    ORM__V Row##_list orm__##Row##_list(orm__list orm_l_) { return (Row##_list){ (Row *)orm_l_.items, orm_l_.count }; }                               \
    ORM__V Row##_list Row##_all(orm_session *orm_s_, const orm_query *orm_q_) { return orm__##Row##_list(orm__all(orm_s_, &Row##__model, orm_q_)); }  \
    ORM__V Row##_list Row##_after(orm_session *orm_s_, const orm_query *orm_q_, const Row *orm_last_) { return orm__##Row##_list(orm__after(orm_s_, &Row##__model, orm_q_, orm_last_)); } \
    ORM__V Row##_list Row##_sql(orm_session *orm_s_, const char *orm_sql_, orm_arg_list orm_args_) { return orm__##Row##_list(orm__sql(orm_s_, &Row##__model, orm_sql_, orm_args_, ORM_MATCH_EXACT)); } \
    ORM__V Row##_list Row##_sql_match(orm_session *orm_s_, const char *orm_sql_, orm_arg_list orm_args_, orm_match orm_match_) { return orm__##Row##_list(orm__sql(orm_s_, &Row##__model, orm_sql_, orm_args_, orm_match_)); } \
    ORM__V Row##_cursor Row##_stream(orm_session *orm_s_, const orm_query *orm_q_) { return (Row##_cursor){ orm__stream(orm_s_, &Row##__model, orm_q_) }; } \
    ORM__V Row *Row##_next(Row##_cursor *orm_c_) { return (Row *)orm__stream_next(orm_c_ ? &orm_c_->orm_ : NULL); }                                                  \
    ORM__V orm_status Row##_stop(Row##_cursor *orm_c_) { return orm__stream_stop(orm_c_ ? &orm_c_->orm_ : NULL); }                                                    \
    ORM__V int64_t Row##_count(orm_session *orm_s_, const orm_query *orm_q_) { return orm__count(orm_s_, &Row##__model, orm_q_); }                    \
    ORM__V bool Row##_exists(orm_session *orm_s_, const orm_query *orm_q_) { return orm__exists(orm_s_, &Row##__model, orm_q_); }                     \
    ORM__V int64_t Row##_update_where(orm_session *orm_s_, const orm_query *orm_q_, orm_set_list orm_set_) { return orm__update_where(orm_s_, &Row##__model, orm_q_, orm_set_); } \
    ORM__V int64_t Row##_delete_where(orm_session *orm_s_, const orm_query *orm_q_) { return orm__delete_where(orm_s_, &Row##__model, orm_q_); }      \
    ORM__V orm_value Row##_aggregate(orm_session *orm_s_, const orm_query *orm_q_, orm_expr orm_e_) { return orm__aggregate(orm_s_, &Row##__model, orm_q_, orm_e_); } \
    ORM__V Row##_page Row##_paginate(orm_session *orm_s_, const orm_query *orm_q_, int64_t orm_number_, int64_t orm_per_page_) {                      \
        const orm__page orm_p_ = orm__paginate(orm_s_, &Row##__model, orm_q_, orm_number_, orm_per_page_);                                            \
        return (Row##_page){ (Row *)orm_p_.items, orm_p_.count, orm_p_.number, orm_p_.total_count, orm_p_.total_pages, orm_p_.start_index, orm_p_.end_index, orm_p_.has_next, orm_p_.has_previous }; \
    }                                                                                                                                                 \
    ORM__V int64_t Row##_insert_from(orm_session *orm_s_, const orm_query *orm_q_, orm_into_list orm_into_) { return orm__insert_from(orm_s_, &Row##__model, orm_q_, orm_into_, NULL); } \
    /* up to n rows that nobody else is taking, changed (ORM_SET) and as they are then: a queue.  And all rows that q means. */                        \
    ORM__V Row##_list Row##_claim(orm_session *orm_s_, const orm_query *orm_q_, orm_set_list orm_set_, int64_t orm_n_) { return orm__##Row##_list(orm__claim(orm_s_, &Row##__model, orm_q_, orm_set_, orm_n_)); } \
    ORM__V Row##_list Row##_update_returning(orm_session *orm_s_, const orm_query *orm_q_, orm_set_list orm_set_) { return orm__##Row##_list(orm__update_returning(orm_s_, &Row##__model, orm_q_, orm_set_)); } \
    ORM__V orm_status Row##_upsert_from(orm_session *orm_s_, const orm_query *orm_q_, orm_into_list orm_into_, const orm_conflict *orm_c_) { return orm__upsert_from(orm_s_, &Row##__model, orm_q_, orm_into_, orm_c_); } \
    ORM__V Row *Row##_copy(orm_session *orm_s_, const Row *orm_row_) { return (Row *)orm__copy(orm_s_, &Row##__model, orm_row_); }                    \
    ORM__V size_t Row##_print(const Row *orm_row_, char *orm_buffer_, size_t orm_size_) { return orm__print_row(&Row##__model, orm_row_, orm_buffer_, orm_size_); } \
    ORM__V orm_status Row##_as_new(Row *orm_row_) { return orm__as_new(&Row##__model, orm_row_); }                                                    \
    ORM__V orm_status Row##_assume_stored(Row *orm_row_) { return orm__assume_stored(&Row##__model, orm_row_); }
#endif

ORM__C_END
#endif
