#include "snippets/host.h"

/* snippet */

int main(void) {
    orm_error err;
    CHECK(!open_shop("secret", &err)); /* its driver is not compiled in here */
    CHECK(err.status == ORM_CONFIG && strstr(err.message, "-DORM_POSTGRES") && !strstr(err.message, "secret"));
    return 0;
}
