package dev.sise.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One data TR of the REST API. */
interface DataRequest {

    String apiId();

    /** The one path that serves this TR; any other is answered with 1504. */
    String path();

    /** The answer's fields without {@code return_code} and {@code return_msg}. */
    ObjectNode answer(ObjectNode body) throws RefusedException;
}
