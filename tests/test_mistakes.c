/* Mistakes in models that only show when the program runs: ORM_CONFIG, and a message that names model, entry and mend.  docs/mistakes.md quotes them. */
#include "harness.h"

typedef struct fixture { orm_db *db; orm_session *s; } fixture;
static fixture begin(void) {
    fixture f = { .db = test_open() };
    f.s = orm_session_open(f.db);
    assert_non_null(f.s);
    return f;
}
static void end(fixture f) {
    assert_int_equal(orm_session_close(f.s), ORM_OK);
    assert_int_equal(orm_close(f.db), ORM_OK);
}
/* A model whose list is a key and the entries given. */
#define KEY(X) X(key, int64, id)
/* The model is refused with this message by a check and by its first use, and as long as it is used. */
#define MISTAKE(Row, entry, text)                                                            \
    do {                                                                                     \
        assert_fails(f.s, orm_check_models(f.s, ORM_MODELS(Row)), ORM_CONFIG);               \
        assert_string_equal(orm_error_of(f.s)->message, "model " #Row ": " text);            \
        assert_string_equal(orm_error_of(f.s)->model, #Row);                                 \
        assert_string_equal(orm_error_of(f.s)->column, entry);                               \
        Row row_ = { .orm_ = { .head = { .magic = 0 } } };                                    \
        assert_fails(f.s, Row##_insert(f.s, &row_), ORM_CONFIG);                             \
        assert_int_equal(Row##_count(f.s, NULL), -1);                                        \
        assert_session(f.s, ORM_CONFIG);                                                     \
        assert_string_equal(orm_error_of(f.s)->message, "model " #Row ": " text);            \
        assert_fails(f.s, orm_create_tables(f.s, ORM_MODELS(Row), NULL), ORM_CONFIG);        \
    } while (0)

/* ---- relations -------------------------------------------------------------------------------------------------------------- */
#define AUTHOR_MODEL(X) KEY(X) X(field, text, name, .unique = true) X(field, text, nick)
ORM_MODEL(Author, Authors, AUTHOR_MODEL);
#define PLACE_MODEL(X) X(key, text, country) X(key, int32, number)
ORM_MODEL(Place, Places, PLACE_MODEL);
#define BELONGS_MODEL(X)    KEY(X) X(field, int64, author_id) X(belongs_to, Author, author, autor_id)
#define MANY_MODEL(X)       KEY(X) X(has_many, Author, authors, post_id)
#define HASONE_MODEL(X)     KEY(X) X(has_one, Author, author, book)
#define TOOFEW_MODEL(X)     KEY(X) X(field, text, country) X(belongs_to, Place, place, country)
#define TOOMANY_MODEL(X)    KEY(X) X(field, int64, a) X(field, int64, b) X(belongs_to, Author, author, (a, b))
#define KINDS_MODEL(X)      KEY(X) X(field, text, author) X(belongs_to, Author, writer, author)
#define TURNED_MODEL(X)     KEY(X) X(field, text, country) X(field, int32, number) X(belongs_to, Place, place, (number, country))
ORM_MODEL(Belongs, Belongses, BELONGS_MODEL);
ORM_MODEL(Many, Manys, MANY_MODEL);
ORM_MODEL(HasOne, HasOnes, HASONE_MODEL);
ORM_MODEL(TooFew, TooFews, TOOFEW_MODEL);
ORM_MODEL(TooMany, TooManys, TOOMANY_MODEL);
ORM_MODEL(Kinds, Kindses, KINDS_MODEL);
ORM_MODEL(Turned, Turneds, TURNED_MODEL);
ORM_DECLARE(Tagged);
ORM_DECLARE(Halved);
ORM_DECLARE(Lost);
#define PLAIN_LINK_MODEL(X) X(key, int64, tagged_id) X(key, int64, author_id)
ORM_MODEL(PlainLink, PlainLinks, PLAIN_LINK_MODEL);
#define TAGGED_MODEL(X)     KEY(X) X(many_to_many, Author, authors, PlainLink)
#define HALVED_MODEL(X)     KEY(X) X(many_to_many, Author, authors, PlainLink, tagged_id)
#define LOST_MODEL(X)       KEY(X) X(many_to_many, Author, authors, PlainLink, tagged_id, autor_id)
ORM_MODEL(Tagged, Taggeds, TAGGED_MODEL);
ORM_MODEL(Halved, Halveds, HALVED_MODEL);
ORM_MODEL(Lost, Losts, LOST_MODEL);
static void test_mistakes_relations(void **state) {
    (void)state;
    fixture f = begin();
    MISTAKE(Belongs, "author", "author: its key \"autor_id\" is no column of model Belongs");
    MISTAKE(Many, "authors", "authors: its key \"post_id\" is no column of model Author");
    MISTAKE(HasOne, "author", "author: its key \"book\" is no column of model Author");
    MISTAKE(TooFew, "place", "place: its key has 1 column(s), the key of Place has 2");
    MISTAKE(TooMany, "author", "author: its key has 2 column(s), the key of Author has 1");
    MISTAKE(Kinds, "writer", "writer: Kinds.author is text and refers to Author.id, which is int64: give both one type");
    MISTAKE(Turned, "place", "place: Turned.number is int32 and refers to Place.country, which is text: give both one type");
    MISTAKE(Tagged, "authors", "authors: the junction PlainLink has no column that refers to Tagged: give it .references = ORM_REF(Tagged, ...), or name its columns here");
    MISTAKE(Halved, "authors", "authors: a many_to_many names both key columns of PlainLink, or none");
    MISTAKE(Lost, "authors", "authors: its key \"autor_id\" is no column of model PlainLink");
    end(f);
}

/* ---- columns ------------------------------------------------------------------------------------------------------------------- */
#define TWICE_MODEL(X)     KEY(X) X(field, text, name) X(field, text, label, .column = "name")
#define OPTKEY_MODEL(X)    X(key, opt(int64), id)
#define AUTOTEXT_MODEL(X)  X(key, text, id, .auto_increment = true)
#define AUTOFIELD_MODEL(X) KEY(X) X(field, int64, n, .auto_increment = true)
#define AUTOTWO_MODEL(X)   X(key, int64, a, .auto_increment = true) X(key, int64, b)
#define EMPTYNAME_MODEL(X) KEY(X) X(field, text, name, .column = "")
#define CONTROL_MODEL(X)   KEY(X) X(field, text, name, .column = "a\nb")
#define NOTUTF8_MODEL(X)   KEY(X) X(field, text, name, .column = "a\xff")
#define LENGTH_MODEL(X)    KEY(X) X(field, text, name, .column = LONG_NAME)
#define LONG_NAME TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define TEN "abcdefghij"
#define VERSION_MODEL(X)   KEY(X) X(field, text, v, .version = true)
#define VERSIONS_MODEL(X)  KEY(X) X(field, int32, v, .version = true) X(field, int32, w, .version = true)
#define AUTONOW_MODEL(X)   KEY(X) X(field, int64, created, .auto_now_add = true)
#define AUTOUUID_MODEL(X)  X(key, text, id, .auto_uuid = ORM_UUID_V4)
#define STORAGE_MODEL(X)   KEY(X) X(field, uuid, u, .storage = ORM_STORAGE_NATIVE)
#define INDEXNAME_MODEL(X) KEY(X) X(field, text, name, .index_name = "ix_name")
#define CODECTEXT_MODEL(X) KEY(X) X(field, text, name, .codec = &half_codec)
ORM_MODEL(OptKey, OptKeys, OPTKEY_MODEL);
ORM_MODEL(Twice, Twices, TWICE_MODEL);
ORM_MODEL(AutoText, AutoTexts, AUTOTEXT_MODEL);
ORM_MODEL(AutoField, AutoFields, AUTOFIELD_MODEL);
ORM_MODEL(AutoTwo, AutoTwos, AUTOTWO_MODEL);
ORM_MODEL(EmptyName, EmptyNames, EMPTYNAME_MODEL);
ORM_MODEL(Control, Controls, CONTROL_MODEL);
ORM_MODEL(NotUtf8, NotUtf8s, NOTUTF8_MODEL);
ORM_MODEL(Length, Lengths, LENGTH_MODEL);
ORM_MODEL(Version, Versions, VERSION_MODEL);
ORM_MODEL(VersionsTwo, VersionsTwos, VERSIONS_MODEL);
ORM_MODEL(AutoNow, AutoNows, AUTONOW_MODEL);
ORM_MODEL(AutoUuid, AutoUuids, AUTOUUID_MODEL);
ORM_MODEL(Storage, Storages, STORAGE_MODEL);
ORM_MODEL(IndexName, IndexNames, INDEXNAME_MODEL);
static const orm_codec half_codec = { .name = "half", .stored_as = ORM_TEXT };
ORM_MODEL(CodecText, CodecTexts, CODECTEXT_MODEL);
ORM_MODEL(NoTable, NoTables, KEY, .table = "");
static void test_mistakes_columns(void **state) {
    (void)state;
    fixture f = begin();
    MISTAKE(Twice, "label", "label: fields name and label both are column \"name\": rename one with .column");
    MISTAKE(OptKey, "id", "id: a key cannot be opt(...): a row is found by it");
    MISTAKE(AutoText, "id", "id: .auto_increment is for integer keys");
    MISTAKE(AutoField, "n", "n: .auto_increment is for integer keys");
    MISTAKE(AutoTwo, "a", "a: .auto_increment needs a key of one column, this model's has 2");
    MISTAKE(EmptyName, "name", "name: the column's name is empty");
    MISTAKE(Control, "name", "name: the column's name holds a control character");
    MISTAKE(NotUtf8, "name", "name: the column's name is not valid UTF-8");
    MISTAKE(Length, "name", "name: the column's name is 260 bytes long: 255 are the limit");
    MISTAKE(Version, "v", "v: .version is for an integer column that is no key and not opt");
    MISTAKE(VersionsTwo, "w", "w: two columns are .version (v and w): one can be");
    MISTAKE(AutoNow, "created", "created: .auto_now and .auto_now_add are for timestamp, date and time columns");
    MISTAKE(AutoUuid, "id", "id: .auto_uuid is for uuid columns and may be ORM_UUID_V4 or ORM_UUID_V7");
    MISTAKE(Storage, "u", "u: .storage = ORM_STORAGE_NATIVE is for decimal, money and timestamp");
    MISTAKE(IndexName, "name", "name: .index_name without .index = true or .unique = true");
    MISTAKE(CodecText, "name", "name: .codec is for types of your own (.type = ORM_CUSTOM in the ORM_META_ macro), this column is text");
    MISTAKE(NoTable, "", "the table's name is empty");
    end(f);
}

/* ---- types -------------------------------------------------------------------------------------------------------------------------- */
#define ORM_TYPE_half   int64_t
#define ORM_HANDLE_half orm_custom_col
#define ORM_META_half   .type = ORM_CUSTOM, .codec = &half_codec
#define ORM_TYPE_bare   int64_t
#define ORM_HANDLE_bare orm_custom_col
#define ORM_META_bare   .type = ORM_CUSTOM
static bool odd_encode(const void *field, orm_stored *out) { return (void)field, (void)out, true; }
static bool odd_decode(const orm_stored *in, void *field) { return (void)field, (void)in, true; }
static const orm_codec odd_codec = { .name = "odd", .stored_as = ORM_UUID, .encode = odd_encode, .decode = odd_decode };
#define ORM_TYPE_odd   int64_t
#define ORM_HANDLE_odd orm_custom_col
#define ORM_META_odd   .type = ORM_CUSTOM, .codec = &odd_codec
/* Two values of one stored name; and an enumeration without values, which ORM_ENUM cannot make. */
#define SIZE_LIST(X) X(SIZE_SMALL, "s") X(SIZE_MEDIUM, "m") X(SIZE_STANDARD, "s")
ORM_ENUM(Size, SIZE_LIST);
typedef enum Hollow { HOLLOW_NOTHING } Hollow;
static const orm_enum Hollow__enum = { "Hollow", NULL, 0 };
#define SCALE_MODEL(X)     KEY(X) X(field, decimal(5, 9), price)
#define PRECISION_MODEL(X) KEY(X) X(field, opt(decimal(66, 2)), price)
#define NODIGITS_MODEL(X)  KEY(X) X(field, decimal(0, 0), price)
#define VARCHAR_MODEL(X)   KEY(X) X(field, varchar(0), name)
#define CHAR_MODEL(X)      KEY(X) X(field, char_(-1), name)
#define VECTOR_MODEL(X)    KEY(X) X(field, vector(-3), v)
#define SAMENAME_MODEL(X)  KEY(X) X(field, enum(Size), size)
#define HOLLOW_MODEL(X)    KEY(X) X(field, enum(Hollow), h)
#define HALF_MODEL(X)      KEY(X) X(field, half, h)
#define BARE_MODEL(X)      KEY(X) X(field, bare, h)
#define ODD_MODEL(X)       KEY(X) X(field, odd, o)
ORM_MODEL(Scale, Scales, SCALE_MODEL);
ORM_MODEL(Precision, Precisions, PRECISION_MODEL);
ORM_MODEL(NoDigits, NoDigitses, NODIGITS_MODEL);
ORM_MODEL(Varchar, Varchars, VARCHAR_MODEL);
ORM_MODEL(CharModel, Chars, CHAR_MODEL);
ORM_MODEL(VectorModel, Vectors, VECTOR_MODEL);
ORM_MODEL(SameName, SameNames, SAMENAME_MODEL);
ORM_MODEL(HollowModel, Hollows, HOLLOW_MODEL);
ORM_MODEL(Half, Halves, HALF_MODEL);
ORM_MODEL(Bare, Bares, BARE_MODEL);
ORM_MODEL(Odd, Odds, ODD_MODEL);
static void test_mistakes_types(void **state) {
    (void)state;
    fixture f = begin();
    MISTAKE(Scale, "price", "price: decimal(5,9): the precision must be 1 to 65, the scale 0 to 38 and not above the precision");
    MISTAKE(Precision, "price", "price: decimal(66,2): the precision must be 1 to 65, the scale 0 to 38 and not above the precision");
    MISTAKE(NoDigits, "price", "price: decimal(0,0): the precision must be 1 to 65, the scale 0 to 38 and not above the precision");
    MISTAKE(Varchar, "name", "name: varchar(0): the length must be 1 or more");
    MISTAKE(CharModel, "name", "name: char_(-1): the length must be 1 or more");
    MISTAKE(VectorModel, "v", "v: vector(-3): give the number of dimensions, or 0 for any");
    MISTAKE(SameName, "size", "size: enum Size stores two values as \"s\"");
    MISTAKE(HollowModel, "h", "h: the enum has no values: declare it with ORM_ENUM(E, LIST)");
    MISTAKE(Half, "h", "h: a type of your own needs .codec with name, encode and decode (in its ORM_META_ macro)");
    MISTAKE(Bare, "h", "h: a type of your own needs .codec with name, encode and decode (in its ORM_META_ macro)");
    MISTAKE(Odd, "o", "o: the codec's stored_as must be ORM_INT64, ORM_DOUBLE, ORM_TEXT or ORM_BLOB");
    end(f);
}

/* ---- references ------------------------------------------------------------------------------------------------------------------------ */
#define REF_MODEL(X)       KEY(X) X(field, int64, author_id, .references = ORM_REF(Author, ID))
#define REFTYPE_MODEL(X)   KEY(X) X(field, text, author_id, .references = ORM_REF(Author, id))
#define REFWIDTH_MODEL(X)  KEY(X) X(field, int32, author_id, .references = ORM_REF(Author, id))
#define SETNULL_MODEL(X)   KEY(X) X(field, int64, author_id, .references = ORM_REF(Author, id), .on_delete = ORM_SET_NULL)
#define SETNULLUP_MODEL(X) KEY(X) X(field, int64, author_id, .references = ORM_REF(Author, id), .on_update = ORM_SET_NULL)
#define NOREF_MODEL(X)     KEY(X) X(field, int64, author_id, .on_delete = ORM_CASCADE)
#define FOREIGN_MODEL(X)   KEY(X) X(field, text, country) X(field, int32, nr) X(foreign, (country, nr), Place, (country, nr))
#define FEWER_MODEL(X)     KEY(X) X(field, text, country) X(foreign, (country), Place, (country, number))
#define FTYPE_MODEL(X)     KEY(X) X(field, text, country) X(field, text, nr) X(foreign, (country, nr), Place, (country, number))
#define FNULL_MODEL(X)     KEY(X) X(field, text, country) X(field, int32, nr) X(foreign, (country, nr), Place, (country, number), .on_delete = ORM_SET_NULL)
#define INDEXTWICE_MODEL(X) KEY(X) X(field, text, name) X(index, (name, name))
#define WIDEINDEX_MODEL(X) KEY(X) X(field, text, a) X(field, text, b) X(field, text, c) X(field, text, d) X(field, text, e) X(field, text, f) X(field, text, g) X(field, text, h) \
    X(field, text, i) X(field, text, j) X(field, text, k) X(field, text, l) X(field, text, m) X(field, text, n) X(field, text, o) X(field, text, p) X(field, text, q) \
    X(unique, (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q))
#define CHECK_MODEL(X)     KEY(X) X(check, positive, "")
ORM_MODEL(Ref, Refs, REF_MODEL);
ORM_MODEL(RefType, RefTypes, REFTYPE_MODEL);
ORM_MODEL(RefWidth, RefWidths, REFWIDTH_MODEL);
ORM_MODEL(SetNull, SetNulls, SETNULL_MODEL);
ORM_MODEL(SetNullUp, SetNullUps, SETNULLUP_MODEL);
ORM_MODEL(NoRef, NoRefs, NOREF_MODEL);
ORM_MODEL(Foreign, Foreigns, FOREIGN_MODEL);
ORM_MODEL(Fewer, Fewers, FEWER_MODEL);
ORM_MODEL(FType, FTypes, FTYPE_MODEL);
ORM_MODEL(FNull, FNulls, FNULL_MODEL);
ORM_MODEL(IndexTwice, IndexTwices, INDEXTWICE_MODEL);
ORM_MODEL(WideIndex, WideIndexes, WIDEINDEX_MODEL);
ORM_MODEL(Check, Checks, CHECK_MODEL);
static void test_mistakes_references_and_indexes(void **state) {
    (void)state;
    fixture f = begin();
    MISTAKE(Ref, "author_id", "author_id: .references = ORM_REF(Author, ID): model Author has no column ID");
    MISTAKE(RefType, "author_id", "author_id: RefType.author_id is text and refers to Author.id, which is int64: give both one type");
    MISTAKE(RefWidth, "author_id", "author_id: RefWidth.author_id is int32 and refers to Author.id, which is int64: give both one type");
    MISTAKE(SetNull, "author_id", "author_id: ORM_SET_NULL needs a column that may be NULL: declare it opt(int64)");
    MISTAKE(SetNullUp, "author_id", "author_id: ORM_SET_NULL needs a column that may be NULL: declare it opt(int64)");
    MISTAKE(NoRef, "author_id", "author_id: .on_delete and .on_update need .references = ORM_REF(Model, column)");
    MISTAKE(Foreign, "(country, nr)", "(country, nr): model Place has no column nr");
    MISTAKE(Fewer, "(country)", "(country): 1 column(s) refer to 2 of Place");
    MISTAKE(FType, "(country, nr)", "(country, nr): FType.nr is text and refers to Place.number, which is int32: give both one type");
    MISTAKE(FNull, "(country, nr)", "(country, nr): ORM_SET_NULL needs columns that may be NULL: declare country opt(...)");
    MISTAKE(IndexTwice, "(name, name)", "(name, name): column name stands in the list twice");
    MISTAKE(WideIndex, "(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q)", "(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q): an index takes up to 16 columns");
    MISTAKE(Check, "positive", "positive: the check has no SQL");
    end(f);
}

/* ---- defaults ------------------------------------------------------------------------------------------------------------------------------ */
#define DEFAULT_OF(X, T, text) KEY(X) X(field, T, v, .default_value = text)
#define D_BOOL(X)    DEFAULT_OF(X, bool, "yes")
#define D_INT(X)     DEFAULT_OF(X, int16, "40000")
#define D_WORD(X)    DEFAULT_OF(X, int32, "ten")
#define D_NEG(X)     DEFAULT_OF(X, uint32, "-1")
#define D_BIG(X)     DEFAULT_OF(X, uint64, "18446744073709551616")
#define D_DOUBLE(X)  DEFAULT_OF(X, double, "1,5")
#define D_NAN(X)     DEFAULT_OF(X, opt(double), "nan")
#define D_DECIMAL(X) DEFAULT_OF(X, decimal(5, 2), "1.234")
#define D_STAMP(X)   DEFAULT_OF(X, timestamp, "now")
#define D_DATE(X)    DEFAULT_OF(X, date, "2026-02-30")
#define D_TIME(X)    DEFAULT_OF(X, time, "25:00")
#define D_SPAN(X)    DEFAULT_OF(X, interval, "1 day")
#define D_UUID(X)    DEFAULT_OF(X, uuid, "123")
#define D_SIZE(X)    DEFAULT_OF(X, enum(Shade), "grey")
#define D_BLOB(X)    DEFAULT_OF(X, blob, "abc")
#define D_ARRAY(X)   DEFAULT_OF(X, array(int32), "[]")
#define LONGDEFAULT_MODEL(X) KEY(X) X(field, varchar(3), name, .default_value = "guest")
#define JSONDEFAULT_MODEL(X) KEY(X) X(field, json, j, .default_value = "{")
#define NETDEFAULT_MODEL(X)  KEY(X) X(field, inet, address, .default_value = "localhost")
#define BYTEDEFAULT_MODEL(X) KEY(X) X(field, text, name, .default_value = "\xff")
#define D_BOTH(X)    KEY(X) X(field, int32, v, .default_value = "1", .default_sql = "1 + 1")
#define SHADE(X) X(SHADE_LIGHT, "light") X(SHADE_DARK, "dark")
ORM_ENUM(Shade, SHADE);
ORM_MODEL(LongDefault, LongDefaults, LONGDEFAULT_MODEL);
ORM_MODEL(JsonDefault, JsonDefaults, JSONDEFAULT_MODEL);
ORM_MODEL(NetDefault, NetDefaults, NETDEFAULT_MODEL);
ORM_MODEL(ByteDefault, ByteDefaults, BYTEDEFAULT_MODEL);
ORM_MODEL(DBool, DBools, D_BOOL);
ORM_MODEL(DInt, DInts, D_INT);
ORM_MODEL(DWord, DWords, D_WORD);
ORM_MODEL(DNeg, DNegs, D_NEG);
ORM_MODEL(DBig, DBigs, D_BIG);
ORM_MODEL(DDouble, DDoubles, D_DOUBLE);
ORM_MODEL(DNan, DNans, D_NAN);
ORM_MODEL(DDecimal, DDecimals, D_DECIMAL);
ORM_MODEL(DStamp, DStamps, D_STAMP);
ORM_MODEL(DDate, DDates, D_DATE);
ORM_MODEL(DTime, DTimes, D_TIME);
ORM_MODEL(DSpan, DSpans, D_SPAN);
ORM_MODEL(DUuid, DUuids, D_UUID);
ORM_MODEL(DShade, DShades, D_SIZE);
ORM_MODEL(DBlob, DBlobs, D_BLOB);
ORM_MODEL(DArray, DArrays, D_ARRAY);
ORM_MODEL(DBoth, DBoths, D_BOTH);
#define NOT_READABLE(Row, text, type) \
    MISTAKE(Row, "v", "v: .default_value = \"" text "\" cannot be read as " type " (blob, vector, array, hstore, point and custom columns take none)")
static void test_mistakes_defaults(void **state) {
    (void)state;
    fixture f = begin();
    NOT_READABLE(DBool, "yes", "bool");
    NOT_READABLE(DInt, "40000", "int16");
    NOT_READABLE(DWord, "ten", "int32");
    NOT_READABLE(DNeg, "-1", "uint32");
    NOT_READABLE(DBig, "18446744073709551616", "uint64");
    NOT_READABLE(DDouble, "1,5", "double");
    NOT_READABLE(DNan, "nan", "double");
    NOT_READABLE(DDecimal, "1.234", "decimal(5,2)");
    NOT_READABLE(DStamp, "now", "timestamp");
    NOT_READABLE(DDate, "2026-02-30", "date");
    NOT_READABLE(DTime, "25:00", "time");
    NOT_READABLE(DSpan, "1 day", "interval");
    NOT_READABLE(DUuid, "123", "uuid");
    NOT_READABLE(DShade, "grey", "enum(Shade)");
    NOT_READABLE(DBlob, "abc", "blob");
    NOT_READABLE(DArray, "[]", "array(int32)");
    MISTAKE(LongDefault, "name", "name: .default_value = \"guest\" is longer than the 3 characters the column takes");
    MISTAKE(JsonDefault, "j", "j: .default_value = \"{\" is no json");
    MISTAKE(NetDefault, "address", "address: .default_value = \"localhost\" is no inet");
    MISTAKE(ByteDefault, "name", "name: .default_value = \"\xff\" is no text");
    MISTAKE(DBoth, "v", "v: .default_value and .default_sql exclude each other");
    /* a row of such a model is zeroed, not filled with half a value */
    const DDecimal row = DDecimal_init();
    assert_null(row.v.text);
    assert_int_equal(DInt_init().v, 0);
    end(f);
}
/* `.default_value = 18` is a warning to older compilers and an error to newer ones: no program that ignores it crashes. */
static void test_mistakes_default_is_a_number(void **state) {
    (void)state;
    fixture f = begin();
    orm_column columns[2];
    memcpy(columns, DWord__columns, sizeof columns);
    memcpy(&columns[1].default_value, &(uintptr_t){ 18 }, sizeof(char *));
    orm_model model = DWord__model;
    model.name = "Adult";
    model.table_object = "Adults";
    model.columns = columns;
    assert_fails(f.s, orm_check_models(f.s, (const orm_model *const[]){ &model, NULL }), ORM_CONFIG);
    assert_message(f.s, "model Adult: v: .default_value is a number: write it as text, .default_value = \"18\"");
    end(f);
}

/* ---- tables ---------------------------------------------------------------------------------------------------------------------------------- */
#define PET_MODEL(X) KEY(X) X(field, text, name)
ORM_MODEL(Cat, Cats, PET_MODEL, .table = "pets");
ORM_MODEL(Dog, Dogs, PET_MODEL, .table = "pets");
ORM_MODEL(Pet, Pets, PET_MODEL, .shares_table = true);
static void test_mistakes_two_models_for_one_table(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Cat), NULL));
    Cat tom = { .id = 1, .name = "Tom" };
    assert_ok(f.s, Cat_insert(f.s, &tom));
    assert_int_equal(Dog_count(f.s, NULL), -1);
    assert_session(f.s, ORM_CONFIG);
    assert_message(f.s, "models Cat and Dog both stand over table pets: give one another .table, or .shares_table = true when that is meant");
    assert_fails(f.s, orm_check_models(f.s, ORM_MODELS(Cat, Dog)), ORM_CONFIG);
    assert_int_equal(Pet_count(f.s, NULL), 1); /* it says that it shares the table */
    assert_int_equal(Cat_count(f.s, NULL), 1);
    end(f);
}
/* What CREATE TABLE alone can see: refused with the same kind of message, and no table is made. */
#define UNIQUE_MODEL(X)    KEY(X) X(field, text, nick, .references = ORM_REF(Author, nick))
#define COLLATION_MODEL(X) KEY(X) X(field, int32, n, .collation = "NOCASE")
#define NOW_MODEL(X)       KEY(X) X(field, text, created, .default_sql = ORM_SQL_NOW)
#define MAKEUUID_MODEL(X)  KEY(X) X(field, text, token, .default_sql = ORM_SQL_UUID)
#define IX_MODEL(X)        KEY(X) X(field, text, name, .index = true, .index_name = "ix_same")
ORM_MODEL(UniqueRef, UniqueRefs, UNIQUE_MODEL);
ORM_MODEL(CollationInt, CollationInts, COLLATION_MODEL);
ORM_MODEL(NowText, NowTexts, NOW_MODEL);
ORM_MODEL(MakeUuid, MakeUuids, MAKEUUID_MODEL);
ORM_MODEL(IxOne, IxOnes, IX_MODEL);
ORM_MODEL(IxTwo, IxTwos, IX_MODEL);
#define NOT_CREATED(Row, text)                                                                              \
    do {                                                                                                    \
        assert_fails(f.s, orm_create_tables(f.s, ORM_MODELS(Author, Row), NULL), ORM_CONFIG);               \
        assert_string_equal(orm_error_of(f.s)->message, "model " #Row ": " text);                           \
        assert_int_equal(Author_count(f.s, NULL), -1); /* nothing was created */                            \
        assert_session(f.s, ORM_SQL);                                                                       \
    } while (0)
static void test_mistakes_seen_by_create_tables(void **state) {
    (void)state;
    fixture f = begin();
    NOT_CREATED(UniqueRef, "nick: what it refers to in model Author is neither its key nor unique: refer to the key, or give Author.nick .unique = true");
    NOT_CREATED(CollationInt, "n: .collation is for text columns, this one is int32");
    NOT_CREATED(NowText, "created: .default_sql = ORM_SQL_NOW is for timestamp, date and time columns");
    NOT_CREATED(MakeUuid, "token: .default_sql = ORM_SQL_UUID is for uuid columns");
    if (test_on("mysql")) { /* an index's name belongs to its table there */
        assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(IxOne, IxTwo), NULL));
        end(f);
        return;
    }
    if (test_on("mysql")) { /* names of indexes are their table's own there */
        end(f);
        return;
    }
    assert_fails(f.s, orm_create_tables(f.s, ORM_MODELS(IxOne, IxTwo), NULL), ORM_CONFIG);
    assert_message(f.s, "model IxTwo: name: its name \"ix_same\" is one of model IxOne too: give one of them another (.name, .index_name)");
    end(f);
}
/* Offline the message stands in place of the SQL. */
#define NAME_40 "a_name_that_is_much_too_long_for_a_colum"
#define FAR_TOO_LONG_MODEL(X) KEY(X) X(field, text, name, .column = NAME_40 NAME_40)
ORM_MODEL(FarTooLong, FarTooLongs, FAR_TOO_LONG_MODEL);
static void test_mistakes_in_schema_sql(void **state) {
    (void)state;
    char text[600];
    assert_true(orm_schema_sql(ORM_DIALECT_POSTGRES, ORM_MODELS(Scale), text, sizeof text) == SIZE_MAX);
    assert_string_equal(text, "-- error: model Scale: price: decimal(5,9): the precision must be 1 to 65, the scale 0 to 38 and not above the precision");
    assert_true(orm_schema_sql(ORM_DIALECT_POSTGRES, ORM_MODELS(FarTooLong), text, sizeof text) == SIZE_MAX);
    assert_has_text(text, "-- error: model FarTooLong: the name \"a_name_that_", __FILE__, __LINE__);
    assert_has_text(text, "is 80 bytes long, PostgreSQL takes 63: shorten it (with .column or .table)", __FILE__, __LINE__);
    assert_true(orm_schema_sql(ORM_DIALECT_SQLITE, ORM_MODELS(FarTooLong), text, sizeof text) < sizeof text); /* SQLite takes any length */
    assert_true(orm_schema_sql(ORM_DIALECT_SQLITE, ORM_MODELS(Author), text, sizeof text) < sizeof text);
    assert_has_text(text, "CREATE TABLE \"authors\"", __FILE__, __LINE__);
}
/* A wrong model harms no other one, nor the transaction it was used in. */
static void test_mistakes_leave_the_rest_alone(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Author), NULL));
    assert_ok(f.s, orm_begin(f.s));
    Author ann = { .id = 1, .name = "Ann", .nick = "a" };
    assert_ok(f.s, Author_insert(f.s, &ann));
    assert_int_equal(Belongs_count(f.s, NULL), -1);
    assert_session(f.s, ORM_CONFIG);
    ann.nick = "b";
    assert_ok(f.s, Author_update(f.s, &ann));
    assert_ok(f.s, orm_commit(f.s));
    assert_int_equal(Author_count(f.s, orm_q(.where = orm_eq(Authors.nick, "b"))), 1);
    end(f);
}
/* In queries: what has the wrong shape and compiles. */
static void test_mistakes_in_queries(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Author, Place), NULL));
    const void *const string[] = { "name" };
    const orm_query q = { .only = { string, 1 } };
    assert_int_equal(Author_all(f.s, &q).count, 0);
    assert_session(f.s, ORM_MISUSE);
    assert_message(f.s, "something that is no column stands in .only: use a table object's member, like Users.name");
    assert_int_equal(Author_count(f.s, orm_q(.where = orm_eq(Places.country, "x"))), -1);
    assert_session(f.s, ORM_MISUSE);
    assert_message(f.s, "uses column country of model Place, but the query is about Author");
    assert_int_equal(Author_count(f.s, orm_q(.where = (orm_expr)(const void *)Authors.name)), -1);
    assert_session(f.s, ORM_MISUSE);
    assert_message(f.s, ".where: a condition is no expression: use orm_eq and its like");
    assert_int_equal(Author_count(f.s, orm_q(.where = orm_and(orm_eq(Authors.id, 1), NULL))), -1);
    assert_session(f.s, ORM_MISUSE);
    assert_int_equal(Author_delete_where(f.s, NULL), -1);
    assert_session(f.s, ORM_MISUSE);
    assert_message(f.s, "Author_delete_where without .where would change every row: give a condition, or say .all_rows = true");
    Author bare = { .id = 1 };
    assert_fails(f.s, Author_update(f.s, &bare), ORM_MISUSE);
    end(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mistakes_relations),
        cmocka_unit_test(test_mistakes_columns),
        cmocka_unit_test(test_mistakes_types),
        cmocka_unit_test(test_mistakes_references_and_indexes),
        cmocka_unit_test(test_mistakes_defaults),
        cmocka_unit_test(test_mistakes_default_is_a_number),
        cmocka_unit_test(test_mistakes_two_models_for_one_table),
        cmocka_unit_test(test_mistakes_seen_by_create_tables),
        cmocka_unit_test(test_mistakes_in_schema_sql),
        cmocka_unit_test(test_mistakes_leave_the_rest_alone),
        cmocka_unit_test(test_mistakes_in_queries),
    };
    return run_all(tests);
}
