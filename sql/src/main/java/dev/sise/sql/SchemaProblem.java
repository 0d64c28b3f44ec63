package dev.sise.sql;

/** Why a schema could not be looked at, or is not the one a program needs. */
public enum SchemaProblem {
    /** No server answers at the address, or it has no such database. */
    NO_DATABASE,
    /** The server does not let the user in. */
    NOT_ALLOWED,
    /** There are tables, and none of them is ours: somebody else's database. */
    FOREIGN,
    /** Steps were made that this program does not know: it is older than the schema. */
    NEWER,
    /** A step that was made is not the one this program has under its version. */
    CHANGED,
    /** Steps are missing. */
    BEHIND,
    /** A step failed or was interrupted; it was taken back, and the steps before it stay. */
    FAILED
}
