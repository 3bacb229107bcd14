/* The tables of the Chinook sample database (a music shop) as models.
 *
 * Each table's columns are a list of their own that takes the form of storage.  With ORM_STORAGE_DEFAULT they make the models whose tables the library
 * creates; with ORM_STORAGE_NATIVE, and the prefix Found, models over the tables that other programs have made: decimals as NUMERIC, timestamps as text. */
#ifndef CHINOOK_MODELS_H
#define CHINOOK_MODELS_H
#include "orm.h"

/* ---- columns ----------------------------------------------------------------------------------------------------------------- */
#define CHINOOK_ARTIST(X, form)                                     \
    X(key,   int64,             artist_id, .auto_increment = true)  \
    X(field, opt(varchar(120)), name)
#define CHINOOK_ALBUM(X, form)                                                                      \
    X(key,   int64,        album_id,  .auto_increment = true)                                       \
    X(field, varchar(160), title)                                                                   \
    X(field, int64,        artist_id, .index = true, .references = ORM_REF(Artist, artist_id))
#define CHINOOK_EMPLOYEE(X, form)                                                                               \
    X(key,   int64,            employee_id, .auto_increment = true)                                             \
    X(field, varchar(20),      last_name)                                                                       \
    X(field, varchar(20),      first_name)                                                                      \
    X(field, opt(varchar(30)), title)                                                                           \
    X(field, opt(int64),       reports_to,  .index = true, .references = ORM_REF(Employee, employee_id))        \
    X(field, opt(timestamp),   birth_date,  .storage = form)                                                    \
    X(field, opt(timestamp),   hire_date,   .storage = form)                                                    \
    X(field, opt(varchar(70)), address)                                                                         \
    X(field, opt(varchar(40)), city)                                                                            \
    X(field, opt(varchar(40)), state)                                                                           \
    X(field, opt(varchar(40)), country)                                                                         \
    X(field, opt(varchar(10)), postal_code)                                                                     \
    X(field, opt(varchar(24)), phone)                                                                           \
    X(field, opt(varchar(24)), fax)                                                                             \
    X(field, opt(varchar(60)), email)
#define CHINOOK_CUSTOMER(X, form)                                                                               \
    X(key,   int64,            customer_id,    .auto_increment = true)                                          \
    X(field, varchar(40),      first_name)                                                                      \
    X(field, varchar(20),      last_name)                                                                       \
    X(field, opt(varchar(80)), company)                                                                         \
    X(field, opt(varchar(70)), address)                                                                         \
    X(field, opt(varchar(40)), city)                                                                            \
    X(field, opt(varchar(40)), state)                                                                           \
    X(field, opt(varchar(40)), country)                                                                         \
    X(field, opt(varchar(10)), postal_code)                                                                     \
    X(field, opt(varchar(24)), phone)                                                                           \
    X(field, opt(varchar(24)), fax)                                                                             \
    X(field, varchar(60),      email)                                                                           \
    X(field, opt(int64),       support_rep_id, .index = true, .references = ORM_REF(Employee, employee_id))
#define CHINOOK_GENRE(X, form)                                      \
    X(key,   int64,             genre_id, .auto_increment = true)   \
    X(field, opt(varchar(120)), name)
#define CHINOOK_INVOICE(X, form)                                                                            \
    X(key,   int64,            invoice_id,   .auto_increment = true)                                        \
    X(field, int64,            customer_id,  .index = true, .references = ORM_REF(Customer, customer_id))   \
    X(field, timestamp,        invoice_date, .storage = form)                                               \
    X(field, opt(varchar(70)), billing_address)                                                             \
    X(field, opt(varchar(40)), billing_city)                                                                \
    X(field, opt(varchar(40)), billing_state)                                                               \
    X(field, opt(varchar(40)), billing_country)                                                             \
    X(field, opt(varchar(10)), billing_postal_code)                                                         \
    X(field, decimal(10, 2),   total,        .storage = form)
#define CHINOOK_MEDIA_TYPE(X, form)                                     \
    X(key,   int64,             media_type_id, .auto_increment = true)  \
    X(field, opt(varchar(120)), name)
#define CHINOOK_PLAYLIST(X, form)                                       \
    X(key,   int64,             playlist_id, .auto_increment = true)    \
    X(field, opt(varchar(120)), name)
