/* macros: the preprocessor machinery behind models and lists.  Nothing here is for users.
 *
 * How a pass learns the row type.  A model's list is called with a callback made of the tokens  (PASS, Row) ORM__TUPLE , so each entry
 * X(kind, ...) turns into a pair  (PASS, Row) (kind, ...) .  A pair contains no macro call, so it stays inert through any depth of mixin
 * lists.  ORM__WALK then eats the pairs in turn: ORM__CTX takes the first half, ORM__ENTRY the second, and each leaves the other's name behind
 * it.  One more scan makes every pair a call  PASS(Row, kind, ...) .  There is no recursion and no limit on entries. */
#ifndef ORM__MACROS_H
#define ORM__MACROS_H

#define ORM__LPAREN() (
#define ORM__RPAREN() )
#define ORM__TUPLE(...) (__VA_ARGS__)
#define ORM__CTX(PASS, Row) ORM__CALL ORM__LPAREN () PASS, Row ORM__ENTRY
#define ORM__ENTRY(...) , __VA_ARGS__ ORM__RPAREN () ORM__CTX
#define ORM__CTX_END
#define ORM__CALL(PASS, Row, ...) PASS(Row, __VA_ARGS__)
#define ORM__SCAN(...) __VA_ARGS__
#define ORM__CLOSE(...) ORM__CLOSE_(__VA_ARGS__)
#define ORM__CLOSE_(...) __VA_ARGS__##_END
#define ORM__WALK(...) ORM__CLOSE(ORM__CTX __VA_ARGS__)
#define ORM__PASS(PASS, LIST, Row) ORM__SCAN(ORM__WALK(LIST((PASS, Row) ORM__TUPLE)))

/* an entry's tail is (name, options...), where the options may be absent: a sentinel keeps `...` from being empty */
#define ORM__NAME(...) ORM__NAME_(__VA_ARGS__, )
#define ORM__NAME_(name, ...) name
#define ORM__OPTIONS(...) ORM__OPTIONS_(__VA_ARGS__)
#define ORM__OPTIONS_(name, ...) __VA_ARGS__
#define ORM__STR_(x) #x
#define ORM__STR(x) ORM__STR_(x)
#define ORM__CAT_(a, b) a##b
#define ORM__CAT(a, b) ORM__CAT_(a, b)
#define ORM__UNPAREN(...) __VA_ARGS__
/* names made unique by line, so that nested blocks do not shadow (-Wshadow) */
#define ORM__UNIQUE(name) ORM__CAT(name, __LINE__)
/* 1 when the macro `x` expands to "~, 1", else 0 */
#define ORM__PROBE(...) ORM__PROBE_(__VA_ARGS__, 0, ~)
#define ORM__PROBE_(a, b, ...) b

/* Does the list hold nothing?  Four probes for a comma: in it, after a call, around a call (Jens Gustedt's idea). */
#define ORM__HAS_COMMA(...) ORM__HAS_COMMA_(__VA_ARGS__, ORM__ONES127, 0, ~)
#define ORM__HAS_COMMA_(...) ORM__PICK128(__VA_ARGS__)
#define ORM__COMMA(...) ,
#define ORM__IS_EMPTY(...)                                                                                       \
    ORM__IS_EMPTY_(ORM__HAS_COMMA(__VA_ARGS__), ORM__HAS_COMMA(ORM__COMMA __VA_ARGS__),                          \
                   ORM__HAS_COMMA(__VA_ARGS__()), ORM__HAS_COMMA(ORM__COMMA __VA_ARGS__()))
#define ORM__IS_EMPTY_(a, b, c, d) ORM__IS_EMPTY__(a, b, c, d)
#define ORM__IS_EMPTY__(a, b, c, d) ORM__PROBE(ORM__EMPTY_CASE_##a##b##c##d)
#define ORM__EMPTY_CASE_0001 ~, 1

/* The 129th argument of a list; behind a full list come the choices for each length. */
#define ORM__PICK128(_1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, _15, _16, _17, _18, _19, _20, _21, _22, _23, _24, _25, _26, _27, \
    _28, _29, _30, _31, _32, _33, _34, _35, _36, _37, _38, _39, _40, _41, _42, _43, _44, _45, _46, _47, _48, _49, _50, _51, _52, _53, _54, _55, _56, \
    _57, _58, _59, _60, _61, _62, _63, _64, _65, _66, _67, _68, _69, _70, _71, _72, _73, _74, _75, _76, _77, _78, _79, _80, _81, _82, _83, _84, _85, \
    _86, _87, _88, _89, _90, _91, _92, _93, _94, _95, _96, _97, _98, _99, _100, _101, _102, _103, _104, _105, _106, _107, _108, _109, _110, _111, \
    _112, _113, _114, _115, _116, _117, _118, _119, _120, _121, _122, _123, _124, _125, _126, _127, _128, which, ...) which
