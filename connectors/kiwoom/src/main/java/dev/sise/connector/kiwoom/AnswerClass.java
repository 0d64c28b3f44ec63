package dev.sise.connector.kiwoom;

/** What an answer of Kiwoom means for the one who asked. */
public enum AnswerClass {
    /** Served. */
    OK,
    /** Served too often (codes 1700, 105110, HTTP 429): the same request will pass after a pause. */
    SLOW_DOWN,
    /** Kiwoom or the network had a bad moment: the same request may pass later. */
    RETRY,
    /** The token is not accepted (8005, 8031, 8103, HTTP 401): the same request may pass with a new token. */
    REFRESH_TOKEN,
    /** The connection holds as many items as it may (105115, 105118): nothing passes until one is removed. */
    SLOT_LIMIT,
    /** The request itself is wrong and will never pass; for example 1634, a batch too large. */
    DROP,
    /** Key, secret, address or terminal are not accepted: a person has to act. */
    FAIL
}
