package dev.sise.connector.kiwoom;

import java.util.Objects;

/**
 * A row of an answer that could not be read.
 *
 * @param detail the rule and the value in words
 * @param raw the row's own text
 */
public record RefusedRow(RejectReason reason, String detail, String raw) {
    public RefusedRow {
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(detail, "detail");
        Objects.requireNonNull(raw, "raw");
    }
}
