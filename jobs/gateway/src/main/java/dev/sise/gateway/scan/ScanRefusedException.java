package dev.sise.gateway.scan;

import dev.sise.gateway.http.ApiError;
import java.util.Objects;

/** A question about scans that has no answer but this error. */
final class ScanRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ApiError error;

    ScanRefusedException(ApiError error) {
        super(error.body().getString("detail"));
        this.error = Objects.requireNonNull(error, "error");
    }

    ApiError error() {
        return error;
    }
}
