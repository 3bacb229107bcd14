#include "internal.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

ORM__PRIVATE void orm__error_clear(orm_error *error) {
    error->status = ORM_OK;
    error->native_code = 0;
    error->retryable = false;
    error->outcome = ORM_NOT_APPLIED;
    error->sqlstate[0] = error->message[0] = error->model[0] = error->column[0] = error->constraint[0] = error->sql[0] = 0;
}

static bool orm__status_retryable(orm_status status) {
#define ORM__STATUS_RETRY(name, retryable, text) retryable,
    static const bool retry[ORM_STATUS_COUNT] = { ORM_STATUS_LIST(ORM__STATUS_RETRY) };
#undef ORM__STATUS_RETRY
    return (unsigned)status < ORM_STATUS_COUNT && retry[status];
}

static void orm__error_format(orm_error *error, orm_status status, const char *format, va_list list) {
    orm__error_clear(error);
    error->status = status;
    error->retryable = orm__status_retryable(status);
    error->outcome = status == ORM_COMMIT_UNKNOWN ? ORM_OUTCOME_UNKNOWN : ORM_NOT_APPLIED;
    const int wanted = vsnprintf(error->message, sizeof error->message, format, list);
    if (wanted >= (int)sizeof error->message) orm__cut_tail(error->message, sizeof error->message, wanted);
}

ORM__PRIVATE orm_status orm__error_set(orm_error *error, orm_status status, const char *format, ...) {
    va_list list;
    va_start(list, format);
    orm__error_format(error, status, format, list);
    va_end(list);
    return status;
}

static void orm__error_context(orm_session *s, const char *column) {
    if (s->model) orm__cut_text(s->error.model, sizeof s->error.model, s->model);
    if (column) orm__cut_text(s->error.column, sizeof s->error.column, column);
}
ORM__PRIVATE orm_status orm__fail(orm_session *s, orm_status status, const char *format, ...) {
    va_list list;
    va_start(list, format);
    orm__error_format(&s->error, status, format, list);
    va_end(list);
    orm__error_context(s, NULL);
    return status;
}
ORM__PRIVATE orm_status orm__fail_column(orm_session *s, orm_status status, const char *column, const char *format, ...) {
    va_list list;
    va_start(list, format);
    orm__error_format(&s->error, status, format, list);
    va_end(list);
    orm__error_context(s, column);
    return status;
}
ORM__PRIVATE orm_status orm__no_memory(orm_session *s) {
    return orm__fail(s, ORM_NO_MEMORY, "%s%s%s: out of memory; nothing was kept of this call", s->model ? s->model : "", s->model ? "_" : "", s->verb ? s->verb : "orm");
}

ORM__PRIVATE void orm__log(const orm_db *db, orm_log_level level, const char *format, ...) {
    if (!db->options.log) return;
    char message[640];
    va_list list;
    va_start(list, format);
    const int wanted = vsnprintf(message, sizeof message, format, list);
    va_end(list);
    if (wanted >= (int)sizeof message) orm__cut_tail(message, sizeof message, wanted);
    db->options.log(db->options.log_context, level, message);
}

size_t orm_error_print(const orm_error *error, char *buffer, size_t size) {
    static const char *const outcomes[] = { "not applied", "applied", "unknown" };
    if (!error) return (size_t)snprintf(buffer, size, "no error\n");
    int n = snprintf(buffer, size, "%s: %s\n", orm_status_name(error->status), error->message[0] ? error->message : orm_status_text(error->status));
    const struct { const char *name, *text; } parts[] = { { "model", error->model }, { "column", error->column }, { "constraint", error->constraint },
                                                           { "SQLSTATE", error->sqlstate }, { "SQL", error->sql } };
    for (size_t i = 0; i < sizeof parts / sizeof *parts && n >= 0; i++) {
        if (!parts[i].text[0]) continue;
        const size_t at = (size_t)n < size ? (size_t)n : size;
        n += snprintf(size ? buffer + at : NULL, size - at, "  %s: %s\n", parts[i].name, parts[i].text);
    }
    if (error->status != ORM_OK && n >= 0) {
        const size_t at = (size_t)n < size ? (size_t)n : size;
        n += snprintf(size ? buffer + at : NULL, size - at, "  code: %d, retryable: %s, outcome: %s\n", error->native_code, error->retryable ? "yes" : "no", outcomes[error->outcome]);
    }
    return n < 0 ? 0 : (size_t)n;
}
