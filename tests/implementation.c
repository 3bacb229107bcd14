/* The implementation as one object file: compiled once per configuration and linked to the tests. */
#define ORM_IMPLEMENTATION
#include "orm.h"
