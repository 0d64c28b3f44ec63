package dev.sise.connector.kiwoom;

import java.util.List;

/**
 * The instruments of one market. Kiwoom's order, which is not that of the codes; the same code may stand in the lists of two
 * markets.
 *
 * @param rows those that could be read
 * @param refused those that could not; they hide none of the others
 */
public record InstrumentList(List<InstrumentRow> rows, List<RefusedRow> refused) {
    public InstrumentList {
        rows = List.copyOf(rows);
        refused = List.copyOf(refused);
    }
}
