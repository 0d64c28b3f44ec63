package dev.sise.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One data TR of the REST API. */
interface DataRequest {

    String apiId();

    /** The one path that serves this TR; any other is answered with 1504. */
    String path();

    /**
     * One page of the answer.
     *
     * @param nextKey of the page before, empty for the first page
     */
    Page answer(ObjectNode body, String nextKey) throws RefusedException;

    /**
     * @param body the answer's fields without {@code return_code} and {@code return_msg}
     * @param nextKey what a client sends for the page after, empty on the last page
     */
    record Page(ObjectNode body, String nextKey) {

        /** The answer of a TR that has one page only. */
        static Page only(ObjectNode body) {
            return new Page(body, "");
        }
    }
}
