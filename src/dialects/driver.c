#include "driver.h"
#include "../orm/text.h"
#include "../orm/internal.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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
ORM__PRIVATE void orm__driver_clean(const orm_db *db, const char *message, char *out, size_t size) {
    const char *secret = db->url.password;
    const size_t length = secret ? strlen(secret) : 0;
    size_t n = 0;
    for (const char *p = message ? message : ""; *p && n + 4 < size;) {
        if (length && strncmp(p, secret, length) == 0) {
            memcpy(out + n, "***", 3);
            n += 3;
            p += length;
        } else if (*p == '\n' || *p == '\t' || *p == '\r') {
            if (n && out[n - 1] != ' ') out[n++] = ' ';
            p++;
        } else {
            out[n++] = *p++;
        }
    }
    while (n && out[n - 1] == ' ') n--;
    out[n] = 0;
}
