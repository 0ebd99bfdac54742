"""The schema of a gazetteer file, an SQLite database: its tables, and the marks by which a file is recognised."""

SCHEMA_VERSION = 5
APPLICATION_ID = 0x44544C4E
"""The value, "DTLN", of SQLite's field for telling one application's files from another's."""

COUNTRY_PROMINENCE = 1e10
"""The least prominence of a country: a place with a country code and this prominence is the country of that code,
unless it is a state of the past (PCLH)."""

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE sources (id INTEGER PRIMARY KEY, description TEXT NOT NULL UNIQUE);
CREATE TABLE places (
    id INTEGER PRIMARY KEY, place_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, feature_class TEXT NOT NULL,
    feature_code TEXT NOT NULL, country_code TEXT NOT NULL, admin1_id TEXT NOT NULL, admin2_id TEXT NOT NULL,
    latitude_degrees REAL, longitude_degrees REAL, population_count INTEGER, source INTEGER NOT NULL,
    prominence REAL NOT NULL DEFAULT 0, has_own_point INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE names (folded TEXT, place INTEGER, kind INTEGER, PRIMARY KEY (folded, place)) WITHOUT ROWID;
CREATE TABLE place_names (
    language_code TEXT, folded TEXT, place INTEGER, name TEXT NOT NULL, is_displayed INTEGER NOT NULL,
    PRIMARY KEY (language_code, folded, place)
) WITHOUT ROWID;
CREATE TABLE abbreviations (
    abbreviation TEXT, place INTEGER, needs_place_before INTEGER, PRIMARY KEY (abbreviation, place)
) WITHOUT ROWID;
CREATE TABLE demonyms (demonym TEXT, place INTEGER, PRIMARY KEY (demonym, place)) WITHOUT ROWID;
CREATE TABLE periods (
    place INTEGER PRIMARY KEY, since_year INTEGER, until_year INTEGER, successor_ids TEXT NOT NULL
);
CREATE VIRTUAL TABLE points USING rtree (id, min_latitude, max_latitude, min_longitude, max_longitude);
"""
