#include "driver.h"
#include "../orm/text.h"
#include "../orm/internal.h"
#include <stdarg.h>
#include <stdio.h>

ORM__PRIVATE orm_status orm__driver_fail(orm__conn *conn, orm_status status, int native_code, const char *format, ...) {
    char message[sizeof conn->error->message];
    va_list list;
    va_start(list, format);
    const int wanted = vsnprintf(message, sizeof message, format, list);
    va_end(list);
    if (wanted >= (int)sizeof message) orm__cut_tail(message, sizeof message, wanted);
    orm__error_set(conn->error, status, "%s", message);
    conn->error->native_code = native_code;
    return status;
}