#define CHINOOK_TRACK(X, form)                                                                                  \
    X(key,   int64,             track_id,      .auto_increment = true)                                          \
    X(field, varchar(200),      name)                                                                           \
    X(field, opt(int64),        album_id,      .index = true, .references = ORM_REF(Album, album_id))           \
    X(field, int64,             media_type_id, .index = true, .references = ORM_REF(MediaType, media_type_id))  \
    X(field, opt(int64),        genre_id,      .index = true, .references = ORM_REF(Genre, genre_id))           \
    X(field, opt(varchar(220)), composer)                                                                       \
    X(field, int32,             milliseconds)                                                                   \
    X(field, opt(int32),        bytes)                                                                          \
    X(field, decimal(10, 2),    unit_price,    .storage = form)
#define CHINOOK_INVOICE_LINE(X, form)                                                                   \
    X(key,   int64,          invoice_line_id, .auto_increment = true)                                   \
    X(field, int64,          invoice_id,      .index = true, .references = ORM_REF(Invoice, invoice_id)) \
    X(field, int64,          track_id,        .index = true, .references = ORM_REF(Track, track_id))    \
    X(field, decimal(10, 2), unit_price,      .storage = form)                                          \
    X(field, int32,          quantity)
#define CHINOOK_PLAYLIST_TRACK(X, form)                                                             \
    X(key, int64, playlist_id, .index = true, .references = ORM_REF(Playlist, playlist_id))         \
    X(key, int64, track_id,    .index = true, .references = ORM_REF(Track, track_id))

/* ---- the models of our own tables: columns and relations ----------------------------------------------------------------------- */
#define ARTIST_MODEL(X)                             \
    CHINOOK_ARTIST(X, ORM_STORAGE_DEFAULT)          \
    X(has_many, Album, albums, artist_id)
#define ALBUM_MODEL(X)                              \
    CHINOOK_ALBUM(X, ORM_STORAGE_DEFAULT)           \
    X(belongs_to, Artist, artist, artist_id)        \
    X(has_many,   Track,  tracks, album_id)
#define EMPLOYEE_MODEL(X)                           \
    CHINOOK_EMPLOYEE(X, ORM_STORAGE_DEFAULT)        \
    X(belongs_to, Employee, manager,   reports_to)  \
    X(has_many,   Employee, reports,   reports_to)  \
    X(has_many,   Customer, customers, support_rep_id)
#define CUSTOMER_MODEL(X)                                   \
    CHINOOK_CUSTOMER(X, ORM_STORAGE_DEFAULT)                \
    X(belongs_to, Employee, support_rep, support_rep_id)    \
    X(has_many,   Invoice,  invoices,    customer_id)
#define GENRE_MODEL(X)                              \
    CHINOOK_GENRE(X, ORM_STORAGE_DEFAULT)           \
    X(has_many, Track, tracks, genre_id)
#define INVOICE_MODEL(X)                            \
    CHINOOK_INVOICE(X, ORM_STORAGE_DEFAULT)         \
    X(belongs_to, Customer,    customer, customer_id) \
    X(has_many,   InvoiceLine, lines,    invoice_id)
#define MEDIA_TYPE_MODEL(X)                         \
    CHINOOK_MEDIA_TYPE(X, ORM_STORAGE_DEFAULT)      \
    X(has_many, Track, tracks, media_type_id)
#define PLAYLIST_MODEL(X)                           \
    CHINOOK_PLAYLIST(X, ORM_STORAGE_DEFAULT)        \
    X(many_to_many, Track, tracks, PlaylistTrack)
#define TRACK_MODEL(X)                                      \
    CHINOOK_TRACK(X, ORM_STORAGE_DEFAULT)                   \
    X(belongs_to,   Album,       album,      album_id)      \
    X(belongs_to,   MediaType,   media_type, media_type_id) \
    X(belongs_to,   Genre,       genre,      genre_id)      \
    X(has_many,     InvoiceLine, sales,      track_id)      \
    X(many_to_many, Playlist,    playlists,  PlaylistTrack)
#define INVOICE_LINE_MODEL(X)                       \
    CHINOOK_INVOICE_LINE(X, ORM_STORAGE_DEFAULT)    \
    X(belongs_to, Invoice, invoice, invoice_id)     \
    X(belongs_to, Track,   track,   track_id)
