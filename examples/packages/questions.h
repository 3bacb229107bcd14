/* questions: ten of them, asked of the stored packages and printed. */
#ifndef QUESTIONS_H
#define QUESTIONS_H
#include "orm.h"

/* false: the session's error says why. */
bool questions_ask(orm_session *s);
#endif