#define ORM__ONES127 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, \
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, \
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1

/* m(c, a) for each a of a list of 1 to 128, with commas between. */
#define ORM__MAP(m, c, ...) ORM__PICK128(__VA_ARGS__, ORM__M128, ORM__M127, ORM__M126, ORM__M125, ORM__M124, ORM__M123, ORM__M122, ORM__M121, \
    ORM__M120, ORM__M119, ORM__M118, ORM__M117, ORM__M116, ORM__M115, ORM__M114, ORM__M113, ORM__M112, ORM__M111, ORM__M110, ORM__M109, ORM__M108, \
    ORM__M107, ORM__M106, ORM__M105, ORM__M104, ORM__M103, ORM__M102, ORM__M101, ORM__M100, ORM__M99, ORM__M98, ORM__M97, ORM__M96, ORM__M95, \
    ORM__M94, ORM__M93, ORM__M92, ORM__M91, ORM__M90, ORM__M89, ORM__M88, ORM__M87, ORM__M86, ORM__M85, ORM__M84, ORM__M83, ORM__M82, ORM__M81, \
    ORM__M80, ORM__M79, ORM__M78, ORM__M77, ORM__M76, ORM__M75, ORM__M74, ORM__M73, ORM__M72, ORM__M71, ORM__M70, ORM__M69, ORM__M68, ORM__M67, \
    ORM__M66, ORM__M65, ORM__M64, ORM__M63, ORM__M62, ORM__M61, ORM__M60, ORM__M59, ORM__M58, ORM__M57, ORM__M56, ORM__M55, ORM__M54, ORM__M53, \
    ORM__M52, ORM__M51, ORM__M50, ORM__M49, ORM__M48, ORM__M47, ORM__M46, ORM__M45, ORM__M44, ORM__M43, ORM__M42, ORM__M41, ORM__M40, ORM__M39, \
    ORM__M38, ORM__M37, ORM__M36, ORM__M35, ORM__M34, ORM__M33, ORM__M32, ORM__M31, ORM__M30, ORM__M29, ORM__M28, ORM__M27, ORM__M26, ORM__M25, \
    ORM__M24, ORM__M23, ORM__M22, ORM__M21, ORM__M20, ORM__M19, ORM__M18, ORM__M17, ORM__M16, ORM__M15, ORM__M14, ORM__M13, ORM__M12, ORM__M11, \
    ORM__M10, ORM__M9, ORM__M8, ORM__M7, ORM__M6, ORM__M5, ORM__M4, ORM__M3, ORM__M2, ORM__M1, ~)(m, c, __VA_ARGS__)