#define PLAYLIST_TRACK_MODEL(X)                     \
    CHINOOK_PLAYLIST_TRACK(X, ORM_STORAGE_DEFAULT)  \
    X(belongs_to, Playlist, playlist, playlist_id)  \
    X(belongs_to, Track,    track,    track_id)

/* Every table once, parents before children: T(row, table object, table name, entries, number of rows) */
#define CHINOOK_TABLES(T)                                                   \
    T(Artist,        Artists,        artist,         ARTIST,         275)   \
    T(Album,         Albums,         album,          ALBUM,          347)   \
    T(Employee,      Employees,      employee,       EMPLOYEE,       8)     \
    T(Customer,      Customers,      customer,       CUSTOMER,       59)    \
    T(Genre,         Genres,         genre,          GENRE,          25)    \
    T(Invoice,       Invoices,       invoice,        INVOICE,        412)   \
    T(MediaType,     MediaTypes,     media_type,     MEDIA_TYPE,     5)     \
    T(Playlist,      Playlists,      playlist,       PLAYLIST,       18)    \
    T(Track,         Tracks,         track,          TRACK,          3503)  \
    T(InvoiceLine,   InvoiceLines,   invoice_line,   INVOICE_LINE,   2240)  \
    T(PlaylistTrack, PlaylistTracks, playlist_track, PLAYLIST_TRACK, 8715)

ORM_DECLARE(Artist); ORM_DECLARE(Album); ORM_DECLARE(Employee); ORM_DECLARE(Customer); ORM_DECLARE(Genre); ORM_DECLARE(Invoice);
ORM_DECLARE(MediaType); ORM_DECLARE(Playlist); ORM_DECLARE(Track); ORM_DECLARE(InvoiceLine); ORM_DECLARE(PlaylistTrack);

ORM_MODEL(Artist, Artists, ARTIST_MODEL, .table = "artist");
ORM_MODEL(Album, Albums, ALBUM_MODEL, .table = "album");
ORM_MODEL(Employee, Employees, EMPLOYEE_MODEL, .table = "employee");
ORM_MODEL(Customer, Customers, CUSTOMER_MODEL, .table = "customer");
ORM_MODEL(Genre, Genres, GENRE_MODEL, .table = "genre");
ORM_MODEL(Invoice, Invoices, INVOICE_MODEL, .table = "invoice");
ORM_MODEL(MediaType, MediaTypes, MEDIA_TYPE_MODEL, .table = "media_type");
ORM_MODEL(Playlist, Playlists, PLAYLIST_MODEL, .table = "playlist");
ORM_MODEL(Track, Tracks, TRACK_MODEL, .table = "track");
ORM_MODEL(InvoiceLine, InvoiceLines, INVOICE_LINE_MODEL, .table = "invoice_line");
ORM_MODEL(PlaylistTrack, PlaylistTracks, PLAYLIST_TRACK_MODEL, .table = "playlist_track");

#define CHINOOK_MODELS ORM_MODELS(Artist, Album, Employee, Customer, Genre, Invoice, MediaType, Playlist, Track, InvoiceLine, PlaylistTrack)

/* ---- the models of found tables: those of the eleven that hold decimals or timestamps; the others are read through the models above --------- */
#define FOUND_EMPLOYEE_MODEL(X)     CHINOOK_EMPLOYEE(X, ORM_STORAGE_NATIVE)
#define FOUND_INVOICE_MODEL(X)      CHINOOK_INVOICE(X, ORM_STORAGE_NATIVE)
#define FOUND_TRACK_MODEL(X)        CHINOOK_TRACK(X, ORM_STORAGE_NATIVE)
#define FOUND_INVOICE_LINE_MODEL(X) CHINOOK_INVOICE_LINE(X, ORM_STORAGE_NATIVE)

ORM_MODEL(FoundEmployee, FoundEmployees, FOUND_EMPLOYEE_MODEL, .table = "employee", .shares_table = true);
ORM_MODEL(FoundInvoice, FoundInvoices, FOUND_INVOICE_MODEL, .table = "invoice", .shares_table = true);
ORM_MODEL(FoundTrack, FoundTracks, FOUND_TRACK_MODEL, .table = "track", .shares_table = true);
ORM_MODEL(FoundInvoiceLine, FoundInvoiceLines, FOUND_INVOICE_LINE_MODEL, .table = "invoice_line", .shares_table = true);
#endif
