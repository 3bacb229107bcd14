#include "base.h"

#define ORM__STATUS_NAME(name, retryable, text) "ORM_" #name,
static const char *const orm__status_names[] = { ORM_STATUS_LIST(ORM__STATUS_NAME) };
#undef ORM__STATUS_NAME

#define ORM__STATUS_TEXT(name, retryable, text) text,
static const char *const orm__status_texts[] = { ORM_STATUS_LIST(ORM__STATUS_TEXT) };
#undef ORM__STATUS_TEXT

const char *orm_status_name(orm_status status) {
    return (unsigned)status < ORM_STATUS_COUNT ? orm__status_names[status] : "ORM_?";
}

const char *orm_status_text(orm_status status) {
    return (unsigned)status < ORM_STATUS_COUNT ? orm__status_texts[status] : "unknown status";
}

const char *orm_dialect_name(orm_dialect dialect) {
    static const char *const names[] = { "SQLite", "PostgreSQL", "MySQL", "MariaDB" };
    return (unsigned)dialect < ORM_DIALECT_COUNT ? names[dialect] : "?";
}

const char *orm_version(void) {
    return ORM_VERSION;
}
