/* store: writes what was read into the database, all of it or nothing. */
#ifndef STORE_H
#define STORE_H
#include "status_file.h"

typedef struct store_counts { int64_t added, updated, removed; } store_counts;

/* In one transaction.  What is there already is updated, what the file no longer has is removed. */
orm_status store_packages(orm_session *s, status_file *file, store_counts *counts);
#endif
