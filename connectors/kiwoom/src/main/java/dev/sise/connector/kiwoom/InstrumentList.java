package dev.sise.connector.kiwoom;

import java.util.List;
import java.util.Objects;

/**
 * The instruments of one market. Kiwoom's order, which is not that of the codes; the same code may stand in the lists of two
 * markets.
 *
 * @param rows those that could be read
 * @param refused those that could not; they hide none of the others
 */
public record InstrumentList(List<InstrumentRow> rows, List<Refused> refused) {
    public InstrumentList {
        rows = List.copyOf(rows);
        refused = List.copyOf(refused);
    }

    /**
     * A row that could not be read.
     *
     * @param detail the rule and the value in words
     * @param raw the row's own text
     */
    public record Refused(RejectReason reason, String detail, String raw) {
        public Refused {
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(detail, "detail");
            Objects.requireNonNull(raw, "raw");
        }
    }
}
