/* fold: Unicode simple case folding, one code point to one code point. */
#ifndef ORM__FOLD_H
#define ORM__FOLD_H
#include "base.h"

/* The simple case folding (CaseFolding.txt, status C and S) of a code point; itself when it has none or is no code point. */
ORM__PRIVATE uint32_t orm__fold(uint32_t code_point);
/* The simple mappings of one code point to one (UnicodeData.txt).  Letters whose capital is several, as that of U+00DF, stay as they are. */
ORM__PRIVATE uint32_t orm__to_lower(uint32_t code_point);
ORM__PRIVATE uint32_t orm__to_upper(uint32_t code_point);

#endif