#define ORM__M1(m, c, a) m(c, a)
#define ORM__M2(m, c, a, ...) m(c, a), ORM__M1(m, c, __VA_ARGS__)
#define ORM__M3(m, c, a, ...) m(c, a), ORM__M2(m, c, __VA_ARGS__)
#define ORM__M4(m, c, a, ...) m(c, a), ORM__M3(m, c, __VA_ARGS__)
#define ORM__M5(m, c, a, ...) m(c, a), ORM__M4(m, c, __VA_ARGS__)
#define ORM__M6(m, c, a, ...) m(c, a), ORM__M5(m, c, __VA_ARGS__)
#define ORM__M7(m, c, a, ...) m(c, a), ORM__M6(m, c, __VA_ARGS__)
#define ORM__M8(m, c, a, ...) m(c, a), ORM__M7(m, c, __VA_ARGS__)
#define ORM__M9(m, c, a, ...) m(c, a), ORM__M8(m, c, __VA_ARGS__)
#define ORM__M10(m, c, a, ...) m(c, a), ORM__M9(m, c, __VA_ARGS__)
#define ORM__M11(m, c, a, ...) m(c, a), ORM__M10(m, c, __VA_ARGS__)
#define ORM__M12(m, c, a, ...) m(c, a), ORM__M11(m, c, __VA_ARGS__)
#define ORM__M13(m, c, a, ...) m(c, a), ORM__M12(m, c, __VA_ARGS__)
#define ORM__M14(m, c, a, ...) m(c, a), ORM__M13(m, c, __VA_ARGS__)
#define ORM__M15(m, c, a, ...) m(c, a), ORM__M14(m, c, __VA_ARGS__)
#define ORM__M16(m, c, a, ...) m(c, a), ORM__M15(m, c, __VA_ARGS__)
#define ORM__M17(m, c, a, ...) m(c, a), ORM__M16(m, c, __VA_ARGS__)
#define ORM__M18(m, c, a, ...) m(c, a), ORM__M17(m, c, __VA_ARGS__)
#define ORM__M19(m, c, a, ...) m(c, a), ORM__M18(m, c, __VA_ARGS__)
#define ORM__M20(m, c, a, ...) m(c, a), ORM__M19(m, c, __VA_ARGS__)
#define ORM__M21(m, c, a, ...) m(c, a), ORM__M20(m, c, __VA_ARGS__)
#define ORM__M22(m, c, a, ...) m(c, a), ORM__M21(m, c, __VA_ARGS__)
#define ORM__M23(m, c, a, ...) m(c, a), ORM__M22(m, c, __VA_ARGS__)
#define ORM__M24(m, c, a, ...) m(c, a), ORM__M23(m, c, __VA_ARGS__)
#define ORM__M25(m, c, a, ...) m(c, a), ORM__M24(m, c, __VA_ARGS__)
#define ORM__M26(m, c, a, ...) m(c, a), ORM__M25(m, c, __VA_ARGS__)
#define ORM__M27(m, c, a, ...) m(c, a), ORM__M26(m, c, __VA_ARGS__)
#define ORM__M28(m, c, a, ...) m(c, a), ORM__M27(m, c, __VA_ARGS__)
#define ORM__M29(m, c, a, ...) m(c, a), ORM__M28(m, c, __VA_ARGS__)
#define ORM__M30(m, c, a, ...) m(c, a), ORM__M29(m, c, __VA_ARGS__)
#define ORM__M31(m, c, a, ...) m(c, a), ORM__M30(m, c, __VA_ARGS__)
#define ORM__M32(m, c, a, ...) m(c, a), ORM__M31(m, c, __VA_ARGS__)
#define ORM__M33(m, c, a, ...) m(c, a), ORM__M32(m, c, __VA_ARGS__)
#define ORM__M34(m, c, a, ...) m(c, a), ORM__M33(m, c, __VA_ARGS__)
#define ORM__M35(m, c, a, ...) m(c, a), ORM__M34(m, c, __VA_ARGS__)
#define ORM__M36(m, c, a, ...) m(c, a), ORM__M35(m, c, __VA_ARGS__)
#define ORM__M37(m, c, a, ...) m(c, a), ORM__M36(m, c, __VA_ARGS__)
#define ORM__M38(m, c, a, ...) m(c, a), ORM__M37(m, c, __VA_ARGS__)
#define ORM__M39(m, c, a, ...) m(c, a), ORM__M38(m, c, __VA_ARGS__)
#define ORM__M40(m, c, a, ...) m(c, a), ORM__M39(m, c, __VA_ARGS__)
#define ORM__M41(m, c, a, ...) m(c, a), ORM__M40(m, c, __VA_ARGS__)
#define ORM__M42(m, c, a, ...) m(c, a), ORM__M41(m, c, __VA_ARGS__)
#define ORM__M43(m, c, a, ...) m(c, a), ORM__M42(m, c, __VA_ARGS__)
#define ORM__M44(m, c, a, ...) m(c, a), ORM__M43(m, c, __VA_ARGS__)
#define ORM__M45(m, c, a, ...) m(c, a), ORM__M44(m, c, __VA_ARGS__)
#define ORM__M46(m, c, a, ...) m(c, a), ORM__M45(m, c, __VA_ARGS__)
#define ORM__M47(m, c, a, ...) m(c, a), ORM__M46(m, c, __VA_ARGS__)
#define ORM__M48(m, c, a, ...) m(c, a), ORM__M47(m, c, __VA_ARGS__)
#define ORM__M49(m, c, a, ...) m(c, a), ORM__M48(m, c, __VA_ARGS__)
#define ORM__M50(m, c, a, ...) m(c, a), ORM__M49(m, c, __VA_ARGS__)
#define ORM__M51(m, c, a, ...) m(c, a), ORM__M50(m, c, __VA_ARGS__)
#define ORM__M52(m, c, a, ...) m(c, a), ORM__M51(m, c, __VA_ARGS__)
#define ORM__M53(m, c, a, ...) m(c, a), ORM__M52(m, c, __VA_ARGS__)
#define ORM__M54(m, c, a, ...) m(c, a), ORM__M53(m, c, __VA_ARGS__)
#define ORM__M55(m, c, a, ...) m(c, a), ORM__M54(m, c, __VA_ARGS__)
#define ORM__M56(m, c, a, ...) m(c, a), ORM__M55(m, c, __VA_ARGS__)
#define ORM__M57(m, c, a, ...) m(c, a), ORM__M56(m, c, __VA_ARGS__)
#define ORM__M58(m, c, a, ...) m(c, a), ORM__M57(m, c, __VA_ARGS__)
#define ORM__M59(m, c, a, ...) m(c, a), ORM__M58(m, c, __VA_ARGS__)
#define ORM__M60(m, c, a, ...) m(c, a), ORM__M59(m, c, __VA_ARGS__)
#define ORM__M61(m, c, a, ...) m(c, a), ORM__M60(m, c, __VA_ARGS__)
#define ORM__M62(m, c, a, ...) m(c, a), ORM__M61(m, c, __VA_ARGS__)
#define ORM__M63(m, c, a, ...) m(c, a), ORM__M62(m, c, __VA_ARGS__)
#define ORM__M64(m, c, a, ...) m(c, a), ORM__M63(m, c, __VA_ARGS__)
#define ORM__M65(m, c, a, ...) m(c, a), ORM__M64(m, c, __VA_ARGS__)
#define ORM__M66(m, c, a, ...) m(c, a), ORM__M65(m, c, __VA_ARGS__)
#define ORM__M67(m, c, a, ...) m(c, a), ORM__M66(m, c, __VA_ARGS__)
#define ORM__M68(m, c, a, ...) m(c, a), ORM__M67(m, c, __VA_ARGS__)
#define ORM__M69(m, c, a, ...) m(c, a), ORM__M68(m, c, __VA_ARGS__)
#define ORM__M70(m, c, a, ...) m(c, a), ORM__M69(m, c, __VA_ARGS__)
#define ORM__M71(m, c, a, ...) m(c, a), ORM__M70(m, c, __VA_ARGS__)
#define ORM__M72(m, c, a, ...) m(c, a), ORM__M71(m, c, __VA_ARGS__)
#define ORM__M73(m, c, a, ...) m(c, a), ORM__M72(m, c, __VA_ARGS__)
#define ORM__M74(m, c, a, ...) m(c, a), ORM__M73(m, c, __VA_ARGS__)
#define ORM__M75(m, c, a, ...) m(c, a), ORM__M74(m, c, __VA_ARGS__)
#define ORM__M76(m, c, a, ...) m(c, a), ORM__M75(m, c, __VA_ARGS__)
#define ORM__M77(m, c, a, ...) m(c, a), ORM__M76(m, c, __VA_ARGS__)
#define ORM__M78(m, c, a, ...) m(c, a), ORM__M77(m, c, __VA_ARGS__)
#define ORM__M79(m, c, a, ...) m(c, a), ORM__M78(m, c, __VA_ARGS__)
#define ORM__M80(m, c, a, ...) m(c, a), ORM__M79(m, c, __VA_ARGS__)
#define ORM__M81(m, c, a, ...) m(c, a), ORM__M80(m, c, __VA_ARGS__)
#define ORM__M82(m, c, a, ...) m(c, a), ORM__M81(m, c, __VA_ARGS__)
#define ORM__M83(m, c, a, ...) m(c, a), ORM__M82(m, c, __VA_ARGS__)
#define ORM__M84(m, c, a, ...) m(c, a), ORM__M83(m, c, __VA_ARGS__)
#define ORM__M85(m, c, a, ...) m(c, a), ORM__M84(m, c, __VA_ARGS__)
#define ORM__M86(m, c, a, ...) m(c, a), ORM__M85(m, c, __VA_ARGS__)
#define ORM__M87(m, c, a, ...) m(c, a), ORM__M86(m, c, __VA_ARGS__)
#define ORM__M88(m, c, a, ...) m(c, a), ORM__M87(m, c, __VA_ARGS__)
#define ORM__M89(m, c, a, ...) m(c, a), ORM__M88(m, c, __VA_ARGS__)
#define ORM__M90(m, c, a, ...) m(c, a), ORM__M89(m, c, __VA_ARGS__)
#define ORM__M91(m, c, a, ...) m(c, a), ORM__M90(m, c, __VA_ARGS__)
#define ORM__M92(m, c, a, ...) m(c, a), ORM__M91(m, c, __VA_ARGS__)
#define ORM__M93(m, c, a, ...) m(c, a), ORM__M92(m, c, __VA_ARGS__)
#define ORM__M94(m, c, a, ...) m(c, a), ORM__M93(m, c, __VA_ARGS__)
#define ORM__M95(m, c, a, ...) m(c, a), ORM__M94(m, c, __VA_ARGS__)
#define ORM__M96(m, c, a, ...) m(c, a), ORM__M95(m, c, __VA_ARGS__)
#define ORM__M97(m, c, a, ...) m(c, a), ORM__M96(m, c, __VA_ARGS__)
#define ORM__M98(m, c, a, ...) m(c, a), ORM__M97(m, c, __VA_ARGS__)
#define ORM__M99(m, c, a, ...) m(c, a), ORM__M98(m, c, __VA_ARGS__)
#define ORM__M100(m, c, a, ...) m(c, a), ORM__M99(m, c, __VA_ARGS__)
#define ORM__M101(m, c, a, ...) m(c, a), ORM__M100(m, c, __VA_ARGS__)
#define ORM__M102(m, c, a, ...) m(c, a), ORM__M101(m, c, __VA_ARGS__)
#define ORM__M103(m, c, a, ...) m(c, a), ORM__M102(m, c, __VA_ARGS__)
#define ORM__M104(m, c, a, ...) m(c, a), ORM__M103(m, c, __VA_ARGS__)
#define ORM__M105(m, c, a, ...) m(c, a), ORM__M104(m, c, __VA_ARGS__)
#define ORM__M106(m, c, a, ...) m(c, a), ORM__M105(m, c, __VA_ARGS__)
#define ORM__M107(m, c, a, ...) m(c, a), ORM__M106(m, c, __VA_ARGS__)
#define ORM__M108(m, c, a, ...) m(c, a), ORM__M107(m, c, __VA_ARGS__)
#define ORM__M109(m, c, a, ...) m(c, a), ORM__M108(m, c, __VA_ARGS__)
#define ORM__M110(m, c, a, ...) m(c, a), ORM__M109(m, c, __VA_ARGS__)
#define ORM__M111(m, c, a, ...) m(c, a), ORM__M110(m, c, __VA_ARGS__)
#define ORM__M112(m, c, a, ...) m(c, a), ORM__M111(m, c, __VA_ARGS__)
#define ORM__M113(m, c, a, ...) m(c, a), ORM__M112(m, c, __VA_ARGS__)
#define ORM__M114(m, c, a, ...) m(c, a), ORM__M113(m, c, __VA_ARGS__)
#define ORM__M115(m, c, a, ...) m(c, a), ORM__M114(m, c, __VA_ARGS__)
#define ORM__M116(m, c, a, ...) m(c, a), ORM__M115(m, c, __VA_ARGS__)
#define ORM__M117(m, c, a, ...) m(c, a), ORM__M116(m, c, __VA_ARGS__)
#define ORM__M118(m, c, a, ...) m(c, a), ORM__M117(m, c, __VA_ARGS__)
#define ORM__M119(m, c, a, ...) m(c, a), ORM__M118(m, c, __VA_ARGS__)
#define ORM__M120(m, c, a, ...) m(c, a), ORM__M119(m, c, __VA_ARGS__)
#define ORM__M121(m, c, a, ...) m(c, a), ORM__M120(m, c, __VA_ARGS__)
#define ORM__M122(m, c, a, ...) m(c, a), ORM__M121(m, c, __VA_ARGS__)
#define ORM__M123(m, c, a, ...) m(c, a), ORM__M122(m, c, __VA_ARGS__)
#define ORM__M124(m, c, a, ...) m(c, a), ORM__M123(m, c, __VA_ARGS__)
#define ORM__M125(m, c, a, ...) m(c, a), ORM__M124(m, c, __VA_ARGS__)
#define ORM__M126(m, c, a, ...) m(c, a), ORM__M125(m, c, __VA_ARGS__)
#define ORM__M127(m, c, a, ...) m(c, a), ORM__M126(m, c, __VA_ARGS__)
#define ORM__M128(m, c, a, ...) m(c, a), ORM__M127(m, c, __VA_ARGS__)
#endif
