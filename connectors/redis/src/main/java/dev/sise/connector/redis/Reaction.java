package dev.sise.connector.redis;

/** What a failed write leads to. */
enum Reaction {
    /** The value stays pending and is sent again: the server or the way to it is ill. */
    RETRY,
    /** The value is counted and forgotten: it, or what lies at its key, is wrong; others are not affected. */
    DROP,
    /** The job fails: nothing will be accepted until a person changes a setting. */
    FAIL
}
